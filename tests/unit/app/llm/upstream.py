"""A model's server without a socket: replies are scripted, and what the client did to them is kept."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

SSE = {"content-type": "text/event-stream; charset=utf-8"}


@dataclass
class Reply:
    """Pieces of a body; an exception among them is raised, a number is a wait in seconds."""

    pieces: Sequence[bytes | float | Exception] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(SSE))


class Upstream(httpx.AsyncBaseTransport):
    """Answers each request with the next reply; an exception instead of a reply is a failed connection."""

    def __init__(self, *replies: Reply | Exception) -> None:
        self.replies = list(replies)
        self.requests: list[httpx.Request] = []
        self.closed = 0
        """Bodies that the client let go of."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies[min(len(self.requests), len(self.replies)) - 1]
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status, headers=reply.headers, stream=_Body(self, reply.pieces))

    def body(self, number: int = -1) -> dict[str, Any]:
        sent: dict[str, Any] = json.loads(self.requests[number].content)
        return sent


class _Body(httpx.AsyncByteStream):
    def __init__(self, upstream: Upstream, pieces: Sequence[bytes | float | Exception]) -> None:
        self.upstream = upstream
        self.pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            if isinstance(piece, bytes):
                yield piece
            else:
                await asyncio.sleep(piece)

    async def aclose(self) -> None:
        self.upstream.closed += 1


def event(data: object) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()


def said(text: str) -> bytes:
    """A chunk with text."""
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})


ROLE = event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]})
STOP = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
USAGE = event({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}})
DONE = b"data: [DONE]\n\n"


def answer(*texts: str) -> Reply:
    """A good stream."""
    return Reply([ROLE, *map(said, texts), STOP, USAGE, DONE])


def refused(status: int, body: object, **headers: str) -> Reply:
    """An error as servers send it; `retry_after="2"` becomes the header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply([json.dumps(body).encode()], status, {"content-type": "application/json"} | named)
