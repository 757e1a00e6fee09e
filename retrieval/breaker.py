"""A circuit breaker for servers that readers wait for: after one failure nobody waits for a dead one again.

While it is open every call is refused at once. After a pause the next one starts a trial in a thread of its
own, so that no reader waits for that either; a trial that succeeds closes it.
"""

import threading
import time
from collections.abc import Callable

import structlog

REST_S = 2.0
"""Seconds between trials: a server that is back is used again soon, and a dead one costs nothing."""

log = structlog.get_logger()


class Breaker:
    """Of one server. Thread safe."""

    def __init__(self, name: str, trial: Callable[[], object], rest_s: float | None = None) -> None:
        self._name = name
        self._trial = trial
        self._rest_s = REST_S if rest_s is None else rest_s
        self._lock = threading.Lock()
        self._next: float | None = None
        """When the next trial may begin, by the monotonic clock; None while all is well."""

    def admits(self) -> bool:
        """Whether a call may be made; where not, sees to it that the server is tried again in time."""
        if self._next is None:
            return True
        with self._lock:
            if self._next is None:
                return True
            if time.monotonic() >= self._next:
                self._next = float("inf")
                threading.Thread(target=self._try, name=f"trial of {self._name}", daemon=True).start()
        return False

    def failed(self) -> None:
        """A call failed in a way that the next one would, too."""
        with self._lock:
            if self._next is None:
                log.warning("breaker.opened", server=self._name)
            self._next = time.monotonic() + self._rest_s

    def succeeded(self) -> None:
        """A call was answered."""
        if self._next is not None:
            with self._lock:
                self._next = None
            log.info("breaker.closed", server=self._name)

    def _try(self) -> None:
        try:
            self._trial()
        except Exception:  # whatever is wrong with it: it is tried again
            self.failed()
        else:
            self.succeeded()
