"""What a reader can do with their conversations. Never commits."""

import json
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.conversations import repository
from app.conversations.cursor import Cursor, read_cursor
from app.conversations.markdown import as_markdown
from app.conversations.schemas import (
    ConversationIn,
    ConversationList,
    ConversationOut,
    ConversationSummary,
    TurnIn,
)
from app.conversations.titles import title_of
from app.conversations.views import summary, turn_out
from app.core.errors import NotFoundError
from app.core.ids import content_id
from app.models import Conversation
from app.models.base import now


async def conversations(
    session: AsyncSession, owner: str, q: str, limit: int, after: str | None
) -> ConversationList:
    """A page of the owner's conversations."""
    start = read_cursor(after) if after else None
    rows = await repository.list_page(session, owner, q, limit + 1, start)
    shown = rows[:limit]
    has_more = len(rows) > limit
    last = shown[-1][0] if shown else None
    return ConversationList(
        data=[summary(*row) for row in shown],
        has_more=has_more,
        after=str(Cursor(last.updated_at, last.id)) if last and has_more else None,
    )


async def conversation(
    session: AsyncSession, owner: str, conversation_id: str, before: str | None, limit: int
) -> ConversationOut:
    """A conversation with its last turns, or the last ones before a turn."""
    row, count = await _own(session, owner, conversation_id)
    anchor = None
    if before is not None:
        anchor = await repository.turn_of(session, row.id, before)
        if anchor is None:
            raise NotFoundError("There is no such turn in this conversation.", param="before")
    turns = await repository.last_turns(session, row.id, anchor, limit + 1)
    shown = turns[-limit:]
    earlier = await repository.earlier_of(session, shown)
    verdicts = await repository.verdicts_of(session, shown, owner)
    return ConversationOut(
        **summary(row, count).model_dump(),
        turns=[turn_out(turn, earlier.get(turn.id, ()), verdicts.get(turn.id)) for turn in shown],
        has_more=len(turns) > limit,
    )


async def rename(session: AsyncSession, owner: str, conversation_id: str, title: str) -> ConversationSummary:
    """Give a conversation another title."""
    row, count = await _own(session, owner, conversation_id)
    await repository.rename(session, owner, row.id, title)
    return summary(row, count).model_copy(update={"title": title})


async def remove(session: AsyncSession, owner: str, conversation_id: str) -> None:
    """Delete a conversation with its turns."""
    row, _ = await _own(session, owner, conversation_id)
    await repository.remove(session, owner, row.id)


async def take_in(
    session: AsyncSession, owner: str, given: ConversationIn
) -> tuple[ConversationSummary, bool]:
    """A conversation that a client kept by itself; says whether it was taken in before.

    Its id comes from what it holds, so that two tabs that bring the same one make one.
    """
    text = json.dumps(given.model_dump(mode="json"), sort_keys=True)
    known = content_id("conversation", owner, text)
    if (present := await repository.get(session, owner, known)) is not None:
        return summary(*present), True
    made = now()
    row = Conversation(
        id=known,
        owner=owner,
        listed=True,
        title=title_of(given.turns[0].question),
        state=_state(given.turns[-1]),
        created_at=made,
        updated_at=made,
    )
    session.add(row)
    await session.flush()  # before its turns, which refer to it
    for number, turn in enumerate(given.turns):
        # A microsecond apart: their order is the order of their times.
        repository.add_turn(session, row, **_values(turn), created_at=made + timedelta(microseconds=number))
    return summary(row, len(given.turns)), False


def _values(turn: TurnIn) -> dict[str, object]:
    return turn.model_dump(exclude={"chipcite"}) | {"details": turn.chipcite or {}}


def _state(turn: TurnIn) -> dict[str, object]:
    state = (turn.chipcite or {}).get("state")
    return dict(state) if isinstance(state, dict) else {}


async def exported(session: AsyncSession, owner: str, conversation_id: str) -> tuple[str, str]:
    """A conversation's title, and all of it as Markdown."""
    row, _ = await _own(session, owner, conversation_id)
    turns = await repository.all_turns(session, row.id)
    return row.title, as_markdown(row, turns)


async def _own(session: AsyncSession, owner: str, conversation_id: str) -> tuple[Conversation, int]:
    row = await repository.get(session, owner, conversation_id)
    if row is None:
        raise NotFoundError("There is no such conversation.", param="conversation_id")
    return row
