"""One turn of a chat: dialogue, intent, retrieval, an answer or an abstention, the record.

Exact facts answer first. A language model, where there is one, phrases what the passages say, fenced by
verification; without one the passages are quoted. When none of them has an answer, the turn abstains.
"""

import time
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from app.chat.absent_instances import absent_instance
from app.chat.answerers import Question, quoted, stated, verdict_of, with_older, with_uncovered
from app.chat.asking import context_of
from app.chat.coding_request import (
    asks_code,
    owned_registers,
    surely_asks_code,
    without_model,
)
from app.chat.comparing import compared
from app.chat.composing import Draft
from app.chat.deciding import LIKELY, model_reads, stands_alone
from app.chat.dialogue import token_count
from app.chat.evidence import Ranked, rank_units, unspoken
from app.chat.intent import is_of_hardware
from app.chat.known_errata import with_known
from app.chat.linking import link, with_linked
from app.chat.opening import NONE, opening_of
from app.chat.part_attributes import part_attributes
from app.chat.paths import joined
from app.chat.pieces import Piece
from app.chat.recording import record, reply_of
from app.chat.reranking import reranked
from app.chat.schemas import ChatRequest, ChipciteReply, Usage
from app.chat.stating import meant_by
from app.chat.undecided import with_choice
from app.chat.understanding import Asked, in_language, retrieve, understand
from app.chat.wording import say
from app.chat.writing import Writing
from app.core.deadline import in_time, within
from app.core.errors import ContextLengthError, InvalidRequestError
from app.core.markdown import definitions, unmarked, with_definitions
from app.core.metrics import TURN_SECONDS, timed
from app.core.threads import aside
from app.llm.errors import LlmError, LlmSlowError
from app.llm.patience import Patience
from app.resources import Resources
from app.search.service import Found
from retrieval.retriever import Retriever

log = structlog.get_logger()

MAX_TOKENS = 32_768
"""Of a conversation without a language model: nothing here needs a limit, but clients must learn of one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished turn."""

    text: str
    reply: ChipciteReply
    usage: Usage
    finish_reason: str = "stop"
    tool_calls: list[dict[str, Any]] = field(default_factory=list)
    latencies: dict[str, float] = field(default_factory=dict)


async def take_turn(
    resources: Resources, request: ChatRequest, base_url: str, adapter: str = "", *, recorded: bool = True
) -> Answer:
    """Answer the last question of a conversation, and record the turn, unless no reader will see it."""
    async with aclosing(stream_turn(resources, request, base_url, adapter, recorded=recorded)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Answer):
                return piece
    raise AssertionError("a turn ends with its answer")


def stream_turn(
    resources: Resources, request: ChatRequest, base_url: str, adapter: str = "", *, recorded: bool = True
) -> AsyncGenerator[Piece | Answer]:
    """The answer as it comes, then the finished and recorded turn. What was sent is never taken back.

    Raises `DeadlineError` when it takes too long.
    """
    patience = Patience().total if resources.llm else 0.0
    turn = _pieces(resources, request, base_url, adapter, recorded)
    return in_time(turn, resources.settings.turn_seconds + patience)


