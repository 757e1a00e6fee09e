"""Rows under their titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.rows import header_of, plain_minus, told

TABLE = """Electrical characteristics
Characteristic | Symbol | Min. | Max. | Unit
Supply | VDD | – | 5.5 | V
Sleep | | 1 | 2 | µA"""


def test_cells_stand_under_their_titles_and_empty_ones_are_left_out() -> None:
    assert (
        told("Supply | VDD | – | 5.5 | V", TABLE)
        == "Characteristic: Supply | Symbol: VDD | Max.: 5.5 | Unit: V"
    )


def test_a_row_that_fits_no_header_keeps_its_cells() -> None:
    assert told("a | – | b", TABLE) == "a | b"
    assert told("a sentence", TABLE) == "a sentence"


def test_a_table_that_begins_with_values_has_no_header() -> None:
    assert header_of("0x40010000 | TIM_CR\n0x40010004 | TIM_SR") == ()


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("–20 to 85 °C", "-20 to 85 °C"),
        ("IOUT = −1.5 A", "IOUT = -1.5 A"),
        ("bits 3–5", "bits 3–5"),
        ("Tstg: –55 to 150", "Tstg: -55 to 150"),
        ("a – b", "a – b"),
    ],
)
def test_a_typeset_minus_is_typed_and_a_range_stays(printed: str, typed: str) -> None:
    assert plain_minus(printed) == typed


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_row_of_any_table_is_told(row: str, table: str) -> None:
    assert bool(told(row, table)) == bool(row)
