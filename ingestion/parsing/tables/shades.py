"""What shaded rows say of a table: a header's shades give its columns, rows of shades the whole table.

Some vendors draw no line at all: each cell lies on a shade of its own, with white between. Others shade only
the header, cell by cell, over a body with horizontal rules. Stands beside `rules`, before `build`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Box, Fill

SAME_GREY = 0.02
"""Luminance by which the shades of one row differ at most."""
SAME_ENDS = 3.5
"""Points by which the ends of a table's rows may differ."""
GAP = 6.0
"""Points of white between two cells, or two rows, at most."""
NARROWEST = 130.0
"""Points: narrower rows of shades are keys of a legend or parts of a drawing."""
TALLEST = 200.0
"""Points: a taller shade lies behind something else than a row."""


@dataclass(frozen=True, slots=True)
class ShadedRow:
    """A row of shades side by side."""

    box: Box
    borders: tuple[float, ...]
    """Between the cells that hold words: the middle of what parts two of them."""


def shaded_rows(fills: Sequence[Fill], words: PageWords) -> list[ShadedRow]:
    """The rows of two cells or more that shades of one grey make, from top to bottom."""
    found = [row for group in _bands(fills) if (row := _row(group, words))]
    return sorted(found, key=lambda row: (row.box[1], row.box[0]))


def _bands(fills: Sequence[Fill]) -> list[list[Fill]]:
    """Shades of one grey at one height: a word processor shades a cell in pieces, line by line."""
    bands: list[tuple[list[Fill], Box]] = []
    low = [fill for fill in fills if fill.box[3] - fill.box[1] <= TALLEST]
    for fill in sorted(low, key=lambda fill: (fill.box[1], fill.box[0])):
        for k, (members, box) in enumerate(bands):
            if abs(members[0].grey - fill.grey) < SAME_GREY and _beside(box, fill.box):
                members.append(fill)
                bands[k] = (members, _union(box, fill.box))
                break
        else:
            bands.append(([fill], fill.box))
    return [members for members, _ in bands]


def _beside(band: Box, box: Box) -> bool:
    """Whether a shade lies in the band's height, or goes on right below it in the same cell."""
    near = box[0] - band[2] <= GAP and band[0] - box[2] <= GAP
    level = box[1] < band[3] - 1 or (
        abs(box[1] - band[3]) < 1 and box[2] - box[0] < 0.95 * (band[2] - band[0])
    )
    return near and level


def _union(a: Box, b: Box) -> Box:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def _row(group: Sequence[Fill], words: PageWords) -> ShadedRow | None:
    box = group[0].box
    for fill in group:
        box = _union(box, fill.box)
    if len(group) < 2 or box[2] - box[0] < NARROWEST:
        return None
    held = [fill.box for fill in group if words.inside(fill.box)]
    cells: list[tuple[float, float]] = []
    for x0, x1 in sorted((one[0], one[2]) for one in held):
        if cells and x0 < cells[-1][1] - 1:
            cells[-1] = (cells[-1][0], max(cells[-1][1], x1))
        else:
            cells.append((x0, x1))
    if len(cells) < 2:
        return None
    return ShadedRow(box, tuple((left[1] + right[0]) / 2 for left, right in pairwise(cells)))


def drafts(rows: Sequence[ShadedRow], words: PageWords) -> list[Draft]:
    """Tables whose every row is shaded: rows of the same width and columns, one right under the other."""
    stacks: list[list[ShadedRow]] = []
    for row in rows:
        for stack in stacks:
            if _follows(stack[-1], row):
                stack.append(row)
                break
        else:
            stacks.append([row])
    return [_draft(stack, words) for stack in stacks if len(stack) > 1]


def _follows(above: ShadedRow, row: ShadedRow) -> bool:
    near = -1 <= row.box[1] - above.box[3] <= GAP
    ends = abs(row.box[0] - above.box[0]) <= SAME_ENDS and abs(row.box[2] - above.box[2]) <= SAME_ENDS
    same = len(row.borders) == len(above.borders)
    return (
        near
        and ends
        and same
        and all(abs(a - b) <= GAP for a, b in zip(row.borders, above.borders, strict=True))
    )


def _draft(stack: Sequence[ShadedRow], words: PageWords) -> Draft:
    xs = (stack[0].box[0], *stack[0].borders, stack[0].box[2])
    ys = (*((a.box[3] + b.box[1]) / 2 for a, b in pairwise(stack)),)
    ys = (stack[0].box[1], *ys, stack[-1].box[3])
    patches = tuple(
        Patch(row, column, 1, 1, box, tuple(words.inside(box)))
        for row, (top, bottom) in enumerate(pairwise(ys))
        for column, (left, right) in enumerate(pairwise(xs))
        for box in [(left, top, right, bottom)]
    )
    return Draft((xs[0], ys[0], xs[-1], ys[-1]), xs, ys, patches)
