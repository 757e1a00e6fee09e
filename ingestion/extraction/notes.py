"""Footnotes of a table and the marks that point to them, kept apart from the texts they stand on. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.types import Table

_NOTE = re.compile(
    r"^\s*(?:(?:notes?|注|说明)\s*[:：.]?\s*)?"
    r"(?:[(（]\s*(?P<round>\d{1,2}|[a-z])\s*[)）][.．、:：]?|(?P<dotted>\d{1,2})\s*[.．、:：](?!\d)|"
    r"(?P<bare>\d{1,2})(?=[A-Za-z一-鿿])|(?P<star>\*{1,3}))\s*(?P<text>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_MARK = r"(?:[(（]\s*\^?(\d{1,2}|[a-z])\^?\s*[)）])"
_TRAILING = re.compile(rf"\s*{_MARK}\s*(?=$|\n)")
_LEADING = re.compile(rf"^{_MARK}\s*\n?")
_CARET = re.compile(r"\^(\d{1,2})\^?(?![\d^])")
_SPACED = re.compile(r"(?<=\S) [(（]\^?([1-9])\^?[)）](?=$|\s|[,，;；])")
"""A raised mark as the table reader sets it: apart from its word, also inside a cell."""
_STAR = re.compile(r"(?<=[\w)\]])\s?(\*{1,3})\s*$")


@dataclass(frozen=True, slots=True)
class Notes:
    """The footnotes of one table."""

    texts: dict[str, str]
    """By mark."""
    raised: bool = False
    """Whether the table's marks are raised digits (`^3`): then `VIN(1)` is a name and carries none."""


def notes_of(table: Table) -> Notes:
    """Reads the footnotes beneath a table; a note that is repeated on each page counts once."""
    texts: dict[str, str] = {}
    for line in table.footnotes:
        match = _NOTE.match(line)
        if match:
            mark = match["round"] or match["dotted"] or match["bare"] or match["star"]
            texts.setdefault(mark, " ".join(match["text"].split()))
    rows = (*table.header, *table.rows)
    raised = any(_CARET.search(text) for row in rows for text in row.texts)
    return Notes(texts, raised and not any(" (1)" in text for row in rows for text in row.texts))


def parted(text: str, notes: Notes, sure: bool = False) -> tuple[str, tuple[str, ...]]:
    """A text without its marks, and the marks. `sure` where nothing but a mark can stand in brackets."""
    marks: list[str] = []

    def kept(match: re.Match[str]) -> str:
        marks.append(match.group(1))
        return ""

    def taken(match: re.Match[str]) -> str:
        if match.group(1) not in notes.texts and not sure:
            return match.group()
        marks.append(match.group(1))
        return ""

    bare = _SPACED.sub(kept, text)
    if not notes.raised or sure:
        previous = None
        while previous != bare:
            previous, bare = bare, _LEADING.sub(taken, _TRAILING.sub(taken, bare))
    if notes.raised or sure:
        bare = _CARET.sub(taken, bare)
    bare = _STAR.sub(taken, bare)
    return bare.strip(), tuple(sorted(set(marks), key=lambda mark: (len(mark), mark)))


def footnotes(notes: Notes, marks: Sequence[str]) -> tuple[str, ...]:
    """The texts that marks point to, in the order of the marks."""
    return tuple(notes.texts[mark] for mark in dict.fromkeys(marks) if mark in notes.texts)
