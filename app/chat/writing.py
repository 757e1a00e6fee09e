"""An answer written by a language model: what it is given, and what becomes of what it says."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from app.chat.abilities import MOST_ROUNDS, carry_out, told
from app.chat.answerers import Question
from app.chat.asking import LIMITS, Room, Sources, called_for, llm_request, reader_words, room_of
from app.chat.checklists import Item, unaddressed
from app.chat.citations import Cited
from app.chat.composing import Draft, Written, closest, excerpt, place_line
from app.chat.generation import Fence, Generation, verification_of
from app.chat.grounding import Grounds, checkable, counting_on, extended, facts_of, read
from app.chat.opening import NONE, Opening
from app.chat.pieces import Piece, ToolDeltas, Waiting
from app.chat.prompts import VERSION
from app.chat.replacing import Replacements
from app.chat.schemas import ChatRequest
from app.chat.verification import TaskFence, Verifier
from app.chat.verification.verifier import ABSTAINS
from app.chat.wording import say
from app.llm.errors import LlmContextError, LlmRejectedError
from app.llm.types import Llm, LlmRequest
from app.resources import Resources
from retrieval.context import tokens_of

SAID = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9][A-Za-z0-9_]*+")
ANNOUNCED = re.compile(r"^.*[:：][ \t]*$|^#.*$", re.MULTILINE)
"""A line that says something comes: where nothing does, it is no answer."""
LEAST_SAID = 3
NEAREST = 3
"""Sources that are named where the model has cited none."""


class Writing:
    """One answer by a model, from its evidence to the finished draft."""

    def __init__(self, llm: Llm, request: ChatRequest, question: Question, opening: Opening = NONE) -> None:
        self.sent = False
        """Whether anything went to the reader: from then on there is no falling back."""
        self._llm = llm
        self._request = request
        self._question = question
        self._asked = question.asked
        self._found = question.found
        self._grounds = Grounds()
        self._called = called_for(question.asked)
        self._generation: Generation | None = None
        self._verifier: Verifier | None = None
        self._met: set[str] = set()
        """Names that were looked up while the answer was written."""
        self._opening = opening
        self._after = ""

    async def pieces(self, resources: Resources, adapter: str = "") -> AsyncGenerator[Piece]:
        """The answer as it may be seen, then where it stands. Raises `LlmError` where the model fails."""
        if self._opening.text:
            yield self._opening.text
        heading = self._opening.heading
        async with aclosing(self.answer(resources, adapter)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str) and heading:
                    yield heading
                    heading = ""
                yield piece
        self._after = self._closing()
        if self._after:
            yield self._after

    async def answer(self, resources: Resources, adapter: str = "") -> AsyncGenerator[Piece]:
        """The model's own words, as far as they may be seen.

        Our count of tokens is an estimate: a prompt that the server finds too long is made again, shorter.
        """
        room = await room_of(self._llm, adapter, resources.settings.llm_patience)
        try:
            async with aclosing(self._answer(resources, adapter, room)) as pieces:
                async for piece in pieces:
                    yield piece
        except LlmContextError:
            if self.sent or self._request.tools:
                raise
            async with aclosing(self._answer(resources, adapter, room.halved)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _answer(self, resources: Resources, adapter: str, room: Room) -> AsyncGenerator[Piece]:
        if self._found is not None:
            readable = room.for_evidence(self._request, self._asked)
            grounds = read(self._found, room.context, self._question.ranked, readable)
            self._grounds = counting_on(grounds, self._opening.cited)
        request = llm_request(self._request, self._asked, self._sources(), self._called, room, adapter)
        yield self._waiting(request)
        fence = asyncio.create_task(self._fence(resources))
        made = self._generation = self._made(resources, request, fence)
        try:
            async with aclosing(self._rounds(resources, made)) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            # Not every answer needs it; what reads the tables is not torn from them.
            await asyncio.gather(fence, return_exceptions=True)

    def _made(self, resources: Resources, request: LlmRequest, fence: asyncio.Task[Fence]) -> Generation:
        """The answer in the making. A program decides for itself how long it waits and what comes next."""
        program = bool(self._request.tools)
        return Generation(
            llm=self._llm,
            request=request,
            fence=fence,
            language=self._asked.language,
            link=lambda number: self._grounds.link(number),
            patient=not program,
            inform=partial(self._inform, resources) if program else None,
            wait=None if program or self._request.wants_json else resources.settings.llm_patience,
            instead=None if program else Replacements(self._grounds.sources, self._opening.text).instead,
            structured=self._request.wants_json,
        )

    def _waiting(self, request: LlmRequest) -> Waiting:
        speed, user = self._llm.speed(request.model), request.messages[-1]
        seconds = round(speed.seconds(tokens_of(str(user["content"])))) if speed else None
        return Waiting(len(self._grounds.sources), seconds)

    async def _rounds(self, resources: Resources, made: Generation) -> AsyncGenerator[Piece]:
        """Calls of the model until it has no more questions of its own."""
        for left in reversed(range(MOST_ROUNDS + 1)):
            async with aclosing(self._round(made)) as pieces:
                async for piece in pieces:
                    self.sent = self.sent or not isinstance(piece, str) or bool(piece.strip())
                    yield piece
            if not made.tool_calls or self._request.tools or self._found is None:
                return
            await self._use_tools(resources, made, left)

    async def _round(self, made: Generation) -> AsyncGenerator[Piece]:
        """One call of the model. A client sees the calls of its own tools, never those of ours."""
        while True:
            try:
                async with aclosing(made.pieces()) as pieces:
                    async for piece in pieces:
                        if self._request.tools or not isinstance(piece, ToolDeltas):
                            yield piece
            except LlmRejectedError as error:
                lighter = self._lighter(made.request, error)
                if lighter is None:
                    raise
                made.request = lighter
            else:
                return

    def _lighter(self, request: LlmRequest, error: LlmRejectedError) -> LlmRequest | None:
        """Without what the server refused and the answer can do without; None where all is needed."""
        if not isinstance(error, LlmContextError):
            # A server that was not started for tools refuses the whole request; the question needs none.
            return replace(request, tools=()) if request.tools and not self._request.tools else None
        # A client may allow more tokens than there is room for beside the prompt: then what is left is the
        # limit, as every server has it that is told none.
        free = {name: value for name, value in request.extra.items() if name not in LIMITS}
        return None if self.sent or len(free) == len(request.extra) else replace(request, extra=free)

    async def _use_tools(self, resources: Resources, made: Generation, left: int) -> None:
        """Carries out what the model asked for, and gives it the results; the last time without tools."""
        first = max((number for number, _ in self._grounds.sources), default=0) + 1
        results = await carry_out(resources, made.tool_calls, self._question.base_url, first)
        self._grounds = extended(self._grounds, results)
        messages = told(made.request.messages, made.spoken, made.tool_calls, results)
        tools = made.request.tools if left > 1 else ()
        request = replace(made.request, messages=messages, tools=tools)
        made.resume(request, await self._fence(resources))

    def _sources(self) -> Sources | None:
        """None where a program's task has nothing to do with manuals."""
        return self._grounds.prompted if self._found is not None else None

    async def _fence(self, resources: Resources) -> Fence:
        """Made while the model reads: facts come from the tables, and reading evidence takes a while."""
        grounds, question = self._grounds, self._asked.dialogue.resolved
        if self._found is not None:
            grounds = await checkable(resources, self._found, question, grounds)
        verifier = self._verifier = await asyncio.to_thread(
            grounds.fence, question, reader_words(self._request)
        )
        return TaskFence(verifier) if self._request.tools else verifier

    async def _inform(self, resources: Resources, unit: str) -> None:
        """A program speaks of registers that nobody had asked for: they are looked up when it names them."""
        if self._found is None or self._verifier is None:
            return
        names = [name for name in self._verifier.strangers(unit) if name not in self._met]
        self._met.update(names)
        if names:
            facts = await facts_of(resources, self._found, names, self._grounds)
            await asyncio.to_thread(self._verifier.learn, facts)

    def draft(self) -> Draft | None:
        """The finished answer; None where nothing of what the model said could be shown.

        A program's answer stands as it is: quotations instead of it would not go on with its task.
        """
        made = self._generation
        if made is None or not (self._request.tools or self._says_something(made) or made.tool_calls):
            return None
        abstained = self._abstained(made)
        cited = self._closest()[1] if abstained else self._cited(made)
        return Draft(f"{self.shown}{self._after}", cited, abstained=abstained, written=self.written())

    def _abstained(self, made: Generation) -> bool:
        """Whether it says that the manuals do not say it."""
        silent = self._found is not None and not (made.cited or made.tool_calls or self._opening.text)
        return silent and bool(ABSTAINS.search(made.written))

    def _closest(self) -> tuple[list[str], tuple[Cited, ...]]:
        """What the reader may look at where the model found no answer; a program has seen it already."""
        found, ranked = self._found, self._question.ranked
        if found is None or ranked is None or self._request.tools:
            return [], ()
        return closest(found.hits, ranked.units, self._asked.language, self._question.url)

    def written(self) -> Written | None:
        """For the record; None where the model was never reached."""
        made = self._generation
        if made is None:
            return None
        return Written(
            verification=verification_of(made, [item.id for item in self._left(made)]),
            prompt_version=VERSION,
            adapter=made.request.model,
            prompt_tokens=made.usage.prompt_tokens,
            completion_tokens=made.usage.completion_tokens,
            finish_reason=made.finish_reason,
            tool_calls=tuple(made.tool_calls),
            latencies={
                "first_token": round(1000 * made.first_token, 1),
                "first_sentence": round(1000 * made.first_sentence, 1),
            },
        )

    def _closing(self) -> str:
        """Where the cited passages stand, and what an expert would still look at."""
        made = self._generation
        unsaid = made is None or not (self._says_something(made) or self._request.tools)
        if made is None or unsaid or made.tool_calls or made.structured:
            return ""
        language = self._asked.language
        lines = [f"- {place_line(one, language, self._question.url)}" for one in self._cited(made)]
        if self._abstained(made):
            lines = self._closest()[0]
        elif not (lines or self._request.tools):
            # What it says stands in the evidence, but it did not say where.
            near = [Cited(number, passage, "") for number, passage in self._grounds.sources[:NEAREST]]
            lines = [
                say(language, "more"),
                *(f"- {place_line(one, language, self._question.url)}" for one in near),
            ]
        blocks = ["\n".join(lines)] if lines else []
        counts = {"removed": made.removed - made.replaced, "replaced": made.replaced}
        blocks.extend(say(language, key, count=str(count)) for key, count in counts.items() if count)
        if left := self._left(made):
            points = "\n".join(f"- {point.text(language)}" for item in left for point in item.points)
            blocks.append(f"{say(language, 'unaddressed')}\n{points}")
        return "".join(f"\n\n{block}" for block in blocks)

    def _cited(self, made: Generation) -> tuple[Cited, ...]:
        found = ((number, self._grounds.passage(number)) for number in made.cited)
        written = [Cited(number, passage, excerpt(passage)) for number, passage in found if passage]
        return self._opening.sources(written)

    @property
    def shown(self) -> str:
        """What the reader has seen of it."""
        return self._opening.before(self._generation.shown if self._generation else "")

    def _says_something(self, made: Generation) -> bool:
        """Whether what is left after verification is an answer, and not only what announces one."""
        return bool(made.cited) or len(SAID.findall(ANNOUNCED.sub("", made.shown))) >= LEAST_SAID

    def _left(self, made: Generation) -> tuple[Item, ...]:
        """What an expert would have spoken of and the answer does not."""
        return unaddressed(made.written, self._called) if made.written.strip() else ()
