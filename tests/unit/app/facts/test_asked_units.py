"""The units of what a question asks for."""

import pytest

from app.facts.asked_units import units_asked_for, units_stated
from app.question.heard import words_of


@pytest.mark.parametrize(
    ("question", "fits", "other"),
    [
        ("What is the stop current?", "14 µA", "14 V"),
        ("最大供电电压是多少", "3.6 V", "3.6 mA"),
        ("how many ps of jitter", "12 ps", "12 kHz"),
    ],
)
def test_a_quantity_is_answered_in_its_unit(question: str, fits: str, other: str) -> None:
    units = units_asked_for(question, words_of(question))
    assert units
    assert all(pattern.search(fits) for pattern in units)
    assert not any(pattern.search(other) for pattern in units)


def test_a_number_with_a_unit_is_a_condition() -> None:
    assert units_asked_for("does it boot at 3.3 V", words_of("does it boot")) == ()


def test_a_reply_states_the_units_behind_its_numbers() -> None:
    (units,) = units_stated("2 µA at most (V is not said)")
    assert units.search("14 mA")
    assert units_stated("pin 25") == ()
