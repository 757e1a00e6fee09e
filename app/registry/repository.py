"""Adapters, what happened to them, and what their turns came to. The caller owns the transaction."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Float, and_, case, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Adapter, AdapterEvent, AdapterState, Feedback, Outcome, Turn
from app.models.base import now
from app.registry.sequential import Arm


async def every(session: AsyncSession) -> list[Adapter]:
    """All adapters, the newest first."""
    return list(await session.scalars(select(Adapter).order_by(Adapter.created_at.desc(), Adapter.id.desc())))


async def named(session: AsyncSession, name: str) -> Adapter | None:
    """The adapter of a name."""
    found: Adapter | None = await session.scalar(select(Adapter).where(Adapter.name == name))
    return found


async def in_state(session: AsyncSession, state: AdapterState, kind: str = "llm") -> Adapter | None:
    """The one adapter of a kind that is canary or live."""
    found: Adapter | None = await session.scalar(
        select(Adapter).where(Adapter.state == state, Adapter.kind == kind)
    )
    return found


def move(session: AsyncSession, adapter: Adapter, state: AdapterState, reason: str) -> None:
    """Changes a state, and notes it."""
    session.add(AdapterEvent(adapter=adapter.name, before=adapter.state, after=state, reason=reason))
    adapter.state, adapter.changed_at = state, now()
    if state is not AdapterState.CANARY:
        adapter.share = 0.0


async def events(session: AsyncSession, limit: int) -> Sequence[AdapterEvent]:
    """What happened last, the newest first."""
    query = select(AdapterEvent).order_by(AdapterEvent.created_at.desc(), AdapterEvent.id.desc())
    return list(await session.scalars(query.limit(limit)))


async def arm(session: AsyncSession, adapter: str, canary: Adapter) -> Arm:
    """The bad turns of an adapter, or of the base, since the canary began to serve."""
    turned_down = exists().where(Feedback.turn_id == Turn.id, Feedback.rating < 0)
    removed = func.coalesce(cast(Turn.verification["removed"].as_string(), Float), 0.0) > 0
    query = select(
        func.count(), func.coalesce(func.sum(_as_number(turned_down | removed | Turn.abstained)), 0.0)
    )
    mine = and_(
        Turn.adapter == adapter,
        Turn.prompt_version != "",
        Turn.status == Outcome.DONE,
        Turn.created_at >= canary.changed_at,
    )
    turns, bad = (await session.execute(query.where(mine))).one()
    return Arm(int(turns), float(bad), float(bad))


def _as_number(condition: ColumnElement[bool]) -> ColumnElement[float]:
    return case((condition, 1.0), else_=0.0)
