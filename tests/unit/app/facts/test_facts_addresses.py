"""Addresses said as the manual prints them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.addresses import address_text, offset_text


@pytest.mark.parametrize(
    ("value", "quote", "shown"),
    [
        (0x12, "0x12 | PCLKSR | 7:0", "0x12"),
        (0x10, "10h | P1IN", "0x10"),
        (0xA0, "0A0h | P2", "0xA0"),
        (0x40021000, "CLK_CTLR | 0x4002 1000 | 0x83", "0x40021000"),
        (0x40021000, "CLK_CTLR | 0x4002_1000", "0x40021000"),
        (0x1A, "Base | 0x0000 001A", "0x0000001A"),
        (0x12, "", "0x12"),
        (0x1234, "", "0x1234"),
        (0x10000, "", "0x00010000"),
        (0, "0x000 | 0x0001", "0x000"),
    ],
)
def test_an_address_has_the_digits_of_its_row(value: int, quote: str, shown: str) -> None:
    assert address_text(value, quote) == shown


def test_an_offset_has_two_digits_at_least() -> None:
    assert offset_text(4, "Address offset: 0x4") == "0x04"
    assert offset_text(4, "Address offset: 0x004") == "0x004"
    assert offset_text(4, "") == "0x04"


@given(st.integers(0, 2**64 - 1), st.text(max_size=60), st.integers(1, 16))
def test_whatever_is_printed_the_value_stays(value: int, around: str, digits: int) -> None:
    for quote in (around, f"{around} 0x{value:0{digits}x} {around}"):
        assert int(address_text(value, quote), 16) == value == int(offset_text(value, quote), 16)
