"""What goes to a language model and what comes back, and the protocol that every client fulfils.

Messages and tool calls stay plain dictionaries in OpenAI's shape: they pass through us untouched.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.llm.speed import Speed


@dataclass(frozen=True, slots=True)
class LlmRequest:
    """One call of a language model."""

    messages: Sequence[Mapping[str, Any]]
    model: str = ""
    """An adapter's name as the server lists it; the configured base when empty."""
    max_tokens: int | None = None
    temperature: float | None = None
    stop: Sequence[str] = ()
    tools: Sequence[Mapping[str, Any]] = ()
    tool_choice: Any = None
    schema: Mapping[str, Any] | None = None
    """A JSON schema that the answer must fulfil: sent as `response_format` of type `json_schema`."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Further sampling fields of the client's request, passed on as they are."""


@dataclass(frozen=True, slots=True)
class LlmUsage:
    """Tokens as the server counted them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    """Of the prompt, those that the server still knew from an earlier call, where it says so."""


@dataclass(frozen=True, slots=True)
class Delta:
    """One event of a stream: any of the fields may be empty."""

    content: str = ""
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    """Deltas in OpenAI's shape: `index`, then `id`, `type`, `function.name`, then pieces of arguments."""
    finish_reason: str = ""
    usage: LlmUsage | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished answer."""

    content: str
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    finish_reason: str = "stop"
    usage: LlmUsage = field(default_factory=LlmUsage)


@dataclass(frozen=True, slots=True)
class ServedLlm:
    """A model or adapter that the server offers."""

    id: str
    parent: str = ""
    """The base that an adapter stands on; empty for a base."""
    max_model_len: int | None = None


class Llm(Protocol):
    """A language model server."""

    def stream(self, request: LlmRequest) -> AsyncGenerator[Delta]:
        """The answer as it is made. Closing the iterator cancels the request at the server.

        Raises `app.llm.errors.LlmError` before the first delta or in mid-stream.
        """
        ...

    async def complete(self, request: LlmRequest) -> Completion:
        """The whole answer."""
        ...

    async def models(self) -> tuple[ServedLlm, ...]:
        """What the server offers, remembered for a short while."""
        ...

    def speed(self, model: str = "") -> Speed | None:
        """How fast a model, or the configured base, was in its last answers; None before it was measured."""
        ...

    def unanswered(self, request: LlmRequest, tokens: int, waited: float) -> None:
        """Learn from a call that was given up: of so many tokens, none was answered after so many seconds."""
        ...


class LlmServer(Llm, Protocol):
    """What the service holds on to: a model, and the rest of its server that we use."""

    async def completion(self, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        """A call of `/v1/completions` (`prompt`, `suffix` …) as it is, and its whole answer as it is."""
        ...

    def completion_stream(self, payload: Mapping[str, Any]) -> AsyncGenerator[Mapping[str, Any]]:
        """The same as a stream of chunks."""
        ...

    def start(self, first: LlmRequest) -> None:
        """Start what is ours to start, with the service; `first` is asked once, to be ready for others."""
        ...

    async def ready(self) -> str:
        """`ok`, or what is wrong in a few words. Never raises."""
        ...

    async def aclose(self) -> None:
        """Let go of the connections."""
        ...
