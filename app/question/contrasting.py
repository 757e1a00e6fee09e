"""What sets the leading candidates apart, and how much of it a question speaks of. Pure.

Of twenty rows of supply currents `supply current` chooses none, and `LSI on` does. So a question's words are
weighed once more, by their rarity among the first candidates alone; in either language.
"""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from app.question.covering import Concepts, concepts_of
from app.question.function_words import ASKING
from app.question.heard import words_of
from retrieval.expansion import translations

CONTRASTS = ("contrast", "contrast_before", "contrast_whole")
"""The share of what sets them apart that a candidate holds: of the newest words, and of those before; and of
the newest words with those that none of them holds, which say how much is answered at all."""
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
    few = min(1.0, len(numbers) / LEADERS)  # of two candidates, any word of the newest sets one apart
    asked = (
        (few, rarity.concepts(newest)),
        (1.0, rarity.concepts(before[-LONGEST_BEFORE:])),
        (1.0, rarity.concepts(newest, whole=True)),
    )
    return [
        (*own, *(share * one.coverage(words, foreign=True) for share, one in asked))
        for own, words in zip(numbers, held, strict=True)
    ]


class _Rarity:
    """What words weigh among candidates: nothing where all have them."""

    def __init__(self, held: Sequence[frozenset[str]]) -> None:
        self._counts = Counter(word for words in held for word in words)
        self._total = len(held)

    def concepts(self, text: str, *, whole: bool = False) -> Concepts:
        """What a text says that sets the candidates apart; with `whole`, what none of them says as well."""
        translated = translations(text)
        words = [word for word in words_of(text) if not (whole and word in ASKING)]
        weights = {word: self._of(word) for word in words if whole or self._counts[word]}
        for own, others in translated:
            there = [word for other in others for word in words_of(other) if self._counts[word]]
            weights |= {
                word: max(map(self._of, there)) for word in words_of(own) if there and not self._counts[word]
            }
        return concepts_of({word: weight for word, weight in weights.items() if weight > 0}, translated)

    def _of(self, word: str) -> float:
        return math.log((self._total + 0.5) / (self._counts[word] + 0.5))
