"""Gives tables the captions and footnotes that stand around them. Pure; runs before tables are joined."""

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from ingestion.parsing.structure.headings import Style
from ingestion.parsing.structure.patterns import (
    LIST_ITEM,
    REGISTER_CAPTION,
    REGISTER_DETAIL,
    REGISTER_HEADING,
    SENTENCE_END,
    is_caption,
    is_table_caption,
    plain_key,
)
from ingestion.types import Box, ConvertedPage, Line, Table

_REACH = 30.0
"""Points between a caption and its table at most."""
_TITLE_REACH = 14.0
"""Points between a table and a title that has no number."""
_NOTES_REACH = 160.0
"""Points below a table in which all its footnotes stand."""
_NOTE_REACH = 22.0
"""Points between a table and its first footnote, or between two."""
_NOTE = re.compile(
    r"^(?:[（(]?\d{1,2}[)）.、](?!\d)\s*|\d{1,2}\s?(?=[A-Z\u4e00-\u9fff])|[*†‡]|[（(][a-z][)）]|(?:Notes?|注)\s*\d*\s*[.:：])"
)


def with_captions(page: ConvertedPage, style: Style) -> ConvertedPage:
    """The page with captions and footnotes moved from its lines into its tables."""
    if not page.tables:
        return page
    taken: set[int] = set()
    tables = []
    for table in page.tables:
        taken.update(_told(page.lines, table))
        others = [box for box in _boxes(page) if box != table.box]
        caption = [] if table.caption else _caption(page.lines, table.box, others, taken)
        caption = caption or ([] if table.caption else _title(page.lines, table.box, style, taken))
        taken.update(caption)
        notes = _notes(page.lines, table, others, taken)
        taken.update(notes)
        tables.append(
            replace(
                table,
                caption=table.caption or " ".join(page.lines[index].text for index in caption),
                footnotes=_merged(table.footnotes, _note_texts([page.lines[index].text for index in notes])),
            )
        )
    lines = tuple(line for index, line in enumerate(page.lines) if index not in taken)
    return replace(page, lines=lines, tables=tuple(tables))


def _told(lines: Sequence[Line], table: Table) -> list[int]:
    """Lines around a table that the table reader has put into its caption and footnotes already."""
    said = plain_key(" ".join((table.caption, *table.footnotes)))
    if not said:
        return []
    top, bottom = table.box[1] - 2 * _REACH, table.box[3] + _NOTES_REACH
    keys = [plain_key(line.text) if top <= line.box[1] <= bottom else "" for line in lines]
    return [index for index, key in enumerate(keys) if len(key) > 3 and key in said]


def _merged(known: Sequence[str], found: Sequence[str]) -> tuple[str, ...]:
    """Footnotes that the table reader took already are not taken twice."""
    keys = {plain_key(note) for note in known}
    return (*known, *(note for note in found if plain_key(note) not in keys))


def _boxes(page: ConvertedPage) -> list[Box]:
    return [table.box for table in page.tables] + [diagram.box for diagram in page.diagrams]


def _caption(lines: Sequence[Line], box: Box, others: list[Box], taken: set[int]) -> list[int]:
    """Indices of the caption's lines: above the table, else below it."""
    starts = [
        index
        for index, line in enumerate(lines)
        if index not in taken and is_caption(line.text) and is_table_caption(line.text)
    ]
    above = [
        index for index in starts if _beside(lines[index].box, box) and lines[index].box[3] <= box[1] + 4
    ]
    below = [
        index for index in starts if _beside(lines[index].box, box) and lines[index].box[1] >= box[3] - 4
    ]
    for index in sorted(above, key=lambda i: -lines[i].box[3]):
        whole = _rest(lines, index, box[1] + 4)
        last = lines[whole[-1]].box
        if box[1] - last[3] <= _REACH and not _between(last[3], box[1], box, others):
            return whole
        break
    for index in sorted(below, key=lambda i: lines[i].box[1]):
        top = lines[index].box[1]
        next_table = min((other[1] for other in others if other[1] > top), default=float("inf"))
        # A caption close above the next table is that table's.
        if top - box[3] <= _REACH and next_table - top > 2 * _REACH:
            return _rest(lines, index, next_table)
        break
    return []


