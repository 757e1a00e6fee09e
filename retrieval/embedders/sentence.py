"""Any sentence-transformers model by name or folder; needs the extra `embedders`, loaded only here."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from retrieval.errors import EmbedderUnavailableError
from retrieval.protocols import Matrix

FALLBACK = "sentence-transformers/all-MiniLM-L6-v2"
"""Where the default's weights cannot be installed. It reads English only."""
_E5_PREFIXES = ("query: ", "passage: ")
_BATCH = 8


class SentenceEmbedder:
    """A model of the library, on the device that it chooses."""

    def __init__(self, name: str) -> None:
        model = _load(name)
        self._model = model
        self._name = name.rstrip("/").rsplit("/", 1)[-1]
        # Models of the e5 family carry their prefixes in their training but rarely in their configuration.
        self._prefixes = _E5_PREFIXES if "e5" in self._name.lower() and not model.prompts else ("", "")
        self._dimension = int(model.get_embedding_dimension() or 0)

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def fingerprint(self) -> str:
        return f"sentence-transformers-{self._name}-{self._dimension}"

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        prefix = self._prefixes[1]
        return self._encode(self._model.encode_document, [f"{prefix}{text}" for text in texts])

    def embed_query(self, text: str) -> Matrix:
        vector: Matrix = self._encode(self._model.encode_query, [f"{self._prefixes[0]}{text}"])[0]
        return vector

    def _encode(self, encode: Any, texts: Sequence[str]) -> Matrix:
        vectors = encode(
            list(texts),
            batch_size=_BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, np.float32)


def _load(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EmbedderUnavailableError(
            f"The embedder {name} needs sentence-transformers: install chipcite[embedders]."
        ) from error
    try:
        return SentenceTransformer(name)
    except Exception as error:
        raise EmbedderUnavailableError(f"The embedder {name} cannot be loaded: {error}") from error
