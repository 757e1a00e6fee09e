"""A decided case becomes a case of the benchmark."""

from typing import Any

from finetune.evaluation.reviewed import case_of_review
from finetune.evaluation.suite import Kind, read_suite, write_suite

FACT = {
    "fact": {"name": "CLK_CTLR", "reset": "0x83", "offset": "0x04"},
    "stated": ["reset"],
    "document": "nx32.pdf",
    "page": 12,
}


def review(**more: Any) -> dict[str, Any]:
    return {
        "id": "7",
        "question": "Reset value of CLK_CTLR?",
        "answer": "It is 0x81 [1].",
        "right_answer": "",
        "abstained": False,
        "language": "en",
        "pins": {},
        "chips": ["NX32"],
        "facts": [],
        "citations": [{"document": "nx32.pdf", "page": 9}],
    } | more


def test_a_corrected_fact_is_what_the_answer_must_state(tmp_path):
    made = case_of_review(review(facts=[FACT], right_answer="It is 0x83."))
    assert (made.kind, made.chip, made.refuse) == (Kind.CHAT, "NX32", False)
    assert made.facts == ({"names": ["CLK_CTLR"], "aspect": "reset", "values": ["0x83"]},)
    assert (made.reference, made.pages) == ("It is 0x83.", {"nx32.pdf": [12]})
    write_suite(tmp_path / "cases.jsonl", [made])
    assert read_suite(tmp_path / "cases.jsonl") == [made]


def test_an_accepted_answer_stands_on_the_pages_that_it_cites():
    made = case_of_review(review(pins={"chip": "NX33"}))
    assert (made.reference, made.pages, made.chip) == ("It is 0x81 [1].", {"nx32.pdf": [9]}, "NX33")


def test_an_accepted_abstention_is_to_be_one_again():
    made = case_of_review(review(abstained=True, answer="The manuals do not say it."))
    assert (made.refuse, made.reference, made.facts) == (True, "", ())
