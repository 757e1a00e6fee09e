"""Captions and footnotes of tables. Their lines stay on the page as well: they are not part of the grid."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from ingestion.parsing.tables.text import TextLine, lines
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Table

ABOVE = 80.0
"""Points over a table in which its caption may begin; notes may stand between them."""
BELOW = 26.0
"""Points under a table in which a caption set below begins."""
NOTES = 170.0
"""Points under a table that its footnotes take at most."""
_CAPTION = re.compile(r"^(?:Table|Tab\.|表)\s*(?:[A-Z]\.?)?\d[\d.\-–]*", re.IGNORECASE)
_PROSE = re.compile(
    r"^\S+\s*\S+\s+(?:shows?|lists?|gives?|describes?|contains?|compares?|provides?|summari[sz]es|suggests?|"
    r"defines?|specif\w+|presents?|is|are|and|in|of|on|to|for|列出|给出|描述|显示)\b"
)
_NOTE = re.compile(
    r"^(?:\(\d{1,2}\)|（\d{1,2}）|\d{1,2}\s?[.)、]?\s|\d(?=[A-Z])|\[\d{1,2}\]|[a-h][.)]\s|[*†‡]|"
    r"notes?\s?\d?\s?[.:：]|注\s?\d*\s?[:：.]?)",
    re.IGNORECASE,
)
_WORDED = re.compile(r"^(?:notes?\b|注|[*†‡])", re.IGNORECASE)
CONTINUED = re.compile(r"continued|\bcont[’'.]?d?\b|续", re.IGNORECASE)
_FIGURE = re.compile(r"^(?:Figure|Fig\.|图)\s*\d", re.IGNORECASE)


def annotate(tables: Sequence[Table], words: PageWords, used: Collection[int]) -> tuple[Table, ...]:
    """The page's tables with their captions and footnotes."""
    annotated = []
    for table in tables:
        below = min(
            (other.box[1] for other in tables if other.box[1] >= table.box[3] - 1), default=float("inf")
        )
        caption = _above(table, tables, words, used) or _below(table, below, words, used)
        annotated.append(
            replace(
                table,
                caption=caption,
                footnotes=_footnotes(table, below, words, used),
                continues=table.continues and (not caption or bool(CONTINUED.search(caption))),
            )
        )
    return tuple(annotated)


def is_caption(text: str) -> bool:
    """A line that names a table, and not a sentence about one."""
    return bool(_CAPTION.match(text)) and not _PROSE.match(text)


def _free(table: Table, top: float, bottom: float, words: PageWords, used: Collection[int]) -> list[TextLine]:
    """Lines over or under the table that belong to no table."""
    found = words.inside((table.box[0] - 60, top, table.box[2] + 60, bottom))
    return lines([words.words[i] for i in found if i not in used and words.words[i].angle == 0])


def _above(table: Table, tables: Sequence[Table], words: PageWords, used: Collection[int]) -> str:
    top = table.box[1]
    ceiling = max((t.box[3] for t in tables if t.box[3] <= top + 1), default=0.0)
    over = _free(table, max(top - ABOVE, ceiling), top + 1, words, used)
    for k in range(len(over) - 1, -1, -1):
        if is_caption(over[k].text):
            return _with_wraps(over[k:])
        if _FIGURE.match(over[k].text):
            break
    return ""


def _below(table: Table, floor: float, words: PageWords, used: Collection[int]) -> str:
    """A caption set below, unless another table so near could own it."""
    bottom = table.box[3]
    under = _free(table, bottom, min(bottom + BELOW + 30, floor), words, used)
    if not under or under[0].box[1] > bottom + BELOW or not is_caption(under[0].text):
        return ""
    caption = _with_wraps(under)
    return caption if floor - under[0].box[3] > 30 else ""


def _with_wraps(found: Sequence[TextLine]) -> str:
    """The caption's first line and those of the same look right under it."""
    first = found[0]
    texts = [first.text]
    for before, line in pairwise(found):
        same = line.words[0].bold == first.words[-1].bold and line.words[0].italic == first.words[-1].italic
        near = line.box[1] - before.box[3] < 0.5 * line.size
        if not (same and near and abs(line.size - first.size) < 0.4) or _CAPTION.match(line.text):
            break
        texts.append(line.text)
    return " ".join(texts)


def _footnotes(table: Table, floor: float, words: PageWords, used: Collection[int]) -> tuple[str, ...]:
    bottom = table.box[3]
    under = _free(table, bottom, min(bottom + NOTES, floor), words, used)
    marks = _marks(table)
    notes: list[str] = []
    end, size = bottom, 0.0
    for line in under:
        text = line.text
        if line.box[1] - end > (18 if not notes else 0.9 * line.size) or _CAPTION.match(text):
            break
        if _NOTE.match(text):
            mark = _mark(text)
            told = _WORDED.match(text) or line.words[0].superscript or mark in marks
            told = told or (mark == "1" and any(m.isdigit() for m in marks))  # the first is in the title
            if not notes and not told:
                break
            notes.append(text)
            size = line.size
        elif notes and abs(line.size - size) < 0.4 and not line.words[0].bold:
            notes[-1] += " " + text
        else:
            break
        end = line.box[3]
    return tuple(notes)


def _marks(table: Table) -> set[str]:
    """What the table's cells and caption refer to: `(1)`, `^a`."""
    texts = [cell.text for row in (*table.header, *table.rows) for cell in row.cells]
    found = set(re.findall(r"[(（](\d{1,2}|[a-h])[)）]", " ".join(texts)))
    return found | set(re.findall(r"\^(\d{1,2}|[a-h])\b", " ".join(texts)))


def _mark(text: str) -> str:
    found = re.match(r"\W*(\d{1,2}|[a-h](?=\W))", text)
    return found[1] if found else ""
