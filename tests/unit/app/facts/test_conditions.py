"""Conditions of rows against the values of a question."""

import pytest
from hypothesis import given as samples
from hypothesis import strategies as st

from app.facts.conditions import contradicts, given


@pytest.mark.parametrize(
    ("question", "condition", "wrong"),
    [
        ("stop current at 25 °C", "VDD = 3.3 V, TA = 85°C", True),
        ("stop current at 25 °C", "TA = -40 ~ 105°C", False),
        ("stop current at 25 °C", "VDD = 3.3 V", False),
        ("stop current at 3.3V", "VDDIO=1.2 V to 3.6 V", False),
        ("sleep current from -40 to 85 °C", "TA = 25°C", False),
        ("clock of 8 MHz", "fHCLK = 8000 kHz", False),
        ("accuracy at 0 °C", "For temperatures < 0°C", False),
    ],
)
def test_equality_of_the_same_quantity_contradicts(question: str, condition: str, wrong: bool) -> None:
    assert contradicts(condition, given(question)) is wrong


@samples(st.integers(-40, 150), st.integers(-40, 150))
def test_only_another_value_contradicts(asked: int, stated: int) -> None:
    assert contradicts(f"TA = {stated}°C", given(f"current at {asked} °C")) is (asked != stated)


@samples(st.text())
def test_any_text_is_read(text: str) -> None:
    assert contradicts(text, given(text)) in (True, False)
