"""A language model that says what a test tells it to, with the client's interface and the client's errors.

llm = ScriptedLlm(["PLLRDY is bit 25 [1].", LlmTimeoutError()])       # one answer per call, in order
llm = ScriptedLlm(lambda request: Answer(tool_calls=(call("search", {"query": "PLL"}),)))
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.llm.speed import Speed
from app.llm.types import Completion, Delta, LlmRequest, LlmUsage, ServedLlm

PIECE = 7
"""Characters in a delta: cuts words, numbers and markers in two, as tokens do."""

BASE = "scripted"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model does when it is called."""

    content: str = ""
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    """Whole calls; `call` makes one."""
    finish_reason: str = ""
    """Empty: `tool_calls` where there are some, else `stop`."""
    error: Exception | None = None
    """Raised after the content and the tool calls, instead of an end."""
    stall_after: int | None = None
    """Deltas after which it waits until the test sets `ScriptedLlm.released`."""


Reply = str | Answer | Exception
Script = Sequence[Reply] | Callable[[LlmRequest], Reply]


def call(name: str, arguments: Mapping[str, Any], id: str = "call_0") -> dict[str, Any]:
    """A tool call as OpenAI writes it."""
    function = {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}
    return {"id": id, "type": "function", "function": function}


class ScriptedLlm:
    """An `LlmServer` without a server. One call more than the script has answers is an AssertionError."""

    def __init__(
        self,
        script: Script,
        *,
        models: Sequence[ServedLlm] = (ServedLlm(BASE, max_model_len=8192),),
        state: str = "ok",
        piece: int = PIECE,
        speed: Speed | None = None,
    ) -> None:
        self.requests: list[LlmRequest] = []
        """What was asked, in order."""
        self.cancelled = 0
        """Streams that were closed before their end."""
        self.given_up: list[tuple[int, float]] = []
        """Calls that were not waited for any longer: their tokens, and the seconds."""
        self.closed = False
        self.released = asyncio.Event()
        self._script = script
        self._models = tuple(models)
        self._state = state
        self._piece = piece
        self._speed = speed

    async def stream(self, request: LlmRequest) -> AsyncGenerator[Delta]:
        answer = self._answer(request)
        finished = False
        try:
            for number, delta in enumerate([*_deltas(answer, self._piece), None]):
                if number == answer.stall_after:
                    await self.released.wait()
                await asyncio.sleep(0)
                if delta:
                    yield delta
            finished = True
            if answer.error:
                raise answer.error
            yield Delta(finish_reason=_reason(answer))
            yield Delta(usage=_usage(request, answer))
        finally:
            self.cancelled += not finished

    async def complete(self, request: LlmRequest) -> Completion:
        answer = self._answer(request)
        if answer.stall_after is not None:
            await self.released.wait()
        if answer.error:
            raise answer.error
        return Completion(answer.content, answer.tool_calls, _reason(answer), _usage(request, answer))

    async def models(self) -> tuple[ServedLlm, ...]:
        return self._models

    def speed(self, model: str = "") -> Speed | None:
        return self._speed

    def unanswered(self, request: LlmRequest, tokens: int, waited: float) -> None:
        self.given_up.append((tokens, waited))

    async def completion(self, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        request = _of_completion(payload)
        done = await self.complete(request)
        return _text_chunk(payload, done.content, done.finish_reason) | {"usage": _counted(done.usage)}

    async def completion_stream(self, payload: Mapping[str, Any]) -> AsyncGenerator[Mapping[str, Any]]:
        asked = (payload.get("stream_options") or {}).get("include_usage", False)
        async for delta in self.stream(_of_completion(payload)):
            if delta.usage is None:
                yield _text_chunk(payload, delta.content, delta.finish_reason or None)
            elif asked:
                yield _text_chunk(payload, "", None) | {"choices": [], "usage": _counted(delta.usage)}

    def start(self, first: LlmRequest) -> None:
        pass

    async def ready(self) -> str:
        return self._state

    async def aclose(self) -> None:
        self.closed = True

    def _answer(self, request: LlmRequest) -> Answer:
        number = len(self.requests)
        self.requests.append(request)
        if callable(self._script):
            reply = self._script(request)
        else:
            assert number < len(self._script), f"called {number + 1} times, {len(self._script)} answers"  # noqa: S101 - a double for tests
            reply = self._script[number]
        if isinstance(reply, str):
            return Answer(reply)
        return Answer(error=reply) if isinstance(reply, Exception) else reply


def _deltas(answer: Answer, piece: int) -> list[Delta]:
    """The answer in pieces: text first, then each call's head, then its arguments."""
    deltas = [Delta(content=part) for part in _pieces(answer.content, piece)]
    for index, whole in enumerate(answer.tool_calls):
        head = {"name": whole["function"]["name"], "arguments": ""}
        deltas.append(_tool_delta({"index": index, "id": whole["id"], "type": "function", "function": head}))
        parts = _pieces(whole["function"]["arguments"], piece)
        deltas += [_tool_delta({"index": index, "function": {"arguments": part}}) for part in parts]
    return deltas


def _tool_delta(change: dict[str, Any]) -> Delta:
    return Delta(tool_calls=(change,))


def _pieces(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _reason(answer: Answer) -> str:
    return answer.finish_reason or ("tool_calls" if answer.tool_calls else "stop")


def _usage(request: LlmRequest, answer: Answer) -> LlmUsage:
    """Four characters to a token: enough for a test to see that something was counted."""
    asked = sum(len(str(message.get("content") or "")) for message in request.messages)
    said = len(answer.content) + sum(len(whole["function"]["arguments"]) for whole in answer.tool_calls)
    return LlmUsage(-(-asked // 4), -(-said // 4))


def _counted(usage: LlmUsage) -> dict[str, int]:
    total = usage.prompt_tokens + usage.completion_tokens
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": total,
    }


def _of_completion(payload: Mapping[str, Any]) -> LlmRequest:
    message = {"role": "user", "content": payload.get("prompt", "")}
    return LlmRequest([message], model=str(payload.get("model") or ""), extra=payload)


def _text_chunk(payload: Mapping[str, Any], text: str, reason: str | None) -> dict[str, Any]:
    choice = {"index": 0, "text": text, "logprobs": None, "finish_reason": reason}
    model = payload.get("model") or BASE
    return {"id": "cmpl-0", "object": "text_completion", "created": 0, "model": model, "choices": [choice]}
