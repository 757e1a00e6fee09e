"""Which embedder a configuration means, and how to make it in this or in another process."""

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.errors import EmbedderUnavailableError
from retrieval.protocols import Embedder

DEFAULT = "default"
NONE = "none"


@dataclass(frozen=True, slots=True)
class EmbedderConfig:
    """Small and picklable: a process pool makes its own embedder from it by calling `make_embedder`."""

    name: str = DEFAULT
    """`default`, `none`, a sentence-transformers name or folder, or the URL of a `/v1/embeddings`."""
    model: str = ""
    """Which model to ask a URL for."""
    api_key: str = field(default="", repr=False)
    cache: Path = Path("data/embedders")
    """Where the default embedder is built once."""
    threads: int = 0
    """Of the default embedder; 0 means one per core."""

    def __call__(self) -> Embedder:
        return make_embedder(self)


def make_embedder(config: EmbedderConfig) -> Embedder:
    """Load the configured embedder now: a second, or half a minute where it must be built first."""
    # Imported by branch: each brings libraries that the others do not need.
    if config.name == NONE:
        raise EmbedderUnavailableError("Dense vectors are switched off (CHIPCITE_EMBEDDER=none).")
    if config.name.startswith(("http://", "https://")):
        from retrieval.embedders.remote import RemoteEmbedder

        return RemoteEmbedder(config.name, config.model, config.api_key)
    if config.name != DEFAULT:
        from retrieval.embedders.sentence import SentenceEmbedder

        return SentenceEmbedder(config.name)
    return _default(config)


def _default(config: EmbedderConfig) -> Embedder:
    """The default where its weights can be had; MiniLM where they cannot and its library is installed."""
    from retrieval.embedders.default import DefaultEmbedder, is_available

    if is_available(config.cache) or importlib.util.find_spec("sentence_transformers") is None:
        return DefaultEmbedder(config.cache, config.threads)
    from retrieval.embedders.sentence import FALLBACK, SentenceEmbedder

    return SentenceEmbedder(FALLBACK)


def known_dimension(config: EmbedderConfig) -> int | None:
    """The length of the vectors, where it is known without loading anything."""
    from retrieval.embedders.default import DIMENSION

    return DIMENSION if config.name == DEFAULT else None
