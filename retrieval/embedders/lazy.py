"""An embedder that is loaded in the background, and the vectors of recent queries.

Until it is there, `embed_query` says that it is unavailable.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence

from retrieval.embedders.loading import Lazy
from retrieval.protocols import Embedder, Matrix

_REMEMBERED = 512
"""Queries; 384 floats each make 0.8 MB."""


class LazyEmbedder(Lazy[Embedder]):
    """Any embedder."""

    name = "embedder"

    def __init__(self, load: Callable[[], Embedder]) -> None:
        super().__init__(load)
        self._queries: OrderedDict[str, Matrix] = OrderedDict()

    @property
    def dimension(self) -> int:
        return self.wait().dimension

    @property
    def fingerprint(self) -> str:
        return self.wait().fingerprint

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return self.wait().embed_passages(texts)

    def embed_query(self, text: str) -> Matrix:
        """At once or not at all: a question does not wait for a model to load."""
        with self._lock:
            known = self._queries.get(text)
            if known is not None:
                self._queries.move_to_end(text)
                return known
        vector = self.wait(timeout=0).embed_query(text)
        with self._lock:
            self._queries[text] = vector
            if len(self._queries) > _REMEMBERED:
                self._queries.popitem(last=False)
        return vector
