"""The only part that speaks Qdrant: the engine in this process, or a server by URL, behind one protocol."""

from dataclasses import dataclass, field
from pathlib import Path

from retrieval.protocols import VectorStore


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """Where the vectors are."""

    folder: Path = Path("data/vectors")
    """Of the in-process engine; owned by one process."""
    url: str = ""
    """A Qdrant server; empty means in process."""
    api_key: str = field(default="", repr=False)
    collection: str = "chipcite"
    timeout_s: float = 10.0
    """Of one call to a server, where nobody waits."""
    reading_s: float = 2.0
    """Of one search: forty times what it takes on a busy machine."""
    dimension: int | None = None
    """Of the dense vectors, where it is known before the embedder has loaded."""


def open_store(config: StoreConfig) -> VectorStore:
    """Open, or create on the first start."""
    # Imported by branch: each library takes a fifth of a second, and only one of them is needed.
    if config.url:
        from retrieval.vector_store.server import ServerStore, connect

        client = connect(config.url, config.api_key, config.timeout_s)
        reader = connect(config.url, config.api_key, config.reading_s)
        return ServerStore(client, config.collection, config.dimension, reader)
    from retrieval.vector_store.edge import EdgeStore

    return EdgeStore(config.folder, config.dimension)
