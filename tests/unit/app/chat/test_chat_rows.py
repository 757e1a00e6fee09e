"""Rows under their titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.rows import header_of, own_titles, plain_minus, titled, told

TABLE = """Electrical characteristics
Characteristic | Symbol | Min. | Max. | Unit
Supply | VDD | – | 5.5 | V
Sleep | | 1 | 2 | µA"""


def test_limits_are_a_sentence_with_their_unit() -> None:
    row = titled("Supply | VDD | – | 5.5 | V", TABLE)
    assert told(row, "Electrical characteristics", "en") == "VDD (Supply): max 5.5 V"
    assert told(row, "Electrical characteristics", "zh") == "VDD (Supply): 最大 5.5 V"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "Symbol: fLSI (1) | Parameter: Frequency | Conditions: VDD = 3 V | Min: 20 | Typ: 40 | Unit: kHz",
            "fLSI (1) (Frequency), VDD = 3 V: min 20 kHz, typ 40 kHz",
        ),
        (
            "符号: IDD | 描述: 供应电流 | 时钟: 内部 | 典型值 (1) 关闭外设: 8.78 | 单位: mA",
            "IDD (供应电流), 时钟: 内部: 典型 (关闭外设) 8.78 mA",
        ),
        (
            "Pins A: C9 | Pins B: D10 | Pins C: 30 | Name: PA9",
            "Name: PA9 | Pins A: C9 | Pins B: D10 | Pins C: 30",
        ),
        ("Bit: 4 | Name: EN | Type: RW | Reset: N/A", "Bit 4 | Name: EN | Type: RW"),
        ("Module: GPIO | Name: EN", "Name: EN"),
    ],
)
def test_a_row_is_said_without_what_says_nothing(row: str, expected: str) -> None:
    said = told(own_titles(row), "GPIO", "zh" if "符号" in row else "en")
    assert said.removeprefix("GPIO: ") == expected


def test_a_row_that_fits_no_header_keeps_its_cells() -> None:
    assert told(titled("a | – | b", TABLE), "", "en") == "a | b"
    assert told(titled("a sentence", TABLE), "", "en") == "a sentence"


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
def test_every_cell_that_says_something_is_told(row: str, table: str) -> None:
    for cells in (titled(row, table), own_titles(row)):
        said = told(cells, "", "en")
        assert all(value in said or not value.strip() or "(" in value or "[" in value for _, value in cells)
