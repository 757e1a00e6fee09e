"""Reads all tables and bit diagrams of one page. Pure; runs in the conversion's process pool."""

from collections.abc import Sequence

from ingestion.parsing.tables import rules
from ingestion.parsing.tables.build import build, edge_of_page, in_margin
from ingestion.parsing.tables.diagrams import Strip, diagrams, strips
from ingestion.parsing.tables.draft import Draft, PageTables
from ingestion.parsing.tables.grid import Group, Lattice, groups, lattice
from ingestion.parsing.tables.headers import WHITE
from ingestion.parsing.tables.notes import annotate
from ingestion.parsing.tables.ruled import draft
from ingestion.parsing.tables.rulings import Lines, Stroke, straighten
from ingestion.parsing.tables.split import split_rows
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Box, RawPage

LOOSE = 0.15
"""Share of undrawn sides up to which a grid may still be a table whose body has no vertical lines."""


def read_page_tables(page: RawPage) -> PageTables:
    """All tables of the page from top to bottom, and which words they hold."""
    if not page.words:
        return PageTables()
    words = PageWords(page.words)
    lines = straighten(page.rulings)
    drafts, found, free = _drawn(lines, words)
    drawn = diagrams(found, page.number)
    used = {i for _, indices in drawn for i in indices}
    fills = [fill for fill in page.fills if fill.grey < WHITE]
    for stack in rules.stacks(free):
        stack = rules.with_shades(stack, fills)
        drafts.extend(_apart(rules.drafts(stack, words, page.height), drafts, used))
    drafts = [split_rows(table, words) for table in drafts]
    drafts = [table for table in drafts if table.rows > 1 or edge_of_page(table, page)]
    drafts = [table for table in drafts if not in_margin(table, page)]
    drafts.sort(key=lambda table: (table.box[1], table.box[0]))
    tables = tuple(build(table, page, fills) for table in drafts)
    used.update(i for table in drafts for patch in table.patches for i in patch.words)
    return PageTables(annotate(tables, words, used), tuple(diagram for diagram, _ in drawn), frozenset(used))


def _drawn(lines: Lines, words: PageWords) -> tuple[list[Draft], list[Strip], list[Stroke]]:
    """Tables and rows of bit diagrams that lines enclose, and the horizontal lines that enclose nothing."""
    drafts: list[Draft] = []
    found: list[Strip] = []
    taken: set[int] = set()
    for group in groups(lines):
        grid = lattice(group)
        if not grid:
            continue
        rows = strips(grid, words)
        if rows:
            found.extend(rows)
        elif table := draft(grid, words):
            drafts.append(table)
        elif _loose(grid, group):
            continue
        taken.update(id(stroke) for stroke in group.horizontal)
    return drafts, found, [stroke for stroke in lines.horizontal if id(stroke) not in taken]


def _loose(grid: Lattice, group: Group) -> bool:
    """Whether the group's lines may be rows of a table without columns drawn."""
    width = grid.xs[-1] - grid.xs[0]
    whole = sum(stroke.end - stroke.start > 0.95 * width for stroke in group.horizontal)
    return whole > 2 and (grid.columns == 1 or grid.open <= LOOSE)


def _apart(drafts: Sequence[Draft], others: Sequence[Draft], used: set[int]) -> list[Draft]:
    """Those that neither overlap another table nor hold a diagram's words."""
    return [
        table
        for table in drafts
        if not any(_touch(table.box, other.box) for other in others)
        and used.isdisjoint(i for patch in table.patches for i in patch.words)
    ]


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] - 2 and b[0] < a[2] - 2 and a[1] < b[3] - 2 and b[1] < a[3] - 2
