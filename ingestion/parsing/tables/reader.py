"""Reads all tables and bit diagrams of one page. Pure; runs in the conversion's process pool."""

from ingestion.parsing.tables.build import build
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
    drafts: list[Draft] = []
    for group in groups(straighten(page.rulings)):
        found = lattice(group)
        table = draft(found, words) if found else None
        if table:
            drafts.append(table)
    fills = [fill for fill in page.fills if fill.grey < WHITE]
    tables = tuple(build(found, page, fills) for found in drafts)
    used = frozenset(i for found in drafts for patch in found.patches for i in patch.words)
    return PageTables(tables=tables, diagrams=(), used=used)
