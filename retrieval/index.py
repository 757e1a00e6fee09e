"""One index: a store of passages with the embedder that makes and searches its dense vectors.

While an index is built anew there are two, each with a store and an embedder of its own, so that a vector of
one embedder never meets those of another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.embedders import DEFAULT, NONE, EmbedderConfig
from retrieval.embedders.lazy import LazyEmbedder
from retrieval.errors import StoreMismatchError
from retrieval.protocols import Ranking, VectorStore

FIRST = 1
FLOAT_BYTES = 4
ROOM = 1.25
"""Beside what the vectors take: write-ahead logs and segments that are being replaced."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which index: all that another process needs to open it. Later indexes have higher numbers."""

    number: int = FIRST
    embedder: str = DEFAULT
    """As `EmbedderConfig.name`."""
    model: str = ""

    def named(self, name: str) -> str:
        """A folder's or collection's name for this index; the first one's has no number."""
        return name if self.number == FIRST else f"{name}-{self.number}"


class Index:
    """A store and the embedder that belongs to it. Thread safe."""

    def __init__(
        self, store: VectorStore, embedder: LazyEmbedder, embedding: EmbedderConfig, number: int = FIRST
    ) -> None:
        self.store = store
        self.embedder = embedder
        self.embedding = embedding
        """Makes the same embedder in another process."""
        self.number = number
        self._adopted = False

    @property
    def embeds(self) -> bool:
        """Whether it has dense vectors at all."""
        return self.embedding.name != NONE

    def start(self) -> None:
        """Begin to load the embedder."""
        if self.embeds:
            self.embedder.start()

    def set_dense(self, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        """Add the dense vectors that `embedding` made for indexed passages."""
        self._adopt()
        self.store.set_dense(ids, vectors)

    def search_dense(self, text: str, versions: Sequence[Sequence[str]], limit: int) -> list[Ranking]:
        """The nearest passages by meaning, in each of several groups of versions."""
        vector = self.embedder.embed_query(text).tolist()
        self._adopt()
        return [self.store.search_dense(vector, group, limit) for group in versions]

    def close(self) -> None:
        """Let go of the embedder, and of the store's folder or connection."""
        self.embedder.close()
        self.store.close()

    def discard(self) -> None:
        """Close it and remove everything that it holds."""
        self.embedder.close()
        self.store.discard()

    def _adopt(self) -> None:
        """Make sure that the stored vectors are this embedder's: others cannot be compared with."""
        if self._adopted:
            return
        if not self.store.adopt_dense(self.embedder.fingerprint, self.embedder.dimension):
            raise StoreMismatchError(
                "The stored dense vectors were made by another embedder. Build the index anew "
                "(chipcite documents reindex), or configure the embedder that made them."
            )
        self._adopted = True


def needed_bytes(store: VectorStore, dimension: int) -> int:
    """What another index with these passages needs on disk, with vectors of this length; 0 where a server
    keeps them, whose disk only it knows."""
    stored = store.size_bytes()
    if stored is None:
        return 0
    # Counting all passages holds the interpreter lock for a moment, which a request need not cost.
    vectors = store.count() * dimension * FLOAT_BYTES if dimension else 0
    return round(ROOM * (stored + vectors))
