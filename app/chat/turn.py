"""One turn of a chat: dialogue, intent, retrieval, an answer or an abstention, the record.

Answerers are asked in order; the first that has an answer gives it, and when none has, the turn abstains.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import structlog

from app.chat import repository
from app.chat.abstention import Verdict, demanded_names, in_one_passage, judge
from app.chat.citations import citations, page_url
from app.chat.composing import Draft, compose, refuse
from app.chat.dialogue import Dialogue, read_dialogue, token_count
from app.chat.evidence import Unit, rank_units
from app.chat.exact import compose_exact
from app.chat.intent import Intent, Reading, Want, read_question
from app.chat.schemas import ChatRequest, ChipciteReply, ChipciteRequest, Usage
from app.chat.wording import say
from app.core.database import transaction
from app.core.errors import ContextLengthError
from app.resources import Resources
from app.search.schemas import SearchRequest
from app.search.service import Found, find, named_chip
from retrieval.types import Passage

log = structlog.get_logger()

MAX_TOKENS = 32_768
"""Of a conversation. Nothing here needs a limit without a language model, but clients must learn of one."""
EVIDENCE = 20
"""Passages that are read for the one that answers, and for names that must stand somewhere."""
EARLIER = 6
"""The user's messages before this one that are searched for a chip."""


