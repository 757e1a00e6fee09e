"""Conversations and turns in the tables. The caller owns the transaction."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.conversations.access import visible_to
from app.conversations.cursor import Cursor
from app.conversations.titles import title_of
from app.core.ids import is_id, new_id
from app.models import Conversation, Feedback, Turn
from app.models.base import now


async def conversation_for(
    session: AsyncSession,
    conversation_id: str | None,
    owner: str,
    question: str,
    state: dict[str, Any],
    *,
    listed: bool = False,
) -> Conversation:
    """The conversation that a turn belongs to: the owner's own one if it exists, a new one otherwise.

    Its state is the turn's, where that has one. A listed one is made under the id that the page chose: all
    that is asked in it at the same moment finds the same conversation.
    """
    named = conversation_id if conversation_id and is_id(conversation_id) else None
    present = await session.get(Conversation, named) if named else None
    if present is not None and present.owner == owner:
        present.state = state or present.state
        present.listed = present.listed or listed
        present.updated_at = now()  # the state alone may be what it was
        return present
    chosen = named if named and listed and present is None else new_id()
    conversation = Conversation(id=chosen, owner=owner, listed=listed, title=title_of(question), state=state)
    session.add(conversation)
    await session.flush()  # before its turn, which refers to it
    return conversation


def add_turn(session: AsyncSession, conversation: Conversation, **values: Any) -> Turn:
    """Record a question and its answer, with the transaction's end."""
    turn = Turn(**({"id": new_id()} | values), conversation_id=conversation.id)
    session.add(turn)
    return turn


async def has_turn(session: AsyncSession, turn_id: str) -> bool:
    """Whether a turn of this id is recorded."""
    return await session.scalar(select(Turn.id).where(Turn.id == turn_id)) is not None


async def replace_turn(session: AsyncSession, conversation_id: str, old: str, new: str) -> None:
    """The old turn, and what it replaced itself, become earlier answers of the new one."""
    await session.execute(
        update(Turn)
        .where(Turn.conversation_id == conversation_id, or_(Turn.id == old, Turn.replaced_by == old))
        .values(replaced_by=new)
    )


async def list_page(
    session: AsyncSession, owner: str, q: str, limit: int, after: Cursor | None
) -> list[tuple[Conversation, int]]:
    """Conversations with their numbers of turns, last used first; each word of `q` stands in them."""
    query = (
        select(Conversation, _count())
        .where(visible_to(owner), *(_mentions(word) for word in q.split()))
        .order_by(Conversation.updated_at.desc(), Conversation.id.desc())
        .limit(limit)
    )
    if after is not None:
        place = tuple_(Conversation.updated_at, Conversation.id)
        query = query.where(place < tuple_(after.updated_at, after.id, types=_PLACE))
    return [(conversation, turns) for conversation, turns in await session.execute(query)]


_PLACE = [Conversation.updated_at.type, Conversation.id.type]


def _shown() -> tuple[ColumnElement[bool], ...]:
    """A conversation's turns but for those that were asked anew."""
    return (Turn.conversation_id == Conversation.id, Turn.replaced_by.is_(None))


def _count() -> ColumnElement[int]:
    return select(func.count()).where(*_shown()).correlate(Conversation).scalar_subquery()


def _mentions(word: str) -> ColumnElement[bool]:
    """Whether title, a question or an answer holds a word."""
    said = or_(Turn.question.icontains(word, autoescape=True), Turn.answer.icontains(word, autoescape=True))
    turns = select(Turn.id).where(*_shown(), said).correlate(Conversation).exists()
    return or_(Conversation.title.icontains(word, autoescape=True), turns)


async def get(session: AsyncSession, owner: str, conversation_id: str) -> tuple[Conversation, int] | None:
    """The owner's conversation with its number of turns; None where there is none for them."""
    if not is_id(conversation_id):
        return None
    query = select(Conversation, _count()).where(Conversation.id == conversation_id, visible_to(owner))
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


async def turn_of(session: AsyncSession, conversation_id: str, turn_id: str) -> Turn | None:
    """A turn of this conversation; None where it is none."""
    turn = await session.get(Turn, turn_id) if is_id(turn_id) else None
    return turn if turn is not None and turn.conversation_id == conversation_id else None


async def last_turns(
    session: AsyncSession, conversation_id: str, before: Turn | None, limit: int
) -> list[Turn]:
    """The last turns of a conversation, or the last ones before a turn of it; oldest first."""
    query = select(Turn).where(Turn.conversation_id == conversation_id, Turn.replaced_by.is_(None))
    if before is not None:
        place = tuple_(before.created_at, before.id, types=[Turn.created_at.type, Turn.id.type])
        query = query.where(tuple_(Turn.created_at, Turn.id) < place)
    query = query.order_by(Turn.created_at.desc(), Turn.id.desc()).limit(limit)
    return list(await session.scalars(query))[::-1]


async def all_turns(session: AsyncSession, conversation_id: str) -> list[Turn]:
    """Every turn that is shown, oldest first."""
    query = select(Turn).where(Turn.conversation_id == conversation_id, Turn.replaced_by.is_(None))
    return list(await session.scalars(query.order_by(Turn.created_at, Turn.id)))


async def earlier_of(session: AsyncSession, turns: Sequence[Turn]) -> dict[str, list[Turn]]:
    """Earlier answers to the same questions, by the turn that replaced them; oldest first."""
    earlier: dict[str, list[Turn]] = defaultdict(list)
    if turns:
        query = select(Turn).where(
            Turn.conversation_id == turns[0].conversation_id, Turn.replaced_by.in_([one.id for one in turns])
        )
        for turn in await session.scalars(query.order_by(Turn.created_at, Turn.id)):
            earlier[str(turn.replaced_by)].append(turn)
    return earlier


async def verdicts_of(session: AsyncSession, turns: Sequence[Turn], owner: str) -> dict[str, Feedback]:
    """What the owner thought of each turn."""
    own = (Feedback.turn_id.in_([one.id for one in turns]), Feedback.author == owner)
    return {one.turn_id: one for one in await session.scalars(select(Feedback).where(*own))}


async def rename(session: AsyncSession, owner: str, conversation_id: str, title: str) -> None:
    """Set a title; the conversation keeps its place in the list."""
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, visible_to(owner))
        .values(title=title, updated_at=Conversation.updated_at)
    )


async def remove(session: AsyncSession, owner: str, conversation_id: str) -> None:
    """Delete a conversation with its turns, and what was thought of them."""
    await session.execute(delete(Conversation).where(Conversation.id == conversation_id, visible_to(owner)))
