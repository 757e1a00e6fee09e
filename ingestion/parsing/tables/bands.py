"""What stands between two rules, a band of lines, as rows and cells. Shared by readers of ruled tables."""

from collections.abc import Sequence

from ingestion.parsing.tables.blank import BlankLine
from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.parsing.tables.notes import is_caption
from ingestion.parsing.tables.words import PageWords

Content = list[BlankLine]


def titled(band: Sequence[BlankLine], width: float) -> bool:
    """One short text that names a group of rows."""
    if len(band) != 1 or len(band[0].chunks) != 1:
        return False
    chunk = band[0].chunks[0]
    return chunk.x1 - chunk.x0 < 0.6 * width


def captioned(band: Sequence[BlankLine], words: PageWords) -> bool:
    """Whether a line between two rules is the caption of the next table."""
    return any(is_caption(_printed(line, words)) for line in band)


def _printed(line: BlankLine, words: PageWords) -> str:
    return " ".join(words.words[i].text for chunk in line.chunks for i in chunk.words)


def cells(
    xs: tuple[float, ...], ys: Sequence[float], bands: Sequence[Sequence[BlankLine]], words: PageWords
) -> Draft | None:
    """The bands as rows of a table of these columns; None for a single row."""
    rows = _rows(ys, bands, xs)
    if len(rows) < 2:
        return None
    borders = (*(top for top, _ in rows), ys[-1])
    patches: list[Patch] = []
    for row, (top, content) in enumerate(rows):
        patches.extend(_patches(row, top, borders[row + 1], content, xs, words))
    return Draft((xs[0], ys[0], xs[-1], ys[-1]), xs, borders, tuple(patches), ruled=False)


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
