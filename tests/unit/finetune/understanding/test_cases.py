"""Reading question sets, and marking what answers."""

import json
from pathlib import Path

from finetune.understanding.cases import Case, read_cases
from tests.passages import make_passage as passage


def written(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "own.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_conversation_and_a_single_question_are_cases(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"id": "a", "messages": [{"role": "user", "content": "max?"}], "expect": {"must": [["3 V", "3V"]]}},
        {"id": "b", "question": "reset value?", "answer": "0x07", "pages": {"m.pdf": [3]}, "kind": "reset"},
        {"id": "c", "messages": [{"role": "user", "content": "price?"}], "expect": {"abstain": True}},
        {"id": "d", "messages": [{"role": "user", "content": "thanks"}], "expect": {"plain": True}},
    )
    first, second, third, fourth = read_cases([path])
    assert first.must == (("3 V", "3V"),)
    assert second.must == (("0x07",),)
    assert second.answerable is True
    assert third.answerable is False
    assert fourth.answerable is None


def test_what_shows_all_answers_and_what_shows_a_wrong_value_does_not() -> None:
    case = Case("a", "own", (), must=(("3.6 V",), ("25 °C",)), wrong=("5 V",))
    there = passage("VDD")
    assert case.label("max 3.6V at 25 °C", there) == 1
    assert case.label("max 3.6 V", there) == 0
    assert case.label("max 3.6 V at 25 °C, 5 V tolerant", there) == 0


def test_another_document_never_answers() -> None:
    case = Case("a", "own", (), must=(("3.6 V",),), pages={"other.pdf": (1,)})
    assert case.label("max 3.6 V", passage("VDD")) == 0


def test_the_same_cases_are_held_back_always() -> None:
    held = [case.held_back for case in (Case(str(number), "own", ()) for number in range(300))]
    assert 70 < sum(held) < 130
