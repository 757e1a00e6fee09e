"""Sparse vectors: BM25 weights over words, and a second vector of canonical names.

The document side carries the saturated term frequency; the store multiplies by inverse document
frequency (Qdrant's IDF modifier), so passages can come and go without recomputing anything.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from retrieval.identifiers import canonical, forms, identifiers_in, is_part_number
from retrieval.tokens import name_token, tokens
from retrieval.types import SparseVector

_K1, _B = 1.2, 0.6
_AVERAGE_TOKENS = 120.0
"""Typical passage; a constant, so that a vector does not depend on what else is indexed."""
_DEFINED, _MENTIONED = 1.0, 0.35
"""A passage that defines a name answers for it; one that mentions it may."""
_WILDCARD = 0.7
"""Each further form of an asked name counts less than the one before."""
_HALVED = 2
"""So many words of its own make a question lean half as much on what was said before."""
_PART_NUMBER = 0.2
"""The chip's name says which manual, and that was settled by the filter before."""


def encode_passage(
    text: str, names: Sequence[str] = (), section: str = ""
) -> tuple[SparseVector, SparseVector]:
    """Words and identifiers of a passage; `names` are those that it defines."""
    whole = f"{section}\n{text}" if section else text
    return _words(tokens(whole)), _identifiers(whole, names)


def encode_query(
    text: str,
    expanded: Iterable[tuple[str, float]] = (),
    context: Mapping[str, float] | None = None,
    called: Sequence[str] = (),
) -> tuple[SparseVector, SparseVector]:
    """Words and identifiers of a question; `expanded` are terms added to it, `context` words of what was said
    before, both with their weights; `called` are words that are names, too."""
    weights: dict[str, float] = {}
    for token in tokens(text):
        weights[token] = _PART_NUMBER if is_part_number(token.upper()) else 1.0
    names = (*asked_names(text), *called)
    for name in names:
        for form in forms(name)[1:]:
            weights.setdefault(name_token(form), _WILDCARD)
    for phrase, weight in expanded:
        for token in tokens(phrase):
            weights.setdefault(token, weight)
    for token, weight in (context or {}).items():
        weights.setdefault(token, weight)
    return _vector(weights), _asked(names)


def one_word(word: str) -> SparseVector:
    """A query for a single token."""
    return _vector({word: 1.0})


def leaning(text: str, context: str) -> dict[str, float]:
    """The words of what was said before, as far as a question leans on them: the less it says, the more."""
    own = {token for token in tokens(text) if not is_part_number(token.upper())}
    weight = 1 / (1 + len(own) / _HALVED)
    earlier = {token for token in tokens(context) if not is_part_number(token.upper())}
    return dict.fromkeys(earlier - own, weight)


def asked_names(text: str) -> tuple[str, ...]:
    """The names that a question is about: its identifiers, but for the chip's."""
    found = identifiers_in(text)
    return tuple(name for name in found if not is_part_number(name))


def token_index(token: str) -> int:
    """The same on every machine and in every process, unlike `hash`."""
    return zlib.crc32(token.encode())


def _words(found: Sequence[str]) -> SparseVector:
    length = 1 - _B + _B * len(found) / _AVERAGE_TOKENS
    counts = Counter(found)
    return _vector({token: count * (_K1 + 1) / (count + _K1 * length) for token, count in counts.items()})


def _identifiers(text: str, names: Sequence[str]) -> SparseVector:
    weights = {canonical(name): _MENTIONED for name in identifiers_in(text)}
    weights |= {canonical(name): _DEFINED for name in names}
    return _vector(weights)


def _asked(names: Sequence[str]) -> SparseVector:
    weights: dict[str, float] = {}
    for name in names:
        for rank, form in enumerate(forms(name)):
            weights[form] = max(weights.get(form, 0.0), _WILDCARD ** min(rank, 3))
    return _vector(weights)


def _vector(weights: dict[str, float]) -> SparseVector:
    """Indices in order, as stores want them; two tokens of one index share it."""
    merged: dict[int, float] = {}
    for token, weight in weights.items():
        if token:
            index = token_index(token)
            merged[index] = merged.get(index, 0.0) + weight
    ordered = sorted(merged.items())
    return SparseVector(tuple(index for index, _ in ordered), tuple(value for _, value in ordered))
