"""Joins tables over page breaks, once all pages of a document are read."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingestion.fence import STRICT, Fence, Stage
from ingestion.parsing.tables.breaks import join_rows, same_header, split_header
from ingestion.parsing.tables.columns import BLANK_NEAR, NEAR, common, edges, spread
from ingestion.parsing.tables.diagram_joins import join_diagrams
from ingestion.parsing.tables.notes import CONTINUED
from ingestion.types import ConvertedPage, Line, Table

HEAD = 0.07
FOOT = 0.93
"""Shares of the page's height outside which nothing but running headers and footers stands."""
_NUMBERED = re.compile(r"^\s*(?:Table|Tab\.|表)\s*([A-Z]?[\d.\-–]*\d)", re.IGNORECASE)

Running = frozenset[tuple[int, str]]


def join_tables(pages: Sequence[ConvertedPage], fence: Fence = STRICT) -> tuple[ConvertedPage, ...]:
    """Pages with tables that go on over page breaks put together on the page where they begin."""
    pages = join_diagrams(pages, fence)
    running = _running(pages)
    tables = [list(page.tables) for page in pages]
    open_at: tuple[int, int] | None = None
    for number, page in enumerate(pages):
        taken = False
        if open_at and page.tables and _first(page, running):
            start, index = open_at
            joined = None
            with fence.around(Stage.JOINS, page.number):
                joined = join(tables[start][index], page.tables[0])
            if joined:
                tables[start][index] = joined
                tables[number] = tables[number][1:]
                taken = True
        if page.tables and _last(page, running):
            if not (taken and len(page.tables) == 1):
                open_at = (number, len(tables[number]) - 1)
        else:
            open_at = None
    return tuple(
        replace(page, tables=tuple(found))
        if len(found) != len(page.tables) or tuple(found) != page.tables
        else page
        for page, found in zip(pages, tables, strict=True)
    )


def join(before: Table, after: Table) -> Table | None:
    """Both as one table, or None where the second is another."""
    numbers = [_NUMBERED.match(table.caption) for table in (before, after)]
    if numbers[1] and (not numbers[0] or numbers[0][1] != numbers[1][1]):
        return None
    near = NEAR if before.ruled or after.ruled else BLANK_NEAR
    places = common(edges(before), edges(after), near)
    if not places:
        return None
    before, after = spread(before, places[0]), spread(after, places[1])
    header, rows = before.header, after.rows
    if after.header and not same_header(before.header, after.header):
        if before.rows and not (numbers[0] and numbers[1]):
            return None
        whole = split_header(before.header, after.header)
        if not whole and not numbers[1]:
            return None
        header = whole or header
    elif not after.header and header and same_header(header, rows[: len(header)]):
        rows = rows[len(header) :]
    return replace(
        before,
        header=header,
        rows=join_rows(before.rows, rows),
        footnotes=(*before.footnotes, *(note for note in after.footnotes if note not in before.footnotes)),
    )


def _running(pages: Sequence[ConvertedPage]) -> Running:
    """Lines that stand at the same height on three pages or more, whatever number they hold."""
    seen = Counter(_mark(line) for page in pages for line in page.lines)
    return frozenset(mark for mark, count in seen.items() if count > 2)


def _mark(line: Line) -> tuple[int, str]:
    return round(line.box[1] / 4), re.sub(r"\d+", "#", line.text)


def _first(page: ConvertedPage, running: Running) -> bool:
    """Nothing but running headers and a caption that says so stands above the first table."""
    top = page.tables[0].box[1]
    limit = HEAD * page.height
    if any(diagram.box[1] < top for diagram in page.diagrams):
        return False
    return all(
        line.box[3] <= limit or _mark(line) in running or CONTINUED.search(line.text) or _caption(line)
        for line in page.lines
        if line.box[3] <= top + 3
    )


def _caption(line: Line) -> bool:
    return bool(_NUMBERED.match(line.text))


def _last(page: ConvertedPage, running: Running) -> bool:
    """Nothing but running footers, footnotes and a hint stands below the last table."""
    table = page.tables[-1]
    bottom = table.box[3]
    limit = FOOT * page.height
    if any(diagram.box[3] > bottom for diagram in page.diagrams):
        return False
    notes = " ".join("".join(table.footnotes).split())
    return all(
        line.box[1] >= limit
        or _mark(line) in running
        or CONTINUED.search(line.text)
        or "".join(line.text.split()) in notes.replace(" ", "")
        for line in page.lines
        if line.box[1] >= bottom - 3
    )
