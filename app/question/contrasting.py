"""What sets the leading candidates apart, and how much of it a question speaks of. Pure.

Of twenty rows of supply currents `supply current` chooses none, and `LSI on` does. So a question's words are
weighed once more, by their rarity among the first candidates alone; in either language.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from app.question.covering import Concepts, concepts_of
from app.question.heard import words_of
from retrieval.expansion import translations

CONTRASTS = ("contrast", "contrast_before")
"""The share of what sets them apart that a candidate holds: of the newest words, and of those before."""
LEADERS = 16
LONGEST_BEFORE = 200
"""Characters of what was said before: its end."""


def contrasted(
    numbers: Sequence[tuple[float, ...]],
    held: Sequence[frozenset[str]],
    first: Sequence[float],
    newest: str,
    before: str,
) -> list[tuple[float, ...]]:
    """The numbers of each candidate, and those of `CONTRASTS`.

    `held` are the words of each, `first` the weights by which the leading ones are chosen.
    """
    if not numbers:
        return []
    order = np.argsort(-(np.array(numbers) @ np.array(first)), kind="stable")
    rarity = _Rarity([held[place] for place in order[:LEADERS]])
    asked = (rarity.concepts(newest), rarity.concepts(before[-LONGEST_BEFORE:]))
    return [
        (*own, *(one.coverage(words, foreign=True) for one in asked))
        for own, words in zip(numbers, held, strict=True)
    ]


class _Rarity:
    """What words weigh among candidates: nothing where all have them or none has."""

    def __init__(self, held: Sequence[frozenset[str]]) -> None:
        self._counts = Counter(word for words in held for word in words)
        self._total = len(held)

    def concepts(self, text: str) -> Concepts:
        """What a text says that sets the candidates apart."""
        translated = translations(text)
        weights = {word: self._of(word) for word in words_of(text)}
        for own, others in translated:
            foreign = self._highest(word for other in others for word in words_of(other))
            weights |= {word: foreign for word in words_of(own) if not weights.get(word)}
        return concepts_of({word: weight for word, weight in weights.items() if weight > 0}, translated)

    def _of(self, word: str) -> float:
        count = self._counts[word]
        return math.log((self._total + 0.5) / (count + 0.5)) if count else 0.0

    def _highest(self, words: Iterable[str]) -> float:
        return max(map(self._of, words), default=0.0)
