"""Tables of bits in layouts of several vendors give the same facts as the usual one."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.facts.records import FactSet
from ingestion.extraction.layouts import usual
from ingestion.extraction.registers import extract
from ingestion.types import Block, BlockKind, Cell, Row, StructuredDocument, Table

Document = Callable[..., StructuredDocument]
Grid = Callable[..., Block]
BOX = (0.0, 0.0, 500.0, 10.0)


def title(text: str) -> Block:
    return Block(BlockKind.HEADING, text, 7, BOX, (text,), 1)


def line(text: str, y: float = 20.0) -> Block:
    return Block(BlockKind.PARAGRAPH, text, 7, (0.0, y, 300.0, y + 10), ("3 Registers",))


def bits(found: FactSet) -> list[tuple[str, str, int, int]]:
    return [(one.register, one.name, one.msb, one.lsb) for one in found.fields]


def test_bits_and_names_in_one_cell_are_parted(document: Document, grid: Grid) -> None:
    table = grid([["Field", "Description"]], [["7\nLBK", "Break"], ["4–0\nSBR", "Divisor"]])
    found = extract(document(title("39.2 Baud rate register (UARTx_BDH)"), table))
    assert bits(found) == [("UARTx_BDH", "LBK", 7, 7), ("UARTx_BDH", "SBR", 4, 0)]


def test_the_name_that_a_description_begins_with_is_the_fields(document: Document, grid: Grid) -> None:
    rows = [
        ["31:16", "RO", "reserved"],
        ["15:8", "RW", "port_hi\nUpper half"],
        ["7:0", "RW", "port_lo\nLower half"],
    ]
    found = extract(document(title("Port register (GPIO_DR)"), grid([["Bit", "Attr", "Description"]], rows)))
    assert bits(found)[1:] == [("GPIO_DR", "port_hi", 15, 8), ("GPIO_DR", "port_lo", 7, 0)]
    assert found.fields[1].description == "Upper half"


def test_a_description_in_words_gives_no_name(document: Document, grid: Grid) -> None:
    rows = [["7:4", "R/W", "Rate of the clock"], ["3:0", "R/W", "0000: off\n0001: on"]]
    found = extract(document(title("Port register (GPIO_DR)"), grid([["Bit", "Attr", "Description"]], rows)))
    assert found.fields == ()


def test_name_and_offset_above_the_header_are_the_registers(document: Document, grid: Grid) -> None:
    table = grid(
        [["Offset: 0x0010", "Offset: 0x0010", "Register Name: PLL_CTRL", "Register Name: PLL_CTRL"]],
        [["Bit", "Read/Write", "Default/Hex", "Description"], ["31", "R/W", "0x1", "PLL_EN\nEnable"]],
    )
    found = extract(document(title("3.1 PLL control"), table))
    assert [(one.name, one.offset) for one in found.registers] == [("PLL_CTRL", 0x10)]
    assert bits(found) == [("PLL_CTRL", "PLL_EN", 31, 31)]


def test_a_table_of_two_sides_has_no_banner(document: Document, grid: Grid) -> None:
    table = grid(
        [["Configuration register", "Status register", "Status register", "No."]],
        [
            ["Name", "Bit", "Name", "No."],
            ["PRO_MAP", "0", "PRO_STATUS_0", "0"],
            ["APP_MAP", "1", "PRO_STATUS_0", "1"],
        ],
    )
    assert extract(document(title("2.1 Interrupt matrix (PRO_CPU)"), table)).fields == ()


def test_a_name_on_a_line_of_its_own_is_the_registers(document: Document) -> None:
    found = extract(
        document(
            title("28.8.1 Control A"),
            line("Name: CTRLA\nOffset: 0x04\nReset: 0x00000020"),
            line("Bit 30 – DORD: Data Order"),
        )
    )
    assert [(one.name, one.offset, one.reset) for one in found.registers] == [("CTRLA", 4, "0x00000020")]
    assert bits(found) == [("CTRLA", "DORD", 30, 30)]


def test_the_address_between_caption_and_table_is_that_tables(document: Document, grid: Grid) -> None:
    header = [["Bit", "Name", "R/W", "Description"]]
    first = grid(header, [["7", "EN", "R/W", "Enable"]], caption="Table 5. Switches0")
    second = grid(header, [["6", "VBUS", "R/W", "Measure"]], caption="Table 6. Measure")
    found = extract(
        document(
            title("7 Registers"), first, line("Address: 04h", -24), line("Reset Value: 0x31", -12), second
        )
    )
    by_name = {one.name: (one.address, one.reset) for one in found.registers}
    assert by_name == {"Switches0": (None, ""), "Measure": (4, "0x31")}


def test_a_line_close_below_a_table_is_not_the_next_ones(document: Document, grid: Grid) -> None:
    header = [["Bit", "Name", "R/W", "Description"]]
    first = grid(header, [["7", "EN", "R/W", "Enable"]], caption="Table 5. Switches0")
    second = grid(header, [["6", "VBUS", "R/W", "Measure"]], caption="Table 6. Switches1")
    found = extract(document(title("7 Registers"), first, line("Address: 04h", 505), second))
    assert {one.name: one.address for one in found.registers} == {"Switches0": 4, "Switches1": None}


NAME = st.from_regex(r"[A-Z]{2,5}_?[A-Z0-9]{1,4}", fullmatch=True).filter(lambda name: "RES" not in name)


@given(st.lists(NAME, min_size=1, max_size=8, unique=True), st.sampled_from(["–", "-", ":", " to "]))
def test_any_names_with_their_bits_in_one_cell_come_out_as_they_went_in(names: list[str], dash: str) -> None:
    cells = [f"{2 * i + 1}{dash}{2 * i} {name}" for i, name in enumerate(names)]
    rows = tuple(row_of([cell, "Says what it does"]) for cell in cells)
    (block,) = usual([_table([["Field", "Description"]], rows)])
    assert block.table is not None
    assert [(row.texts[0], row.texts[-1]) for row in block.table.rows] == [
        (name, f"{2 * i + 1}{dash.strip() if dash != ' to ' else dash}{2 * i}")
        for i, name in enumerate(names)
    ]
    assert [row.texts[1] for row in block.table.rows] == ["Says what it does"] * len(names)


@given(st.lists(st.lists(st.text(max_size=20), min_size=3, max_size=3), min_size=1, max_size=6))
def test_other_tables_stay_as_they_are_in_number_of_rows_and_texts(cells: list[list[str]]) -> None:
    given_rows = tuple(row_of(row) for row in cells)
    blocks = list(usual([_table([["Parameter", "Min", "Max"]], given_rows)]))
    assert [block.table.rows for block in blocks if block.table is not None] == [given_rows]


def row_of(texts: list[str]) -> Row:
    cells = tuple(Cell(text, BOX, column) for column, text in enumerate(texts))
    return Row(7, BOX, cells, tuple(texts))


def _table(header: list[list[str]], rows: tuple[Row, ...]) -> Block:
    table = Table(7, BOX, len(header[0]), tuple(map(row_of, header)), rows)
    return Block(BlockKind.TABLE, "", 7, BOX, table=table)


def test_rows_below_one_merged_field_are_lines_of_its_description(document: Document, grid: Grid) -> None:
    rows = [
        ["5:4", "MODE", "Selects the mode", "Selects the mode"],
        ["5:4", "MODE", "Setting", "Mode"],
        ["5:4", "MODE", "0 (00)\n1 (01)", "off\non"],
        ["3:0", "LEV", "Level", "Level"],
    ]
    block = grid([["Bit", "Field Name", "Description", "Description"]], rows)
    assert block.table is not None
    whole = [
        replace(row, cells=tuple(cell for cell in row.cells if cell.column > 1)) if 0 < number < 3 else row
        for number, row in enumerate(block.table.rows)
    ]
    block = replace(block, table=replace(block.table, rows=tuple(whole)))
    found = extract(document(title("0x1D: CTRL1 – Control"), block))
    assert bits(found) == [("CTRL1", "MODE", 5, 4), ("CTRL1", "LEV", 3, 0)]
    assert found.fields[0].description == "Selects the mode\nSetting: Mode\n0 (00): off\n1 (01): on"
    assert [(one.value, one.meaning) for one in found.fields[0].values] == [("0", "off"), ("1", "on")]


def test_names_of_several_bits_in_one_cell_are_a_field_each(document: Document, grid: Grid) -> None:
    rows = [["2:1", "CUR1,\nCUR0", "Current"], ["0", "BUS IDLE", "Idle"]]
    found = extract(document(title("0x1D: CTRL1 – Control"), grid([["Bit", "Name", "Description"]], rows)))
    assert bits(found) == [
        ("CTRL1", "CUR1", 2, 2),
        ("CTRL1", "CUR0", 1, 1),
        ("CTRL1", "BUS_IDLE", 0, 0),
    ]
