"""Joins the lines of a paragraph: words broken at a line's end become whole again. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingestion.types import Row, Table

_BROKEN = re.compile(r"([A-Za-z0-9_]+)-$")
_FIRST = re.compile(r"^([A-Za-z0-9_]+)")
_AT_LINE_END = re.compile(r"\b([A-Za-z]+)-\n([a-z]+)\b")
_WORD = re.compile(r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*")


class Prose:
    """Knows a document's words, so that it can tell a broken word from one with a hyphen."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = Counter(word.casefold() for text in texts for word in _WORD.findall(text))

    def join(self, lines: Sequence[str]) -> str:
        """One text of several lines."""
        text = lines[0] if lines else ""
        for line in lines[1:]:
            text = self._joined(text, line)
        return text

    def _joined(self, text: str, line: str) -> str:
        broken, first = _BROKEN.search(text), _FIRST.match(line)
        if broken and first:
            return text[:-1] + line if self._is_one_word(broken[1], first[1]) else text + line
        if text.endswith("_") or line.startswith("_"):
            return text + line
        if not text or not line or (_is_chinese(text[-1]) and _is_chinese(line[0])):
            return text + line
        return f"{text} {line}"

    def mended(self, text: str) -> str:
        """The text with words made whole that a line's end breaks; other line breaks stay."""
        return _AT_LINE_END.sub(self._whole, text) if "-\n" in text else text

    def _whole(self, match: re.Match[str]) -> str:
        start, end = match[1], match[2]
        return start + end if self._is_one_word(start, end) else f"{start}-{end}"

    def _is_one_word(self, start: str, end: str) -> bool:
        """Whether the hyphen stands for the line's end only. The pieces themselves were counted once here."""
        whole, hyphened = self._words[(start + end).casefold()], self._words[f"{start}-{end}".casefold()]
        if whole or hyphened:
            return whole >= hyphened
        pieces_are_words = self._words[start.casefold()] > 1 and self._words[end.casefold()] > 1
        return not pieces_are_words and start.isalpha() and end.islower()


def _is_chinese(char: str) -> bool:
    return "\u2e80" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"


def mended_table(table: Table, prose: Prose) -> Table:
    """The table with the broken words of its cells made whole."""
    if not any("-\n" in text for row in table.rows for text in row.texts):
        return table
    return replace(table, rows=tuple(_mended_row(row, prose) for row in table.rows))


def _mended_row(row: Row, prose: Prose) -> Row:
    if not any("-\n" in text for text in row.texts):
        return row
    cells = tuple(replace(cell, text=prose.mended(cell.text)) for cell in row.cells)
    return replace(row, cells=cells, texts=tuple(prose.mended(text) for text in row.texts))
