"""Which tables are said not to have been read."""

from collections.abc import Callable

from app.facts.records import FactSet
from ingestion.extraction import extract
from ingestion.extraction.report import report, unread
from ingestion.types import Block, BlockKind, StructuredDocument

Grid = Callable[..., Block]
Document = Callable[..., StructuredDocument]
BITS = [["Bit", "Name", "Description"]]


def test_a_bit_table_without_a_register_is_unread(document: Document, grid: Grid) -> None:
    title = Block(BlockKind.HEADING, "3.1 Control register (DEV_CTRL)", 7, (0.0, 0.0, 1.0, 1.0))
    other = Block(BlockKind.HEADING, "3.2 Programming", 8, (0.0, 0.0, 1.0, 1.0))
    rows = [["7:4", "DIV", "Divider."], ["0", "EN", "Enable."]]
    whole = document(title, grid(BITS, rows), other, grid(BITS, rows, page=8))
    counts = report(whole, extract(whole))
    assert [(one.kind, one.read, one.unread, one.pages) for one in unread(counts)] == [("bits", 1, 1, (8,))]


def test_of_other_tables_nothing_is_expected(document: Document, grid: Grid) -> None:
    whole = document(grid([["Setting", "Range"]], [["0", "±40 mV"], ["1", "±80 mV"]]))
    counts = report(whole, FactSet())
    assert [(one.kind, one.unread) for one in counts] == [("other", 1)]
    assert list(unread(counts)) == []


def test_limits_without_facts_are_unread(document: Document, grid: Grid) -> None:
    whole = document(grid([["Parameter", "Min", "Typ", "Max", "Unit"]], [["Supply", "2", "3", "4", "V"]]))
    assert [one.kind for one in unread(report(whole, FactSet()))] == ["limits"]
