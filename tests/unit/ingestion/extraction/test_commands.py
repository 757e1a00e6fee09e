"""Tables of one command: its code and name over the numbers of the bits and a row for each byte."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.extraction.commands import command
from ingestion.extraction.registers import extract
from ingestion.types import Block, BlockKind, StructuredDocument, Table
from tests.unit.ingestion.extraction.conftest import row_of

Grid = Callable[..., Block]
Document = Callable[..., StructuredDocument]
NUMBERS = ["", "RDX", "WRX", *[f"D{bit}" for bit in range(7, -1, -1)], "HEX"]
OPCODE = ["Command", "1", "^", *"10110111", "B7h"]
SETTING = ["Parameter", "1", "^", "0", "0", "0", "0", "STBY", "GON", "DTE", "LVD", "06"]


def titled(grid: Grid, *rows: Sequence[str], name: str = "DMODE (Display Mode Set)") -> Block:
    return grid([["B7h", *[name] * 11]], [NUMBERS, OPCODE, *rows])


def test_the_named_bits_of_the_one_parameter_are_fields(document: Document, grid: Grid) -> None:
    found = extract(document(titled(grid, SETTING)))
    assert [(one.name, one.address, one.title) for one in found.registers] == [
        ("DMODE", 0xB7, "Display Mode Set")
    ]
    assert [(one.name, one.msb, one.lsb) for one in found.fields] == [
        ("STBY", 3, 3),
        ("GON", 2, 2),
        ("DTE", 1, 1),
        ("LVD", 0, 0),
    ]


def test_numbered_bits_side_by_side_are_one_field(grid: Grid) -> None:
    level = ["2nd Parameter", "1", "^", *[f"LEV[{bit}]" for bit in range(7, -1, -1)], "00"]
    any_value = ["1st Parameter", "1", "^", *"XXXXXXXX", "X"]
    table = titled(grid, any_value, level).table
    found = command(table) if table is not None else None
    assert found is not None
    assert [(one.name, one.msb, one.lsb) for one in found.fields] == [("LEV", 7, 0)]


def test_of_several_parameters_with_names_no_bit_is_told(grid: Grid) -> None:
    table = titled(grid, SETTING, SETTING).table
    found = command(table) if table is not None else None
    assert found is not None
    assert (found.register.name, found.fields) == ("DMODE", ())


def test_the_heading_over_a_command_names_no_peripheral(document: Document, grid: Grid) -> None:
    table = grid(
        [["39h", *["IDON (Idle ON)"] * 11]],
        [NUMBERS, OPCODE],
        path=("8 Commands", "8.2 Idle ON (39h)"),
    )
    other = grid([["Name", "Offset", "Description"]], [["CTRL", "0x4", "Control"]], path=("9 UART (UART)",))
    peripherals = {one.name: one.peripheral for one in extract(document(table, other)).registers}
    assert peripherals["IDON"] not in ("ON", "39h")


def test_a_command_s_name_makes_no_title_of_a_heading_about_it(document: Document, grid: Grid) -> None:
    heading = Block(BlockKind.HEADING, "8.2.6 Read Display DMODE (0Bh)", 7, (0.0, 0.0, 1.0, 1.0))
    found = extract(document(heading, titled(grid, SETTING)))
    assert [(one.address, one.offset) for one in found.registers if one.name == "DMODE"] == [(0xB7, None)]


@pytest.mark.parametrize("name", ["Display Mode 1", "mode", ""])
def test_without_a_name_there_is_no_command(grid: Grid, name: str) -> None:
    table = titled(grid, SETTING, name=name).table
    assert table is not None
    assert command(table) is None


@given(st.lists(st.lists(st.text(max_size=8), min_size=12, max_size=12), max_size=4))
def test_no_row_breaks_it(rows: list[list[str]]) -> None:
    head = (row_of(["B7h", *["DMODE (Mode)"] * 11], 7, 0.0), row_of(NUMBERS, 7, 10.0))
    body = tuple(row_of(texts, 7, 20.0) for texts in rows)
    table = Table(page=7, box=(0.0, 0.0, 1.0, 1.0), columns=12, header=head, rows=body)
    found = command(table)
    assert found is None or all(0 <= one.lsb <= one.msb <= 7 for one in found.fields)
