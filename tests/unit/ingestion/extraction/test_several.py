"""Name cells of bit tables with more, or with less, than one identifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.extraction.several import counted, either, names_of


@pytest.mark.parametrize(
    ("cell", "bits", "found"),
    [
        ("CUR2,\nCUR1,\nCUR0", (2, 0), [("CUR2", 2, 2), ("CUR1", 1, 1), ("CUR0", 0, 0)]),
        ("LEVEL3: LEVEL2", (5, 4), [("LEVEL3", 5, 5), ("LEVEL2", 4, 4)]),
        ("MODE3:MODE0", (7, 4), [("MODE3", 7, 7), ("MODE2", 6, 6), ("MODE1", 5, 5), ("MODE0", 4, 4)]),
        ("MODE3:MODE0", (7, 6), []),
        ("BAUD DIVINT", (15, 0), [("BAUD_DIVINT", 15, 0)]),
        ("Version ID", (7, 4), [("Version_ID", 7, 4)]),
        ("RA0/AN0", (0, 0), []),
        ("reads as zero", (7, 7), []),
        ("The period is given by the formula", (7, 0), []),
    ],
)
def test_names_of_a_cell(cell: str, bits: tuple[int, int], found: list[tuple[str, int, int]]) -> None:
    assert names_of(cell, *bits) == found


@given(st.text(max_size=40), st.integers(0, 31), st.integers(0, 31))
def test_all_lie_within_the_bits(cell: str, one: int, other: int) -> None:
    msb, lsb = max(one, other), min(one, other)
    assert all(lsb <= low <= high <= msb for _, high, low in names_of(cell, msb, lsb))


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("AM/PM", "AM_PM"),
        ("12/24", "12_24"),
        ("GO/\nDONE", "GO_DONE"),
        ("R/W", ""),
        ("01/10", ""),
        ("Timer Input/Output", ""),
        ("either", ""),
    ],
)
def test_a_bit_called_by_both_of_its_meanings(cell: str, name: str) -> None:
    assert either(cell) == name


def test_a_digit_is_told_by_the_one_beside_it() -> None:
    assert counted("10 Seconds", ["0", "10 Seconds", "Seconds"]) == "10_Seconds"
    assert counted("10 Seconds", ["0", "10 Seconds", "Minutes"]) == ""
