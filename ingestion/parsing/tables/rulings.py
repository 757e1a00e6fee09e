"""First step of the table reader: the page's drawn strokes become few long straight lines.

Word processors draw a table as hundreds of short pieces, double lines and corner dots; here the
pieces of one line are put together again, so that the grid sees one line per border.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingestion.types import Ruling

DOUBLE = 2.4
"""Points within which parallel strokes are one border; text between two borders is taller than this."""
GAP = 3.2
"""Points that may be missing between two pieces of one line: a corner dot, the width of a crossing line."""
DOT = 1.7
"""Strokes shorter than this are corner dots; the gap above bridges them."""
SLANT = 0.7
"""Points by which a line may be off the axis and still count as straight."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line along one axis: at `at` across the axis, from `start` to `end` along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of a page, put together."""

    horizontal: tuple[Stroke, ...]
    vertical: tuple[Stroke, ...]


def _chain(pieces: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Pieces of one line, put together over small gaps."""
    chained: list[tuple[float, float]] = []
    for start, end in sorted(pieces):
        if chained and start - chained[-1][1] <= GAP:
            if end > chained[-1][1]:
                chained[-1] = (chained[-1][0], end)
        else:
            chained.append((start, end))
    return chained


def _merge(strokes: Sequence[tuple[float, float, float]]) -> tuple[Stroke, ...]:
    """Strokes (at, start, end) of one direction, grouped by where they stand and put together."""
    merged: list[Stroke] = []
    group: list[tuple[float, float, float]] = []

    def close() -> None:
        low, high = group[0][0], group[-1][0]
        at = (low + high) / 2
        merged.extend(Stroke(at, start, end) for start, end in _chain((s[1], s[2]) for s in group))
        group.clear()

    for stroke in sorted(strokes):
        if group and stroke[0] - group[0][0] > DOUBLE:
            close()
        group.append(stroke)
    if group:
        close()
    return tuple(merged)


def straighten(rulings: Iterable[Ruling]) -> Lines:
    """The page's long horizontal and vertical lines."""
    horizontal: list[tuple[float, float, float]] = []
    vertical: list[tuple[float, float, float]] = []
    for r in rulings:
        width, height = abs(r.x1 - r.x0), abs(r.y1 - r.y0)
        if height <= SLANT and width >= DOT:
            horizontal.append(((r.y0 + r.y1) / 2, min(r.x0, r.x1), max(r.x0, r.x1)))
        elif width <= SLANT and height >= DOT:
            vertical.append(((r.x0 + r.x1) / 2, min(r.y0, r.y1), max(r.y0, r.y1)))
    return Lines(_merge(horizontal), _merge(vertical))
