"""Reads all tables and bit diagrams of one page. Pure; runs in the conversion's process pool."""

from ingestion.parsing.tables.build import build
from ingestion.parsing.tables.diagrams import Strip, diagrams, strips
from ingestion.parsing.tables.draft import Draft, PageTables
from ingestion.parsing.tables.grid import groups, lattice
from ingestion.parsing.tables.headers import WHITE
from ingestion.parsing.tables.ruled import draft
from ingestion.parsing.tables.rulings import straighten
from ingestion.parsing.tables.words import PageWords
from ingestion.types import RawPage


def read_page_tables(page: RawPage) -> PageTables:
    """All tables of the page from top to bottom, and which words they hold."""
    if not page.words:
        return PageTables()
    words = PageWords(page.words)
    drafts, found = _drawn(page, words)
    drawn = diagrams(found, page.number)
    used = {i for _, indices in drawn for i in indices}
    fills = [fill for fill in page.fills if fill.grey < WHITE]
    tables = tuple(build(table, page, fills) for table in drafts)
    used.update(i for table in drafts for patch in table.patches for i in patch.words)
    return PageTables(tables, tuple(diagram for diagram, _ in drawn), frozenset(used))


def _drawn(page: RawPage, words: PageWords) -> tuple[list[Draft], list[Strip]]:
    """Tables and rows of bit diagrams that lines enclose."""
    drafts: list[Draft] = []
    found: list[Strip] = []
    for group in groups(straighten(page.rulings)):
        grid = lattice(group)
        if not grid:
            continue
        rows = strips(grid, words)
        if rows:
            found.extend(rows)
        elif table := draft(grid, words):
            drafts.append(table)
    return drafts, found
