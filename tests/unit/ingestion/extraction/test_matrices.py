"""Tables with a column for each bit."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.extraction.matrices import bits_of, drawn_as_table
from ingestion.extraction.registers import extract
from ingestion.types import Block, BlockKind, StructuredDocument

Grid = Callable[..., Block]
Document = Callable[..., StructuredDocument]
EIGHT = [f"Bit {bit}" for bit in range(7, -1, -1)]


def test_a_row_is_a_register_and_its_cells_are_fields(document: Document, grid: Grid) -> None:
    table = grid(
        [["Address", "Name", *EIGHT, "Value on POR"]],
        [
            [
                "8Ch (1)",
                "TCTL",
                "TIE (2)",
                "—",
                "-",
                "MODE<2:0>",
                "MODE<2:0>",
                "MODE<2:0>",
                "0",
                "EN",
                "0-00 00-0",
            ],
            ["8Dh", "TDAT", *["Timer data byte"] * 8, "xxxx xxxx"],
        ],
    )
    found = extract(document(table))
    assert [(one.name, one.address, one.reset, one.width) for one in found.registers] == [
        ("TCTL", 0x8C, "0xxx", 8),
        ("TDAT", 0x8D, "xxxxxxxx", 8),
    ]
    assert [(one.name, one.msb, one.lsb) for one in found.fields] == [
        ("TIE", 7, 7),
        ("MODE", 4, 2),
        ("EN", 0, 0),
    ]


def test_one_header_over_eight_columns_from_msb_to_lsb(document: Document, grid: Grid) -> None:
    table = grid(
        [["Symbol", "Address", *["MSB LSB[1]"] * 8, "Reset value"]],
        [["IEN", "A8H", "(AF)\nEA", "-", "-", "-", "-", "-", "-", "(A8)\nEX0", "0000 0000b"]],
    )
    found = extract(document(table))
    assert [(one.name, one.msb) for one in found.fields] == [("EA", 7), ("EX0", 0)]
    assert [(one.address, one.reset) for one in found.registers] == [(0xA8, "00000000b")]


def test_a_name_over_cells_apart_is_no_field(document: Document, grid: Grid) -> None:
    row = ["0x10", "OUT", "SIGN", "DATA", "x", "DATA", "x", "DATA", "x", "y1"]
    found = extract(document(grid([["Address", "Register", *EIGHT]], [row])))
    assert [one.name for one in found.fields] == ["SIGN", "y1"]


def test_a_picture_set_as_a_table_is_the_announced_register_s(document: Document, grid: Grid) -> None:
    heading = Block(BlockKind.HEADING, "Register 0x2D—PWR_CTL (Read/Write)", 7, (0.0, 0.0, 1.0, 1.0))
    picture = grid(
        [[f"D{bit}" for bit in range(7, -1, -1)]], [["0", "0", "LINK", "SLEEP", "wake up", "MD", "MD", "EN"]]
    )
    found = extract(document(heading, picture))
    assert [(one.name, one.msb, one.lsb) for one in found.fields if one.name != "Reserved"] == [
        ("LINK", 5, 5),
        ("SLEEP", 4, 4),
        ("MD", 2, 1),
        ("EN", 0, 0),
    ]
    assert {one.msb for one in found.fields if one.name == "Reserved"} == {7}, (
        "a box of prose is not reserved"
    )
    assert [one.address for one in found.registers] == [0x2D]


def test_command_tables_without_addresses_list_no_registers(document: Document, grid: Grid) -> None:
    table = grid(
        [["", *[f"D{bit}" for bit in range(7, -1, -1)]]],
        [["Command", *"00000100"], ["Parameter", *"XXXXXXXX"]],
    )
    found = extract(document(table))
    assert (found.registers, found.fields) == ((), ())


@pytest.mark.parametrize("header", [[*EIGHT[:7]], [*EIGHT[:6], "Bit 0", "Bit 1"], ["Bit 7", *EIGHT]])
def test_columns_that_do_not_count_a_word_are_no_bits(grid: Grid, header: list[str]) -> None:
    table = grid([["Name", *header]], [["A"] * (len(header) + 1)]).table
    assert table is not None
    assert bits_of(table) is None


@given(st.lists(st.lists(st.text(max_size=12), min_size=9, max_size=9), min_size=1, max_size=4))
def test_no_cell_breaks_it(rows: list[list[str]]) -> None:
    from ingestion.types import Table
    from tests.unit.ingestion.extraction.conftest import row_of

    header = (row_of(["Name", *EIGHT], 1, 0.0),)
    body = tuple(row_of(row, 1, 10.0 * k) for k, row in enumerate(rows))
    table = Table(1, (0.0, 0.0, 1.0, 1.0), 9, header, body)
    bits = bits_of(table)
    assert bits is not None
    assert bits.width == 8
    drawn_as_table(table)


def test_the_title_of_the_first_group_hides_no_header(document: Document, grid: Grid) -> None:
    columns = ["Address", "Name", *EIGHT, "Value on POR", "Details on page"]
    table = grid(
        [columns, ["Bank 0"] * len(columns)],
        [["03h", "STATUS", "IRP", "RP1", "RP0", "TO", "PD", "Z", "DC", "C", "0001 1xxx", "18"]],
    )
    found = extract(document(table))
    assert [(one.name, one.address) for one in found.registers] == [("STATUS", 0x03)]
    assert len(found.fields) == 8


def test_resets_without_a_mark_are_hexadecimal_if_one_has_a_letter(document: Document, grid: Grid) -> None:
    rows = [["0x04", "MEAS", "31", *["M"] * 8], ["0x05", "OCP", "0F", *["N"] * 8]]
    found = extract(document(grid([["Address", "Name", "Rst Val", *EIGHT]], rows)))
    assert [one.reset for one in found.registers] == ["0x31", "0x0F"]
    found = extract(document(grid([["Address", "Name", "Rst Val", *EIGHT]], rows[:1])))
    assert [one.reset for one in found.registers] == ["31"]


def test_an_empty_row_under_a_picture_changes_nothing(grid: Grid) -> None:
    table = grid([EIGHT], [["OSF", "0", "0", "0", "EN32", "BSY", "AF[1]", "AF[0]"], [""] * 8]).table
    drawn = drawn_as_table(table) if table is not None else None
    assert drawn is not None
    assert [(one.name, one.msb, one.lsb) for one in drawn.fields][-2:] == [("BSY", 2, 2), ("AF", 1, 0)]


def test_values_under_the_names_of_a_register_map_are_no_part_of_them(document: Document, grid: Grid) -> None:
    table = grid(
        [["Offset", "Register", *[str(bit) for bit in range(7, -1, -1)]]],
        [
            ["0x00", "FMC_ACR\nReset value", *["Reserved"] * 4, "PRE\n1", *["WAIT [2:0]\n0 0 0"] * 3],
            ["0x04", "FMC_CR\nReset value", *["Reserved"] * 4, "EOPIE\n0", "Reserved", "STRT\n0", "PG\n0"],
            ["0x04", "FMC_CR\nReset value", *["Reserved"] * 4, "EOPIE\n0", "0", "STRT\n0", "PG\n0"],
        ],
    )
    found = extract(document(table))
    assert [(one.name, one.offset) for one in found.registers] == [("FMC_ACR", 0), ("FMC_CR", 4)]
    assert [(one.register, one.name, one.msb, one.lsb) for one in found.fields] == [
        ("FMC_ACR", "PRE", 3, 3),
        ("FMC_ACR", "WAIT", 2, 0),
        ("FMC_CR", "EOPIE", 3, 3),
        ("FMC_CR", "STRT", 1, 1),
        ("FMC_CR", "PG", 0, 0),
    ]


def test_a_register_may_be_named_by_words(document: Document, grid: Grid) -> None:
    rows = [
        ["07H", "AM1", *["10 Seconds"] * 3, *["Seconds"] * 4, "Alarm 1 Seconds"],
        ["08H", "0", *["0"] * 7, "set by the user"],
    ]
    found = extract(document(grid([["Address", *EIGHT, "Function"]], rows)))
    assert [(one.name, one.address, one.peripheral) for one in found.registers] == [
        ("Alarm_1_Seconds", 7, "")
    ]
    fields = [(one.name, one.msb, one.lsb) for one in found.fields]
    assert fields == [("AM1", 7, 7), ("10_Seconds", 6, 4), ("Seconds", 3, 0)]
