"""Server-sent events of a streamed answer, exactly as OpenAI's clients expect them. Pure.

One id and time throughout, a first delta with the role, content, one chunk with the finish reason
(it carries `chipcite`), usage with no choices if asked for, `[DONE]`. Nothing else, ever, but comments, which
clients pass over.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.chat.schemas import ChipciteReply, Usage

DONE = b"data: [DONE]\n\n"
KEEP_ALIVE = b": keep-alive\n\n"
PIECE = 48
"""Characters of content in one chunk: a composed answer is ready at once, so few chunks will do."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What all chunks of one answer share."""

    id: str
    created: int
    model: str
    with_usage: bool = False

    def role(self) -> bytes:
        """The first chunk."""
        return self._chunk({"role": "assistant", "content": ""})

    def content(self, text: str) -> bytes:
        """A piece of the answer."""
        return self._chunk({"content": text})

    def tool_calls(self, calls: Sequence[Mapping[str, Any]]) -> bytes:
        """Pieces of tool calls, each with its index, as the model's server made them."""
        return self._chunk({"tool_calls": [dict(call) for call in calls]})

    def finish(self, reply: ChipciteReply, reason: str = "stop") -> bytes:
        """The only chunk with a finish reason."""
        return self._chunk({}, reason, {"chipcite": reply.model_dump(mode="json")})

    def usage(self, usage: Usage) -> bytes:
        """The chunk after the last, for those who asked."""
        return event(self._head() | {"choices": [], "usage": usage.model_dump()})

    def _head(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
        }

    def _chunk(
        self, delta: dict[str, Any], reason: str | None = None, more: dict[str, Any] | None = None
    ) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        empty = {"usage": None} if self.with_usage else {}
        return event(self._head() | {"choices": [choice]} | empty | (more or {}))


def remark(data: Mapping[str, Any]) -> bytes:
    """What our own page shows while a turn runs, as a comment: other clients pass over it."""
    return f": chipcite {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()


def event(data: dict[str, Any]) -> bytes:
    """One event; JSON escapes every line break, so it stays one line."""
    return f"data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()


def pieces(text: str, size: int = PIECE) -> Iterator[str]:
    """The text in pieces that end between words where they can."""
    start = 0
    while start < len(text):
        end = min(start + size, len(text))
        space = text.rfind(" ", start + 1, end)
        if end < len(text) and space > start:
            end = space + 1
        yield text[start:end]
        start = end
