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

from app.chat.asking import context_of
from app.chat.being_read import with_being_read
from app.chat.citations import page_url
from app.chat.composing import Draft, compose, refuse
from app.chat.deciding import (
    Verdict,
    demanded_names,
    in_one_passage,
    judge,
    model_reads,
    states_what_is_asked,
)
from app.chat.dialogue import token_count
from app.chat.evidence import Ranked, rank_units, unspoken
from app.chat.exact import compose_exact
from app.chat.generation import Piece
from app.chat.intent import Intent, Reading, Want, is_of_hardware
from app.chat.older import beside, suggested
from app.chat.recording import record, reply_of
from app.chat.schemas import ChatRequest, ChipciteReply, Usage
from app.chat.understanding import Asked, retrieve, understand
from app.chat.wording import say
from app.chat.writing import Writing
from app.core.deadline import checked, in_time, left, within
from app.core.errors import ContextLengthError, DeadlineError, InvalidRequestError, UnavailableError
from app.core.threads import aside
from app.facts.questions import Asked as Facts
from app.llm.errors import LlmError
from app.llm.patience import Patience
from app.resources import Resources
from app.search.exact import Exact, misspelt, only_earlier
from app.search.service import DEADLINE, DOWN, Found
from retrieval.retriever import Retriever
from retrieval.types import Passage

TOLD = frozenset({Intent.DEBUGGING, Intent.ERRATA, Intent.PROCEDURE})
"""Who asks these of a register does not ask what the register is."""
log = structlog.get_logger()

MAX_TOKENS = 32_768
"""Of a conversation without a language model: nothing here needs a limit, but clients must learn of one."""


@dataclass(frozen=True, slots=True)
class Question:
    """All that an answerer may use."""

    asked: Asked
    found: Found | None
    """None where nothing needs to be looked up."""
    ranked: Ranked | None
    """Sentences and rows of the hits, best first; None where nothing needs to be looked up."""
    reply: str
    """What the assistant said last."""
    base_url: str

    def url(self, passage: Passage) -> str:
        """The image of a passage's page."""
        return page_url(self.base_url, passage)


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished turn."""

    text: str
    reply: ChipciteReply
    usage: Usage
    finish_reason: str = "stop"
    tool_calls: list[dict[str, Any]] = field(default_factory=list)
    latencies: dict[str, float] = field(default_factory=dict)


async def take_turn(resources: Resources, request: ChatRequest, base_url: str, adapter: str = "") -> Answer:
    """Answer the last question of a conversation, and record the turn."""
    async with aclosing(stream_turn(resources, request, base_url, adapter)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Answer):
                return piece
    raise AssertionError("a turn ends with its answer")


def stream_turn(
    resources: Resources, request: ChatRequest, base_url: str, adapter: str = ""
) -> AsyncGenerator[Piece | Answer]:
    """The answer as it comes, then the finished and recorded turn. What was sent is never taken back.

    Raises `DeadlineError` when it takes too long.
    """
    patience = Patience().total if resources.llm else 0.0
    turn = _pieces(resources, request, base_url, adapter)
    return in_time(turn, resources.settings.turn_seconds + patience)


async def _pieces(
    resources: Resources, request: ChatRequest, base_url: str, adapter: str
) -> AsyncGenerator[Piece | Answer]:
    started = time.perf_counter()
    prompt_tokens = await checked_length(resources, request, adapter)
    async with within(resources.settings.turn_seconds):
        question = await _question(resources, request, base_url)
    agent = _agent_asks(resources, request)
    draft = None if agent else await aside(_stated, question)
    if draft is not None:
        draft = await _with_older(resources, question, draft) if draft.abstained else draft
        yield draft.text
    degraded: list[str] = []
    writing = None
    if draft is None and resources.llm and _may_write(request, question):
        writing = Writing(resources.llm, request, question.asked, question.found, base_url)
        try:
            async with aclosing(writing.pieces(resources, adapter)) as pieces:
                async for piece in pieces:
                    yield piece
        except LlmError as error:
            log.warning("llm.failed", error=type(error).__name__)
            if writing.sent or request.wants_json or (agent and question.found is None):
                raise
            degraded.append("llm")
        draft = None if degraded else writing.draft()
        if draft is not None and not agent:
            more = await _with_older(resources, question, draft)
            if more is not draft:
                yield more.text.removeprefix(draft.text)
            draft = more
    if draft is None:
        tried = writing.written() if writing else None
        quoted = await aside(_quoted, question)
        quoted = quoted if agent else await _with_older(resources, question, quoted)
        shown = writing.shown if writing else ""
        gap = "\n\n" if shown.strip() else ""
        yield f"{gap}{quoted.text}"
        tried = replace(tried, finish_reason="stop") if tried else None
        draft = replace(quoted, text=f"{shown}{gap}{quoted.text}", written=tried)
    milliseconds = {"total": round(1000 * (time.perf_counter() - started), 1)}
    milliseconds |= draft.written.latencies if draft.written else {}
    reply = reply_of(question.asked, question.found, draft, [*degraded, *draft.degraded], base_url)
    reply = await record(resources, request, question.asked, question.found, draft, reply, milliseconds)
    log.info("turn.answered", intent=reply.intent, abstained=reply.abstained, ms=milliseconds["total"])
    yield _answer(draft, reply, prompt_tokens, milliseconds)


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
    asked = await understand(resources, request)
    elsewhere = request.tools and resources.llm and not is_of_hardware(asked.dialogue.resolved)
    if elsewhere or not asked.needs_manuals:
        return Question(asked, None, None, "", base_url)
    asked, found = await retrieve(resources, request, asked)
    spoken = {row.document_id for row in found.versions if row.language == asked.language}
    ranked = await aside(_ranked, resources.retriever, asked, found, spoken)
    return Question(asked, found, ranked, _last_reply(request), base_url)


def _ranked(retriever: Retriever, asked: Asked, found: Found, spoken: Collection[str]) -> Ranked:
    """The sentences and rows of the hits, best first."""
    missing = unspoken(asked.own, found.hits)
    elsewhere = retriever.elsewhere(missing, [row.id for row in found.versions], found.others)
    return rank_units(asked.own, found.hits, spoken, asked.context, elsewhere)


def _last_reply(request: ChatRequest) -> str:
    replies = [message.text for message in request.messages if message.role == "assistant"]
    return replies[-1] if replies else ""


def _stated(question: Question) -> Draft | None:
    """What needs neither model nor passages: no question, small talk, a fact, an unknown revision."""
    asked, found = question.asked, question.found
    if not asked.dialogue.question:
        return Draft(say(asked.language, "no_question"), abstained=True)
    if found is None:
        away = asked.reading.intent is Intent.OUT_OF_SCOPE
        return Draft(say(asked.language, asked.reading.intent.value), abstained=away)
    # What another revision says is no answer to a question about one that is not here.
    if found.scope.unknown_revision:
        return abstain(question, found, _verdict(question, found))
    return from_facts(question, found)


def from_facts(question: Question, found: Found) -> Draft | None:
    """An exact fact, or the certainty that what was named is not there."""
    language = question.asked.language
    if question.asked.reading.intent in TOLD and found.exact and _is_overview(found.exact):
        return None
    exact, ranked = found.exact, question.ranked
    if exact and ranked and not states_what_is_asked(exact, found.places, ranked, question.reply):
        return None
    chips = found.scope.chips
    draft = compose_exact(found.exact, found.versions, found.places, language, question.url, chips)
    return None if draft and draft.abstained and _told_elsewhere(question.asked.reading, found) else draft


def _is_overview(exact: Exact) -> bool:
    """Whether all that the facts say is what a register is."""
    known = any(each.answer.kind is Facts.ERRATUM for each in exact.answers)
    return exact.question.kind is Facts.OVERVIEW and not known


def _told_elsewhere(reading: Reading, found: Found) -> bool:
    """Whether prose or a table that gave no facts may still say what the facts do not hold."""
    names = demanded_names(reading, found.scope)
    prose = reading.want in (Want.NUMBER, Want.PROSE)
    return prose or (bool(names) and in_one_passage(names, found.hits))


def _may_write(request: ChatRequest, question: Question) -> bool:
    """A program's request always goes to the model; a question of a reader only with evidence."""
    if request.tools or request.wants_json:
        return True
    found = question.found
    return found is not None and model_reads(_verdict(question, found))


