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
