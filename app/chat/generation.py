"""An answer by a language model, released sentence by sentence as each is verified.

Nothing that the evidence does not hold is ever sent. The first refused sentence stops the model; it is asked
once more with the findings, and what is refused then is removed or marked.
"""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from app.chat.prompts import retry
from app.chat.verification import SentenceGate, Verification, findings_for_prompt, repair
from app.chat.verification.repair import GONE
from app.llm.errors import LlmContextError, LlmError
from app.llm.types import Delta, Llm, LlmRequest, LlmUsage

CITED = re.compile(r"[ \t]*(?<![A-Za-z0-9_\])`])((?:\[\d{1,3}\])+)(?!\()")
"""Citations' numbers; `CFGR[3]` is a bit and `[1](…)` a link already."""
ENDED = re.compile(r"[.!?。！？:：;；|\])`*]\s*\Z|\n\s*\Z")
CALL_BEGIN, CALL_END = "<tool_call>", "</tool_call>"
"""How models write a call in the Hermes format; a server makes a call of it only if it expects one."""
CODE = re.compile(r"^\s*(?:```|~~~)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ToolDeltas:
    """Tool calls on their way to the client, in OpenAI's shape."""

    calls: tuple[Mapping[str, Any], ...]


Piece = str | ToolDeltas
"""What a turn sends while it runs."""


class Fence(Protocol):
    """What says of each sentence whether it stands in the evidence."""

    def check(self, unit: str) -> Verification:
        """The verdict on the next piece of the answer."""
        ...


@dataclass(slots=True)
class Generation:
    """One answer while it is made; what it became is read from it when its pieces have ended."""

    llm: Llm
    request: LlmRequest
    fence: "Fence | asyncio.Task[Fence]"
    """A task where it is still in the making: the model begins meanwhile, its first sentence waits for it."""
    language: str
    link: Callable[[int], str]
    """The marker of a citation's number, as readers have it; empty for a number that no source has."""
    patient: bool = True
    """Whether the model is asked a second time. A client that runs tools decides for itself what is next."""
    inform: Callable[[str], Awaitable[None]] | None = None
    """Called with each sentence before it is judged."""
    structured: bool = False
    """Whether the answer is JSON that a program reads: released whole or not at all, without links."""
    calling: bool = False
    """Whether the model is writing a tool call as text."""
    written: str = ""
    """What was released, as the model wrote it."""
    shown: str = ""
    """The same as the reader has it: with markers, and without what was refused."""
    spoken: str = ""
    """What was released in this round, as the model wrote it."""
    cited: list[int] = field(default_factory=list)
    tool_calls: list[dict[str, Any]] = field(default_factory=list)
    finish_reason: str = "stop"
    usage: LlmUsage = field(default_factory=LlmUsage)
    checked: int = 0
    removed: int = 0
    regenerated: bool = False
    findings: list[dict[str, Any]] = field(default_factory=list)
    first_token: float = 0.0
    first_sentence: float = 0.0
    """Seconds from the request to the model's first word, and to the first that was released."""

    async def pieces(self) -> AsyncGenerator[Piece]:
        """The answer as it may be seen. Raises `LlmError` where the model fails."""
        started = time.perf_counter()
        refused: Refused | None = None
        async with aclosing(self._attempt(self.request, started)) as attempt:
            async for piece in attempt:
                if isinstance(piece, Refused):
                    refused = piece
                else:
                    yield piece
        if refused is None:
            return
        try:
            async with aclosing(self._attempt(self._again(refused), started)) as attempt:
                async for piece in attempt:
                    if not isinstance(piece, Refused):
                        yield piece
        except LlmContextError:
            self.removed += 1  # no room for a second attempt: the answer ends where it was refused

    def resume(self, request: LlmRequest, fence: Fence) -> None:
        """Goes on after a round of our own tools: `pieces` is then called again."""
        self.request, self.fence = request, fence
        self.tool_calls, self.spoken = [], ""

    async def _attempt(self, request: LlmRequest, started: float) -> AsyncGenerator["Piece | Refused"]:
        """One call of the model, up to its end or to the first refused sentence that is not the last word."""
        async with aclosing(self._heard(request, started)) as heard:
            async for each in heard:
                piece = each if isinstance(each, ToolDeltas) else await self._judged(each, started)
                if isinstance(piece, Refused) and self._over(piece):
                    return
                if piece:
                    yield piece
                if isinstance(piece, Refused):
                    return

    async def _heard(self, request: LlmRequest, started: float) -> AsyncGenerator[Piece]:
        """What the model says in units that can be judged alone, and tool calls after the words before."""
        gate = Whole() if self.structured else SentenceGate()
        async with aclosing(self.llm.stream(request)) as deltas:
            async for delta in deltas:
                self.first_token = self.first_token or time.perf_counter() - started
                for unit in [*gate.feed(delta.content), *(gate.flush() if delta.tool_calls else ())]:
                    yield unit
                if delta.tool_calls:
                    self._collect(delta)
                    yield ToolDeltas(delta.tool_calls)
                self._count(delta)
        for unit in gate.flush():
            if self.finish_reason == "length" and not ENDED.search(unit):
                return  # cut off by the limit: half a number would be another number
            yield unit

    def _over(self, refused: "Refused") -> bool:
        """Whether the model writes its prompt again after an answer that may stand: nothing is asked anew."""
        asked_all = bool(self.spoken.strip()) or self.regenerated or not self.patient
        return refused.verdict.ended and asked_all

    async def _fenced(self) -> Fence:
        if isinstance(self.fence, asyncio.Task):
            self.fence = await self.fence
        return self.fence

    async def _judged(self, unit: str, started: float) -> "str | Refused":
        """The sentence as it may be seen; empty when it is removed."""
        unit = self._without_calls(unit)
        fence = await self._fenced()
        if self.inform is not None:
            await self.inform(unit)
        verdict = fence.check(unit)
        self.checked += verdict.checked
        text = unit
        if not verdict.ok:
            self.findings.extend(verdict.as_dict()["findings"])
            over = verdict.ended and not self.structured
            if over or (self.patient and not self.regenerated):
                return Refused(unit, verdict)
            if self.structured:
                self.removed += 1
                raise UnverifiedError
            own = not (self.patient or _is_code(unit, self.written))
            kept = repair(unit, verdict, self.language, own)
            text = "" if kept in GONE.values() else kept
            self.removed += not text.strip()
        self.written += text
        self.spoken += text
        shown = self._linked(text)
        if shown.strip():
            self.first_sentence = self.first_sentence or time.perf_counter() - started
        self.shown += shown
        return shown

    def _without_calls(self, unit: str) -> str:
        """Without a call that the model wrote as text: it does so where it was given no tools."""
        if self.calling:
            _, closed, unit = unit.partition(CALL_END)
            self.calling = not closed
        kept, opened, call = unit.partition(CALL_BEGIN)
        if not opened:
            return kept
        _, closed, after = call.partition(CALL_END)
        self.calling = not closed
        return f"{kept}{after}"

    def _again(self, refused: "Refused") -> LlmRequest:
        self.regenerated = True
        reasons = findings_for_prompt(refused.verdict, self.language)
        said = self.request.messages
        return replace(self.request, messages=retry(said, self.spoken, refused.unit, reasons, self.language))

    def _linked(self, text: str) -> str:
        """Citations as links, but for those in code."""
        if self.structured or _is_code(text, self.written.removesuffix(text)):
            return text
        return CITED.sub(self._marker, text)

    def _marker(self, match: re.Match[str]) -> str:
        links = []
        for number in map(int, re.findall(r"\d+", match[1])):
            if link := self.link(number):
                links.append(f" {link}")
                if number not in self.cited:
                    self.cited.append(number)
        return "".join(links)

    def _collect(self, delta: Delta) -> None:
        """Whole tool calls from their pieces, for a reply that is not streamed."""
        for part in delta.tool_calls:
            index = int(part.get("index", 0))
            while len(self.tool_calls) <= index:
                self.tool_calls.append(
                    {"id": "", "type": "function", "function": {"name": "", "arguments": ""}}
                )
            call, function = self.tool_calls[index], part.get("function") or {}
            call["id"] = part.get("id") or call["id"]
            call["function"]["name"] += function.get("name") or ""
            call["function"]["arguments"] += function.get("arguments") or ""

    def _count(self, delta: Delta) -> None:
        self.finish_reason = delta.finish_reason or self.finish_reason
        if delta.usage is not None:
            self.usage = LlmUsage(
                self.usage.prompt_tokens + delta.usage.prompt_tokens,
                self.usage.completion_tokens + delta.usage.completion_tokens,
            )


def _is_code(unit: str, before: str) -> bool:
    """Whether a piece stands between fences of code, or holds one."""
    return bool(CODE.search(unit) or len(CODE.findall(before)) % 2)


class UnverifiedError(LlmError):
    """JSON cannot be sent without what is wrong in it."""

    code = "unverified"
    sentence = "The language model's answer does not stand in the manuals, so it is not given."


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


@dataclass(frozen=True, slots=True)
class Refused:
    """A sentence that is not released, and why."""

    unit: str
    verdict: Verification


def verification_of(generation: Generation, unaddressed: Sequence[str] = ()) -> dict[str, Any]:
    """What the reply says of it."""
    return {
        "verified": True,
        "checked": generation.checked,
        "removed": generation.removed,
        "regenerated": generation.regenerated,
        "findings": _once(generation.findings),
        "unaddressed": list(unaddressed),
    }


def _once(findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each refused value once: a model repeats itself."""
    kinds = {(each["kind"], each["text"], each["reason"]): each for each in reversed(findings)}
    return list(reversed(kinds.values()))
