"""Requests of `benchmarks.gateway`, and how long their first token and their first sentence took."""

import asyncio
import json
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from app.chat.verification.gate import SentenceGate

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "search",
            "description": "Searches the files of the project.",
            "parameters": {"type": "object", "properties": {"query": {"type": "string"}}},
        },
    }
]
LONGEST_LINE = 8 << 20
QUIET = 0.02
"""Of a request's own length, between two requests of the same stream."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to ask."""

    name: str
    questions: tuple[str, ...]
    tools: bool = False


@dataclass(slots=True)
class Measured:
    """One phase: seconds to the first token and the first sentence of each request, and of all of them."""

    tokens: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.first) / self.seconds

    def at(self, share: float) -> float:
        """Milliseconds within which this share of the requests had their first sentence."""
        ordered = sorted(self.first) or [float("nan")]
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def median(self) -> float:
        return _milliseconds(self.first)

    @property
    def first_token(self) -> float:
        return _milliseconds(self.tokens)


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go: the service, or the upstream itself."""

    url: str
    model: str
    answer: str
    """What is known of the model's first sentence."""
    verified: bool
    """Whether what comes is whole sentences."""

    def request(self, kind: Kind, number: int, tokens: int) -> bytes:
        """The bytes of one HTTP request: this process measures, so it does as little as it can."""
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": "user", "content": kind.questions[number % len(kind.questions)]}],
            "stream": True,
            "max_tokens": tokens,
        }
        content = json.dumps(body | ({"tools": TOOLS} if kind.tools else {})).encode()
        url = httpx.URL(self.url)
        head = (
            f"POST {url.path}/chat/completions HTTP/1.1\r\nHost: {url.netloc.decode()}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode() + content


async def alternately(targets: Sequence[Target], kind: Kind, each: int, tokens: int) -> list[Measured]:
    """One request after the other, to each target in turn: a model's pace drifts by more than is added."""
    found = [Measured() for _ in targets]
    for turn in range(each):
        for target, measured in zip(targets, found, strict=True):
            began = time.perf_counter()
            await _once(target, kind, turn, tokens, measured)
            measured.seconds += time.perf_counter() - began
    return found


async def run(target: Target, kind: Kind, streams: int, each: int, tokens: int) -> Measured:
    """Streams that each make requests one after the other."""
    measured = Measured()
    started = time.perf_counter()
    await asyncio.gather(
        *(_stream(target, kind, number, streams, each, tokens, measured) for number in range(streams))
    )
    measured.seconds = time.perf_counter() - started
    return measured


async def _stream(
    target: Target, kind: Kind, number: int, streams: int, each: int, tokens: int, measured: Measured
) -> None:
    """Begins within the time of its first answer, so that not all streams ask at once."""
    chance = random.Random(number)  # noqa: S311 - the same each time
    await asyncio.sleep(chance.random() * 2 * (streams > 1))
    for turn in range(each):
        began = time.perf_counter()
        await _once(target, kind, number + turn * streams, tokens, measured)
        await asyncio.sleep(QUIET * chance.random() * (time.perf_counter() - began))


async def _once(target: Target, kind: Kind, number: int, tokens: int, measured: Measured) -> None:
    times = await _times(target, target.request(kind, number, tokens))
    if times is None:
        measured.failed += 1
    else:
        measured.tokens.append(times[0])
        measured.first.append(times[1])


async def _times(target: Target, request: bytes) -> tuple[float, float] | None:
    """Seconds until the first token and the first sentence were there; the answer is read to its end."""
    url = httpx.URL(target.url)
    token = sentence = 0.0
    said, gate = "", SentenceGate()
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection(url.host, url.port, limit=LONGEST_LINE)
    writer.write(request)
    try:
        async for line in reader:
            if not sentence and line.startswith(b"data: "):
                ended = line.startswith(b"data: [DONE]")
                piece, called = ("", False) if ended else _delta(line)
                said += piece
                passed = time.perf_counter() - began
                token = token or passed * bool(piece or called)
                if called or (said and (ended or target.verified or gate.feed(piece))):
                    sentence = passed
    finally:
        writer.close()
    # Something else than the model's words is an answer that never asked it.
    return (token, sentence) if sentence and target.answer in said else None


def _delta(line: bytes) -> tuple[str, bool]:
    """What a chunk says, and whether it calls a tool."""
    choices = json.loads(line[6:]).get("choices") or [{}]
    delta = choices[0].get("delta") or {}
    return str(delta.get("content") or ""), bool(delta.get("tool_calls"))


def _milliseconds(seconds: Sequence[float]) -> float:
    """The median."""
    return 1000 * statistics.median(seconds or [float("nan")])
