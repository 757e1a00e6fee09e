"""Tables with horizontal rules only: rows lie between rules, columns between blanks."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingestion.parsing.tables.bands import captioned, cells, titled
from ingestion.parsing.tables.blank import BlankLine, blank_lines, gutters
from ingestion.parsing.tables.draft import Draft
from ingestion.parsing.tables.headed import headed, heads
from ingestion.parsing.tables.rulings import Stroke
from ingestion.parsing.tables.shades import ShadedRow
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Fill

SAME_ENDS = 3.5
"""Points by which the ends of a table's rules may differ."""
SHORTEST = 130.0
"""Points: shorter rules underline words or belong to drawings."""
TALLEST = 0.45
"""Share of the page's height between two rules of one table; between running header and footer it is more."""
LONG = 34
"""Characters: text that long in two columns side by side is prose set in columns."""
LOWEST = 0.94
"""Share of the page's height below which no table goes on."""
SPARSE, FULL = 0.5, 0.8
"""Shares of cells with words, for many rows and for few, below which it is a drawing between lines."""
_BULLET = re.compile(r"^(?:[•●○■□◆▪◼➢–—\-*·]|\(?\d{1,2}[.)]|\(?[a-z][.)]|[ivx]+\.)$")


def stacks(strokes: Sequence[Stroke], height: float) -> list[list[Stroke]]:
    """Rules of the same place and length one under another; the one above a page's footer is no table's."""
    found: list[list[Stroke]] = []
    for stroke in sorted(strokes, key=lambda s: s.at):
        if stroke.end - stroke.start < SHORTEST or stroke.at > LOWEST * height:
            continue
        for stack in found:
            if (
                abs(stack[0].start - stroke.start) <= SAME_ENDS
                and abs(stack[0].end - stroke.end) <= SAME_ENDS
            ):
                stack.append(stroke)
                break
        else:
            found.append([stroke])
    return found


def with_shades(stack: Sequence[Stroke], fills: Sequence[Fill]) -> list[Stroke]:
    """The stack with the far edges of shaded rows of the same width: a header above its first rule."""
    x0, x1 = stack[0].start, stack[0].end
    rows: dict[tuple[int, int], list[Fill]] = {}
    for fill in fills:
        if fill.box[0] >= x0 - SAME_ENDS and fill.box[2] <= x1 + SAME_ENDS:
            rows.setdefault((round(fill.box[1]), round(fill.box[3])), []).append(fill)
    ats = [stroke.at for stroke in stack]
    for row in rows.values():
        edges = (row[0].box[1], row[0].box[3])
        new = [edge for edge in edges if min(abs(edge - stroke.at) for stroke in stack) > SAME_ENDS]
        if len(new) == 1 and sum(fill.box[2] - fill.box[0] for fill in row) >= 0.95 * (x1 - x0):
            ats += new
    return [Stroke(at, x0, x1) for at in sorted(ats)]


def drafts(
    stack: Sequence[Stroke], words: PageWords, height: float, shaded: Sequence[ShadedRow] = ()
) -> list[Draft]:
    """Tables between the rules of one stack, two at least; `shaded` are the page's rows of shaded cells."""
    x0, x1 = stack[0].start, stack[0].end
    bands: list[list[BlankLine]] = []
    for above, below in pairwise(stack):
        near = below.at - above.at <= TALLEST * height
        inside = words.inside((x0 - 3, above.at, x1 + 3, below.at)) if near else []
        bands.append(blank_lines(inside, words))
    columns = heads(stack, shaded)
    rest = words.inside((x0 - 3, stack[-1].at, x1 + 3, LOWEST * height)) if columns else []
    found: list[Draft] = []
    start = 0
    while start < len(bands):
        all_bands = [*bands, blank_lines(rest, words)]
        table, end = headed(stack, all_bands, start, columns, words) if start in columns else (None, start)
        if table:
            found.append(table)
            start = end
            continue
        end = start
        while end < len(bands) and (
            _columnar(bands[end])
            or (end > start and (titled(bands[end], x1 - x0) or _begins_row(bands[end])))
        ):
            if end > start and (end in columns or captioned(bands[end], words)):
                break
            end += 1
        if end > start:
            first, body, last = _trimmed(bands, start, end, x1 - x0)
            ys = [stroke.at for stroke in stack[first : last + 1]]
            inner = _gutters([line for band in bands[body:last] for line in band], x1 - x0)
            table = _draft((x0, *inner, x1), ys, bands[first:last], words) if inner else None
            if table:
                found.append(table)
        start = max(end, start + 1)
    return found


