"""A circuit breaker: after failures in a row nobody waits for a dead server; one call at a time tries it.

A state machine without a clock: who asks says what time it is.
"""

from dataclasses import dataclass

FAILURES = 5
"""In a row. A restart of the server costs fewer than this many calls their retries."""

REST = 5.0
"""Seconds between trials: a server that is back is used again soon, and a dead one costs nothing."""


@dataclass(slots=True)
class Breaker:
    """Closed while all is well, open after failures, half open while one call tries."""

    failures: int = FAILURES
    rest: float = REST
    _failed: int = 0
    _opened: float | None = None
    _trying: bool = False

    def admit(self, now: float) -> float:
        """0 lets the call pass, and its end must be told; else the seconds after which to ask again."""
        if self._opened is None:
            return 0.0
        left = self._opened + self.rest - now
        if left > 0 or self._trying:
            return max(left, 1.0)
        self._trying = True
        return 0.0

    def succeeded(self) -> None:
        """The server answered."""
        self._failed, self._opened, self._trying = 0, None, False

    def failed(self, now: float) -> None:
        """It did not. A trial that failed opens for another rest; late ends of older calls do not."""
        self._failed += 1
        if self._trying or (self._opened is None and self._failed >= self.failures):
            self._opened = now
        self._trying = False

    def abandoned(self) -> None:
        """The call was cancelled before anything was known: the next one may try."""
        self._trying = False

    @property
    def open(self) -> bool:
        return self._opened is not None