def _quoted(question: Question) -> Draft:
    """Quoted and cited passages where they hold what was asked for; else what is missing."""
    found = question.found
    if found is None or question.ranked is None:
        return _stated(question) or Draft("")
    verdict = _verdict(question, found)
    if not verdict.answer:
        return abstain(question, found, verdict)
    return compose(question.asked.own, found.hits, question.ranked.units, question.url)


def abstain(question: Question, found: Found, verdict: Verdict) -> Draft:
    """Say what is missing, with the closest passages. What could not be searched is not missing."""
    if found.down and found.versions:
        raise UnavailableError(DOWN)
    return refuse(verdict, question.asked.reading, found.scope, found.hits, found.revisions, question.url)


async def _with_older(resources: Resources, question: Question, draft: Draft) -> Draft:
    """An answer that is no exact fact, with what older revisions say otherwise of the facts it is about;
    an abstention with what they alone state."""
    found, language, url = question.found, question.asked.language, question.url
    if found is None:
        return draft
    draft = await with_being_read(resources, draft, found.scope, found.versions, language)
    if found.exact is None:
        return draft
    if draft.abstained:
        try:
            with checked(left(resources.settings.turn_seconds) / 2):
                async with resources.sessions() as session:
                    meant = await misspelt(session, found.exact, found.versions)
                    if meant:
                        return suggested(draft, meant, language)
                    older = await only_earlier(session, found.exact, found.scope, found.versions)
        except DeadlineError:
            return replace(draft, degraded=(DEADLINE,))
        return beside(draft, "earlier", older, found.versions, language, url) if older else draft
    if len(found.exact.answers) != 1 or not found.exact.answers[0].revised:
        return draft
    stated = found.exact.answers[0]
    answering = {place.version_id for place in stated.answer.places}
    current = [row for row in found.versions if row.id in answering]
    return beside(draft, "older", stated.revised, current, language, url, stated.asks)


def _verdict(question: Question, found: Found) -> Verdict:
    if not (found.versions or found.scope.unknown_revision or found.scope.unknown_chips):
        return Verdict(False, "no_documents")
    ranked = question.ranked or rank_units(question.asked.own, ())
    return judge(question.asked.own, found.scope, found.hits, ranked)


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
