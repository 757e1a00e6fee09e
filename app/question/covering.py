"""How much of a question a text speaks of, concept by concept. Pure.

Words of one concept stand in one another (控制器 in 中断控制器), and a translation is several words for one:
counted word by word, one known concept outweighs all that is nowhere to be found.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from retrieval.tokens import tokens

SIGNS = 2
"""Characters of a Chinese word, mostly."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or compound, with the words inside it and the characters that each of them covers."""

    length: int
    words: tuple[tuple[str, int], ...]
    """Each with its characters as bits."""

    def held(self, there: Collection[str]) -> float:
        """The share of its characters that words of a text cover."""
        bits = 0
        for word, covers in self.words:
            if word in there:
                bits |= covers
        return bits.bit_count() / self.length


@dataclass(frozen=True, slots=True)
class Concept:
    """What a question asks about, in its own words and in those of the other language."""

    weight: float
    own: Term
    translations: tuple[Term, ...]

    def held(self, there: Collection[str], foreign: bool) -> float:
        """How much of it a text holds, 0 to 1."""
        said = self.own.held(there)
        if said < 1 and foreign and self.translations:
            return max(said, *(term.held(there) for term in self.translations))
        return said


class Concepts(tuple[Concept, ...]):
    """What one message asks about."""

    def coverage(self, there: frozenset[str], foreign: bool) -> float:
        """The share of a message, by weight, that a text's words hold: 0 to 1."""
        # Most texts share none, or the same few, of its words.
        shared = there & self._vocabulary, foreign
        if shared not in self._covered:
            held = sum(one.weight * one.held(*shared) for one in self)
            self._covered[shared] = held / self._weight if self._weight else 0.0
        return self._covered[shared]

    @cached_property
    def _covered(self) -> dict[tuple[frozenset[str], bool], float]:
        return {}

    @cached_property
    def _weight(self) -> float:
        return sum(one.weight for one in self)

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        terms = (term for one in self for term in (one.own, *one.translations))
        return frozenset(word for term in terms for word, _ in term.words)


def concepts_of(weights: Mapping[str, float], translated: Iterable[tuple[str, Sequence[str]]]) -> Concepts:
    """The concepts of a question's words, the weight of each the median of its words', more for a compound.

    `translated` are terms of the question with their alternatives in the other language.
    """
    phrases = [(frozenset(tokens(phrase)), tuple(map(term_of, others))) for phrase, others in translated]
    found: list[Concept] = []
    left = sorted(weights, key=len, reverse=True)
    # A term of the field is one concept, though it is several words: `clock security system`.
    terms = (own for own, _ in sorted(phrases, key=lambda phrase: -len(phrase[0])) if len(own) > 1)
    for group in (*terms, *(frozenset((word,)) for word in tuple(left))):
        words = [word for word in left if any(word == one or _inside(word, one) for one in group)]
        if not words:
            continue
        left = [word for word in left if word not in words]
        own = _joined(words)
        others = tuple(term for said, terms in phrases if not said.isdisjoint(words) for term in terms)
        weight = median(weights[word] for word in words)
        count = len(words) if len(words) == 1 or words[0].isascii() else own.length / SIGNS
        found.append(Concept(weight * count**0.5, own, others))
    return Concepts(found)


def _inside(word: str, whole: str) -> bool:
    """Whether a Chinese word is part of a longer one."""
    return not whole.isascii() and word in whole


def term_of(phrase: str) -> Term:
    """A term of several words, each of which covers its letters, or of Chinese words inside one another."""
    return _joined(sorted(dict.fromkeys(tokens(phrase)), key=len, reverse=True))


def _joined(words: Sequence[str]) -> Term:
    """The longest words first: those that stand in one before are a part of it."""
    whole = ""
    for word in words:
        whole += "" if _inside(word, whole) else f"{word} "
    whole = whole.strip()
    covers = tuple((word, _bits(whole, word)) for word in words)
    return Term(max(len(whole.replace(" ", "")), 1), covers)


def _bits(whole: str, word: str) -> int:
    """The characters of a whole at which a word stands, everywhere that it does."""
    found, at = 0, whole.find(word)
    while at >= 0:
        found |= ((1 << len(word)) - 1) << at
        at = whole.find(word, at + 1)
    return found