async def _pieces(
    resources: Resources, request: ChatRequest, base_url: str, adapter: str, recorded: bool
) -> AsyncGenerator[Piece | Answer]:
    started = time.perf_counter()
    prompt_tokens = await checked_length(resources, request, adapter)
    async with within(resources.settings.turn_seconds):
        question = await _question(resources, request, base_url)
    agent = _agent_asks(resources, request)
    draft = None if agent else await _compared(resources, question) or await aside(stated, question)
    linked = question.linked  # `port c?` goes on from a fact, and asks for no code
    goes_on = linked is not None and linked.leans and linked.chance >= LIKELY
    if not (agent or goes_on) and resources.llm is None and question.found is not None:
        draft = await _without_model(resources, question, question.found, draft)
    if draft is not None:
        draft = await _completed(resources, question, draft, older=draft.abstained)
        draft = _linked(question, draft, request)
        yield draft.text
    degraded: list[str] = []
    writing, opening = None, NONE
    if draft is None and resources.llm and _may_write(request, question):
        opening = NONE if agent else await aside(opening_of, question)
        writing = Writing(resources.llm, request, question, opening)
        try:
            async with aclosing(writing.pieces(resources, adapter)) as pieces:
                async for piece in pieces:
                    yield piece
        except LlmError as error:
            log.warning("llm.failed", error=type(error).__name__)
            if writing.sent or request.wants_json or (agent and question.found is None):
                raise
            degraded.append("llm_slow" if isinstance(error, LlmSlowError) else "llm")
        draft = None if degraded else writing.draft()
        if draft is not None and not agent:
            more = await _completed(resources, question, draft)
            if more is not draft:
                yield more.text.removeprefix(draft.text)
            draft = more
        if draft is not None and (block := definitions(draft.text, _places(question, draft, request))):
            yield f"\n\n{block}"
            draft = replace(draft, text=f"{draft.text}\n\n{block}")
    if draft is None:
        tried = writing.written() if writing else None
        quotes = await _quotes(resources, question, request, slow="llm_slow" in degraded)
        shown = writing.shown if writing else ""
        gap = "\n\n" if shown.strip() else ""
        rest = opening.rest(quotes.text)
        yield f"{gap}{rest}"
        tried = replace(tried, finish_reason="stop") if tried else None
        draft = replace(quotes, text=f"{shown}{gap}{rest}", written=tried)
    milliseconds = {"total": round(1000 * (time.perf_counter() - started), 1)}
    milliseconds |= draft.written.latencies if draft.written else {}
    reply = reply_of(question.asked, question.found, draft, [*degraded, *draft.degraded], base_url)
    if recorded:
        reply = await record(resources, request, question.asked, question.found, draft, reply, milliseconds)
        log.info("turn.answered", intent=reply.intent, abstained=reply.abstained, ms=milliseconds["total"])
    yield _answer(draft, reply, prompt_tokens, milliseconds)


async def _quotes(resources: Resources, question: Question, request: ChatRequest, *, slow: bool) -> Draft:
    """What the manuals say in their own words; after a model that was too slow, with how long it had."""
    quotes = await aside(quoted, question)
    if not _agent_asks(resources, request):
        quotes = await _completed(resources, question, quotes)
    quotes = _linked(question, quotes, request)
    if not slow:
        return quotes
    waited = str(round(resources.settings.llm_patience))
    return replace(quotes, text=f"{quotes.text}\n\n{say(question.asked.language, 'slow', seconds=waited)}")


async def _without_model(
    resources: Resources, question: Question, found: Found, draft: Draft | None
) -> Draft | None:
    """Where code is asked for: what it needs, beside what the manuals say."""
    reading = question.asked.own
    if not asks_code(reading, found):
        return draft
    answer = await aside(quoted, question) if draft is None else draft
    sure = surely_asks_code(reading)
    if not (answer.abstained or sure):
        return answer
    owned = await owned_registers(resources, reading, found)
    if not (owned or sure):
        return answer
    return without_model(reading, found, question.url, draft, answer, owned)


async def _compared(resources: Resources, question: Question) -> Draft | None:
    """What changed, or differs, where that is asked."""
    if question.found is None or not question.asked.dialogue.question:
        return None
    return await compared(resources, question.found, question.asked.language, question.url)


async def _completed(resources: Resources, question: Question, draft: Draft, *, older: bool = True) -> Draft:
    """A draft with what `older` revisions say, the known faults of what it is about, the choice among the
    chips that a bare number may mean, and the chips of which there is no manual beside others."""
    found, language, state = question.found, question.asked.language, question.asked.dialogue.state
    draft = await with_older(resources, question, draft) if older else draft
    draft = await with_known(resources, found, state.stepping, draft, language, question.url)
    draft = await with_choice(resources, question.asked.dialogue.undecided if found else (), draft, language)
    return with_uncovered(draft, found.scope, language) if found else draft


