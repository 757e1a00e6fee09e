"""An answer by a language model, released sentence by sentence as each is verified.

Nothing that the evidence does not hold is ever sent. The first refused sentence stops the model; it is asked
once more with the findings, and what is refused then is removed or marked.
"""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from app.chat.looping import until_it_loops
from app.chat.pieces import Piece, Refused, ToolDeltas, UnverifiedError, Whole
from app.chat.prompts import retry
from app.chat.replacing import Quotation
from app.chat.verification import SentenceGate, Verification, findings_for_prompt, repair
from app.chat.verification.repair import GONE
from app.llm.errors import LlmContextError, LlmSlowError
from app.llm.types import Delta, Llm, LlmRequest, LlmUsage
from retrieval.context import tokens_of

CITED = re.compile(r"[ \t]*(?<![A-Za-z0-9_\])`])((?:\[\d{1,3}\])+)(?!\()")
"""Citations' numbers; `CFGR[3]` is a bit and `[1](…)` a link already."""
ENDED = re.compile(r"[.!?。！？:：;；|\])`*]\s*\Z|\n\s*\Z")
CALL_BEGIN, CALL_END = "<tool_call>", "</tool_call>"
"""A call in the Hermes format; a server makes a call of it only if it expects one."""
LEAD = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+")
"""A sentence's mark in a list, which stays when its words are replaced."""
REPEATED = 20
"""Characters of a sentence that a second attempt may say again."""
CODE = re.compile(r"^\s*(?:```|~~~)", re.MULTILINE)


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
    wait: float | None = None
    """Seconds that its reader waits for its first word; then `LlmSlowError` ends it."""
    instead: Callable[[str, str], Quotation | None] | None = None
    """The manuals' words for a sentence that is refused, given what was written before it."""
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
    replaced: int = 0
    """Of the removed sentences, those in whose place the manuals are quoted."""
    regenerated: bool = False
    broken_off: bool = False
    """Whether the second attempt ended before it was one: then nothing stands for what was refused."""
    findings: list[dict[str, Any]] = field(default_factory=list)
    began: float = 0.0
    """By the clock, when the model was last asked."""
    first_token: float = 0.0
    first_sentence: float = 0.0
    """Seconds to the model's first word, and to the first that was released."""

    async def pieces(self) -> AsyncGenerator[Piece]:
        """The answer as it may be seen. Raises `LlmError` where the model fails."""
        self.began = time.perf_counter()
        refused: Refused | None = None
        async with aclosing(self._attempt(self.request)) as attempt:
            async for piece in attempt:
                if isinstance(piece, Refused):
                    refused = piece
                else:
                    yield piece
        if refused is None:
            return
        before = self.written
        try:
            async with aclosing(self._attempt(self._again(refused))) as attempt:
                async for piece in attempt:
                    if not isinstance(piece, Refused):
                        yield piece
        except (LlmContextError, LlmSlowError):
            self.broken_off = True  # no room or no time: it ends where it was refused
        if self.broken_off or not (self.removed or self.written.removeprefix(before).strip()):
            yield self._replaced(refused.unit)

    def resume(self, request: LlmRequest, fence: Fence) -> None:
        """Goes on after a round of our own tools: `pieces` is then called again."""
        self.request, self.fence = request, fence
        self.tool_calls, self.spoken = [], ""

    async def _attempt(self, request: LlmRequest) -> AsyncGenerator[Piece | Refused]:
        """One call of the model, up to its end or to the first refused sentence that is not the last word."""
        async with aclosing(self._heard(request)) as heard:
            async for each in heard:
                piece = each if isinstance(each, ToolDeltas) else await self._judged(each)
                if isinstance(piece, Refused) and self._over(piece):
                    self.broken_off = self.regenerated
                    return
                if piece:
                    yield piece
                if isinstance(piece, Refused):
                    return

    async def _heard(self, request: LlmRequest) -> AsyncGenerator[str | ToolDeltas]:
        """What the model says in units that can be judged alone, and tool calls after the words before."""
        gate = Whole() if self.structured else SentenceGate()
        async with aclosing(self._in_time(request)) as deltas:
            async for delta in deltas:
                self.first_token = self.first_token or time.perf_counter() - self.began
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

    async def _in_time(self, request: LlmRequest) -> AsyncGenerator[Delta]:
        """The model's deltas, if the first of them comes while its reader is patient."""
        started = time.perf_counter()
        async with aclosing(until_it_loops(self.llm.stream(request))) as deltas:
            limit = asyncio.timeout(self.wait)
            try:
                async with limit:
                    delta = await anext(deltas, None)
            except TimeoutError as error:
                if not limit.expired():
                    raise
                waited, tokens = time.perf_counter() - started, tokens_of(str(request.messages))
                await asyncio.to_thread(self.llm.unanswered, request, tokens, waited)
                raise LlmSlowError from error
            while delta is not None:
                yield delta
                delta = await anext(deltas, None)

    def _over(self, refused: Refused) -> bool:
        """Whether the model writes its prompt again after an answer that may stand: nothing is asked anew."""
        asked_all = bool(self.spoken.strip()) or self.regenerated or not self.patient
        return refused.verdict.ended and asked_all

    async def _fenced(self) -> Fence:
        if isinstance(self.fence, asyncio.Task):
            self.fence = await self.fence
        return self.fence

    async def _judged(self, unit: str) -> str | Refused:
        """The sentence as it may be seen; empty when it is removed."""
        unit = self._without_calls(unit)
        if self.regenerated and len(unit.strip()) > REPEATED and unit.strip() in self.written:
            return ""  # it was to go on after this
        fence = await self._fenced()
        if self.inform is not None:
            await self.inform(unit)
        verdict = fence.check(unit)
        self.checked += verdict.checked
        text = unit
        if not verdict.ok:
            self.findings.extend(verdict.as_dict()["findings"])
            if (verdict.ended and not self.structured) or (self.patient and not self.regenerated):
                return Refused(unit, verdict)
            if self.structured:
                self.removed += 1
                raise UnverifiedError
            own = not (self.patient or _is_code(unit, self.written))
            kept = repair(unit, verdict, self.language, own)
            text = "" if kept in GONE.values() else kept
            if not text.strip():
                return self._replaced(unit) or self._released(text, text)
        return self._released(text, self._linked(text))

    def _released(self, text: str, shown: str) -> str:
        """Keeps what the model wrote, and what the reader sees of it."""
        self.written += text
        self.spoken += text
        if shown.strip():
            self.first_sentence = self.first_sentence or time.perf_counter() - self.began
        self.shown += shown
        return shown

    def _replaced(self, unit: str) -> str:
        """The manuals' words where a sentence is left out, as the reader sees them; empty where none fit."""
        self.removed += 1
        kept = self.structured or unit.lstrip().startswith("|") or _is_code(unit, self.written)
        if kept or self.instead is None or not (quoted := self.instead(unit, self.written)):
            return ""
        self.replaced += 1
        lead, after = LEAD.match(unit), unit[len(unit.rstrip()) :] or " "
        words = f"{lead[0] if lead else ''}{quoted.text}"
        shown = f"{words}{self._marked([quoted.number])}{after}"
        return self._released(f"{words} [{quoted.number}]{after}", shown)

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

    def _again(self, refused: Refused) -> LlmRequest:
        self.regenerated = True
        reasons = findings_for_prompt(refused.verdict, self.language)
        said = self.request.messages
        return replace(self.request, messages=retry(said, self.spoken, refused.unit, reasons, self.language))

    def _linked(self, text: str) -> str:
        """Citations as links, but for those in code."""
        if self.structured or _is_code(text, self.written.removesuffix(text)):
            return text
        return CITED.sub(lambda match: self._marked(map(int, re.findall(r"\d+", match[1]))), text)

    def _marked(self, numbers: Iterable[int]) -> str:
        """Links to what is cited."""
        links = []
        for number in numbers:
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
            read = self.usage.prompt_tokens + delta.usage.prompt_tokens
            self.usage = LlmUsage(read, self.usage.completion_tokens + delta.usage.completion_tokens)


def _is_code(unit: str, before: str) -> bool:
    """Whether a piece stands between fences of code, or holds one."""
    return bool(CODE.search(unit) or len(CODE.findall(before)) % 2)


def verification_of(generation: Generation, unaddressed: Sequence[str] = ()) -> dict[str, Any]:
    """What the reply says of it."""
    return {
        "verified": True,
        "checked": generation.checked,
        "removed": generation.removed,
        "replaced": generation.replaced,
        "regenerated": generation.regenerated,
        "findings": _once(generation.findings),
        "unaddressed": list(unaddressed),
    }


def _once(findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each refused value once: a model repeats itself."""
    kinds = {(each["kind"], each["text"], each["reason"]): each for each in reversed(findings)}
    return list(reversed(kinds.values()))
