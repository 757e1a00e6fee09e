"""What a model said, kept with its timing from run to run of `benchmarks.fence`, and replayed as a stream."""

import hashlib
import json
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.llm.speed import Speed
from app.llm.types import Completion, Delta, Llm, LlmRequest, ServedLlm

Word = tuple[float, str, str]
"""A piece of an answer: seconds since the request, text, and why the answer ended where it did."""


Said = dict[str, list[Word]]


ANSWER_TOKENS = 96
"""Enough for the fact and a sentence about it; a weak model repeats itself afterwards."""


FEW = 2
"""Tokens that a server may send together: an answer of nearly as many pieces as its limit was cut off."""


@dataclass(slots=True)
class Kept:
    """An `Llm` that remembers every answer with its timing, over runs: the same request is asked but once."""

    llm: Llm
    said: Said = field(default_factory=dict)

    async def answer(self, request: LlmRequest) -> list[Word]:
        """The words of an answer, each with its seconds since the request."""
        asked = json.dumps([list(request.messages), request.temperature, dict(request.extra)], sort_keys=True)
        key = hashlib.sha256(asked.encode()).hexdigest()
        if key not in self.said:
            started = time.perf_counter()
            self.said[key] = [
                (time.perf_counter() - started, delta.content, delta.finish_reason or "")
                async for delta in self.llm.stream(request)
                if delta.content or delta.finish_reason
            ]
        return self.said[key]


@dataclass(slots=True)
class Replayed:
    """One turn's calls of a `Kept` model: words come at once, the time that they took is added up."""

    kept: Kept
    elapsed: float = 0.0
    """Seconds since the question, as they would have passed up to the last word that was read."""
    requests: list[LlmRequest] = field(default_factory=list)

    async def stream(self, request: LlmRequest) -> AsyncGenerator[Delta]:
        """The answer to a request, kept or new."""
        self.requests.append(request)
        before = self.elapsed
        said = await self.kept.answer(request)
        for at, words, _ in said:
            self.elapsed = before + at
            yield Delta(content=words)
        if cut(said):
            yield Delta(finish_reason="length")

    async def complete(self, request: LlmRequest) -> Completion:
        """Not part of a turn."""
        return await self.kept.llm.complete(request)

    async def models(self) -> tuple[ServedLlm, ...]:
        """The server's."""
        return await self.kept.llm.models()

    def speed(self, model: str = "") -> Speed | None:
        """Unknown: what an answer is made from must not depend on the machine."""
        return None

    def unanswered(self, request: LlmRequest, tokens: int, waited: float) -> None:
        """Nothing is given up."""


def cut(said: Sequence[Word]) -> bool:
    """Whether an answer ended where its tokens did."""
    return any(reason == "length" for *_, reason in said) or len(said) >= ANSWER_TOKENS - FEW


def load(file: Path | None) -> Said:
    """What a run before has kept."""
    if file is None or not file.is_file():
        return {}
    said = json.loads(file.read_text(encoding="utf-8"))
    return {key: [(at, words, reason) for at, words, reason in answer] for key, answer in said.items()}


def save(file: Path | None, said: Said) -> None:
    """For the next run."""
    if file is not None:
        file.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
