"""Subjects put into words: in both languages, with and without a conversation before them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.retrieval.phrasing import hasty, mistyped, phrase, phrasings, translated
from finetune.retrieval.types import Subject
from tests.unit.finetune.retrieval.chances import chance


def subject(
    name: str = "PLL_CTRL", aspect: str = "offset", answer: str = "0x48", passage: str = "p1"
) -> Subject:
    slots = {"name": name, "title": "clock control register"}
    return Subject("register", aspect, slots, name, answer, "v1", passage, "en")


def test_a_question_names_what_it_asks_about() -> None:
    questions = {phrase(subject(), (), chance(seed)).question.lower() for seed in range(40)}

    assert len(questions) > 10
    assert any("pll" in question for question in questions)
    assert any("偏移" in question for question in questions)


def test_a_follow_up_comes_after_the_question_and_answer_before_it() -> None:
    other = subject("PLL_STAT", answer="0x4C", passage="p2")
    asked = [phrase(subject(), [other], chance(seed)) for seed in range(60)]
    following = [one for one in asked if one.context]

    assert following
    assert all("0x4C" in one.context for one in following)
    assert not any("offset" in one.question.lower() for one in following)


def parameter(title: str, aspect: str, condition: str = "") -> Subject:
    slots = {"title": title, "symbol": "", "condition": condition, "unit": "V"}
    return Subject("parameter", aspect, slots, title, "5", "v1", "p1", "en")


def pin(name: str, function: str) -> Subject:
    return Subject("pin", "function", {"name": name, "function": function}, function, name, "v1", "p1", "en")


def follow_ups(about: Subject, before: Subject) -> list[str]:
    asked = [phrase(about, [before], chance(seed)) for seed in range(60)]
    return [one.question.lower() for one in asked if one.context]


def test_a_follow_up_says_it_only_of_the_quantity_before_it() -> None:
    typical = parameter("Supply voltage", "typical")

    assert follow_ups(typical, parameter("Supply voltage", "maximum"))
    assert not follow_ups(typical, parameter("Supply voltage", "maximum", "at 85 degrees"))
    assert not follow_ups(typical, parameter("Overflow", "maximum"))


def test_a_follow_up_names_what_is_asked_for_and_not_its_answer() -> None:
    following = follow_ups(pin("PA2", "UART_TX"), pin("PC3", "UART_RX"))

    assert following
    assert all("tx" in question and "pa2" not in question for question in following)


def test_a_follow_up_leaves_nothing_out_that_differs() -> None:
    legs = [
        Subject("pin", "number", {"name": name, "package": package}, name, "1", "v1", "p1", "en")
        for name, package in (("PA0", "QFN20"), ("PA1", "QFN20"), ("PA1", "TSSOP20"))
    ]

    assert follow_ups(legs[0], legs[1])
    assert not follow_ups(legs[0], legs[2])


@pytest.mark.parametrize(
    ("text", "own", "expected"),
    [("clock source", "en", "时钟源"), ("时钟源", "zh", "clock source"), ("clockwork", "en", "clockwork")],
)
def test_terms_of_the_glossary_are_put_into_the_other_language(text: str, own: str, expected: str) -> None:
    assert translated(text, own) == expected


@given(st.text(), st.integers(0, 99))
def test_haste_never_fails_and_never_makes_longer(text: str, seed: int) -> None:
    assert len(mistyped(text, chance(seed))) <= len(text)
    assert len(hasty(text, chance(seed))) <= len(text.lower())


def test_every_phrasing_exists_in_both_languages() -> None:
    aspects = [both for kind in phrasings().values() for both in kind.values() if isinstance(both, dict)]

    assert aspects
    assert all(both.keys() == {"en", "zh"} for both in aspects)
