"""Something slow to load, in a background thread: a service starts without waiting for it."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

from retrieval.errors import EmbedderUnavailableError

LOADING = "loading"
"""The status of what may be there soon."""
_RETRY_AFTER_S = 30.0
_JOIN_S = 30.0
"""Loading takes one or two seconds. Building, once per data folder, takes longer: nobody waits for it."""
Loaded = TypeVar("Loaded")

log = structlog.get_logger()


class Lazy(Generic[Loaded]):
    """A model that is loading, ready, or failed and tried again after a while."""

    name = "model"

    def __init__(self, load: Callable[[], Loaded]) -> None:
        self._load = load
        self._loaded: Loaded | None = None
        self._problem = LOADING
        self._failed_at = 0.0
        self._settled = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to load, unless that is going on or done, or failed just now."""
        with self._lock:
            running = self._thread is not None and self._thread.is_alive()
            waiting = self._failed_at and time.monotonic() - self._failed_at < _RETRY_AFTER_S
            if self._loaded or running or waiting:
                return
            self._settled.clear()
            self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
            self._thread.start()

    def status(self) -> str:
        """`ok`, `loading`, or what went wrong."""
        return "ok" if self._loaded else self._problem

    def wait(self, timeout: float | None = None) -> Loaded:
        """The thing itself, for work that cannot go on without."""
        self.start()
        self._settled.wait(timeout)
        if self._loaded is None:
            raise EmbedderUnavailableError(f"The {self.name} is not available: {self._problem}")
        return self._loaded

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
            log.info(f"{self.name}.loaded", seconds=round(time.monotonic() - started, 2))
        except Exception as error:
            self._problem = str(error) or type(error).__name__
            self._failed_at = time.monotonic()
            log.warning(f"{self.name}.failed", error=self._problem)
        finally:
            self._settled.set()
