"""Tables without any line: found only under a caption or a row of header words, so that prose is none."""

from collections.abc import Collection, Sequence

from ingestion.parsing.tables.blank import BlankLine, blank_lines, gutters
from ingestion.parsing.tables.draft import Draft
from ingestion.parsing.tables.headers import says_header
from ingestion.parsing.tables.notes import is_caption
from ingestion.parsing.tables.rules import table_of_lines
from ingestion.parsing.tables.words import PageWords

REACH = 30.0
"""Points between a caption and the first line of its table."""
LEADING = 1.9
"""Line heights between two lines of one table at most."""
FEWEST = 3
"""Lines, the header among them, of the smallest table."""
MARGIN = 0.07
"""Share of the page's height that running headers and footers take."""


def drafts(words: PageWords, taken: Collection[int], height: float, width: float) -> list[Draft]:
    """Tables among the words that no other table or diagram holds."""
    free = [
        i
        for i in words.inside((0.0, MARGIN * height, width, (1 - MARGIN) * height))
        if i not in taken and words.words[i].angle == 0
    ]
    lines = blank_lines(free, words)
    found: list[Draft] = []
    k = 0
    while k < len(lines):
        start = _start(lines, k, words)
        end = _end(lines, start, words) if start is not None else k
        table = _table(lines[start:end], words) if start is not None and end - start >= FEWEST else None
        if table:
            found.append(table)
            k = end
        else:
            k += 1
    return found


def _start(lines: Sequence[BlankLine], k: int, words: PageWords) -> int | None:
    """The first line of a table that may begin at this line, or below this caption."""
    texts = [_text(chunk.words, words) for chunk in lines[k].chunks]
    if len(texts) > 2 and says_header(texts):
        return k
    if not is_caption(" ".join(texts)):
        return None
    for below in range(k + 1, min(k + 3, len(lines))):
        if lines[below].y0 - lines[k].y1 > REACH:
            return None
        if len(lines[below].chunks) > 1:
            return below
    return None


def _end(lines: Sequence[BlankLine], start: int, words: PageWords) -> int:
    """The line after the last that stands close enough and keeps the columns apart."""
    end = start + 1
    while end < len(lines):
        before, line = lines[end - 1], lines[end]
        if line.y - before.y > LEADING * max(line.size, before.size):
            break
        if is_caption(_text(line.chunks[0].words, words)):
            break
        if len(gutters(lines[start : end + 1])) < len(lines[start].chunks) - 1:
            break
        end += 1
    return end


def _table(lines: Sequence[BlankLine], words: PageWords) -> Draft | None:
    """These lines as a table, if most of them fill more than one column."""
    several = sum(len(line.chunks) > 1 for line in lines)
    if several < FEWEST or 4 * several < 3 * len(lines):
        return None
    x0 = min(line.chunks[0].x0 for line in lines) - 2
    x1 = max(line.chunks[-1].x1 for line in lines) + 2
    return table_of_lines((x0, *gutters(lines), x1), lines, words)


def _text(indices: Sequence[int], words: PageWords) -> str:
    return " ".join(words.words[i].text for i in indices)