async def checked_length(resources: Resources, request: ChatRequest, adapter: str = "") -> int:
    """Tokens of the conversation, or the error that IDEs know how to handle.

    Our own prompts compress a long history; a client that runs tools has its messages passed on as they are.
    """
    tokens = sum(token_count(message.text) for message in request.messages)
    limit = MAX_TOKENS
    if _agent_asks(resources, request) and resources.llm:
        limit = await context_of(resources.llm, adapter)
    if tokens > limit:
        raise ContextLengthError(
            f"This conversation has about {tokens} tokens; {limit} are accepted. Shorten it.",
            param="messages",
        )
    return tokens


def _agent_asks(resources: Resources, request: ChatRequest) -> bool:
    """Whether a program is in charge, by tools or by a schema: then a model answers, with our evidence."""
    if request.wants_json and resources.llm is None:
        raise InvalidRequestError(
            "JSON answers need a language model, and none is set up.", param="response_format"
        )
    return bool((request.tools or request.wants_json) and resources.llm)


async def _question(resources: Resources, request: ChatRequest, base_url: str) -> Question:
    """The last question, with what was found for it. Small talk needs no retrieval, nor does a program's task
    that is none of hardware's."""
    request, language = in_language(request)
    asked = await understand(resources, request, language)
    elsewhere = request.tools and resources.llm and not is_of_hardware(asked.dialogue.resolved)
    if elsewhere or not asked.needs_manuals:
        return Question(asked, None, None, "", base_url)
    asked, found = await retrieve(resources, request, asked)
    spoken = found.documents_in(asked.language)
    with timed(TURN_SECONDS, "rank"):
        ranked = await aside(_ranked, resources.retriever, asked, found, spoken)
    linked = await link(resources, request, asked, found)
    ranked, linked = await reranked(resources, asked, found, ranked, linked)
    asked = with_linked(asked, linked)
    meant = await meant_by(resources, linked, found, asked.language)
    path = await part_attributes(resources, asked, found, linked)
    if not (path or stands_alone(linked, found.scope)):
        path, found = await joined(resources, asked, found)
    absent = await absent_instance(resources, asked.dialogue.question, found)
    return Question(asked, found, ranked, _last_reply(request), base_url, linked, meant, path, absent)


def _ranked(retriever: Retriever, asked: Asked, found: Found, spoken: Collection[str]) -> Ranked:
    """The sentences and rows of the hits, best first."""
    missing = unspoken(asked.own, found.hits)
    elsewhere = retriever.elsewhere(missing, [row.id for row in found.versions], found.others)
    homes, chips = found.naming.homes, (*found.scope.written, *found.scope.unknown_chips)
    return rank_units(asked.own, found.hits, spoken, asked.context, elsewhere, homes, chips)


def _last_reply(request: ChatRequest) -> str:
    replies = [message.text for message in request.messages if message.role == "assistant"]
    return unmarked(replies[-1]) if replies else ""


def _may_write(request: ChatRequest, question: Question) -> bool:
    """A program's request always goes to the model; a question of a reader only with evidence."""
    if request.tools or request.wants_json:
        return True
    found = question.found
    return found is not None and model_reads(verdict_of(question, found))


def _linked(question: Question, draft: Draft, request: ChatRequest) -> Draft:
    """A draft that nobody has seen yet, with the links of its markers at its end."""
    return replace(draft, text=with_definitions(draft.text, _places(question, draft, request)))


def _places(question: Question, draft: Draft, request: ChatRequest) -> list[tuple[int, str]]:
    """Where an answer's markers lead. A program that reads JSON has no use for that, nor has one that is
    about to run its tools."""
    if request.wants_json or (draft.written and draft.written.tool_calls):
        return []
    return [(each.marker, question.url(each.passage)) for each in draft.cited]


def _answer(draft: Draft, reply: ChipciteReply, prompt_tokens: int, latencies: dict[str, float]) -> Answer:
    """The turn's result, with the model's own count of tokens where it gave one."""
    written = draft.written
    said = (written.completion_tokens if written else 0) or token_count(draft.text)
    read = (written.prompt_tokens if written else 0) or prompt_tokens
    return Answer(
        text=draft.text,
        reply=reply,
        usage=Usage(prompt_tokens=read, completion_tokens=said, total_tokens=read + said),
        finish_reason=written.finish_reason if written else "stop",
        tool_calls=list(written.tool_calls) if written else [],
        latencies=latencies,
    )
