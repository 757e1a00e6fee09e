"""Conversations and turns in the tables. The caller owns the transaction."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import is_id
from app.models import Conversation, Turn

LONGEST_TITLE = 80


async def conversation_for(
    session: AsyncSession, conversation_id: str | None, owner: str, question: str
) -> Conversation:
    """The conversation that a turn belongs to: the owner's own one if it exists, a new one otherwise."""
    if conversation_id and is_id(conversation_id):
        known = await session.get(Conversation, conversation_id)
        if known is not None and known.owner == owner:
            return known
    conversation = Conversation(owner=owner, title=" ".join(question.split())[:LONGEST_TITLE])
    session.add(conversation)
    await session.flush()
    return conversation


async def add_turn(session: AsyncSession, conversation: Conversation, **values: Any) -> Turn:
    """Record an answered question; the conversation's state is the turn's."""
    turn = Turn(conversation_id=conversation.id, **values)
    conversation.state = turn.state
    session.add(turn)
    await session.flush()
    return turn
