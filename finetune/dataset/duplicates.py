"""Items that say the same: exactly, or nearly by MinHash over pieces of text. Pure.

Near means alike in its words *and* the same in names and numbers: the reset values of two registers are
asked for in the same words, and are two things to learn.
"""

import re
from collections.abc import Hashable, Iterator, Sequence

from retrieval.identifiers import canonical, identifiers_in

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


def things(text: str) -> Hashable:
    """The names and numbers in a text."""
    names = frozenset(map(canonical, identifiers_in(text)))
    return names, frozenset(_NUMBER.findall(text.casefold()))


def near(texts: Sequence[str], threshold: float = THRESHOLD) -> Iterator[tuple[int, int]]:
    """Pairs (later, earlier): each text that says what an earlier one says, with that one."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=max(threshold - _SLACK, 0.1), num_perm=_PERMUTATIONS)
    kept: dict[int, frozenset[str]] = {}
    same: dict[tuple[str, Hashable], int] = {}
    for at, text in enumerate(texts):
        own, named = pieces(text), things(text)
        key = (exact_key(text), named)
        if key in same:
            yield at, same[key]
            continue
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([piece.encode() for piece in own])
        found = sorted(int(other) for other in index.query(sketch))
        match = next(
            (one for one in found if alike(own, kept[one]) >= threshold and things(texts[one]) == named), None
        )
        if match is not None:
            yield at, match
            continue
        same[key] = at
        index.insert(str(at), sketch)
        kept[at] = own
