"""What a turn leaves behind: the reply's `chipcite` object, and the row that feedback names."""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.chat.citations import citations
from app.chat.composing import Draft
from app.chat.intent import Intent, intent_of
from app.chat.schemas import ChatRequest, ChipciteReply, ChipciteRequest
from app.chat.understanding import Asked
from app.conversations import repository
from app.conversations.access import owner_of
from app.conversations.views import details_of
from app.core.database import transaction
from app.core.ids import is_id
from app.core.metrics import FINDINGS, TURN_SECONDS, TURNS, measured
from app.feedback.service import note_turn
from app.models import Outcome
from app.resources import Resources
from app.search.service import Found

log = structlog.get_logger()


def reply_of(
    asked: Asked, found: Found | None, draft: Draft, degraded: Sequence[str], base_url: str
) -> ChipciteReply:
    """What Chipcite knows of its own answer."""
    scope = found.scope if found else None
    state = asked.dialogue.state.as_dict() | {
        "chips": list((scope.chips if scope else ()) or asked.dialogue.state.chips),
        "revisions": list(scope.revisions) if scope else [],
        "documents": list(scope.documents) if scope else [],
        "language": asked.language,
    }
    return ChipciteReply(
        intent=_intent(asked, draft).value,
        state=state,
        citations=citations(draft.cited, base_url),
        facts=list(draft.facts),
        verification=draft.written.verification if draft.written else {},
        abstained=draft.abstained,
        clarify=draft.clarify,
        degraded=[*(found.degraded if found else ()), *degraded],
    )


def _intent(asked: Asked, draft: Draft) -> Intent:
    """A question that reads like one for an explanation was for a fact where a fact answered it."""
    if draft.kind is None or asked.reading.intent is not Intent.CONCEPT:
        return asked.reading.intent
    return intent_of(draft.kind)


@measured(TURN_SECONDS, "record")
async def record(
    resources: Resources,
    request: ChatRequest,
    asked: Asked,
    found: Found | None,
    draft: Draft,
    reply: ChipciteReply,
    latencies: dict[str, float],
) -> ChipciteReply:
    """Write the turn down; the reply then names it.

    Where that fails, the reader keeps the answer, which no feedback can name then.
    """
    _measure(draft, latencies)
    values = _row(asked, found, draft, reply, latencies)
    try:
        ids = await store(resources, request, reply.state, **values)
        return reply.model_copy(update=ids)
    except (SQLAlchemyError, OSError):
        log.exception("turn.not_recorded")
        return reply


def _measure(draft: Draft, latencies: dict[str, float]) -> None:
    """Counts the turn by how it ended, and what verification did to it."""
    outcome = "abstained" if draft.abstained else "clarified" if draft.clarify else "answered"
    TURNS.labels(outcome).inc()
    TURN_SECONDS.labels("total").observe(latencies["total"] / 1000)
    verdict = draft.written.verification if draft.written else {}
    FINDINGS.labels("refused").inc(len(verdict.get("findings", ())))
    FINDINGS.labels("removed").inc(verdict.get("removed", 0))


async def store(
    resources: Resources, request: ChatRequest, state: dict[str, Any], **values: Any
) -> dict[str, str]:
    """Add a turn to its conversation; the ids of both. A turn asked anew replaces the one before it."""
    try:
        return await _store(resources, request, state, values)
    except IntegrityError:
        # Two tabs began the same conversation at once; the other was faster, and its row is found now.
        return await _store(resources, request, state, values)


async def _store(
    resources: Resources, request: ChatRequest, state: dict[str, Any], values: dict[str, Any]
) -> dict[str, str]:
    where = request.chipcite or ChipciteRequest()
    owner = owner_of(request.user)
    async with transaction(resources.sessions) as session:
        conversation = await repository.conversation_for(
            session, where.conversation_id, owner, values["question"], state, listed=where.listed
        )
        named = where.turn_id if where.turn_id and is_id(where.turn_id) else None
        new = named is not None and not await repository.has_turn(session, named)
        given = {"id": named} if new else {}
        turn = repository.add_turn(session, conversation, state=state, pins=where.pins, **given, **values)
        if where.replaces and turn.status == Outcome.DONE:
            await session.flush()
            await repository.replace_turn(session, conversation.id, where.replaces, turn.id)
        await note_turn(session, turn, owner, where.replaces)
        return {"conversation_id": conversation.id, "turn_id": turn.id}


def _row(
    asked: Asked, found: Found | None, draft: Draft, reply: ChipciteReply, latencies: dict[str, float]
) -> dict[str, Any]:
    hits = [
        {"passage_id": hit.passage.id, "score": hit.score, "sources": list(hit.sources)}
        for hit in (found.hits if found else ())
    ]
    return {
        "question": asked.dialogue.question,
        "answer": draft.text,
        "status": Outcome.DONE,
        "intent": reply.intent,
        "hits": hits,
        "citations": [each.model_dump(mode="json") for each in reply.citations],
        "verification": reply.verification,
        "abstained": reply.abstained,
        "degraded": reply.degraded,
        "prompt_version": draft.written.prompt_version if draft.written else "",
        "adapter": draft.written.adapter if draft.written else "",
        "latencies": latencies,
        "details": details_of(reply.model_dump(mode="json")),
    }
