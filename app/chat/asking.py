"""What a language model is asked: evidence and history within its context, and the client's wishes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.chat.abilities import offered
from app.chat.checklists import Item, checklist_for
from app.chat.dialogue import DialogueState, compress, token_count
from app.chat.grounding import MOST_TOKENS
from app.chat.intent import Intent
from app.chat.prompts import Material, conversation, pass_through
from app.chat.schemas import ChatRequest, Message
from app.chat.understanding import Asked
from app.llm.errors import LlmError
from app.llm.types import Llm, LlmRequest
from retrieval.types import Passage

PASSED_ON = (
    "temperature",
    "top_p",
    "seed",
    "stop",
    "presence_penalty",
    "frequency_penalty",
    "logit_bias",
    "parallel_tool_calls",
    "max_tokens",
    "max_completion_tokens",
    "response_format",
)
"""Of the client's request, to the model's server."""
LIMITS = ("max_tokens", "max_completion_tokens")
"""Of those, the ones that say how long an answer may be."""
LEAST = 16
"""Tokens of an answer that are asked for even where there seems to be no room: our count is an estimate."""
CONTEXT = 8192
"""Tokens of a model whose server does not say."""
ANSWER = 0.25
"""Share of the context that is kept free for the answer."""

WRITING = 60.0
"""Seconds that a reader's answer is written for, where the client does not say how long it may be."""
SHORTEST = 512
"""Tokens of such an answer in any case."""
SLACK = 0.5
"""Of a reader's patience that a prompt is made to take: speeds vary, and sentences take time too."""
SAID = 0.3
"""Of what a slow model can read in time, the share that earlier turns may take."""

EXPLAINED = frozenset({Intent.DEBUGGING, Intent.CODE, Intent.COMPARISON, Intent.PROCEDURE, Intent.CONCEPT})
"""Questions whose answer may be put together from several passages, none of which holds most of its words."""

Sources = Sequence[tuple[int, Passage]]
"""Passages, numbered as the answer cites them."""


@dataclass(frozen=True, slots=True)
class Room:
    """How long a prompt may be."""

    context: int
    """Tokens that the model accepts, its answer included."""
    readable: int | None = None
    """Tokens that it reads while its reader is patient; None where nothing limits them."""
    writable: int | None = None
    """Tokens of an answer that it writes in time; None where its speed was not measured yet."""

    @property
    def halved(self) -> "Room":
        """For a second try, where the server counts more tokens than we do."""
        return replace(self, context=self.context // 2)

    @property
    def is_short(self) -> bool:
        """Whether the prompt holds only what is asked and what answers it."""
        return self.readable is not None and self.readable < MOST_TOKENS

    @property
    def usable(self) -> int:
        """Tokens that it accepts and reads in time."""
        return self.context if self.readable is None else min(self.context, self.readable)

    def for_evidence(self, sent: ChatRequest, asked: Asked) -> int | None:
        """What is left beside the question and what was said before. The rules, and a program's messages, are
        what the server knows from earlier calls."""
        if self.readable is None or sent.tools:
            return self.readable
        before = sum(token_count(one.text) for one in sent.messages[: last_question(sent.messages)])
        beside = token_count(asked.dialogue.resolved) + min(before, round(SAID * self.readable))
        return max(self.readable - beside, 0)

    @property
    def bounded(self) -> int | None:
        """The most tokens of an answer: what a model writes in time, within its share of the context."""
        return None if self.writable is None else min(self.writable, round(self.context * ANSWER))

    def for_history(self, beside: int) -> int:
        """What earlier turns may take beside all the rest."""
        free = max(round(self.context * (1 - ANSWER)) - beside, 0)
        return free if self.readable is None else min(free, round(SAID * self.readable))


def llm_request(
    sent: ChatRequest,
    asked: Asked,
    sources: Sources | None,
    called: Sequence[Item],
    room: Room,
    adapter: str,
) -> LlmRequest:
    """The prompt, within the model's context, and what the client says of sampling and tools.

    Without `sources` nothing was looked up: a program's messages are then left as they are.
    """
    language = asked.language
    material = Material(
        question=asked.dialogue.resolved,
        language=language,
        sources=sources or (),
        state=told_of(asked.dialogue.state),
        points=() if room.is_short else [point.text(language) for item in called for point in item.points],
    )
    intent = asked.reading.intent.value
    if sent.tools:
        messages = pass_through(sent.messages, None if sources is None else material)
    else:
        budget = room.for_history(token_count(str(conversation(intent, (), material))))
        history = compress(sent.messages[: last_question(sent.messages)], budget, asked.dialogue.state)
        messages = conversation(intent, history, material)
    passed = sent.model_dump(include=set(PASSED_ON), exclude_none=True)
    if limits := [name for name in LIMITS if name in passed]:
        free = room.context - token_count(str(messages)) - token_count(str(sent.tools or ""))
        passed |= {name: min(passed[name], max(free, LEAST)) for name in limits}
    return LlmRequest(
        messages=messages,
        model=adapter,
        max_tokens=None if limits or sent.tools or sent.wants_json else room.bounded,
        temperature=passed.pop("temperature", 0.0),
        tools=sent.tools or (() if sent.wants_json else offered(asked.reading.intent, room.usable)),
        tool_choice=sent.tool_choice,
        extra=passed,
    )


def first_request() -> LlmRequest:
    """What a server of our own is asked when it starts: the rules, with which every prompt begins."""
    messages = conversation(Intent.CONCEPT.value, (), Material("Are you ready?", "en"))
    return LlmRequest(messages, max_tokens=LEAST, temperature=0.0)


async def room_of(llm: Llm, adapter: str, patience: float) -> Room:
    """How long a prompt this model can be given, by its context and its measured speed."""
    speed = llm.speed(adapter)
    context = await context_of(llm, adapter)
    readable = round(speed.read * patience * SLACK) if speed else context
    writable = max(round(speed.write * WRITING), SHORTEST) if speed else None
    return Room(context, readable if readable < context else None, writable)


async def context_of(llm: Llm, adapter: str = "") -> int:
    """Tokens that a model accepts, as its server says; a guess where it does not or cannot be asked."""
    try:
        served = await llm.models()
    except LlmError:
        return CONTEXT
    own = [one for one in served if one.id == adapter] or list(served)
    return next((one.max_model_len for one in own if one.max_model_len), CONTEXT)


def last_question(messages: Sequence[Message]) -> int:
    """The index of the user's last message."""
    return max((at for at, message in enumerate(messages) if message.role == "user"), default=len(messages))


def told_of(state: DialogueState) -> dict[str, Any]:
    """What a model should know of the project: several chips only where no single one is in focus."""
    known = state.as_dict()
    known["values"] = [f"{one.register} = {one.value}".lstrip(" =") for one in state.values]
    left_out = {"chip_source", "chips"} if state.chip else {"chip_source"}
    return {name: value for name, value in known.items() if value and name not in left_out}


def called_for(asked: Asked) -> tuple[Item, ...]:
    """What the question calls for; a question for one value calls for nothing else."""
    if asked.reading.intent not in EXPLAINED:
        return ()
    known = "\n".join(str(value) for value in asked.dialogue.state.as_dict().values() if value)
    return checklist_for(asked.dialogue.resolved, known)


def reader_words(request: ChatRequest) -> str:
    """What the reader, their files and their tools said: an answer may repeat it."""
    return "\n".join(message.text for message in request.messages if message.role != "assistant")
