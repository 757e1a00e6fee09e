"""How long the client waits, and when it tries again. Numbers and pure rules; the clock is the caller's."""

from dataclasses import dataclass

from app.llm.errors import LlmError


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds."""

    connect: float = 5.0
    """A server in the same house answers in milliseconds; one behind TLS and a proxy in one or two."""
    first_token: float = 120.0
    """A queue before a long prompt on a busy server; a person has given up long before."""
    between: float = 60.0
    """vLLM preempts running requests when its cache is full, and then computes their prompt anew."""
    total: float = 900.0
    """The longest answer that fits a context, at the speed of a slow server."""
    probe: float = 3.0
    """Listing models is asked for by /readyz, which itself waits 5 s."""


@dataclass(frozen=True, slots=True)
class Retrying:
    """Calls that failed before the first token are sent again, a few times, further apart each time."""

    times: int = 2
    first: float = 0.25
    """Seconds before the first retry at most; twice as many before each further one."""
    longest: float = 8.0
    """A server that asks for more patience than this gets none: its error and its `Retry-After` go on."""

    def pause(self, done: int, error: LlmError, chance: float) -> float | None:
        """Seconds to wait before the next try after `done` retries; None: there is none.

        `chance` from 0 to 1 spreads callers out, so that they do not all come back at once.
        """
        if not error.passing or done >= self.times:
            return None
        asked = error.retry_after or 0.0
        if asked > self.longest:
            return None
        return min(self.longest, asked + chance * self.first * float(2**done))
