"""Address maps and base addresses."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.extraction.memory import extract, spoken_bases, table_bases, table_regions
from ingestion.types import Block, BlockKind, Cell, Row, StructuredDocument, Table

Grid = Callable[..., Block]


def table(block: Block) -> Table:
    assert block.table is not None
    return block.table


def text(words: str) -> Block:
    return Block(BlockKind.PARAGRAPH, words, 3, (0, 0, 1, 1))


@pytest.mark.parametrize(
    "printed",
    [
        "0x40013800 – 0x40013BFF",
        "0x4001 3800 - 0x4001 3BFF",
        "0x4001_3800~0x4001_3BFF",
        "0x40013800-\n0x40013BFF",
    ],
)
def test_ranges_in_one_cell(grid: Grid, printed: str) -> None:
    block = grid([["Bus", "Address range", "Block", "Description"]], [["APB2", printed, "USART1", "Serial"]])
    (found,) = table_regions(table(block))
    region = found.region
    assert (region.name, region.start, region.end, found.bus) == ("USART1", 0x40013800, 0x40013BFF, "APB2")


def test_first_and_last_address_in_two_columns(grid: Grid) -> None:
    header = [["Category", "Target", "Start Address", "End Address", "Size"]]
    block = grid(header, [["Memory", "Internal ROM", "0x4000_0000", "0x4005_FFFF", "384 KB"]])
    region = table_regions(table(block))[0].region
    assert (region.name, region.start, region.end) == ("Internal ROM", 0x40000000, 0x4005FFFF)


def test_peripherals_of_a_map(grid: Grid, document: Callable[..., StructuredDocument]) -> None:
    rows = [
        ["AHB", "0x40022000 - 0x400223FF", "FLASH"],
        ["–", "0x20000000 - 0x20004FFF", "SRAM"],
        ["AHB", "0x40023000 - 0x400233FF", "Reserved"],
    ]
    found = extract(document(grid([["Bus", "Boundary address", "Peripheral"]], rows)))
    assert [(one.name, one.base_address, one.size, one.bus) for one in found.peripherals] == [
        ("FLASH", 0x40022000, 0x400, "AHB")
    ]
    assert len(found.regions) == 3


MAP = [["Bus", "Boundary address", "Peripheral"]]


def bases(found: StructuredDocument) -> list[tuple[str, int | None, int | None, str]]:
    return [(one.name, one.base_address, one.size, one.bus) for one in extract(found).peripherals]


def test_peripherals_that_share_a_block_and_ports_by_their_letters(
    grid: Grid, document: Callable[..., StructuredDocument]
) -> None:
    rows = [
        ["APB1", "0x40003800 - 0x40003BFF", "SPI1/I2S1 (2)"],
        ["APB2", "0x40010800 - 0x40010BFF", "Port A"],
        ["APB2", "0x40010C00 - 0x40010FFF", "USB and camera memory"],
    ]
    assert bases(document(grid(MAP, rows))) == [
        ("SPI1", 0x40003800, 0x400, "APB1"),
        ("I2S1", 0x40003800, 0x400, "APB1"),
        ("GPIOA", 0x40010800, 0x400, "APB2"),
    ]


def test_a_misprinted_end_leaves_the_base(grid: Grid, document: Callable[..., StructuredDocument]) -> None:
    found = document(grid(MAP, [["APB", "0x40014400-0x4001404C", "TIM16"]]))
    assert bases(found) == [("TIM16", 0x40014400, None, "APB")]
    assert extract(found).regions == ()


def test_a_row_of_ranges_in_the_header_is_data(
    grid: Grid, document: Callable[..., StructuredDocument]
) -> None:
    header = [*MAP, ["APB2", "0x40013800 - 0x40013BFF", "USART0"]]
    found = document(grid(header, [["APB2", "0x40013000 - 0x400133FF", "SPI0"]]))
    assert [name for name, *_ in bases(found)] == ["USART0", "SPI0"]


def test_a_merged_bus_goes_on_over_the_page(grid: Grid, document: Callable[..., StructuredDocument]) -> None:
    first = grid(MAP, [["APB1", "0x40007000 - 0x400073FF", "PMU"]], caption="Table 1. Memory map")
    rows = [["", "0x40006C00 - 0x40006FFF", "BKP"], ["AHB", "0x20000000 - 0x200003FF", "SRAM"]]
    later = [*rows, ["", "0x40000000 - 0x400003FF", "TIM2"]]
    assert [(name, bus) for name, _, _, bus in bases(document(first, grid(MAP, later)))] == [
        ("PMU", "APB1"),
        ("BKP", "APB1"),
        ("TIM2", ""),
    ]
    assert [bus for *_, bus in bases(document(first, grid(MAP, rows, caption="Table 2")))] == ["APB1", ""]


def test_words_of_a_cell_are_no_peripherals(grid: Grid) -> None:
    rows = [["IO/peripheral\ndevices", "0xFFFFFF00"], ["DMEM", "0x80000000"]]
    found = table_bases(table(grid([["Region", "Base address"]], rows)))
    assert [one.name for one in found] == ["IO", "DMEM"]


def test_a_table_of_base_addresses(grid: Grid) -> None:
    rows = [["1", "SYS (PMU/RTC, etc.)\nAUX (ADC)", "0x4000 1000"], ["2", "TMR0", "0x4000 2000"]]
    found = table_bases(table(grid([["Peripheral No.", "Peripheral name", "Peripheral base address"]], rows)))
    assert [(one.name, one.base_address) for one in found] == [
        ("SYS", 0x40001000),
        ("AUX", 0x40001000),
        ("TMR0", 0x40002000),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "RCC base address: 0x4002 1000",
        "RCC 基地址:0x40021000",
        "RCC的基地址为0x40021000",
        "RCC   BASE：0x40021000",
    ],
)
def test_base_addresses_in_prose(words: str) -> None:
    (found,) = spoken_bases(text(words))
    assert (found.name, found.base_address) == ("RCC", 0x40021000)


def test_a_base_address_in_a_caption(grid: Grid, document: Callable[..., StructuredDocument]) -> None:
    registers = grid([["Name", "Offset"]], [["CR", "0x00"]], caption="WDT BASE: 0x40019000")
    assert bases(document(registers)) == [("WDT", 0x40019000, None, "")]


def test_prose_without_a_name_states_none() -> None:
    assert spoken_bases(text("The base address: 0x4002 1000")) == []


@given(st.integers(0, 0xFFFFFFFE), st.integers(1, 0xFFFF), st.sampled_from(["-", "–", "~", "to"]))
def test_boundaries_are_read_exactly(start: int, size: int, dash: str) -> None:
    end = min(start + size, 0xFFFFFFFF)
    row_texts = ("X", f"0x{start:08X} {dash} 0x{end:08X}")

    cells = tuple(Cell(words, (0, 0, 1, 1), i) for i, words in enumerate(row_texts))
    header = Row(1, (0, 0, 1, 1), (), ("Block", "Address"))
    made = Table(1, (0, 0, 1, 1), 2, (header,), (Row(1, (0, 0, 1, 1), cells, row_texts),))
    region = table_regions(made)[0].region
    assert (region.start, region.end) == (start, end)
