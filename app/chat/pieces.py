"""What an answer is made of while it is on its way: text, tool calls, and what its reader waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.chat.verification import Verification
from app.llm.errors import LlmError


@dataclass(frozen=True, slots=True)
class ToolDeltas:
    """Tool calls on their way to the client, in OpenAI's shape."""

    calls: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a reader waits for: a model that reads."""

    passages: int
    seconds: int | None
    """Until its first word, about; None before its speed was measured."""


Piece = str | ToolDeltas | Waiting
"""What a turn sends while it runs."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A sentence that is not released, and why."""

    unit: str
    verdict: Verification


class Whole:
    """A gate for what makes sense only when it is complete."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, delta: str) -> list[str]:
        """Nothing yet."""
        self._held += delta
        return []

    def flush(self) -> list[str]:
        """All of it."""
        held, self._held = self._held, ""
        return [held] if held else []


class UnverifiedError(LlmError):
    """JSON cannot be sent without what is wrong in it."""

    code = "unverified"
    sentence = "The language model's answer does not stand in the manuals, so it is not given."
