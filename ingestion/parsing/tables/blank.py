"""Columns that only blank space tells apart: used where no vertical line is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.parsing.tables.words import PageWords

CHUNK, MONO_CHUNK = 0.5, 0.75
"""Font sizes of blank that still separate words of one text; a typewriter's space is 0.6 wide."""
GUTTER, THIN_GUTTER, MANY = 0.9, 0.45, 6
"""Font sizes of blank that separate columns; through many lines a thinner blank is no chance either."""
SAME_LINE = 0.5


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words of one line without a wide blank between them."""

    x0: float
    x1: float
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BlankLine:
    """One printed line as chunks."""

    y: float
    y0: float
    y1: float
    size: float
    chunks: tuple[Chunk, ...]


def blank_lines(indices: Sequence[int], words: PageWords) -> list[BlankLine]:
    """Words as lines from top to bottom, each cut at its wide blanks."""
    grouped: list[list[int]] = []
    middle = size = 0.0
    for i in sorted(indices, key=lambda i: words.cy[i]):
        word = words.words[i]
        if grouped and words.cy[i] - middle <= SAME_LINE * max(size, word.size):
            grouped[-1].append(i)
            if word.size > size:
                middle, size = words.cy[i], word.size
        else:
            grouped.append([i])
            middle, size = words.cy[i], word.size
    return [_line(group, words) for group in grouped]


def _line(group: list[int], words: PageWords) -> BlankLine:
    group.sort(key=lambda i: words.words[i].box[0])
    main = max(group, key=lambda i: words.words[i].size)
    size = words.words[main].size
    chunks: list[list[int]] = [[group[0]]]
    end = words.words[group[0]].box[2]
    mono = words.words[group[0]].mono
    for i in group[1:]:
        box = words.words[i].box
        before, mono = mono, words.words[i].mono
        if box[0] - end > (MONO_CHUNK if before and mono else CHUNK) * size:
            chunks.append([i])
        else:
            chunks[-1].append(i)
        end = max(end, box[2])
    boxes = [words.words[i].box for i in group]
    return BlankLine(
        words.cy[main],
        min(box[1] for box in boxes),
        max(box[3] for box in boxes),
        size,
        tuple(
            Chunk(words.words[c[0]].box[0], max(words.words[i].box[2] for i in c), tuple(c)) for c in chunks
        ),
    )


def gutters(lines: Sequence[BlankLine]) -> list[float]:
    """Middles of the blanks that run through all lines."""
    if not lines:
        return []
    events: list[tuple[float, int]] = []
    for line in lines:
        for chunk in line.chunks:
            events += [(chunk.x0, 1), (chunk.x1, -1)]
    events.sort()
    wide = (GUTTER if len(lines) < MANY else THIN_GUTTER) * sorted(line.size for line in lines)[
        len(lines) // 2
    ]
    found: list[float] = []
    depth, since = 0, None
    for x, step in events:
        before, depth = depth, depth + step
        if before > 0 == depth:
            since = x
        elif before == 0 < depth and since is not None:
            if x - since >= wide:
                found.append((since + x) / 2)
            since = None
    return found
