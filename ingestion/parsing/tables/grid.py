"""Second step of the table reader: lines that touch become a lattice, its open borders merge cells.

Nothing here looks at words; whether a lattice is a table, a bit diagram or a drawing is decided later.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingestion.parsing.tables.rulings import Lines, Stroke
from ingestion.types import Box

REACH = 2.6
"""Points by which a line may miss the line that it should touch."""
SNAP = 3.6
"""Points within which two borders are the same: no text fits between them."""
COVER = 0.55
"""Share of a cell's side that must be drawn for it to be a border."""
MOST = 400
"""Lines of one direction in one drawing; no table has more, a plot or a schematic can have thousands."""


@dataclass(frozen=True, slots=True)
class Region:
    """A cell of the lattice: where it begins, how far it spans."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """Borders that belong together, and the cells between them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    owner: tuple[tuple[int, ...], ...]
    """Index of the region that covers each elementary cell, by row and column."""
    open: float = 0.0
    """Share of the sides between cells, by length, that is not drawn: near 0 in a table, not in a drawing."""
    ragged: float = 0.0
    """The same of the outline."""

    @property
    def box(self) -> Box:
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    @property
    def rows(self) -> int:
        return len(self.ys) - 1

    def region_box(self, region: Region) -> Box:
        """The region's place on the page."""
        return (
            self.xs[region.column],
            self.ys[region.row],
            self.xs[region.column + region.colspan],
            self.ys[region.row + region.rowspan],
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that touch one another."""

    horizontal: tuple[Stroke, ...]
    vertical: tuple[Stroke, ...]


def groups(lines: Lines) -> list[Group]:
    """Lines by connected drawing, from top to bottom; lines that touch none are left out."""
    hs, vs = lines.horizontal, lines.vertical
    if not hs or not vs:
        return []
    h = np.array([(s.at, s.start, s.end) for s in hs])
    v = np.array([(s.at, s.start, s.end) for s in vs])
    touch = (
        (v[None, :, 0] >= h[:, None, 1] - REACH)
        & (v[None, :, 0] <= h[:, None, 2] + REACH)
        & (h[:, None, 0] >= v[None, :, 1] - REACH)
        & (h[:, None, 0] <= v[None, :, 2] + REACH)
    )
    parent = list(range(len(hs) + len(vs)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in zip(*np.nonzero(touch), strict=True):
        a, b = root(int(i)), root(len(hs) + int(j))
        if a != b:
            parent[b] = a
    members: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for i, stroke in enumerate(hs):
        members.setdefault(root(i), ([], []))[0].append(stroke)
    for j, stroke in enumerate(vs):
        members.setdefault(root(len(hs) + j), ([], []))[1].append(stroke)
    found = [Group(tuple(a), tuple(b)) for a, b in members.values() if a and b]
    return sorted(found, key=lambda g: (g.horizontal[0].at, g.vertical[0].at))


def cut(group: Group, top: float, bottom: float) -> Group:
    """The part of a drawing between two heights."""
    horizontal = tuple(s for s in group.horizontal if top - SNAP <= s.at <= bottom + SNAP)
    vertical = (
        replace(s, start=max(s.start, top), end=min(s.end, bottom))
        for s in group.vertical
        if min(s.end, bottom) - max(s.start, top) > SNAP
    )
    return Group(horizontal, tuple(vertical))


def _clusters(values: Sequence[float]) -> list[float]:
    """Sorted values with neighbours closer than a snap put together at their mean."""
    clustered: list[list[float]] = []
    for value in sorted(values):
        if clustered and value - clustered[-1][0] <= SNAP:
            clustered[-1].append(value)
        else:
            clustered.append([value])
    return [sum(c) / len(c) for c in clustered]


def _outer(bounds: list[float], reached: Sequence[float], low: bool) -> list[float]:
    """Adds an outer border that is not drawn but that a third of the crossing lines, two at least, reach."""
    edge = bounds[0] if low else bounds[-1]
    beyond = [r for r in reached if (edge - r if low else r - edge) > 2 * SNAP]
    if len(beyond) < 2 or 3 * len(beyond) < len(reached):
        return bounds
    beyond.sort(reverse=not low)
    far = beyond[len(beyond) // 4]
    return [far, *bounds] if low else [*bounds, far]


def lattice(group: Group) -> Lattice | None:
    """The lattice of lines that touch, or None where they enclose nothing."""
    hs, vs = group.horizontal, group.vertical
    if len(hs) > MOST or len(vs) > MOST:
        return None
    xs = _clusters([s.at for s in vs])
    ys = _clusters([s.at for s in hs])
    xs = _outer(_outer(xs, [s.start for s in hs], True), [s.end for s in hs], False)
    ys = _outer(_outer(ys, [s.start for s in vs], True), [s.end for s in vs], False)
    if len(xs) < 2 or len(ys) < 2:
        return None
    right = _drawn(vs, xs, ys)
    below = _drawn(hs, ys, xs)
    regions, owner = _regions(right, below, len(xs) - 1, len(ys) - 1)
    owned = tuple(tuple(row) for row in owner)
    inner, outline = _undrawn(right, below, xs, ys, owned)
    return Lattice(tuple(xs), tuple(ys), tuple(regions), owned, inner, outline)


def _undrawn(
    right: list[list[bool]],
    below: list[list[bool]],
    xs: Sequence[float],
    ys: Sequence[float],
    owner: tuple[tuple[int, ...], ...],
) -> tuple[float, float]:
    """Shares of the sides between cells, and of the outline, that are not drawn, by length.

    An outer side that is left open altogether, as many tables leave theirs, is no fault.
    """
    turned = tuple(zip(*owner, strict=True))
    lengths = [0.0, 0.0]
    missing = [0.0, 0.0]
    for drawn, bounds, cells in ((right, ys, turned), (below, xs, owner)):
        last = len(drawn) - 1
        for k, side in enumerate(drawn):
            outer = k in (0, last)
            if outer and not any(side):
                continue
            for j, there in enumerate(side):
                if not outer and cells[k - 1][j] == cells[k][j]:
                    continue
                length = bounds[j + 1] - bounds[j]
                lengths[outer] += length
                missing[outer] += 0.0 if there else length
    inner = missing[0] / lengths[0] if lengths[0] else 0.0
    return inner, missing[1] / lengths[1] if lengths[1] else 0.0


def _drawn(strokes: Sequence[Stroke], ats: Sequence[float], bounds: Sequence[float]) -> list[list[bool]]:
    """For each border across and each band along: is the border drawn there?"""
    bands = len(bounds) - 1
    length = [[0.0] * bands for _ in ats]
    for stroke in strokes:
        k = min(bisect_right(ats, stroke.at), len(ats) - 1)
        if k and stroke.at - ats[k - 1] < ats[k] - stroke.at:
            k -= 1
        if abs(ats[k] - stroke.at) > SNAP:
            continue
        j = max(0, bisect_right(bounds, stroke.start) - 1)
        while j < bands and bounds[j] < stroke.end:
            length[k][j] += max(0.0, min(stroke.end, bounds[j + 1]) - max(stroke.start, bounds[j]))
            j += 1
    return [[row[j] >= COVER * (bounds[j + 1] - bounds[j]) for j in range(bands)] for row in length]


def _regions(
    right: list[list[bool]], below: list[list[bool]], columns: int, rows: int
) -> tuple[list[Region], list[list[int]]]:
    """Merged cells: each grows from its top left corner to the right, then down, over open borders."""
    owner = [[-1] * columns for _ in range(rows)]
    regions: list[Region] = []
    for row in range(rows):
        for column in range(columns):
            if owner[row][column] >= 0:
                continue
            end = column + 1
            while end < columns and not right[end][row] and owner[row][end] < 0:
                end += 1
            bottom = row + 1
            while bottom < rows and _goes_on(right, below, owner, bottom, column, end):
                bottom += 1
            for r in range(row, bottom):
                owner[r][column:end] = [len(regions)] * (end - column)
            regions.append(Region(row, column, bottom - row, end - column))
    return regions, owner


def _goes_on(
    right: list[list[bool]], below: list[list[bool]], owner: list[list[int]], row: int, start: int, end: int
) -> bool:
    """Whether the cell above reaches into this row: no border over it, none inside, the same sides."""
    if any(below[row][c] or owner[row][c] >= 0 for c in range(start, end)):
        return False
    return not any(right[c][row] for c in range(start + 1, end))