def _title(lines: Sequence[Line], box: Box, style: Style, taken: set[int]) -> list[int]:
    """A line close above a table that is neither text nor heading: it says what holds for all rows."""
    above = [
        index
        for index, line in enumerate(lines)
        if index not in taken and line.box[3] <= box[1] + 3 and _beside(line.box, box)
    ]
    if not above:
        return []
    index = max(above, key=lambda found: lines[found].box[3])
    line = lines[index]
    if box[1] - line.box[3] > _TITLE_REACH or line.bold or line.size >= 1.12 * style.size:
        return []
    text = line.text.strip()
    said = SENTENCE_END.search(text) or LIST_ITEM.match(text) or REGISTER_DETAIL.match(text)
    if said or REGISTER_HEADING.match(text) or REGISTER_CAPTION.match(text) or is_caption(text):
        return []
    before = [other for other in above if other != index]
    bottom = max((lines[other].box[3] for other in before), default=-1e9)
    return [index] if line.box[1] - bottom > 0.6 * line.size and len(text) > 8 else []


def _rest(lines: Sequence[Line], first: int, limit: float) -> list[int]:
    """The caption's first line with those that continue it: same look, close below, a long one before."""
    found = [first]
    for index in range(first + 1, min(first + 3, len(lines))):
        before, line = lines[found[-1]], lines[index]
        close = -2 <= line.box[1] - before.box[3] <= 0.5 * line.size
        alike = (line.bold, line.size, line.italic) == (before.bold, before.size, before.italic)
        full = before.box[2] - before.box[0] > 300
        if close and alike and full and line.box[3] <= limit and not is_caption(line.text):
            found.append(index)
        else:
            break
    return found


def _beside(line: Box, table: Box) -> bool:
    return min(line[2], table[2]) - max(line[0], table[0]) > 0


def _between(top: float, bottom: float, box: Box, others: list[Box]) -> bool:
    """Whether another table stands between the caption and this one."""
    return any(other[1] >= top - 4 and other[3] <= bottom + 4 and _beside(other, box) for other in others)


def _notes(lines: Sequence[Line], table: Table, others: list[Box], taken: set[int]) -> list[int]:
    """Indices of the footnotes right below a table: numbered, and smaller than text or marked as notes."""
    box = table.box
    limit = min((other[1] for other in others if other[1] >= box[3] - 4 and _beside(other, box)), default=1e9)
    below = sorted(
        (
            index
            for index, line in enumerate(lines)
            if index not in taken and box[3] - 3 <= line.box[1] < limit and _beside(line.box, box)
        ),
        key=lambda index: lines[index].box[1],
    )
    found: list[int] = []
    bottom = box[3]
    for index in below:
        line = lines[index]
        near = line.box[1] - bottom <= (_NOTE_REACH if not found else 0.9 * line.size)
        if not near or (not found and not _NOTE.match(line.text)) or is_caption(line.text) or line.bold:
            break
        if found and abs(line.size - lines[found[0]].size) > 0.6:
            break
        found.append(index)
        bottom = line.box[3]
    if not found:
        return []
    body = median(line.size for line in lines)
    small = lines[found[0]].size < body - 0.4
    marked = re.match(r"^(?:Notes?|注)", lines[found[0]].text)
    return found if small or marked else []


def _note_texts(lines: Sequence[str]) -> list[str]:
    """One text per footnote, its lines joined."""
    notes: list[str] = []
    for line in lines:
        if notes and not _NOTE.match(line):
            notes[-1] += " " + line
        else:
            notes.append(line)
    return notes
