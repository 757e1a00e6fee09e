"""Texts compared by their words and by pairs and triples of them: what vectors of meaning blur. Pure.

`what is`, `reset value` or `怎么` tell an intent by their form, whatever the subject.
"""

import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from retrieval.protocols import Matrix

WORD = re.compile(r"[a-z]+|0x[0-9a-f]+|\d+|[\u3400-\u9fff]|[^\s\w]")
LONGEST = 3


class GramIndex:
    """Known texts by their grams; a rare gram counts more than a common one."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [_grams(text) for text in texts]
        held = Counter(gram for grams in counted for gram in grams)
        self._rarity = {gram: 0.3 + math.log((len(texts) + 1) / (count + 1)) for gram, count in held.items()}
        self._size = len(texts)
        self._postings: dict[int, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for index, grams in enumerate(counted):
            for gram, weight in self._unit(grams).items():
                self._postings[gram][0].append(index)
                self._postings[gram][1].append(weight)

    def similarities(self, text: str) -> Matrix:
        """Cosine with each known text."""
        row = np.zeros(self._size, np.float32)
        for gram, weight in self._unit(_grams(text)).items():
            places, weights = self._postings.get(gram, ([], []))
            row[places] += weight * np.array(weights, np.float32)
        return row

    def _unit(self, grams: Counter[int]) -> dict[int, float]:
        """Weights of unit length over the grams of a text; what no known text holds makes it longer."""
        unknown = 0.3 + math.log(self._size + 1)
        weights = {gram: math.sqrt(count) * self._rarity.get(gram, unknown) for gram, count in grams.items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}


def _grams(text: str) -> Counter[int]:
    """Hashes of the words, pairs and triples of a text; all numbers are one word."""
    words = ["<", *("#" if word[0].isdigit() else word for word in WORD.findall(text.lower())), ">"]
    return Counter(
        zlib.crc32(" ".join(words[start : start + length]).encode())
        for length in range(1, LONGEST + 1)
        for start in range(len(words) - length + 1)
    )
