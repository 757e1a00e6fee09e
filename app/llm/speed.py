"""How fast a language model reads and writes, measured on its own answers and kept for each model.

What a prompt may carry follows from it, and whether a call that must be quick is made at all. The file holds
numbers only and outlives the process, so that the first question after a start is sized right too.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Lock

import structlog

KEPT = 5
"""Measurements of which the median counts: one answer behind a queue does not make a server slow."""
LEAST_READ = 64
"""Tokens of a prompt that the server had not cached; fewer measure its latency instead of its speed."""
LEAST_WRITTEN = 8
"""Tokens of an answer, for the same reason."""
SLOWEST, FASTEST = 0.1, 1e6
"""Tokens a second; what a clock says beyond them is an accident of the moment."""
WRITES = 0.25
"""Of its speed in reading, where no answer was measured yet: what processors do."""

log = structlog.get_logger("chipcite.llm")


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens a second."""

    read: float
    """Of the prompt, up to the first word of the answer: waiting in the server's queue counts."""
    write: float
    """Of the answer after its first word."""

    def seconds(self, prompt_tokens: float, answer_tokens: float = 0) -> float:
        """How long a prompt and an answer of so many tokens take."""
        return prompt_tokens / self.read + answer_tokens / self.write


@dataclass(frozen=True, slots=True)
class Timing:
    """One call, as its client saw it."""

    prompt_tokens: int
    cached_tokens: int
    """Of the prompt, those that the server did not have to read again."""
    completion_tokens: int
    first: float
    """Seconds up to the first word."""
    total: float

    @property
    def read(self) -> float | None:
        """Tokens a second; None where the call says nothing of it."""
        fresh = self.prompt_tokens - self.cached_tokens
        return fresh / self.first if fresh >= LEAST_READ and self.first > 0 else None

    @property
    def written(self) -> float | None:
        """The same of the answer."""
        took = self.total - self.first
        return (
            (self.completion_tokens - 1) / took
            if self.completion_tokens >= LEAST_WRITTEN and took > 0
            else None
        )


class Speeds:
    """The last measurements of each model, in a file where one is given."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = Lock()
        self._read, self._written, self._memory = _loaded(file)

    def of(self, model: str) -> Speed | None:
        """A model's speed; None until it was measured."""
        read, written = self._read.get(model), self._written.get(model)
        if not read:
            return None
        return Speed(median(read), median(written) if written else WRITES * median(read))

    def add(self, model: str, timing: Timing) -> None:
        """One more call. Blocks for the moment that a small file takes."""
        with self._lock:
            _keep(self._read, model, timing.read)
            _keep(self._written, model, timing.written)
            self._store()

    def memory(self, model: str) -> int:
        """Bytes that a model of our own has taken; 0 before it was measured."""
        return self._memory.get(model, 0)

    def keep_memory(self, model: str, taken: int) -> None:
        """What it has taken this time."""
        with self._lock:
            self._memory[model] = taken
            self._store()

    def _store(self) -> None:
        if self._file is None:
            return
        beside = self._file.with_suffix(f".{os.getpid()}.new")
        kept = {"read": self._read, "written": self._written, "memory": self._memory}
        try:
            beside.write_text(json.dumps(kept), encoding="utf-8")
            beside.replace(self._file)
        except OSError as error:  # it is measured anew after the next start
            log.warning("llm.speed_not_kept", error=type(error).__name__)


Samples = dict[str, list[float]]


def _keep(samples: Samples, model: str, value: float | None) -> None:
    if value is not None:
        samples[model] = [*samples.get(model, []), _bounded(value)][-KEPT:]


def _bounded(value: float) -> float:
    return round(min(max(value, SLOWEST), FASTEST), 2)


def _loaded(file: Path | None) -> tuple[Samples, Samples, dict[str, int]]:
    """What an earlier process measured; nothing where the file is missing or damaged."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8")) if file else {}
        memory = {str(model): int(taken) for model, taken in kept.get("memory", {}).items()}
        return _samples(kept.get("read", {})), _samples(kept.get("written", {})), memory
    except (OSError, ValueError, TypeError, AttributeError):
        return {}, {}, {}


def _samples(kept: dict[str, list[float]]) -> Samples:
    bounded = {str(model): [_bounded(float(one)) for one in values] for model, values in kept.items()}
    return {model: values[-KEPT:] for model, values in bounded.items() if values}
