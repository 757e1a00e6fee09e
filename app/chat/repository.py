"""Conversations and turns in the tables. The caller owns the transaction."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import is_id, new_id
from app.models import Conversation, Turn

LONGEST_TITLE = 80


async def conversation_for(
    session: AsyncSession, conversation_id: str | None, owner: str, question: str, state: dict[str, Any]
) -> Conversation:
    """The conversation that a turn belongs to: the owner's own one if it exists, a new one otherwise.

    Its state is the turn's.
    """
    if conversation_id and is_id(conversation_id):
        known = await session.get(Conversation, conversation_id)
        if known is not None and known.owner == owner:
            known.state = state
            return known
    title = " ".join(question.split())[:LONGEST_TITLE]
    conversation = Conversation(id=new_id(), owner=owner, title=title, state=state)
    session.add(conversation)
    await session.flush()  # before its turn, which refers to it
    return conversation


def add_turn(session: AsyncSession, conversation: Conversation, **values: Any) -> Turn:
    """Record an answered question, with the transaction's end."""
    turn = Turn(id=new_id(), conversation_id=conversation.id, **values)
    session.add(turn)
    return turn
