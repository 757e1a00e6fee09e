"""An embedder behind any OpenAI-compatible `/v1/embeddings`."""

import time
from collections.abc import Sequence
from typing import Any

import httpx
import numpy as np

from retrieval.breaker import Breaker
from retrieval.errors import EmbedderUnavailableError
from retrieval.protocols import Matrix

_BATCH = 64
_ATTEMPTS = 3
_TIMEOUT_S = 60.0
_QUERY_S = 2.0
"""For a query, whose reader can do without its vector."""
_RETRIED = frozenset({408, 429, 500, 502, 503, 504})


class RemoteEmbedder:
    """One model of one server. Vectors are brought to unit length, whatever the server does."""

    def __init__(
        self, url: str, model: str, api_key: str = "", transport: httpx.BaseTransport | None = None
    ) -> None:
        if not model:
            raise EmbedderUnavailableError(
                f"The embedder {url} needs the name of a model: set CHIPCITE_EMBEDDER_MODEL."
            )
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(timeout=_TIMEOUT_S, headers=headers, transport=transport)
        base = url.rstrip("/")
        self._url = base if base.endswith("/embeddings") else f"{base}/embeddings"
        self._model = model
        self._breaker = Breaker("embedder", lambda: self._quickly("trial"))
        self._dimension = len(self._embed(["dimension"])[0])

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def fingerprint(self) -> str:
        return f"remote-{self._model}-{self._dimension}"

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.empty((0, self._dimension), np.float32)
        batches = [self._embed(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        return np.concatenate(batches)

    def embed_query(self, text: str) -> Matrix:
        """One try in little time, and none where the server was away a moment ago."""
        if not self._breaker.admits():
            raise EmbedderUnavailableError(f"{self._url} does not answer.")
        try:
            vector = self._quickly(text)
        except EmbedderUnavailableError:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return vector

    def _quickly(self, text: str) -> Matrix:
        vector: Matrix = self._embed([text], attempts=1, seconds=_QUERY_S)[0]
        return vector

    def _embed(self, texts: Sequence[str], attempts: int = _ATTEMPTS, seconds: float = _TIMEOUT_S) -> Matrix:
        body: dict[str, object] = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        data = self._post(body, attempts, seconds)
        try:
            rows = sorted(data["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], np.float32)
        except (KeyError, TypeError, ValueError) as error:
            raise EmbedderUnavailableError(f"{self._url} does not answer in OpenAI's form.") from error
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise EmbedderUnavailableError(
                f"{self._url} returned {len(vectors)} vectors for {len(texts)} texts."
            )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Matrix = vectors / np.maximum(lengths, 1e-12)
        return unit

    def _post(self, body: dict[str, object], attempts: int, seconds: float) -> dict[str, Any]:
        """One call, tried again after a pause where the server may recover."""
        for attempt in range(attempts):
            last = attempt == attempts - 1
            try:
                response = self._client.post(self._url, json=body, timeout=seconds)
            except httpx.TransportError as error:
                if last:
                    raise EmbedderUnavailableError(f"{self._url} cannot be reached ({error}).") from error
            else:
                if response.is_success:
                    answer: dict[str, Any] = response.json()
                    return answer
                if last or response.status_code not in _RETRIED:
                    raise EmbedderUnavailableError(f"{self._url} answered with {response.status_code}.")
            time.sleep(0.5 * 2**attempt)
        raise EmbedderUnavailableError(f"{self._url} cannot be reached.")
