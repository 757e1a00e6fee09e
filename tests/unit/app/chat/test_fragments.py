"""What of a page states nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.fragments import states_something


@pytest.mark.parametrize(
    "text",
    [
        "Table 12.",
        "Table 4-7: Limits of the ZX90",
        "图3-9 时序图",
        "(RO)",
        "VDD",
        "3.",
        "BUS to RAM 48MHz max clock enable to AX units clock enable to TM2 clock enable to TM1",
        "2.0 2.5 3.0 3.5 4.0 4.5 5.0 5.5 6.0 6.5 7.0 7.5 8.0 VDD (V)",
    ],
)
def test_captions_labels_and_drawings_state_nothing(text: str) -> None:
    assert not states_something(text)


@pytest.mark.parametrize(
    "text",
    [
        "The clock is stopped.",
        "Table 12 lists the limits of the oscillator.",
        "图 3 给出了时序。",
        "Reset value: 0x10",
        "1 MHz",
        "Up to 48 MHz with the PLL, and 24 MHz when the supply is below 2.7 V or the chip is hot",
        "停机模式下所有时钟停止",
    ],
)
def test_sentences_and_values_state_something(text: str) -> None:
    assert states_something(text)


@given(st.text(max_size=200))
def test_a_sentence_with_an_end_is_none_of_them(text: str) -> None:
    assert states_something(f"The clock of {text} must not be stopped while it is on.")
