"""What the finders of the table reader hand to its builder, and what the reader hands to its callers."""

from dataclasses import dataclass

from ingestion.types import BitDiagram, Box, Table


@dataclass(frozen=True, slots=True)
class Patch:
    """A cell before its text is put together."""

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box
    words: tuple[int, ...] = ()
    """Indices into the page's words."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A table before its header is told apart: cells by row and column, with the words that stand in them."""

    box: Box
    xs: tuple[float, ...]
    """Column borders, one more than columns."""
    ys: tuple[float, ...]
    """Row borders, one more than rows."""
    patches: tuple[Patch, ...]
    """By row, then column; every place of the grid is covered by exactly one."""
    ruled: bool = True

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    @property
    def rows(self) -> int:
        return len(self.ys) - 1


@dataclass(frozen=True, slots=True)
class PageTables:
    """Everything tabular on one page."""

    tables: tuple[Table, ...] = ()
    diagrams: tuple[BitDiagram, ...] = ()
    used: frozenset[int] = frozenset()
    """Indices of the words that stand in a table or a diagram; captions and footnotes do not count."""
