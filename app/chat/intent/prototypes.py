"""A classifier from prototype utterances: what a question's vector has in common with each of theirs.

The vectors are made once, when first needed, by whatever embedder is configured. Similarities are
cosines around the prototypes' mean; how much each prototype speaks for each intent is fitted by ridge
regression, which told 4 in 100 questions better than the nearest mean.
"""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import structlog

from app.chat.intent.cues import lines
from app.chat.intent.kinds import Intent
from retrieval.embedders import NONE
from retrieval.embedders.lazy import LazyEmbedder
from retrieval.errors import RetrievalError
from retrieval.protocols import Embedder, Matrix
from retrieval.retriever import Retriever

RIDGE = 1.0
"""Measured on the dev half from 0.03 to 3; flat between 0.3 and 3."""
SHARPNESS = 6.0
"""Turns fitted scores, about one for the right intent and zero for others, to shares."""
PATIENCE_S = 2.0
"""A question waits this long for the vectors of the prototypes, which take two seconds once."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Prototype:
    """An utterance that is typical of an intent."""

    intent: Intent
    text: str


@cache
def prototypes() -> tuple[Prototype, ...]:
    """All prototypes, in the order of the file."""
    rows = (line.split("\t", 1) for line in lines("prototypes.tsv"))
    return tuple(Prototype(Intent(intent), utterance) for intent, utterance in rows)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A linear classifier over centred unit vectors."""

    mean: Matrix
    weights: Matrix
    """A column per intent."""
    base: Matrix

    def shares(self, vector: Matrix) -> dict[Intent, float]:
        """How likely each intent is: they sum to one."""
        scores = _unit(vector - self.mean) @ self.weights + self.base
        powers = np.exp(SHARPNESS * (scores - scores.max()))
        return dict(zip(Intent, (powers / powers.sum()).tolist(), strict=True))


def fit(vectors: Matrix, intents: list[Intent]) -> Fitted:
    """Ridge regression from similarities to one column per intent."""
    mean = vectors.mean(axis=0)
    centred = _unit(vectors - mean)
    target = np.array([[one is intent for intent in Intent] for one in intents], np.float32)
    base = target.mean(axis=0)
    kernel = centred @ centred.T + RIDGE * np.eye(len(centred), dtype=np.float32)
    return Fitted(mean, centred.T @ np.linalg.solve(kernel, target - base), base)


def _unit(vectors: Matrix) -> Matrix:
    unit: Matrix = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return unit


class PrototypeClassifier:
    """Fits itself when first asked, and says nothing while it cannot."""

    def __init__(self, embedder: LazyEmbedder) -> None:
        self._embedder = embedder
        self._fitted: Fitted | None = None
        self._lock = threading.Lock()

    async def classify(self, text: str) -> Mapping[Intent, float]:
        """Shares of the intents; empty while the embedder or the prototypes' vectors are not there."""
        try:
            return await asyncio.wait_for(asyncio.to_thread(self._shares, text), PATIENCE_S)
        except (RetrievalError, TimeoutError) as error:
            log.debug("intent.unclassified", error=type(error).__name__)
            return {}

    def prepare(self) -> None:
        """Make the prototypes' vectors now, after waiting for the embedder: for a thread at the start."""
        self._fit(self._embedder.wait())

    def _shares(self, text: str) -> dict[Intent, float]:
        fitted = self._fitted or self._fit(self._embedder.wait(timeout=0))
        return fitted.shares(self._embedder.embed_query(text))

    def _fit(self, embedder: Embedder) -> Fitted:
        """As queries, which questions are; past the memory of recent queries, which they would fill."""
        with self._lock:
            if self._fitted is None:
                known = prototypes()
                vectors = np.array([embedder.embed_query(one.text) for one in known], np.float32)
                self._fitted = fit(vectors, [one.intent for one in known])
                log.info("intent.prepared", prototypes=len(known))
            return self._fitted


@lru_cache(maxsize=4)
def prototype_classifier(retriever: Retriever) -> PrototypeClassifier | None:
    """The classifier on a retriever's embedder, one per retriever; none where dense vectors are off."""
    return None if retriever.embedding.name == NONE else PrototypeClassifier(retriever.embedder)
