"""Orderable parts."""

from collections.abc import Callable

from ingestion.extraction.ordering import by_columns, by_rows
from ingestion.types import Block, Table

Grid = Callable[..., Block]


def table(block: Block) -> Table:
    assert block.table is not None
    return block.table


def test_a_row_for_each_part(grid: Grid) -> None:
    header = [["Part number", "Flash", "Package"]]
    found = by_rows(
        table(grid(header, [["VSK32A104CT6", "64 KB", "LQFP48"], ["VSK32A106CT6", "128 KB", ""]]))
    )
    assert [(one.part, one.attributes) for one in found] == [
        ("VSK32A104CT6", (("Flash", "64 KB"), ("Package", "LQFP48"))),
        ("VSK32A106CT6", (("Flash", "128 KB"),)),
    ]


def test_a_header_that_was_not_told_apart(grid: Grid) -> None:
    found = by_rows(table(grid([], [["订购型号", "闪存"], ["VSK32A104CT6", "64 KB"]])))
    assert [(one.part, one.attributes) for one in found] == [("VSK32A104CT6", (("闪存", "64 KB"),))]


def test_a_column_for_each_part(grid: Grid) -> None:
    header = [["Peripherals", "Peripherals", "VSK32A\n104CT6", "VSK32A106CT6"]]
    rows = [["Timers", "Advanced", "1", "2"], ["Flash", "Flash", "64", "128"]]
    first, second = by_columns(table(grid(header, rows)))
    assert (first.part, first.attributes) == ("VSK32A104CT6", (("Timers Advanced", "1"), ("Flash", "64")))
    assert second.attributes == (("Timers Advanced", "2"), ("Flash", "128"))


def test_other_columns_are_no_parts(grid: Grid) -> None:
    rows = [["ADC", "Channel1", "Channel2"], ["Timer", "Channel3", "Channel4"]]
    block = grid([["Peripheral", "Channel1", "Channel2"]], rows)
    assert by_rows(table(block)) == []
    assert by_columns(table(block)) == []


def test_columns_under_a_common_stem(grid: Grid) -> None:
    header = [
        ["Part", "Part", "VSK32A1xxT7", "VSK32A1xxT7", "VSK32A1xxU7-4"],
        ["Part", "Part", "C4", "C6", "K4"],
    ]
    rows = [["Flash", "Total (KB)", "16", "32", "16"]]
    found = by_columns(table(grid(header, rows)))
    assert [one.part for one in found] == ["VSK32A1C4T7", "VSK32A1C6T7", "VSK32A1K4U7-4"]
    assert found[1].attributes == (("Flash Total (KB)", "32"),)


def test_a_word_under_a_part_fills_no_placeholder(grid: Grid) -> None:
    header = [["Peripherals", "VSK32A104xx Total", "VSK32A106xx Total"]]
    assert by_columns(table(grid(header, [["Flash", "16", "32"]]))) == []


def test_headers_that_touch_are_taken_apart(grid: Grid) -> None:
    header = [["Model", "Flash memorySRAM", "", "Pins"]]
    (found,) = by_rows(table(grid(header, [["VSK32A104CT6", "16K", "2K", "20"]])))
    assert found.attributes == (("Flash memory", "16K"), ("SRAM", "2K"), ("Pins", "20"))


def test_an_empty_header_takes_nothing_of_a_whole_one(grid: Grid) -> None:
    header = [["Model", "Flash memory", "", "Pins"]]
    (found,) = by_rows(table(grid(header, [["VSK32A104CT6", "16K", "2K", "20"]])))
    assert found.attributes == (("Flash memory", "16K"), ("Pins", "20"))
