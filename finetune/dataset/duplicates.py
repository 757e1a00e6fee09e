"""Items that say the same: exactly, or nearly by MinHash over pieces of text. Pure.

Near means alike in its words *and* the same in names and numbers: the reset values of two registers are
asked for in the same words, and are two things to learn.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.identifiers import identifiers_in

THRESHOLD = 0.9
_PIECE = 3
_PERMUTATIONS = 128
_SLACK = 0.12
"""MinHash estimates: what it finds above the threshold less this is compared exactly."""
_WORD = re.compile(r"[A-Za-z0-9_.]*[A-Za-z0-9_]|[\u3400-\u9fff]")
_NUMBER = re.compile(r"\d[\w.]*\w|\d")


def exact_key(text: str) -> str:
    """The same for texts that differ in case, marks and spaces only."""
    return " ".join(_WORD.findall(text.casefold()))


def pieces(text: str) -> frozenset[str]:
    """Overlapping runs of characters of the words, by which texts are compared."""
    plain = exact_key(text)
    return frozenset(plain[at : at + _PIECE] for at in range(max(len(plain) - _PIECE + 1, 1)))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of pieces that two texts have in common."""
    return len(one & other) / len(one | other) if one or other else 1.0


@dataclass(frozen=True, slots=True)
class Things:
    """What a text is about: its words, those of them that are names, its numbers."""

    words: frozenset[str]
    names: frozenset[str]
    numbers: tuple[str, ...]

    def same(self, other: "Things") -> bool:
        """Whether both speak of the same things: no name and no number tells them apart."""
        return self.numbers == other.numbers and not (self.words ^ other.words) & (self.names | other.names)


def things(text: str) -> Things:
    """Names are found as they are written, and compared without regard to case."""
    words = frozenset(_WORD.findall(text.casefold()))
    names = frozenset(word for name in identifiers_in(text) for word in _WORD.findall(name.casefold()))
    return Things(words, names, tuple(sorted(_NUMBER.findall(text.casefold()))))


def near(texts: Sequence[str], threshold: float = THRESHOLD) -> Iterator[tuple[int, int]]:
    """Pairs (later, earlier): each text that says what an earlier one says, with that one."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=max(threshold - _SLACK, 0.1), num_perm=_PERMUTATIONS)
    kept: dict[int, frozenset[str]] = {}
    about: dict[int, Things] = {}
    same: dict[str, int] = {}
    for at, text in enumerate(texts):
        own, named, key = pieces(text), things(text), exact_key(text)
        if key in same:
            yield at, same[key]
            continue
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([piece.encode() for piece in own])
        found = sorted(int(other) for other in index.query(sketch))
        match = next(
            (one for one in found if alike(own, kept[one]) >= threshold and named.same(about[one])), None
        )
        if match is not None:
            yield at, match
            continue
        same[key] = at
        index.insert(str(at), sketch)
        kept[at], about[at] = own, named
