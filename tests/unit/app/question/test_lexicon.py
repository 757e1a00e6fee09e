"""Words that ask for an aspect, in both languages."""

import pytest

from app.facts.kinds import Aspect
from app.question.lexicon import limits, read_aspects
from retrieval.tokens import tokens


@pytest.mark.parametrize(
    ("text", "aspects", "rest"),
    [
        ("n the min?", {Aspect.MINIMUM}, "n the ?"),
        ("复位值多少", {Aspect.RESET}, "多少"),
        ("what is the reset value of that register", {Aspect.RESET}, "what is the value of that"),
        ("irq of that channel", {Aspect.INTERRUPT, Aspect.CHANNEL}, "irq of that channel"),
        ("JOFFSET3 please", set(), "JOFFSET3 please"),
        ("SPI1->CR1 offset", {Aspect.OFFSET}, "SPI1->CR1"),
    ],
)
def test_only_words_that_say_nothing_else_are_taken_out(text: str, aspects: set[Aspect], rest: str) -> None:
    found, left = read_aspects(text)
    assert found == aspects
    assert " ".join(left.split()) == rest


@pytest.mark.parametrize(
    ("text", "limit"),
    [("max 8 mA", Aspect.MAXIMUM), ("最小值 2 V", Aspect.MINIMUM), ("Typical: 3", Aspect.TYPICAL)],
)
def test_texts_say_which_limit_they_state(text: str, limit: Aspect) -> None:
    there = frozenset(tokens(text))
    assert {aspect for aspect, spelled in limits().items() if spelled & there} == {limit}
