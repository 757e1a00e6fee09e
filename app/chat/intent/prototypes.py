"""A classifier from prototype utterances, on whatever embedder is configured.

Their vectors are made once per embedder, when first needed, and kept beside it: four seconds for the
default. Until they are there it says nothing, and the rules decide alone.
"""

import asyncio
import os
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import structlog

from app.chat.intent.cues import lines
from app.chat.intent.fitting import Fitted, fit
from app.chat.intent.kinds import Intent
from retrieval.embedders import NONE
from retrieval.embedders.lazy import LazyEmbedder
from retrieval.embedders.loading import LOADING
from retrieval.errors import RetrievalError
from retrieval.protocols import Embedder, Matrix
from retrieval.retriever import Retriever

PATIENCE_S = 0.5
"""A question waits this long for the vectors to be there."""
AWAITED_S = 0.1
"""Between two looks at an embedder that is loading."""

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


class PrototypeClassifier:
    """Fits itself when first asked, and says nothing while it cannot."""

    def __init__(self, embedder: LazyEmbedder, folder: Path | None = None) -> None:
        self._embedder = embedder
        self._folder = folder
        self._fitted: Fitted | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    async def classify(self, text: str) -> Mapping[Intent, float]:
        """Shares of the intents; empty while the embedder or the prototypes' vectors are not there."""
        try:
            return await asyncio.wait_for(asyncio.to_thread(self._shares, text), PATIENCE_S)
        except (RetrievalError, TimeoutError) as error:
            log.debug("intent.unclassified", error=type(error).__name__)
            return {}

    def prepare(self) -> None:
        """Be ready to answer, after waiting for the embedder: for a thread at the start."""
        self._fit(self._awaited())

    def stop(self) -> None:
        """Give up what is not ready yet; nothing is fitted from now on."""
        self._stopping.set()

    def _awaited(self) -> Embedder:
        self._embedder.start()
        while self._embedder.status() == LOADING and not self._stopping.wait(AWAITED_S):
            pass
        return self._embedder.wait(timeout=0)

    def _shares(self, text: str) -> dict[Intent, float]:
        fitted = self._fitted or self._fit(self._embedder.wait(timeout=0))
        return fitted.shares(text, self._embedder.embed_query(text))

    def _fit(self, embedder: Embedder) -> Fitted:
        with self._lock:
            if self._fitted is None:
                known = prototypes()
                vectors = self._vectors(embedder, [one.text for one in known])
                self._fitted = fit([one.text for one in known], vectors, [one.intent for one in known])
                log.info("intent.prepared", prototypes=len(known))
            return self._fitted

    def _vectors(self, embedder: Embedder, texts: list[str]) -> Matrix:
        """As queries, which questions are; past the memory of recent queries, which they would fill."""
        kept = self._folder / _file_name(embedder, texts) if self._folder else None
        if kept and kept.is_file():
            known: Matrix = np.load(kept).astype(np.float32)
            return known
        vectors = np.array([self._vector(embedder, text) for text in texts], np.float32)
        if kept:
            _keep(kept, vectors)
        return vectors

    def _vector(self, embedder: Embedder, text: str) -> Matrix:
        if self._stopping.is_set():
            raise StoppedError
        return embedder.embed_query(text)


class StoppedError(RetrievalError):
    """The service ends before the prototypes have their vectors."""


def _file_name(embedder: Embedder, texts: list[str]) -> str:
    """Names what the vectors depend on."""
    words = zlib.crc32("\n".join((embedder.fingerprint, *texts)).encode())
    return f"intents-{words:08x}.npy"


def _keep(path: Path, vectors: Matrix) -> None:
    """Written aside and moved: another process may read it. A folder that cannot be written costs seconds."""
    aside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.npy")
    try:
        np.save(aside, vectors.astype(np.float16))
        aside.replace(path)
    except OSError as error:
        log.warning("intent.not_kept", error=type(error).__name__)


def prototype_classifier(retriever: Retriever) -> PrototypeClassifier | None:
    """The classifier on the embedder that answers, one for each; none where dense vectors are off."""
    if retriever.embedding.name == NONE:
        return None
    return _classifier(retriever.embedder, retriever.embedding.cache)


@lru_cache(maxsize=4)
def _classifier(embedder: LazyEmbedder, folder: Path) -> PrototypeClassifier:
    return PrototypeClassifier(embedder, folder)