def _columnar(band: Sequence[BlankLine]) -> bool:
    """A third of the lines or more hold more than one text."""
    wide = sum(len(line.chunks) > 1 for line in band)
    return bool(band) and 3 * wide >= len(band)


def _begins_row(band: Sequence[BlankLine]) -> bool:
    """Three texts or more on the first line: a row whose last text wraps over many lines."""
    return bool(band) and len(band[0].chunks) > 2


def _trimmed(
    bands: Sequence[Sequence[BlankLine]], start: int, end: int, width: float
) -> tuple[int, int, int]:
    """Without bands at either end that spoil the columns of the others: text above or below the table.

    Gives the first band, the first that counts for the columns, and the end. A header may span columns.
    """

    def columns(first: int, last: int) -> int:
        return len(_gutters([line for band in bands[first:last] for line in band], width))

    first = start
    while end - start > 1:
        now = columns(start, end)
        if columns(start, end - 1) > now or titled(bands[end - 1], width):
            end -= 1
        elif columns(start + 1, end) > now:
            start += 1
        else:
            break
    header = start > first and len(bands[start - 1]) < 4 and len(bands[start - 1][0].chunks) > 1
    return start - header, start, end


def _gutters(lines: Sequence[BlankLine], width: float) -> list[float]:
    """Blanks through all lines but those of one long text, which span columns."""
    return gutters(
        [
            line
            for line in lines
            if len(line.chunks) > 1 or 2 * (line.chunks[0].x1 - line.chunks[0].x0) < width
        ]
    )


def _draft(
    xs: tuple[float, ...], ys: Sequence[float], bands: Sequence[Sequence[BlankLine]], words: PageWords
) -> Draft | None:
    lines = [line for band in bands for line in band]
    if _prose(lines, xs, words):
        return None
    found = cells(xs, ys, bands, words)
    if found is None:
        return None
    full = SPARSE if found.rows > 3 else FULL
    return found if sum(bool(patch.words) for patch in found.patches) >= full * len(found.patches) else None


def table_of_lines(xs: tuple[float, ...], lines: Sequence[BlankLine], words: PageWords) -> Draft | None:
    """Lines between given columns as a table, where no rule is drawn at all."""
    return _draft(xs, (lines[0].y0, lines[-1].y1), [lines], words) if len(xs) > 2 else None


def _prose(lines: Sequence[BlankLine], xs: Sequence[float], words: PageWords) -> bool:
    """A bulleted list, text set in columns, or paragraphs under a heading between rules."""
    first = [words.words[line.chunks[0].words[0]].text for line in lines if line.chunks[0].x0 < xs[1]]
    if len(xs) == 3 and first and 2 * sum(bool(_BULLET.match(text)) for text in first) >= len(first):
        return True
    beside = across = 0
    for line in lines:
        texts = [sum(len(words.words[i].text) + 1 for i in chunk.words) for chunk in line.chunks]
        beside += sum(text > LONG for text in texts) > 1
        across += any(
            text > 2 * LONG and chunk.x0 < xs[1] and chunk.x1 > xs[-2]
            for text, chunk in zip(texts, line.chunks, strict=True)
        )
    return 3 * beside > len(lines) or 5 * across > len(lines)
