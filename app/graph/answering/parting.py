"""A question in the parts that it asks, each with relations of its own, over all that is named. Pure.

`At 0x4001_3800, which peripheral is it, and which bit resets it?` asks two things of one address. A piece
that asks nothing (a condition, an item of a list) belongs to the piece that follows it.
"""

import re
from dataclasses import replace

from app.graph.answering.reading import ASKED_OF_FIELDS, LINE, Wanted, read

_SENTENCE = re.compile(r"(?<=[?？!！。])\s*|(?<=\.)\s+(?=[A-Z0-9])")
_PIECE = re.compile(r"(?<=[,，;；、:：])\s*|\s+(?=and\b)|(?=并且?|以及)")
_ENDS = ("?", "？")
MOST = 5


def parts(whole: Wanted) -> tuple[Wanted, ...]:
    """The parts of a question, in its order; of a text that asks one thing, that one."""
    sentences = [one for one in _SENTENCE.split(whole.text) if one.strip()]
    asked = [one for one in sentences if one.rstrip().endswith(_ENDS)] or sentences
    pieces = [piece for sentence in asked for piece in _pieces(sentence)]
    return tuple(_of(whole, piece) for piece in pieces)[:MOST]


def _pieces(sentence: str) -> list[str]:
    """A sentence cut where the next piece asks something too."""
    found: list[str] = []
    before = ""
    for piece in _PIECE.split(sentence):
        before += piece if not before or before[-1] in "，；、：" else f" {piece}"
        if asks(read(before)):
            found.append(before.strip())
            before = ""
    if before.strip():
        found = [*found[:-1], f"{found[-1]} {before.strip()}"] if found else [before.strip()]
    return found


def asks(wanted: Wanted) -> bool:
    """Whether a piece asks for a relation, a field, a line or a place."""
    return bool(wanted.relations or wanted.cues & {*ASKED_OF_FIELDS, LINE})


def _of(whole: Wanted, piece: str) -> Wanted:
    """A part that keeps the question's names, packages and values where it has none of its own."""
    own = read(piece)
    chips = {name for name in own.names if name not in whole.names}
    return replace(
        own,
        names=tuple(name for name in own.names if name not in chips),
        packages=whole.packages,
        numbers=whole.numbers,
        roles=own.roles or whole.roles,
        values=own.values or whole.values,
    )
