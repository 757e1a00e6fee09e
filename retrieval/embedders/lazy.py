"""Loads an embedder in a background thread and remembers the vectors of recent queries.

A service starts without waiting for it: until it is there, `embed_query` says that it is unavailable.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

import structlog

from retrieval.errors import EmbedderUnavailableError
from retrieval.protocols import Embedder, Matrix

LOADING = "loading"
"""The status of an embedder that may be there soon."""
_REMEMBERED = 512
"""Queries; 384 floats each make 0.8 MB."""
_RETRY_AFTER_S = 30.0
_JOIN_S = 30.0
"""Loading takes one or two seconds. Building, once per data folder, takes longer: nobody waits for it."""

log = structlog.get_logger()


class LazyEmbedder:
    """An embedder that is loading, ready, or failed and tried again after a while."""

    def __init__(self, load: Callable[[], Embedder]) -> None:
        self._load = load
        self._loaded: Embedder | None = None
        self._problem = LOADING
        self._failed_at = 0.0
        self._settled = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._queries: OrderedDict[str, Matrix] = OrderedDict()

    def start(self) -> None:
        """Begin to load, unless that is going on or done, or failed just now."""
        with self._lock:
            running = self._thread is not None and self._thread.is_alive()
            waiting = self._failed_at and time.monotonic() - self._failed_at < _RETRY_AFTER_S
            if self._loaded or running or waiting:
                return
            self._settled.clear()
            self._thread = threading.Thread(target=self._run, name="embedder", daemon=True)
            self._thread.start()

    def status(self) -> str:
        """`ok`, `loading`, or what went wrong."""
        return "ok" if self._loaded else self._problem

    def wait(self, timeout: float | None = None) -> Embedder:
        """The embedder itself, for work that cannot go on without."""
        self.start()
        self._settled.wait(timeout)
        if self._loaded is None:
            raise EmbedderUnavailableError(f"The embedder is not available: {self._problem}")
        return self._loaded

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

    def close(self) -> None:
        """Let loading come to its end: a process that ends inside of ONNX Runtime is aborted."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(_JOIN_S)

    def _run(self) -> None:
        started = time.monotonic()
        try:
            self._loaded = self._load()
            log.info("embedder.loaded", seconds=round(time.monotonic() - started, 2))
        except Exception as error:
            self._problem = str(error) or type(error).__name__
            self._failed_at = time.monotonic()
            log.warning("embedder.failed", error=self._problem)
        finally:
            self._settled.set()
