"""Tables whose columns stand twice side by side, as long lists are set: each group as a table. Pure."""

from dataclasses import replace

from ingestion.extraction.columns import headers
from ingestion.types import Row, Table

_FEWEST = 2
"""Columns of a group."""


def groups(table: Table) -> tuple[Table, ...]:
    """The groups from left to right; a table of one group as it is."""
    width = _width(headers(table))
    if not width:
        return (table,)
    return tuple(_group(table, start, width) for start in range(0, table.columns, width))


def _width(named: tuple[str, ...]) -> int:
    """Columns after which the headers begin anew; 0 where they do not."""
    for width in range(_FEWEST, len(named) // 2 + 1):
        repeats = len(named) % width == 0 and all(
            text == named[column % width] for column, text in enumerate(named)
        )
        if repeats and len(set(named[:width])) == width:
            return width
    return 0


def _group(table: Table, start: int, width: int) -> Table:
    rows = tuple(part for row in table.rows if any((part := _part(row, start, width)).texts))
    return replace(
        table,
        columns=width,
        header=tuple(_part(row, start, width) for row in table.header),
        rows=rows,
    )


def _part(row: Row, start: int, width: int) -> Row:
    end = start + width
    cells = tuple(
        replace(cell, column=cell.column - start) for cell in row.cells if start <= cell.column < end
    )
    return replace(row, cells=cells, texts=row.texts[start:end])
