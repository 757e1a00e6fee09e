"""Tables under a header that is shaded cell by cell: its shades give the columns, rules give the rows.

Blanks alone cannot: a description that wraps over most lines, or a name as wide as its column, leaves none.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ingestion.parsing.tables.bands import captioned, cells, titled
from ingestion.parsing.tables.blank import BlankLine, Chunk
from ingestion.parsing.tables.draft import Draft
from ingestion.parsing.tables.rulings import Stroke
from ingestion.parsing.tables.shades import SAME_ENDS, ShadedRow
from ingestion.parsing.tables.words import PageWords

ACROSS = 1.5
"""Points by which a word stands over a border on both sides, to belong to neither column."""

GAP = 1.3
"""Font sizes between two lines of one cell at most."""


def heads(stack: Sequence[Stroke], shaded: Sequence[ShadedRow]) -> dict[int, tuple[float, ...]]:
    """The bands that are headers shaded cell by cell, with the borders of their columns."""
    x0, x1 = stack[0].start, stack[0].end
    found: dict[int, tuple[float, ...]] = {}
    for number, (above, below) in enumerate(pairwise(stack)):
        for row in shaded:
            wide = abs(row.box[0] - x0) <= SAME_ENDS and abs(row.box[2] - x1) <= SAME_ENDS
            if wide and abs(row.box[1] - above.at) <= SAME_ENDS and abs(row.box[3] - below.at) <= SAME_ENDS:
                found[number] = (x0, *row.borders, x1)
    return found


def headed(
    stack: Sequence[Stroke],
    bands: Sequence[Sequence[BlankLine]],
    start: int,
    columns: Mapping[int, tuple[float, ...]],
    words: PageWords,
) -> tuple[Draft | None, int]:
    """The table under a header whose shades give the columns, as far as text keeps to them, and its end."""
    xs = columns[start]
    ys = [stack[start].at]
    parted: list[list[BlankLine]] = []
    end = start
    while end < len(bands) and (end == start or end not in columns):
        band = _without_what_follows(bands[end])
        last = end == len(bands) - 1 or len(band) < len(bands[end])
        if captioned(band, words) or not _keeps(band, xs, words, last):
            break
        parted.append(_parted(band, xs, words))
        end += 1
        ys.append(band[-1].y1 + 1 if last else stack[end].at)
        if last:
            break
    return (cells(xs, ys, parted, words) if len(parted) > 1 else None), end


def _without_what_follows(band: Sequence[BlankLine]) -> Sequence[BlankLine]:
    """The lines down to a gap: no rule ends a table that the page's end cuts, a footer stands below it."""
    gaps = (k for k in range(1, len(band)) if band[k].y0 - band[k - 1].y1 > GAP * band[k].size)
    return band[: next(gaps, len(band))]


def _keeps(band: Sequence[BlankLine], xs: Sequence[float], words: PageWords, last: bool) -> bool:
    """Whether no word of the band stands across a border, and its first line fills two columns.

    Of a band that no rule ends the first column must be one of them.
    """
    indices = [i for line in band for chunk in line.chunks for i in chunk.words]
    boxes = [words.words[i].box for i in indices]
    across = any(box[0] < x - ACROSS and box[2] > x + ACROSS for box in boxes for x in xs[1:-1])
    columns = {bisect_right(xs, words.cx[i]) for chunk in band[0].chunks for i in chunk.words} if band else ()
    if last and 1 not in columns:
        return False
    return not across and (len(columns) > 1 or (not last and titled(band, xs[-1] - xs[0])))


def _parted(band: Sequence[BlankLine], xs: Sequence[float], words: PageWords) -> list[BlankLine]:
    """The lines with their texts cut at the borders, where a border stands between two words."""
    if titled(band, xs[-1] - xs[0]):
        return list(band)
    lines = []
    for line in band:
        columns: dict[int, list[int]] = {}
        for chunk in line.chunks:
            for i in chunk.words:
                columns.setdefault(bisect_right(xs, words.cx[i], 1, len(xs) - 1), []).append(i)
        chunks = (
            Chunk(words.words[found[0]].box[0], words.words[found[-1]].box[2], tuple(found))
            for _, found in sorted(columns.items())
        )
        lines.append(replace(line, chunks=tuple(chunks)))
    return lines
