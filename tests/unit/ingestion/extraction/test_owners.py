"""Whose registers a block describes: the headings and captions of several kinds of manuals."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.extraction.owners import based, owner_of
from ingestion.extraction.registers import extract
from ingestion.types import Block, BlockKind, StructuredDocument

Grid = Callable[..., Block]
Document = Callable[..., StructuredDocument]
OVERVIEW = [["Name", "Access", "Offset", "Description", "Reset value"]]
BITS = [["Bit", "Symbol", "Description", "Reset value"]]


def block(kind: BlockKind, text: str, *path: str) -> Block:
    return Block(kind, text, 7, (0.0, 0.0, 1.0, 1.0), path)


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        (("Chapter 15: VSK81x UART0/1/2", "15.6 Register description"), "UART"),
        (("13. SERIAL PORT (UART)", "13.2 Registers"), "UART"),
        (("Chapter 9 General-purpose timer (TIMx)", "9.3 Registers"), "TIM"),
        (("第11章 内部集成电路总线（I2C）", "11.2 寄存器描述"), "I2C"),
        (("16 Analog comparator", "16.6 Register description"), ""),
        (("4. FUNCTIONS OF THE PART",), ""),
        (("8.3 Interface signal control (B0h)",), ""),
    ],
)
def test_the_heading_names_the_peripheral(path: tuple[str, ...], owner: str) -> None:
    assert owner_of(block(BlockKind.PARAGRAPH, "", *path), ("VSK81x",)).name == owner


def test_registers_of_one_name_have_each_their_own_peripheral(document: Document, grid: Grid) -> None:
    tables = [
        grid(
            OVERVIEW, [["STAT", "R", offset, "Status", "0"], ["CFG", "R/W", "0x00", "", "0"]], path=(chapter,)
        )
        for chapter, offset in (
            ("3 Serial port (UART)", "0x08"),
            ("4 Bus (I2C)", "0x04"),
            ("5 Comparator", "0x0C"),
        )
    ]
    found = extract(document(*tables))
    assert [(one.peripheral, one.offset) for one in found.registers if one.name == "STAT"] == [
        ("UART", 8),
        ("I2C", 4),
        ("Comparator", 12),
    ]


def test_the_caption_of_a_bit_table_names_register_and_addresses(document: Document, grid: Grid) -> None:
    caption = "Table 42. Status (STAT, address 0x4001 0008 (UART0), 0x4001 4008 (UART1)) bit description"
    table = grid(BITS, [["0", "RDY", "Ready.", "0"]], caption=caption, path=("3 Serial port (UART0/1)",))
    found = extract(document(table))
    assert [(one.peripheral, one.address) for one in found.registers] == [
        ("UART0", 0x40010008),
        ("UART1", 0x40014008),
    ]
    assert [(one.peripheral, one.register, one.name, one.lsb) for one in found.fields] == [
        ("UART", "STAT", "RDY", 0)
    ]


def test_a_reference_to_a_table_announces_nothing(document: Document, grid: Grid) -> None:
    said = block(BlockKind.CAPTION, "Table 42 “Status (STAT, address 0x4001 0008) bit description”")
    assert extract(document(said, grid(BITS, [["0", "RDY", "Ready.", "0"]]))).fields == ()


def test_a_name_with_its_peripheral_keeps_it(document: Document, grid: Grid) -> None:
    rows = [["RCC_CTLR", "R/W", "0x00", "", "0"], ["AFIO_CTLR", "R/W", "0x04", "", "0"]]
    found = extract(document(grid(OVERVIEW, rows, path=("6 Ports (GPIO)",))))
    assert [one.peripheral for one in found.registers] == ["RCC", "AFIO"]


def test_rows_between_the_pieces_of_a_list(document: Document, grid: Grid) -> None:
    path = ("3 Serial port (UART)",)
    rest = grid([], [["TX", "W", "0x10", "Data", "0"], ["RX", "R", "0x14", "Data", "0"]], path=path)
    found = extract(
        document(
            grid(OVERVIEW, [["STAT", "R", "0x08", "Status", "0"]], path=path),
            block(BlockKind.PARAGRAPH, "SET R/W 0x0C Enables interrupts one by one 0", *path),
            block(BlockKind.PARAGRAPH, "Writing 0x0C to it enables nothing.", *path),
            rest,
        )
    )
    assert [(one.name, one.offset) for one in found.registers] == [
        ("STAT", 8),
        ("SET", 12),
        ("TX", 16),
        ("RX", 20),
    ]


def test_base_addresses_of_a_caption(grid: Grid) -> None:
    caption = "Table 5. Register overview: UART (base address 0x4001 0000 (UART0), 0x4001 4000 (UART1))"
    found = based(grid(OVERVIEW, [["STAT", "R", "0x08", "", "0"]], caption=caption))
    assert [(one.name, one.base_address) for one in found] == [("UART0", 0x40010000), ("UART1", 0x40014000)]


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_heading_may_stand_above(path: list[str]) -> None:
    assert isinstance(owner_of(block(BlockKind.PARAGRAPH, "", *path), ("VSK81x", "")).label, str)
