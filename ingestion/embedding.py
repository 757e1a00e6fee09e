"""Dense vectors for chunks, in a process of their own: the slow part, which follows publication."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from ingestion.indexing import searched_text
from ingestion.types import Chunk
from retrieval.embedders import EmbedderConfig, make_embedder
from retrieval.protocols import Embedder, Matrix

BATCH = 32
"""Passages between two writes: less than a second of work, after which other versions get the processors."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Passages that are embedded together."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]


def batches(chunks: Iterable[Chunk], missing: Collection[str]) -> list[Batch]:
    """What still needs a vector, similar lengths together: a batch is as slow as its longest text."""
    due = [chunk for chunk in chunks if chunk.dense and chunk.id in missing]
    due.sort(key=lambda chunk: (len(chunk.text), chunk.id))
    parts = [due[start : start + BATCH] for start in range(0, len(due), BATCH)]
    return [Batch(tuple(c.id for c in part), tuple(searched_text(c) for c in part)) for part in parts]


def embed(config: EmbedderConfig, texts: Sequence[str]) -> Matrix:
    """Runs in the embedding process, which keeps its embedder."""
    return _embedder(config).embed_passages(texts)


@cache
def _embedder(config: EmbedderConfig) -> Embedder:
    return make_embedder(config)
