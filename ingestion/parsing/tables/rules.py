"""Tables with horizontal rules only: rows lie between rules, columns between blanks."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingestion.parsing.tables.blank import BlankLine, blank_lines, gutters
from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.parsing.tables.rulings import Stroke
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
SPARSE, FULL = 0.5, 0.8
"""Shares of cells with words, for many rows and for few, below which it is a drawing between lines."""
_BULLET = re.compile(r"^(?:[•●○■□◆▪◼➢–—\-*·]|\(?\d{1,2}[.)]|\(?[a-z][.)]|[ivx]+\.)$")


def stacks(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    """Rules of the same place and length one under another."""
    found: list[list[Stroke]] = []
    for stroke in sorted(strokes, key=lambda s: s.at):
        if stroke.end - stroke.start < SHORTEST:
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
    return [stack for stack in found if len(stack) > 1]


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


def drafts(stack: Sequence[Stroke], words: PageWords, height: float) -> list[Draft]:
    """Tables between the rules of one stack."""
    x0, x1 = stack[0].start, stack[0].end
    bands: list[list[BlankLine]] = []
    for above, below in pairwise(stack):
        near = below.at - above.at <= TALLEST * height
        inside = words.inside((x0 - 3, above.at, x1 + 3, below.at)) if near else []
        bands.append(blank_lines(inside, words))
    found: list[Draft] = []
    start = 0
    while start < len(bands):
        end = start
        while end < len(bands) and (_columnar(bands[end]) or (end > start and _title(bands[end], x1 - x0))):
            end += 1
        if end > start:
            first, body, last = _trimmed(bands, start, end, x1 - x0)
            ys = [stroke.at for stroke in stack[first : last + 1]]
            columns = _gutters([line for band in bands[body:last] for line in band], x1 - x0)
            table = _draft((x0, *columns, x1), ys, bands[first:last], words) if columns else None
            if table:
                found.append(table)
        start = max(end, start + 1)
    return found


def _columnar(band: Sequence[BlankLine]) -> bool:
    """A third of the lines or more hold more than one text."""
    wide = sum(len(line.chunks) > 1 for line in band)
    return bool(band) and 3 * wide >= len(band)


def _title(band: Sequence[BlankLine], width: float) -> bool:
    """One short text that names a group of rows."""
    if len(band) != 1 or len(band[0].chunks) != 1:
        return False
    chunk = band[0].chunks[0]
    return chunk.x1 - chunk.x0 < 0.6 * width


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
        if columns(start, end - 1) > now or _title(bands[end - 1], width):
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
    rows = _rows(ys, bands, xs)
    if len(rows) < 2:
        return None
    borders = (*(top for top, _ in rows), ys[-1])
    patches: list[Patch] = []
    for row, (top, content) in enumerate(rows):
        patches.extend(_patches(row, top, borders[row + 1], content, xs, words))
    full = SPARSE if len(rows) > 3 else FULL
    if sum(bool(patch.words) for patch in patches) < full * len(patches):
        return None
    return Draft((xs[0], ys[0], xs[-1], ys[-1]), xs, borders, tuple(patches), ruled=False)


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


Content = list[BlankLine]


def _rows(
    ys: Sequence[float], bands: Sequence[Sequence[BlankLine]], xs: Sequence[float]
) -> list[tuple[float, Content]]:
    """Rows with their upper border: a band each, or the printed rows of the only band under the header."""
    rows: list[tuple[float, Content]] = []
    alone = len(bands) <= 2
    for number, band in enumerate(bands):
        starts = _starts(band, xs) if alone and (number or len(bands) == 1) else [0]
        for k, start in enumerate(starts):
            end = starts[k + 1] if k + 1 < len(starts) else len(band)
            top = (band[start - 1].y1 + band[start].y0) / 2 if start else ys[number]
            rows.append((top, list(band[start:end])))
    return rows


def _starts(band: Sequence[BlankLine], xs: Sequence[float]) -> list[int]:
    """Lines that begin a row: those with text in the first column; others go on with the row above."""
    found = [
        k for k, line in enumerate(band) if line.chunks[0].x0 < xs[1] and (k == 0 or len(line.chunks) > 1)
    ]
    return found if found and found[0] == 0 else [0, *found]


def _patches(
    row: int, top: float, bottom: float, content: Content, xs: Sequence[float], words: PageWords
) -> list[Patch]:
    """The row's cells; a text that runs over a gutter covers the columns on both sides."""
    cells: list[list[int]] = [[] for _ in xs[:-1]]
    spans = list(range(len(cells)))  # for each column, the column where its cell begins
    for line in content:
        for chunk in line.chunks:
            covered = [c for c in range(len(cells)) if chunk.x0 < xs[c + 1] - 1 and chunk.x1 > xs[c] + 1]
            if not covered:
                continue
            cells[covered[0]].extend(chunk.words)
            if len(covered) > 1:
                for c in covered[1:]:
                    spans[c] = min(spans[c], spans[covered[0]])
    merged: dict[int, list[int]] = {}
    for column, start in enumerate(spans):
        merged.setdefault(start, []).append(column)
    return [
        Patch(
            row,
            start,
            1,
            len(columns),
            (xs[start], top, xs[columns[-1] + 1], bottom),
            tuple(i for c in columns for i in cells[c]),
        )
        for start, columns in merged.items()
    ]
