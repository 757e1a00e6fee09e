"""Column borders of finished tables, and tables brought to common columns. Used where tables are joined."""

from collections.abc import Sequence
from dataclasses import replace

from ingestion.types import Cell, Row, Table

NEAR = 4.5
"""Points by which the same border may stand elsewhere on the next page."""

BLANK_NEAR = 24.0
"""The same where borders are but the middles of blanks."""


def edges(table: Table) -> tuple[float, ...]:
    """Column borders from left to right, one more than columns."""
    found = [float("inf")] * table.columns
    end = table.box[2]
    for row in (*table.header, *table.rows):
        for cell in row.cells:
            found[cell.column] = min(found[cell.column], cell.box[0])
    known = [x for x in found if x != float("inf")]
    if len(known) < table.columns:  # a column that only merged cells cover has no border of its own
        for column in range(table.columns - 1, -1, -1):
            if found[column] == float("inf"):
                found[column] = found[column + 1] if column + 1 < table.columns else end
    return (*found, end)


def common(
    before: Sequence[float], after: Sequence[float], near: float = NEAR
) -> tuple[list[int], list[int]] | None:
    """Where each border of both tables stands among their common borders, or None if they do not match.

    The following page may be set a little aside, and a cell merged on one page may be divided on the
    other, so one table's borders must be among the other's.
    """
    shift = before[0] - after[0]
    moved = [x + shift for x in after]
    if abs(moved[-1] - before[-1]) > near or abs(shift) > 60:
        return None
    few, many = (before, moved) if len(before) <= len(moved) else (moved, before)
    last = len(many) - 1
    # The outer borders are each other's: one that stands as near to an inner one of many is none of its own.
    places = [0]
    for x in few[1:-1]:
        inner = range(places[-1] + 1, last)
        place = min(inner, key=lambda k: abs(many[k] - x), default=last)
        if abs(many[place] - x) > near or place == last:
            return None
        places.append(place)
    places.append(last)
    whole = list(range(len(many)))
    return (places, whole) if few is before else (whole, places)


def spread(table: Table, places: Sequence[int]) -> Table:
    """The table with its borders moved to these places among more columns."""
    if list(places) == list(range(table.columns + 1)):
        return table
    return replace(
        table,
        columns=places[-1],
        header=tuple(_row(row, places) for row in table.header),
        rows=tuple(_row(row, places) for row in table.rows),
    )


def _row(row: Row, places: Sequence[int]) -> Row:
    cells = tuple(_cell(cell, places) for cell in row.cells)
    texts = [text for k, text in enumerate(row.texts) for _ in range(places[k + 1] - places[k])]
    return replace(row, cells=cells, texts=tuple(texts))


def _cell(cell: Cell, places: Sequence[int]) -> Cell:
    start, end = places[cell.column], places[cell.column + cell.colspan]
    return replace(cell, column=start, colspan=end - start)
