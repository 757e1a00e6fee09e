"""Server-sent events of a streamed completion, as OpenAI's clients expect them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.chat.events import event
from app.chat.schemas import ChipciteReply, Usage


@dataclass(frozen=True, slots=True)
class TextStream:
    """What all chunks of one completion share."""

    id: str
    created: int
    model: str
    with_usage: bool = False

    def text(self, text: str, index: int) -> bytes:
        """A piece of an answer."""
        return self._chunk({"text": text, "index": index, "logprobs": None, "finish_reason": None})

    def finish(self, index: int, reason: str, reply: ChipciteReply) -> bytes:
        """The end of one answer."""
        choice = {"text": "", "index": index, "logprobs": None, "finish_reason": reason}
        return self._chunk(choice | {"chipcite": reply.model_dump(mode="json")})

    def usage(self, usage: Usage) -> bytes:
        """The chunk after the last, for those who asked."""
        return event(self._head() | {"choices": [], "usage": usage.model_dump()})

    def raw(self, chunk: Mapping[str, Any]) -> bytes:
        """A chunk of the language model's server, under the names that this stream has."""
        return event({**chunk, **self._head()})

    def _head(self) -> dict[str, Any]:
        return {"id": self.id, "object": "text_completion", "created": self.created, "model": self.model}

    def _chunk(self, choice: dict[str, Any]) -> bytes:
        return event(self._head() | {"choices": [choice]} | ({"usage": None} if self.with_usage else {}))
