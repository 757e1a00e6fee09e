"""Rows of boxes that are one bit diagram, put together. Stands behind `diagrams`, which finds the rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.types import BitDiagram, Box, DiagramField

BETWEEN = 60.0
"""Points between two rows of one diagram at most."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of boxes: a whole diagram, or one of its rows."""

    box: Box
    fields: tuple[DiagramField, ...]
    words: frozenset[int]
    beside: tuple[str, ...] = ()
    """Texts in the margins at the height of the boxes."""


def diagrams(found: Sequence[Strip], page: int) -> list[tuple[BitDiagram, frozenset[int]]]:
    """Strips of a page from top to bottom put together where the bits of one go on in the next."""
    joined: list[list[Strip]] = []
    for strip in found:
        before = joined[-1][-1] if joined else None
        if (
            before
            and before.fields[-1].lsb == strip.fields[0].msb + 1
            and strip.box[1] - before.box[3] < BETWEEN
            and not _named_apart(before, strip)
        ):
            joined[-1].append(strip)
        else:
            joined.append([strip])
    return [
        (_diagram(rows, page), frozenset().union(*(strip.words for strip in rows)))
        for rows in joined
        if not _stray(rows)
    ]


def _named_apart(above: Strip, below: Strip) -> bool:
    """Whether the rows have names of their own in the margins: two registers drawn one under the other."""
    return bool(above.beside and below.beside) and not set(above.beside) & set(below.beside)


def _stray(rows: Sequence[Strip]) -> bool:
    """One box between numbers that begin and end at no byte: pins of a package, not bits."""
    first, *others = [field for strip in rows for field in strip.fields]
    return not others and bool(first.lsb) and (first.lsb % 8 > 0 or (first.msb + 1) % 8 > 0)


def _diagram(rows: Sequence[Strip], page: int) -> BitDiagram:
    fields = tuple(field for strip in rows for field in strip.fields)
    box = (
        min(s.box[0] for s in rows),
        rows[0].box[1],
        max(s.box[2] for s in rows),
        rows[-1].box[3],
    )
    beside = tuple(dict.fromkeys(text for strip in rows for text in strip.beside))
    return BitDiagram(page, box, fields[0].msb + 1, fields, beside)
