"""The two seams of retrieval: whatever turns text into vectors, and whatever keeps and finds them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.types import Passage, Point, SparseVector

Matrix = NDArray[np.float32]
Ranking = tuple[tuple[str, float], ...]
"""Passage ids with their scores, best first."""


class Embedder(Protocol):
    """Text to unit vectors. Passages and queries go different ways: many models prefix them differently."""

    @property
    def dimension(self) -> int: ...

    @property
    def fingerprint(self) -> str:
        """Names model and precision: vectors of different fingerprints must not be compared."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Matrix: ...

    def embed_query(self, text: str) -> Matrix: ...


class VectorStore(Protocol):
    """Passages with their vectors. Every search names the versions that may answer."""

    def adopt_dense(self, fingerprint: str, dimension: int) -> bool:
        """Whether this embedder's vectors belong here: yes for the first one, and for the same one again."""
        ...

    def reset_dense(self, fingerprint: str, dimension: int) -> None:
        """Drop every dense vector and take this embedder's from now on."""
        ...

    def upsert(self, points: Sequence[Point]) -> None: ...

    def set_dense(self, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None: ...

    def search_dense(self, vector: Sequence[float], versions: Sequence[str], limit: int) -> Ranking: ...

    def search_sparse(self, vector: SparseVector, versions: Sequence[str], limit: int) -> Ranking: ...

    def search_identifiers(self, vector: SparseVector, versions: Sequence[str], limit: int) -> Ranking: ...

    def get(self, ids: Sequence[str]) -> Mapping[str, Passage]: ...

    def remove_version(self, version_id: str) -> None: ...

    def without_dense(self, version_id: str) -> tuple[str, ...]:
        """Ids of a version's passages that have no dense vector, in no particular order."""
        ...

    def count(self, version_id: str | None = None) -> int: ...

    def size_bytes(self) -> int | None:
        """Bytes on disk, where the store can tell."""
        ...

    def ready(self) -> str:
        """`ok`, or what is wrong."""
        ...

    def close(self) -> None: ...

    def discard(self) -> None:
        """Close it and remove everything that it holds; doing it twice is doing it once."""
        ...
