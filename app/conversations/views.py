"""Rows as clients see them, and replies as rows keep them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.conversations.schemas import ConversationSummary, EarlierAnswer, OwnVerdict, TurnOut
from app.models import Conversation, Feedback, Outcome, Turn

COLUMNS = ("intent", "state", "citations", "verification", "abstained", "degraded")
"""Parts of a reply that have columns of their own, for whoever counts and compares turns."""
IDS = ("conversation_id", "turn_id")


def details_of(reply: Mapping[str, Any]) -> dict[str, Any]:
    """What of a reply no column holds."""
    return {name: value for name, value in reply.items() if name not in (*COLUMNS, *IDS)}


def reply_of(turn: Turn) -> dict[str, Any] | None:
    """The reply's `chipcite` object, whole again; None for a turn that got none."""
    if not turn.intent and not turn.details:
        return None
    columns = {name: getattr(turn, name) for name in COLUMNS}
    return columns | turn.details | {"conversation_id": turn.conversation_id, "turn_id": turn.id}


def summary(conversation: Conversation, turns: int) -> ConversationSummary:
    """A conversation in the list."""
    return ConversationSummary(
        id=conversation.id,
        title=conversation.title,
        created_at=conversation.created_at,
        updated_at=conversation.updated_at,
        turn_count=turns,
    )


def turn_out(turn: Turn, earlier: Sequence[Turn], verdict: Feedback | None = None) -> TurnOut:
    """A turn with its earlier answers, and what its reader thought of it."""
    return TurnOut(
        id=turn.id,
        question=turn.question,
        answer=turn.answer,
        status=Outcome(turn.status),
        error=turn.error,
        pins=turn.pins,
        chipcite=reply_of(turn),
        earlier=[
            EarlierAnswer(id=one.id, answer=one.answer, chipcite=reply_of(one), created_at=one.created_at)
            for one in earlier
        ],
        feedback=OwnVerdict.model_validate(verdict, from_attributes=True) if verdict else None,
        created_at=turn.created_at,
    )
