"""Rows and sentences about a sibling of the chip that is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.sibling_parts import is_of_a_sibling


@pytest.mark.parametrize(
    ("text", "chips", "sibling"),
    [
        ("Device: ATtiny45 | Flash Size: 2K words", ("ATtiny85",), True),
        ("Device: ATtiny85 | Flash Size: 4K words", ("ATtiny85",), False),
        ("ATtiny25/45/85: | see the ordering code", ("ATtiny85",), False),
        ("ATtiny45 and ATtiny85 have a second one.", ("ATtiny85",), False),
        ("Flash Size: 4K words", ("ATtiny85",), False),
        ("Device: ATtiny45 | Flash Size: 2K words", (), False),
        ("The ESP32-S2 has one core.", ("ESP32",), True),
        ("The ESP32-D0WD has two cores.", ("ESP32",), False),
        ("STM32F103x8: 64 KB", ("STM32F103C8T6",), False),
        ("STM32F103xB: 128 KB", ("STM32F103C8T6",), True),
        ("The DS3231 hangs on the bus.", ("ATtiny85",), False),  # of another make: no sibling
    ],
)
def test_a_row_of_a_sibling(text: str, chips: tuple[str, ...], sibling: bool) -> None:
    assert is_of_a_sibling(text, chips) is sibling


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert is_of_a_sibling(text, ("ATtiny85", "STM32F103")) in (True, False)
