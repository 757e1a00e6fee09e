"""Which candidates answer a question that was made from a fact."""

import re

import pytest

from finetune.retrieval.labels import answer_pattern, label, squeezed
from finetune.retrieval.types import ANSWERS, NEAR, OTHER, Subject


def subject(answer: str, name: str = "PLL_CTRL") -> Subject:
    return Subject("register", "offset", {"name": name}, name, answer, "v1", "p1", "en")


@pytest.mark.parametrize(
    ("answer", "printed", "holds"),
    [
        ("0x48", "Offset address: 0x48", True),
        ("0x48", "offset 48h", True),
        ("0x48", "0x0000 0048", True),
        ("0x48", "0x148", False),
        ("0x40010C00", "4001_0C00", True),
        ("2.5", "12.5 V", False),
        ("2.5", "Max: 2.5 | V", True),
        ("7:4", "bits 7:4", True),
        ("7:4", "bits 17:4", False),
    ],
)
def test_an_answer_is_recognised_in_any_printed_form(answer: str, printed: str, holds: bool) -> None:
    assert bool(re.search(answer_pattern(answer), squeezed(printed))) is holds


def test_the_row_of_the_passage_answers_and_its_neighbour_does_not() -> None:
    asked = subject("0x48")

    assert label(asked, "PLL", "Name: PLL_CTRL | Offset: 0x48", "p1") == ANSWERS
    assert label(asked, "PLL", "Name: PLL_STAT | Offset: 0x4C", "p1") == OTHER


def test_the_heading_may_hold_the_name() -> None:
    assert label(subject("0x48"), "5.2 Control (PLL_CTRL)", "Offset: 0x48", "p1") == ANSWERS


def test_a_short_answer_elsewhere_may_be_a_coincidence() -> None:
    assert label(subject("3"), "PLL", "PLL_CTRL has 3 stages", "p2") == NEAR
    assert label(subject("0x40010C00"), "PLL", "PLL_CTRL 0x40010C00", "p2") == ANSWERS


def test_everything_under_a_heading_that_asks_answers() -> None:
    asked = subject("", name="")

    assert label(asked, "Why?", "Because the clock stops.", "p1") == ANSWERS
    assert label(asked, "Why?", "Because the clock stops.", "p2") == OTHER
