"""Finds two-column parts of a page, so that columns are read one after the other. Pure; used by `lines`."""

from collections.abc import Sequence

from ingestion.types import Box

_STEP = 4.0
"""Points between tried gutters; a gutter is at least twice as wide."""
_FEWEST = 4
"""Lines on each side that make a column."""
_FILLED, _FULL = 0.35, 0.5
"""Shares of a column's width that its lines fill on average; labels beside a text fill less."""
_ALIGNED = 0.6
"""Share of rows on common lines from which two columns may be those of a table."""

_APART = 30.0
"""Points of blank paper over the whole width that end a two-column part."""
_ROW = 3.0
"""Points between the middles of what stands on one line at most."""


def in_columns(boxes: Sequence[Box], obstacles: Sequence[Box] = ()) -> list[list[int]]:
    """Indices of the boxes in groups to be read one after the other, each from top to bottom."""
    everything = list(range(len(boxes)))
    gutter = _gutter(boxes)
    if gutter is None:
        return [everything] if everything else []
    groups: list[list[int]] = []
    for band in _bands(boxes, obstacles, gutter):
        left = [index for index in band if boxes[index][2] <= gutter]
        right = [index for index in band if boxes[index][0] >= gutter]
        alone = len(left) + len(right) == len(band)
        if alone and _are_columns(boxes, left, right, gutter):
            groups += [left, right]
        else:
            groups.append(band)
    return groups


def _gutter(boxes: Sequence[Box]) -> float | None:
    """The place near the middle that the fewest lines cross, if enough stand on both sides of it."""
    if len(boxes) < 2 * _FEWEST:
        return None
    x0, x1 = min(box[0] for box in boxes), max(box[2] for box in boxes)
    best: tuple[int, float, float] | None = None
    x = x0 + 0.3 * (x1 - x0)
    while x < x0 + 0.7 * (x1 - x0):
        left = sum(box[2] <= x - _STEP for box in boxes)
        right = sum(box[0] >= x + _STEP for box in boxes)
        crossing = len(boxes) - left - right
        if left >= _FEWEST and right >= _FEWEST and 2 * crossing < left + right:
            balance = crossing - min(left, right)
            if best is None or balance < best[0]:
                best = (balance, x, x)
            elif balance == best[0] and x - best[2] <= _STEP:
                best = (balance, best[1], x)
        x += _STEP
    return (best[1] + best[2]) / 2 if best else None  # its middle: tables reach further than lines


def _bands(boxes: Sequence[Box], obstacles: Sequence[Box], gutter: float) -> list[list[int]]:
    """Groups from top to bottom: rows that cross the gutter by themselves, rows beside it together."""
    breaks = sorted(box[1] for box in obstacles if box[0] < gutter < box[2])
    beside = [box for box in obstacles if not box[0] < gutter < box[2]]
    bands: list[list[int]] = []
    across, bottom = False, 0.0
    for row in _rows(boxes):
        crosses = any(boxes[index][0] < gutter < boxes[index][2] for index in row)
        top = min(boxes[index][1] for index in row)
        parted = any(bottom - 1 <= line <= top + 1 for line in breaks) or _blank(bottom, top, beside) > _APART
        if not bands or crosses != across or parted:
            bands.append([])
        bands[-1] += row
        across, bottom = crosses, max(boxes[index][3] for index in row)
    return bands


def _blank(bottom: float, top: float, obstacles: Sequence[Box]) -> float:
    """The tallest strip between two rows that is blank on both sides of the gutter: tables fill it too."""
    tallest = 0.0
    for _, y0, _, y1 in sorted(obstacles, key=lambda box: box[1]):
        if y1 > bottom and y0 < top:
            tallest = max(tallest, y0 - bottom)
            bottom = max(bottom, y1)
    return max(tallest, top - bottom)


def _rows(boxes: Sequence[Box]) -> list[list[int]]:
    """Boxes whose middles stand on one height."""
    middles = sorted(((box[1] + box[3]) / 2, index) for index, box in enumerate(boxes))
    rows: list[list[int]] = []
    last = float("-inf")
    for middle, index in middles:
        if middle - last > _ROW:
            rows.append([])
        rows[-1].append(index)
        last = middle
    return rows


def _are_columns(boxes: Sequence[Box], left: Sequence[int], right: Sequence[int], gutter: float) -> bool:
    """Whether two groups are columns of text, not the columns of a table or labels with their texts.

    What stands on common lines may be either, so it must be long and full to be text.
    """
    one, other = _extents(boxes, left), _extents(boxes, right)
    fewest = min(len(one), len(other))
    if fewest < _FEWEST:
        return False
    fill = min(_fill(one, gutter), _fill(other, gutter))
    shared = sum(any(abs(row - found) <= 1 for found in other) for row in one)
    if shared >= _ALIGNED * fewest:
        return fewest >= 2 * _FEWEST and fill >= _FULL
    return fill >= _FILLED


def _extents(boxes: Sequence[Box], column: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Left and right end of each row, by its height in steps of two points."""
    rows: dict[int, tuple[float, float]] = {}
    for index in column:
        x0, y0, x1, y1 = boxes[index]
        middle = round((y0 + y1) / 4)
        row = next((near for near in (middle, middle - 1, middle + 1) if near in rows), middle)
        start, end = rows.get(row, (x0, x1))
        rows[row] = (min(start, x0), max(end, x1))
    return rows


def _fill(rows: dict[int, tuple[float, float]], gutter: float) -> float:
    """Share of the column up to the gutter that its rows fill on average."""
    left, right = min(x0 for x0, _ in rows.values()), max(x1 for _, x1 in rows.values())
    width = max(right, gutter) - min(left, gutter)
    return sum(x1 - x0 for x0, x1 in rows.values()) / len(rows) / width
