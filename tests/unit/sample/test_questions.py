"""The example questions have the evaluation's form, and their pages hold their answers."""

import json
from pathlib import Path
from typing import Any

import pytest

Pages = dict[str, list[str]]
FORM = {"id", "chip", "lang", "kind", "question", "answer", "register", "field", "pages"}


@pytest.fixture(scope="module")
def cases(sample: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (sample / "questions.jsonl").read_text("utf-8").splitlines()]


def test_form(cases: list[dict[str, Any]]) -> None:
    assert len({case["id"] for case in cases}) == len(cases) > 150
    assert {case["kind"] for case in cases} == {
        "addr",
        "offs",
        "reset",
        "bits",
        "which",
        "desc",
        "value",
        "absent",
    }
    assert {case["lang"] for case in cases} == {"en", "zh"}
    for case in cases:
        assert set(case) - {"needles"} == FORM
        assert (case["answer"] is None) == (case["kind"] == "absent") == (not case["pages"])


def test_answers_stand_on_their_pages(cases: list[dict[str, Any]], pages: Pages) -> None:
    for case in cases:
        for file, numbers in case["pages"].items():
            assert any(holds(case, pages[file][number - 1]) for number in numbers), (case["id"], file)


def holds(case: dict[str, Any], text: str) -> bool:
    answer = case["answer"]
    if case["kind"] == "value":
        return all(any("".join(way.split()) in text for way in ways) for ways in case["needles"])
    if case["kind"] in ("addr", "offs"):
        return f"{int(answer, 16):X}" in text
    return answer in text


def test_absent_names_are_nowhere(cases: list[dict[str, Any]], pages: Pages) -> None:
    everything = "".join(text for found in pages.values() for text in found)
    for case in cases:
        if case["kind"] == "absent":
            assert case["register"] not in everything or case["field"] not in everything


def test_a_field_of_a_which_question_is_in_one_register(
    cases: list[dict[str, Any]], truth: dict[str, Any]
) -> None:
    registers = truth["revisions"]["1.1"]["registers"]
    for case in cases:
        if case["kind"] == "which":
            owners = [
                item["name"] for item in registers if any(f["name"] == case["field"] for f in item["fields"])
            ]
            assert owners == [case["answer"]]


def test_questions_on_a_revision_name_its_file_alone(cases: list[dict[str, Any]]) -> None:
    pinned = [case for case in cases if "revision 1." in case["question"] or " 版，" in case["question"]]
    assert len(pinned) == 16
    for case in pinned:
        revision = "1.0" if "1.0" in case["question"] else "1.1"
        assert all(f"V{revision}" in file for file in case["pages"])
