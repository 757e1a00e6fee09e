"""Registers and bit fields from titles, tables and drawings, put together by hand."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.facts.records import FactSet
from ingestion.extraction.registers import extract
from ingestion.types import BitDiagram, Block, BlockKind, DiagramField, StructuredDocument

Grid = Callable[..., Block]
Document = Callable[..., StructuredDocument]
BITS = [["Bit", "Name", "Access", "Description", "Reset value"]]


def block(kind: BlockKind, text: str, page: int = 7) -> Block:
    return Block(kind, text, page, (0.0, 0.0, 1.0, 1.0))


def title(text: str) -> Block:
    return block(BlockKind.HEADING, text)


def drawing(*boxes: DiagramField, width: int = 32) -> Block:
    found = BitDiagram(7, (0.0, 0.0, 1.0, 1.0), width, boxes)
    return Block(BlockKind.DIAGRAM, "", 7, found.box, diagram=found)


def bits(found: FactSet) -> list[tuple[str, int, int]]:
    return [(one.name, one.msb, one.lsb) for one in found.fields]


@pytest.mark.parametrize(
    ("offset", "stride"),
    [
        ("Offset address: 0x400-0x4FF", 4),
        ("Offset address: 0x400 – 0x4FC", 4),
        ("Offset address: 0x400-0x43F", 1),
        ("Offset address: 0x400-0x4F0", None),
        ("Offset address: 0x400", None),
    ],
)
def test_a_range_and_a_count_determine_the_distance(
    document: Document, offset: str, stride: int | None
) -> None:
    found = extract(
        document(
            title("6.1 Priority register (INT_PRIOx) (x=0-63)"),
            block(BlockKind.PARAGRAPH, offset),
        )
    )
    assert [(one.offset, one.stride) for one in found.registers] == [(0x400, stride)]


def test_a_table_that_numbers_the_bits_of_all_instances_determines_the_distance(
    document: Document, grid: Grid
) -> None:
    table = grid(BITS, [["[2047:2040]", "PR_255", "RW", "", "0"], ["[7:0]", "PR_0", "RW", "", "0"]])
    found = extract(document(title("Priority register (INT_PRIOx) (x=0-63)"), table))
    assert [(one.stride, len(one.instances)) for one in found.registers] == [(4, 64)]


def test_a_note_set_like_a_heading_ends_no_description(document: Document) -> None:
    found = extract(
        document(
            title("3.4 Status register (MEM_SR)"),
            block(BlockKind.PARAGRAPH, "Bit 5 EOP: End of operation"),
            title("Note: EOP is set at the end of each operation"),
            block(BlockKind.PARAGRAPH, "Bit 0 BUSY: Busy"),
        )
    )
    assert bits(found) == [("EOP", 5, 5), ("BUSY", 0, 0)]


def test_another_heading_ends_a_description(document: Document) -> None:
    found = extract(
        document(
            title("3.4 Status register (MEM_SR)"),
            block(BlockKind.PARAGRAPH, "Bit 5 EOP: End of operation"),
            title("3.5 Programming"),
            block(BlockKind.PARAGRAPH, "Bit 0 BUSY: Busy"),
        )
    )
    assert bits(found) == [("EOP", 5, 5)]


def test_a_drawing_adds_other_names_and_bits_that_no_row_has(document: Document, grid: Grid) -> None:
    boxes = (
        DiagramField("KEEP", 31, 31),
        DiagramField("LDO_TRIM", 10, 10),
        DiagramField("HALF", 9, 7),
        DiagramField("EN", 0, 0),
    )
    table = grid(BITS, [["10", "LDOTRIM", "RW", "", "0"], ["[8:7]", "MODE", "RW", "", "0"]])
    found = extract(document(title("Control register (EXT_CTR)"), drawing(*boxes), table))
    assert bits(found) == [
        ("LDOTRIM", 10, 10),
        ("MODE", 8, 7),
        ("KEEP", 31, 31),
        ("LDO_TRIM", 10, 10),
        ("EN", 0, 0),
    ]


def test_a_name_that_wrapped_behind_its_underscore_is_one_name(document: Document, grid: Grid) -> None:
    table = grid(BITS, [["[15:4]", "DIV_ Mantissa[11:0]", "RW", "", "0"]])
    found = extract(document(title("Baud rate register (SER_BRR)"), table))
    assert bits(found) == [("DIV_Mantissa", 15, 4)]


def test_under_one_header_for_two_columns_the_member_is_the_field(document: Document, grid: Grid) -> None:
    table = grid(
        [["Bit", "Name", "Name", "Description"]],
        [["4", "USER", "STOP_RST", "Reset in stop mode"], ["1", "RDP", "RDP", "Read protection"]],
    )
    found = extract(document(title("Option register (MEM_OBR)"), table))
    assert bits(found) == [("STOP_RST", 4, 4), ("RDP", 1, 1)]


def test_two_registers_in_one_cell_share_its_address(document: Document, grid: Grid) -> None:
    table = grid(
        [["Name", "Address", "Description"]],
        [
            ["R8_SPI_CLOCK_DIV\nR8_SPI_SLAVE_PRE", "0x40004003", "Divider"],
            ["R8_SPI_FIFO_\nCOUNT", "0x40004007", ""],
        ],
    )
    found = extract(document(table))
    assert [(one.name, one.address) for one in found.registers] == [
        ("R8_SPI_CLOCK_DIV", 0x40004003),
        ("R8_SPI_SLAVE_PRE", 0x40004003),
        ("R8_SPI_FIFO_COUNT", 0x40004007),
    ]


def test_a_column_of_values_under_an_unknown_header_holds_reset_values(
    document: Document, grid: Grid
) -> None:
    table = grid(
        [["Name", "Access address", "Description", "Rset value"]],
        [
            ["R16_BUS_CTLR", "0x40004800", "Control", "0x0002"],
            ["R16_BUS_STAR", "0x40004804", "Status", "0xXXXX"],
        ],
    )
    assert [one.reset for one in extract(document(table)).registers] == ["0x0002", "0xxxxx"]


@pytest.mark.parametrize(
    ("boxes", "reset"),
    [
        ((DiagramField("(reserved)", 31, 6, "0" * 26), DiagramField("CNT", 5, 0, "0x15")), "0x00000015"),
        ((DiagramField("64", 31, 0),), "0x00000040"),
        ((DiagramField("EN", 31, 31, "1"), DiagramField("DIV", 30, 10, "0x1")), "0x80000xxx"),
        ((DiagramField("A", 31, 16, "0x12"), DiagramField("B", 15, 0, "x" * 16)), "0x0012xxxx"),
        ((DiagramField("A", 31, 24, "0x12"), DiagramField("B", 23, 0, "x" * 24)), ""),
        ((DiagramField("A", 31, 16, "0x12"), DiagramField("B", 15, 0)), ""),
    ],
)
def test_the_reset_value_of_a_drawing(
    document: Document, boxes: tuple[DiagramField, ...], reset: str
) -> None:
    found = extract(document(title("Register 1.1: DEV_CONF_REG (0x10)"), drawing(*boxes)))
    assert [one.reset for one in found.registers if one.reset] == ([reset] if reset else [])


def test_a_memory_map_gives_registers_by_their_first_and_last_byte(document: Document, grid: Grid) -> None:
    table = grid(
        [["Block", "Name", "Base addresses", "Size (bytes)"]],
        [
            ["Memory", "Page_0", "0x0800 0000 - 0x0800 03FF", "1 Kbyte"],
            ["Registers", "MEM_KEYR", "0x4002 2004 - 0x4002 2007", "4"],
            ["Registers", "Reserved", "0x4002 2018 - 0x4002 201B", "4"],
        ],
    )
    found = extract(document(table)).registers
    assert [(one.name, one.address, one.offset) for one in found] == [("MEM_KEYR", 0x40022004, None)]


def test_the_drawing_says_where_the_instances_of_a_field_lie(document: Document, grid: Grid) -> None:
    row = ["[5:0]", "SMPx", "RW", "SMPx[2:0]: sample time of channel x.", "0"]
    drawn = drawing(
        DiagramField("Reserved", 31, 6), DiagramField("SMP11[2:0]", 5, 3), DiagramField("SMP10[2:0]", 2, 0)
    )
    found = extract(document(title("Sample time register (ADC_SMPR)"), drawn, grid(BITS, [row])))
    assert [one for one in bits(found) if one[0] != "Reserved"] == [("SMP11", 5, 3), ("SMP10", 2, 0)]


@pytest.mark.parametrize("positions", ["[5:0]", "[5:3] [2:0]"])
def test_the_number_in_a_name_is_no_position(document: Document, grid: Grid, positions: str) -> None:
    row = [positions, "SMPx", "RW", "Sample time of channel x.", "0"]
    found = extract(document(title("Sample time register (ADC_SMPR)"), grid(BITS, [row])))
    assert {one[0] for one in bits(found)} == {"SMPx"}


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("• Bit 7 – BODS: Sleep mode", [("BODS", 7, 7)]),
        ("bit 6-5 MD: Mode", [("MD", 6, 5)]),
        ("Bit 6: Square-Wave Enable (SQWE). When set, the output runs.", [("SQWE", 6, 6)]),
        ("Bit 6: Battery-Backed output", []),
        ("bit 3-0 CFG3:CFG0: Port configuration", []),
        ("Bit 15 Setting this bit resets the device.", []),
    ],
)
def test_a_line_about_bits_names_a_field_or_none(
    document: Document, line: str, field: list[tuple[str, int, int]]
) -> None:
    found = extract(document(title("3.4 Status register (MEM_SR)"), block(BlockKind.LIST, line)))
    assert bits(found) == field


def test_the_bits_that_a_drawing_names_one_by_one_stay_beside_their_field(document: Document) -> None:
    boxes = (*(DiagramField(f"PS{bit}", bit, bit) for bit in (2, 1, 0)),)
    text = block(BlockKind.LIST, "• Bits 2:0 – PS[2:0]: Prescaler")
    found = extract(document(title("PSR – Prescaler Register"), drawing(*boxes, width=8), text))
    assert bits(found) == [("PS", 2, 0), ("PS2", 2, 2), ("PS1", 1, 1), ("PS0", 0, 0)]


def test_a_drawing_with_another_name_beside_it_is_that_register_s(document: Document) -> None:
    high = BitDiagram(7, (0.0, 0.0, 1.0, 1.0), 8, (DiagramField("C9", 1, 1),), ("CNTH", "0x2D"))
    low = BitDiagram(7, (0.0, 5.0, 1.0, 6.0), 8, (DiagramField("C7", 7, 7),), ("CNTL", "0x2C"))
    blocks = [Block(BlockKind.DIAGRAM, "", 7, one.box, diagram=one) for one in (high, low)]
    found = extract(document(title("CNTH and CNTL – Counter Register"), *blocks))
    assert [(one.register, one.name) for one in found.fields if one.register == "CNTL"][-1:] == [
        ("CNTL", "C7")
    ]


def test_bits_counted_one_by_one_are_one_field(document: Document, grid: Grid) -> None:
    table = grid([["Bit", "Name", "Description"]], [["Bit 4, 3, 2", "osr[2:0]", "Oversampling"]])
    assert bits(extract(document(title("Register 0xF4 “ctrl_m”"), table))) == [("osr", 4, 2)]


def test_a_vector_table_lists_no_registers(document: Document, grid: Grid) -> None:
    table = grid(
        [["No.", "Name", "Entry address"]], [["3", "RESET", "0x00000004"], ["4", "UART", "0x00000008"]]
    )
    assert extract(document(table)).registers == ()


def test_bits_under_a_caption_that_names_no_register_are_not_the_one_s_before(
    document: Document, grid: Grid
) -> None:
    rows = [["7:4", "DIV", "Divider."], ["0", "EN", "Enable."]]
    tables = [
        grid([["Bit", "Name", "Description"]], rows, caption=text)
        for text in ("Table 6. SWITCH0", "Table 7. Measure")
    ]
    assert bits(extract(document(*tables))) == [("DIV", 7, 4), ("EN", 0, 0)]


def test_the_chip_s_own_name_is_no_register(document: Document, grid: Grid) -> None:
    heading = title("AB302B — Programmable Controller")
    table = grid([["Bit", "Name", "Description"]], [["7:4", "DIV", "Divider."], ["0", "EN", "Enable."]])
    assert bits(extract(document(heading, table, chips=("AB302B",)))) == []


def test_a_row_of_a_summary_may_list_an_array(document: Document, grid: Grid) -> None:
    rows = [["MATCH0 to MATCH4", "0x100 to 0x110"], ["CAP_H0 to CAP_H4", "0x102 to 0x13F"], ["CTRL", "0x4"]]
    found = extract(document(grid([["Name", "Offset"]], rows)))
    array, first, single = found.registers
    assert (array.name, array.offset, array.instances, array.stride) == ("MATCHn", 0x100, tuple("01234"), 4)
    assert (first.name, first.offset, first.stride) == ("CAP_H0", 0x102, None)
    assert (single.name, single.offset) == ("CTRL", 4)


def test_a_name_in_brackets_behind_a_long_name_is_the_registers(document: Document, grid: Grid) -> None:
    header = [["Absolute address (hex)", "Register name", "Reset value"]]
    rows = [
        ["4006_A000", "UART Baud Rate Register High (UART0_BDH)", "00h"],
        ["4006_A001", "Reserved (NONE)", "00h"],
    ]
    (found,) = extract(document(grid(header, rows))).registers
    assert (found.name, found.address, found.reset) == ("UART0_BDH", 0x4006A000, "0x00")


def test_names_in_small_letters_in_brackets_are_registers_where_the_whole_column_has_them(
    document: Document, grid: Grid
) -> None:
    header = [["Address", "Name", "Page"]]
    rows = [["0x10", "Core Control (corectrl)", "22"], ["0x12", "Core Info (coreinfo)", "25"]]
    found = extract(document(grid(header, rows))).registers
    assert [(one.name, one.address) for one in found] == [("corectrl", 0x10), ("coreinfo", 0x12)]
    mixed = [rows[0], ["0x12", "Information on the core", "25"], ["0x13", "Core Window", "26"]]
    assert extract(document(grid(header, mixed))).registers == ()


def test_a_decimal_address_beside_the_hexadecimal_one_is_no_bit(document: Document, grid: Grid) -> None:
    header = [["Address", "Address", "Name", "Reset Value"], ["Hex", "Dec", "Name", "Reset Value"]]
    rows = [
        ["0x00", "0", "DEVID", "11100101"],
        ["0x01 to 0x1C", "1 to 28", "Reserved", ""],
        ["0x1D", "29", "THRESH", "0"],
    ]
    found = extract(document(grid(header, rows)))
    assert [(one.name, one.address, one.reset) for one in found.registers] == [
        ("DEVID", 0, "11100101"),
        ("THRESH", 0x1D, "0"),
    ]


def test_bits_named_after_their_port(document: Document, grid: Grid) -> None:
    table = grid([["Bit", "Name", "Description"]], [["0", "P3M1.0", "Port 3 mode"]])
    assert bits(extract(document(title("P3M1 – Port 3 Mode Select 1 register"), table))) == [("P3M1.0", 0, 0)]


def test_a_hexadecimal_reset_with_a_digit_for_each_bit_is_binary(document: Document, grid: Grid) -> None:
    table = grid(BITS, [["7:4", "HIGH", "RW", "", ""], ["3:0", "LOW", "RW", "", ""]])
    line = block(BlockKind.PARAGRAPH, "Reset value: 0x0011_0001")
    found = extract(document(title("Measure register (MEAS_CTRL)"), line, table))
    assert [one.reset for one in found.registers] == ["0b00110001"]


def test_each_of_two_drawings_under_one_title_is_the_register_beside_it(document: Document) -> None:
    def half(name: str, address: str, msb: int) -> Block:
        found = drawing(
            *(DiagramField(f"SP{bit}", bit % 8, bit % 8) for bit in range(msb, msb - 8, -1)), width=8
        )
        shown = replace(found.diagram, beside=(name, address))  # type: ignore[type-var]  # it has one
        return replace(found, diagram=shown)

    found = extract(
        document(title("4.6.1 SPH and SPL — Stack Pointer"), half("SPH", "0x3E", 15), half("SPL", "0x3D", 7))
    )
    assert [(one.name, one.address) for one in found.registers] == [("SPH", 0x3E), ("SPL", 0x3D)]
    assert [(one.register, one.name) for one in found.fields if one.msb == 7] == [
        ("SPH", "SP15"),
        ("SPL", "SP7"),
    ]


def test_a_bare_name_above_a_drawing_is_its_title(document: Document) -> None:
    picture = drawing(DiagramField("BOOT", 7, 4), DiagramField("LOCK", 3, 0), width=8)
    found = extract(document(block(BlockKind.PARAGRAPH, "CONFIG0"), picture))
    assert bits(found) == [("BOOT", 7, 4), ("LOCK", 3, 0)]
    assert bits(extract(document(block(BlockKind.PARAGRAPH, "Format"), picture))) == []
