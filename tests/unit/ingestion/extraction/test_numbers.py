"""Numbers as manuals print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.extraction.numbers import (
    bit_ranges,
    formula,
    hexadecimal,
    instances,
    only_hexadecimal,
    reset_text,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0x4002 1000", 0x40021000),
        ("0x4002_1000", 0x40021000),
        ("3Fh", 0x3F),
        ("none", None),
        ("CH583", None),
    ],
)
def test_hexadecimal(text: str, number: int | None) -> None:
    assert hexadecimal(text) == number


def test_a_cell_with_more_than_a_number_holds_no_number() -> None:
    assert only_hexadecimal("0x10 and more") is None


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("[31:26]", ((31, 26),)),
        ("25", ((25, 25),)),
        ("Bits 7:4", ((7, 4),)),
        ("31..0", ((31, 0),)),
        ("［7:0］", ((7, 0),)),
        ("24/20/16/1\n2/8", ((24, 24), (20, 20), (16, 16), (12, 12), (8, 8))),
        ("[31:30]\n[27:26]", ((31, 30), (27, 26))),
        ("Reset value", ()),
        ("1: enabled", ()),
        ("99", ()),
    ],
)
def test_bit_ranges(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    assert bit_ranges(text) == ranges


@given(st.integers(0, 63), st.integers(0, 63))
def test_any_range_is_read_back(one: int, other: int) -> None:
    msb, lsb = max(one, other), min(one, other)
    assert bit_ranges(f"[{msb}:{lsb}]") == ((msb, lsb),)


@given(st.text(max_size=60))
def test_no_cell_breaks_it(text: str) -> None:
    assert all(0 <= lsb <= msb <= 63 for msb, lsb in bit_ranges(text))


@pytest.mark.parametrize(
    ("text", "base", "stride", "first"),
    [
        ("0x08 + (x-1)*20", 0x08, 20, 1),
        ("(0x20+8*n)", 0x20, 8, 0),
        ("(0x0+0x24*x)", 0, 0x24, 0),
        ("0x1C", 0x1C, None, 0),
    ],
)
def test_formulas(text: str, base: int, stride: int | None, first: int) -> None:
    found = formula(text)
    assert found is not None
    assert (found.base, found.stride, found.first) == (base, stride, first)


@pytest.mark.parametrize(
    ("text", "reset"),
    [
        ("0x0000 XX83", "0x0000xx83"),
        ("00h", "0x00"),
        ("0", "0"),
        ("1x", "1x"),
        ("Reset", ""),
        ("see text", ""),
        ("0x00-", "0x00x"),
        ("0b-10010---", "0xx9x"),
        ("0b0101", "0b0101"),
        ("0x---", ""),
        ("0x00-0xFF", ""),
        ("0x00-FF", ""),
    ],
)
def test_reset_values(text: str, reset: str) -> None:
    assert reset_text(text) == reset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(x=A/C/D)", ("A", "C", "D")),
        ("(n: 0-3)", ("0", "1", "2", "3")),
        ("(y=0/1)", ("0", "1")),
        ("none", ()),
    ],
)
def test_instances(text: str, expected: tuple[str, ...]) -> None:
    assert instances(text) == expected
