"""What answers are worth, and cases that show whether a model reads."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.evaluation.scoring import score
from finetune.evaluation.suite import Kind, SuiteError, case_of, read_suite, write_suite
from finetune.evaluation.variants import changed_page, closed_book, variants, wrong_document
from tests.unit.finetune.evaluation.cases import CFGR, CTLR, answer, case


def test_a_right_answer_scores_in_all_measures():
    told = score(CTLR, answer("R32_CTLR is at address 0x40021000 [1]."))
    named = ("exact", "right_and_clean", "no_wrong_value", "cited", "accuracy")
    assert {name: told[name] for name in named} == {
        "exact": 1.0, "right_and_clean": 1.0, "no_wrong_value": 1.0, "cited": 1.0, "accuracy": 1.0,
    }  # fmt: skip


def test_a_wrong_answer_does_not():
    told = score(CTLR, answer("R32_CTLR is at address 0x40021999 [1]."))
    assert (told["exact"], told["no_wrong_value"], told["accuracy"]) == (0.0, 0.0, 0.0)
    assert told["abstention"] == 1.0


def test_refusing_what_is_answered_is_no_abstention():
    told = score(CTLR, answer("The manuals do not say it."))
    assert (told["abstention"], told["exact"], told["no_wrong_value"]) == (0.0, 0.0, 1.0)


def test_a_failed_request_is_not_answered():
    assert score(CTLR, answer("", error="ReadTimeout")) == {"answered": 0.0}


def test_pages_of_a_service():
    asked = case("CTLR", "0x40021000", pages={"made.pdf": [7]}, kind="chat")
    hits = ({"document": "other.pdf", "page": 7}, {"document": "made.pdf", "page": 7})
    told = score(
        asked, answer("0x40021000", hits=hits, cited=({"document": "made.pdf", "page": 7},), findings=0)
    )
    assert (told["page@1"], told["page@5"], told["cited_page"]) == (0.0, 1.0, 1.0)


def test_words_against_a_reference():
    asked = case("CTLR", "0x40021000", reference="R32_CTLR is at address 0x40021000.", terms=["address"])
    told = score(asked, answer("R32_CTLR is at address 0x40021000 [1]."))
    assert told["bleu4"] == told["rougeL"] == told["terminology"] == pytest.approx(1.0)


def test_reasoning_is_the_order_of_the_points():
    asked = case("CTLR", "0x40021000", points=["enable the clock", "set the mode", "start the timer"])
    right = "Enable the clock. Set the mode. Start the timer. It is 0x40021000 [1]."
    wrong = "Start the timer. Set the mode. Enable the clock. It is 0x40021000 [1]."
    assert score(asked, answer(right))["reasoning"] == 1.0
    assert score(asked, answer(wrong))["reasoning"] == pytest.approx(1 / 3)


def test_a_closed_book_answer_was_remembered():
    asked = closed_book(CTLR)
    assert "<source" not in asked.messages[-1]["content"]
    assert score(asked, answer("It is at 0x40021000."))["remembered"] == 1.0
    told = score(asked, answer("The manuals do not say it."))
    assert (told["remembered"], told["abstention"]) == (0.0, 1.0)


def test_another_documents_evidence_does_not_answer():
    asked = wrong_document(CTLR, CFGR)
    assert "R32_CFGR" in asked.messages[-1]["content"]
    assert "R32_CTLR |" not in asked.messages[-1]["content"]
    assert score(asked, answer("R32_CTLR is at address 0x40021404 [1]."))["no_wrong_value"] == 0.0


def test_a_changed_page_tells_reading_from_remembering():
    asked = changed_page(CTLR)
    assert asked is not None
    (new,) = asked.facts[0]["values"]
    assert new != "0x40021000"
    assert new in asked.messages[-1]["content"]
    assert "0x40021000" not in asked.messages[-1]["content"]
    read, remembered = (
        score(asked, answer(f"R32_CTLR is at address {one} [1].")) for one in (new, "0x40021000")
    )
    assert (read["exact"], read["remembered"]) == (1.0, 0.0)
    assert (remembered["exact"], remembered["remembered"]) == (0.0, 1.0)


def test_a_quantity_is_changed_too_and_a_value_in_another_notation_is_left_alone():
    supply = case("VDD", "3.6")
    asked = changed_page(supply)
    assert asked is not None
    (new,) = asked.facts[0]["values"]
    assert new.startswith("3.")
    assert new != "3.6"
    assert f"R32_VDD | {new}" in asked.messages[-1]["content"]
    text = "R32_VDD is at most 3.6V."
    assert (
        changed_page(replace(supply, evidence=({"n": 1, "document": "m.pdf", "page": 1, "text": text},)))
        is None
    )


@given(st.from_regex(r"0x[0-9A-F]{1,8}|[0-9]{1,6}(\.[0-9]{1,3})?", fullmatch=True))
def test_a_changed_value_is_another_one_of_its_form(value):
    asked = changed_page(case("ANY", value))
    if asked is not None:
        (new,) = asked.facts[0]["values"]
        assert new.lower() != value.lower()
        assert new.count(".") == value.count(".")
        assert new.startswith("0x") == value.startswith("0x")


def test_each_case_with_evidence_gets_its_variants():
    made = variants([CTLR, CFGR])
    assert {one.variant for one in made} == {"closed-book", "wrong-document", "changed-page"}
    assert len({one.id for one in made}) == len(made) == 6


def test_suites_are_read_back(tmp_path):
    file = tmp_path / "suite.jsonl"
    write_suite(file, [CTLR, closed_book(CFGR)])
    assert read_suite(file) == [CTLR, closed_book(CFGR)]
    write_suite(file, [CTLR, CTLR])
    with pytest.raises(SuiteError, match="twice"):
        read_suite(file)


@pytest.mark.parametrize("text", ["", "[1]\n", "{\n"])
def test_what_is_no_suite_is_said(tmp_path, text):
    file = tmp_path / "suite.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SuiteError):
        read_suite(file)


def test_our_question_sets_are_suites():
    row = {
        "id": "a",
        "lang": "zh",
        "kind": "value",
        "question": "?",
        "answer": "3.0 - 5.5 V",
        "needles": [["3.0"], ["5.5"]],
    }
    made = case_of(row)
    assert (made.kind, made.language, made.facts[0]["values"]) == (Kind.CHAT, "zh", ["3.0", "5.5"])
    assert case_of({"id": "b", "question": "?", "answer": None}).refuse