@dataclass(frozen=True, slots=True)
class Question:
    """All that an answerer may use."""

    reading: Reading
    found: Found
    units: tuple[Unit, ...]
    """Sentences and rows of the hits, best first."""
    url: Callable[[Passage], str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished turn."""

    text: str
    reply: ChipciteReply
    usage: Usage
    latencies: dict[str, float] = field(default_factory=dict)


Answerer = Callable[[Resources, Question], Awaitable[Draft | None]]


async def from_facts(resources: Resources, question: Question) -> Draft | None:
    """An exact fact, or the certainty that what was named is not there."""
    found, reading = question.found, question.reading
    draft = compose_exact(found.exact, found.versions, found.places, reading.language, question.url)
    return None if draft and draft.abstained and _told_elsewhere(question) else draft


def _told_elsewhere(question: Question) -> bool:
    """Whether prose or a table that gave no facts may still say what the facts do not hold."""
    names = demanded_names(question.reading, question.found.scope)
    prose = question.reading.want in (Want.NUMBER, Want.PROSE)
    return prose or (bool(names) and in_one_passage(names, question.found.hits))


async def from_passages(resources: Resources, question: Question) -> Draft | None:
    """Quoted and cited passages, where they hold what was asked for."""
    verdict = _verdict(question)
    if not verdict.answer:
        return None
    return compose(question.reading, question.found.hits, question.units, question.url)


ANSWERERS: tuple[Answerer, ...] = (from_facts, from_passages)
"""In the order in which they are asked: exact facts go before passages."""


async def take_turn(resources: Resources, request: ChatRequest, base_url: str) -> Answer:
    """Answer the last question of a conversation, and record the turn."""
    started = time.perf_counter()
    prompt_tokens = checked_length(request)
    dialogue = read_dialogue(request.messages)
    reading = read_question(dialogue.question)
    found, draft = await _answer(resources, request, dialogue, reading, base_url)
    milliseconds = {"total": round(1000 * (time.perf_counter() - started), 1)}
    reply = _reply(reading, found, draft, base_url)
    reply = await _record(resources, request, dialogue, found, draft, reply, milliseconds)
    log.info("turn.answered", intent=reply.intent, abstained=reply.abstained, ms=milliseconds["total"])
    completion_tokens = token_count(draft.text)
    usage = Usage(
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        total_tokens=prompt_tokens + completion_tokens,
    )
    return Answer(draft.text, reply, usage, milliseconds)


def checked_length(request: ChatRequest) -> int:
    """Tokens of the conversation, or the error that IDEs know how to handle."""
    tokens = sum(token_count(message.text) for message in request.messages)
    if tokens > MAX_TOKENS:
        raise ContextLengthError(
            f"This conversation has about {tokens} tokens; {MAX_TOKENS} are accepted. Shorten it.",
            param="messages",
        )
    return tokens


async def _answer(
    resources: Resources, request: ChatRequest, dialogue: Dialogue, reading: Reading, base_url: str
) -> tuple[Found | None, Draft]:
    """The draft, with what was found for it; small talk needs no retrieval."""
    if not dialogue.question:
        return None, Draft(say(reading.language, "no_question"), abstained=True)
    if reading.intent is Intent.SMALL_TALK:
        return None, Draft(say(reading.language, "small_talk"))
    found = await _retrieve(resources, request, dialogue)
    # Chips and revisions have done their part; what they leave of the question is looked for.
    words = read_question(found.scope.text, found.scope.unknown_chips)
    reading = replace(words, language=reading.language)
    spoken = {row.document_id for row in found.versions if row.language == reading.language}
    units = rank_units(reading, found.hits, spoken)
    question = Question(reading, found, units, lambda passage: page_url(base_url, passage))
    # What another revision says is no answer to a question about one that is not here.
    for answerer in () if found.scope.unknown_revision else ANSWERERS:
        draft = await answerer(resources, question)
        if draft is not None:
            return found, draft
    return found, abstain(question)


def abstain(question: Question) -> Draft:
    """Say what is missing, with the closest passages."""
    found = question.found
    return refuse(
        _verdict(question), question.reading, found.scope, found.hits, found.revisions, question.url
    )


def _verdict(question: Question) -> Verdict:
    found = question.found
    if not found.versions and not found.scope.unknown_revision:
        return Verdict(False, "no_documents")
    return judge(question.reading, found.scope, found.hits, question.units)


async def _retrieve(resources: Resources, request: ChatRequest, dialogue: Dialogue) -> Found:
    """Passages for the question; a chip that only earlier messages name is carried over."""
    pins = request.chipcite or ChipciteRequest()
    search = SearchRequest(
        query=dialogue.question,
        chip=pins.chip,
        revision=pins.revision,
        documents=pins.documents,
        limit=EVIDENCE,
    )
    async with resources.sessions() as session:
        found = await find(resources, session, search)
        if pins.chip or found.scope.chips or found.scope.unknown_chips:
            return found
        for earlier in dialogue.earlier[:EARLIER]:
            chip = await named_chip(session, earlier)
            if chip:
                return await find(resources, session, search.model_copy(update={"chip": chip}))
    return found


def _reply(reading: Reading, found: Found | None, draft: Draft, base_url: str) -> ChipciteReply:
    scope = found.scope if found else None
    state = {
        "chips": list(scope.chips) if scope else [],
        "revisions": list(scope.revisions) if scope else [],
        "documents": list(scope.documents) if scope else [],
        "language": reading.language,
    }
    return ChipciteReply(
        intent=reading.intent.value,
        state=state,
        citations=citations(draft.cited, base_url),
        facts=list(draft.facts),
        abstained=draft.abstained,
        clarify=draft.clarify,
        degraded=list(found.degraded) if found else [],
    )


async def _record(
    resources: Resources,
    request: ChatRequest,
    dialogue: Dialogue,
    found: Found | None,
    draft: Draft,
    reply: ChipciteReply,
    latencies: dict[str, float],
) -> ChipciteReply:
    """Write the turn down; the reply then names it."""
    hits = [
        {"passage_id": hit.passage.id, "score": hit.score, "sources": list(hit.sources)}
        for hit in (found.hits if found else ())
    ]
    pins = request.chipcite or ChipciteRequest()
    async with transaction(resources.sessions) as session:
        conversation = await repository.conversation_for(
            session, pins.conversation_id, request.user or "", dialogue.question
        )
        turn = await repository.add_turn(
            session,
            conversation,
            question=dialogue.question,
            answer=draft.text,
            intent=reply.intent,
            state=reply.state,
            hits=hits,
            citations=[each.model_dump(mode="json") for each in reply.citations],
            abstained=reply.abstained,
            degraded=reply.degraded,
            latencies=latencies,
        )
        return reply.model_copy(update={"conversation_id": conversation.id, "turn_id": turn.id})
