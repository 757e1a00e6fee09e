"""The stretch of a document's text around a passage, with the cited lines told apart. Pure.

For documents without pages it is what the picture of a page is for the others. A table's rows are passages
of their own for search; a reader sees the table once, so a cited row becomes a cited line of its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.documents.passages import ROW_KINDS, StoredPassage

CELLS = " | "
BEFORE = 8
"""Passages that are shown above the cited one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A passage as it is shown."""

    passage: StoredPassage
    cited: bool = False
    lines: tuple[int, ...] = ()
    """Lines of the text that are cited; none in a cited part means all of it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some parts of a document, in reading order."""

    parts: tuple[Part, ...]
    offset: int
    """Parts that stand before the first one."""
    total: int


def stretch(
    passages: Sequence[StoredPassage], passage_id: str, quote: str, offset: int | None, limit: int
) -> Stretch:
    """The parts around what is cited, or from `offset` on; the start where neither is found."""
    shown = [Part(passage) for passage in passages if passage.kind not in ROW_KINDS]
    cited = _cited(passages, shown, passage_id, quote)
    if cited is not None:
        index, part = cited
        shown[index] = part
        offset = max(index - BEFORE, 0) if offset is None else offset
    first = min(offset or 0, len(shown))
    return Stretch(tuple(shown[first : first + limit]), first, len(shown))


def _cited(
    passages: Sequence[StoredPassage], shown: Sequence[Part], passage_id: str, quote: str
) -> tuple[int, Part] | None:
    """The part that is cited, marked, and where it stands among those shown."""
    named = next((one for one in passages if one.id == passage_id), None) if passage_id else None
    if named is None:
        return _quoted(shown, quote)
    found = _row(passages, shown, named)
    for index, part in enumerate(shown):
        if part.passage is named:
            found = index, replace(part, cited=True, lines=_lines(part.passage.text, quote))
    # A passage that does not hold the quoted words is not where they stand.
    elsewhere = _quoted(shown, quote) if quote and found and not found[1].lines else None
    return elsewhere or found


def _quoted(shown: Sequence[Part], quote: str) -> tuple[int, Part] | None:
    """The part that holds most of the quoted lines; the first one of several."""
    marked = [(index, _lines(part.passage.text, quote)) for index, part in enumerate(shown)]
    index, lines = max(marked, key=lambda found: len(found[1]), default=(0, ()))
    return (index, replace(shown[index], cited=True, lines=lines)) if lines else None


def _row(
    passages: Sequence[StoredPassage], shown: Sequence[Part], row: StoredPassage
) -> tuple[int, Part] | None:
    """The table that a row is of: the last part before it that is no row."""
    above = [one for one in passages[: passages.index(row)] if one.kind not in ROW_KINDS]
    if not above:
        return None
    index = len(above) - 1
    # Long tables are cut into several parts, all of which stand before their rows.
    for at in range(index, -1, -1):
        part = shown[at]
        if part.passage.path != row.path:
            break
        if lines := _lines(part.passage.text, row.text.rpartition("\n")[2]):
            return at, replace(part, cited=True, lines=lines)
    return index, replace(shown[index], cited=True)


def _lines(text: str, quote: str) -> tuple[int, ...]:
    """Which lines of a text the quote takes: whole lines, sentences in them, rows by their cells."""
    wanted = [piece for piece in (_plain(line) for line in quote.splitlines()) if piece]
    found = []
    for number, line in enumerate(text.splitlines()):
        plain = _plain(line)
        if plain and any(piece in plain or _same_row(piece, line) for piece in wanted):
            found.append(number)
    return tuple(found)


def _same_row(piece: str, line: str) -> bool:
    """Whether a row's cells, perhaps under their titles, are the line's."""
    if CELLS not in piece or CELLS not in line:
        return False
    cells = {cell for cell in map(_plain, line.split(CELLS)) if cell}
    stated = [cell for cell in piece.split(CELLS) if cell]
    return {_plain(cell.partition(": ")[2] or cell) for cell in stated} == cells or set(stated) == cells


def _plain(text: str) -> str:
    return " ".join(text.split())
