"""What texts with known intents tell about another text: kernel ridge regression over similarities. Pure.

A text is near a prototype when their vectors of meaning are (a Gaussian of the cosine) and when they share
words. Each prototype then speaks for its intent as much as it is near, less what its neighbours said.
Measured on the dev half, classifier alone: linear over vectors 85 %, this 94 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.chat.intent.grams import GramIndex
from app.chat.intent.kinds import Intent
from retrieval.protocols import Matrix

NARROW = 2.0
"""Exponent of the Gaussian: 1 to 3 do alike."""
SHARED_WORDS = 0.3
"""How much shared words count beside meaning."""
RIDGE = 0.1
"""0.03 to 0.6 do alike."""
SHARPNESS = 8.0
"""Turns fitted scores, about one for the right intent and zero for others, to shares."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Prototypes with what each says."""

    mean: Matrix
    vectors: Matrix
    """Unit vectors around the mean."""
    grams: GramIndex
    weights: Matrix
    """A row per prototype, a column per intent."""
    base: Matrix

    def shares(self, text: str, vector: Matrix) -> dict[Intent, float]:
        """How likely each intent is: they sum to one."""
        near = _near(self.vectors @ _unit(vector - self.mean), self.grams.similarities(text))
        scores = near @ self.weights + self.base
        powers = np.exp(SHARPNESS * (scores - scores.max()))
        return dict(zip(Intent, (powers / powers.sum()).tolist(), strict=True))


def fit(texts: Sequence[str], vectors: Matrix, intents: Sequence[Intent]) -> Fitted:
    """Learn from prototypes and their vectors."""
    mean = vectors.mean(axis=0)
    unit = _unit(vectors - mean)
    grams = GramIndex(texts)
    near = _near(unit @ unit.T, np.array([grams.similarities(text) for text in texts]))
    target = np.array([[one is intent for intent in Intent] for one in intents], np.float32)
    base = target.mean(axis=0)
    weights = np.linalg.solve(near + RIDGE * np.eye(len(near)), target - base)
    return Fitted(mean, unit, grams, weights.astype(np.float32), base)


def _near(cosines: Matrix, shared: Matrix) -> Matrix:
    near: Matrix = np.exp(NARROW * (cosines - 1)) + SHARED_WORDS * shared
    return near


def _unit(vectors: Matrix) -> Matrix:
    unit: Matrix = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return unit
