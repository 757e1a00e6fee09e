"""How much of a question a text speaks of, concept by concept. Pure.

Words of one concept stand in one another (控制器 in 中断控制器), and a translation is several words for one:
counted word by word, one known concept outweighs all that is nowhere to be found.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

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


def concepts_of(
    weights: Mapping[str, float], translated: Iterable[tuple[str, Sequence[str]]]
) -> tuple[Concept, ...]:
    """The concepts of a question's words, the weight of each the mean of its words', more for a compound.

    `translated` are terms of the question with their alternatives in the other language.
    """
    phrases = [(frozenset(tokens(phrase)), tuple(map(term_of, others))) for phrase, others in translated]
    found: list[Concept] = []
    left = sorted(weights, key=len, reverse=True)
    while left:
        whole = left[0]
        words = [word for word in left if word == whole or (word in whole and not whole.isascii())]
        left = [word for word in left if word not in words]
        others = [term for own, terms in phrases if not own.isdisjoint(words) for term in terms]
        weight = sum(weights[word] for word in words) / len(words)
        if len(words) > 1:
            weight *= (len(whole) / SIGNS) ** 0.5
        found.append(Concept(weight, _term(whole, words), tuple(others)))
    return tuple(found)


def term_of(phrase: str) -> Term:
    """A term of several words, each of which covers its letters, or of Chinese words inside one another."""
    words = dict.fromkeys(tokens(phrase))
    if phrase.isascii():
        whole = "".join(words)
        return Term(max(len(whole), 1), tuple((word, _bits(whole, word)) for word in words))
    return _term("".join(phrase.lower().split()), words)


def _term(whole: str, words: Iterable[str]) -> Term:
    return Term(max(len(whole), 1), tuple((word, _bits(whole, word)) for word in words))


def _bits(whole: str, word: str) -> int:
    """The characters of a whole at which a word stands, everywhere that it does."""
    found, at = 0, whole.find(word)
    while at >= 0:
        found |= ((1 << len(word)) - 1) << at
        at = whole.find(word, at + 1)
    return found


def coverage(concepts: Sequence[Concept], there: Collection[str], foreign: bool) -> float:
    """The share of a question, by weight, that a text holds: 0 to 1."""
    total = sum(concept.weight for concept in concepts)
    return sum(one.weight * one.held(there, foreign) for one in concepts) / total if total else 0.0
