"""Builds the retriever from plain settings; the only place that knows all its parts."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from retrieval.cross_encoder.scorer import CrossEncoder, LazyCrossEncoder
from retrieval.embedders import DEFAULT, NONE, EmbedderConfig, known_dimension
from retrieval.embedders.default import is_available
from retrieval.embedders.lazy import LazyEmbedder
from retrieval.graph_store import GraphServer
from retrieval.index import Index, Place
from retrieval.retriever import Retriever
from retrieval.vector_store import StoreConfig, open_store

PROMOTED = Path("learned") / "cross-encoder.npz"
"""In the data folder: the cross-encoder that was promoted on this machine."""


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """What an operator can choose."""

    folder: Path = Path("data")
    """The data folder: vectors, and the built embedder, stand in folders of their own in it."""
    qdrant_url: str = ""
    """A Qdrant server; the engine in this process when empty."""
    qdrant_api_key: str = field(default="", repr=False)
    collection: str = "chipcite"
    embedder: str = DEFAULT
    """`default`, `none`, a sentence-transformers name or folder, or the URL of a `/v1/embeddings`."""
    embedder_model: str = ""
    embedder_api_key: str = field(default="", repr=False)
    embedder_threads: int = 0
    cache_dir: Path | None = None
    """Where the default embedder is built; in the data folder when not said."""

    @property
    def place(self) -> Place:
        """The first index, with the embedder that is configured."""
        return Place(embedder=self.embedder, model=self.embedder_model)

    def embedding(self, place: Place) -> EmbedderConfig:
        """Picklable: a process pool makes its own embedder by calling it."""
        cache = self.cache_dir or self.folder / "embedders"
        return EmbedderConfig(
            place.embedder, place.model, self.embedder_api_key, cache, self.embedder_threads
        )


def build_retriever(config: RetrievalConfig, place: Place | None = None) -> Retriever:
    """Open the index that answers; the embedder is loaded by `Retriever.start` or by its first use."""
    index = open_index(config, place or config.place)
    return Retriever(
        index, _cross_encoder(index.embedding, config.folder / PROMOTED), partial(open_index, config)
    )


def open_index(config: RetrievalConfig, place: Place) -> Index:
    """An index: opened, or created empty."""
    embedding = config.embedding(place)
    store = open_store(
        StoreConfig(
            folder=config.folder / place.named("vectors"),
            url=config.qdrant_url,
            api_key=config.qdrant_api_key,
            collection=place.named(config.collection),
            dimension=known_dimension(embedding),
        )
    )
    return Index(store, LazyEmbedder(embedding), embedding, place.number)


def _cross_encoder(embedding: EmbedderConfig, promoted: Path) -> LazyCrossEncoder | None:
    """It is made of the default embedder's weights: none without these, or where models are not wanted. What
    was promoted on this machine stands before what is committed."""
    if embedding.name == NONE or not is_available(embedding.cache):
        return None
    learned = promoted if promoted.is_file() else None
    return LazyCrossEncoder(lambda: CrossEncoder(embedding.cache, learned, embedding.threads))


def build_graph(url: str, user: str, password: str) -> GraphServer | None:
    """The graph's server, which is connected to when it is first used; None without a URL."""
    if not url:
        return None
    from retrieval.graph_store.server import Neo4jGraph  # its driver is an extra

    return Neo4jGraph(url, user, password)
