"""Adapters, what happened to them, and what their turns came to. The caller owns the transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Float, Select, SQLColumnExpression, and_, case, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Adapter, AdapterEvent, AdapterState, Feedback, Outcome, ShadowTurn, Turn
from app.models.base import now
from app.registry.sequential import Arm

SLOWEST_MS = 120_000.0
"""A turn counts as no longer than this: one that hung would hide what all others say."""


async def every(session: AsyncSession) -> list[Adapter]:
    """All adapters, the newest first."""
    return list(await session.scalars(select(Adapter).order_by(Adapter.created_at.desc(), Adapter.id.desc())))


async def named(session: AsyncSession, name: str) -> Adapter | None:
    """The adapter of a name."""
    found: Adapter | None = await session.scalar(select(Adapter).where(Adapter.name == name))
    return found


async def in_state(session: AsyncSession, state: AdapterState, kind: str = "llm") -> Adapter | None:
    """The one adapter of a kind that is canary or live; the shadow that came last."""
    found: Adapter | None = (await session.scalars(_in_state(state, kind))).first()
    return found


async def locked(session: AsyncSession, state: AdapterState, kind: str = "llm") -> Adapter | None:
    """The same, and nobody else changes it until the transaction ends: a person's step and the worker's
    wait for one another, and the second sees what the first has done."""
    found: Adapter | None = (await session.scalars(_in_state(state, kind).with_for_update())).first()
    return found


async def used(session: AsyncSession) -> list[Adapter]:
    """The language model's adapters that its server must have."""
    states = (AdapterState.SHADOW, AdapterState.CANARY, AdapterState.LIVE)
    query = select(Adapter).where(Adapter.kind == "llm", Adapter.state.in_(states))
    return list(await session.scalars(query))


def _in_state(state: AdapterState, kind: str) -> Select[Adapter]:
    query = select(Adapter).where(Adapter.state == state, Adapter.kind == kind)
    return query.order_by(Adapter.changed_at.desc()).execution_options(populate_existing=True)


def move(
    session: AsyncSession,
    adapter: Adapter,
    state: AdapterState,
    reason: str,
    figures: Mapping[str, Any] | None = None,
) -> None:
    """Changes a state, and notes it with the figures that decided it."""
    note = AdapterEvent(adapter=adapter.name, before=adapter.state, after=state, reason=reason)
    note.figures = dict(figures or {})
    session.add(note)
    adapter.state, adapter.changed_at = state, now()
    adapter.share, adapter.held = 0.0, False


async def events(session: AsyncSession, limit: int) -> Sequence[AdapterEvent]:
    """What happened last, the newest first."""
    query = select(AdapterEvent).order_by(AdapterEvent.created_at.desc(), AdapterEvent.id.desc())
    return list(await session.scalars(query.limit(limit)))


async def canary_arms(session: AsyncSession, adapter: str, canary: Adapter) -> dict[str, Arm]:
    """The turns of an adapter, or of the base, since the canary began to serve."""
    turned_down = exists().where(Feedback.turn_id == Turn.id, Feedback.rating < 0)
    removed = _seen("removed") > 0
    signals = {
        "bad": turned_down | removed | Turn.abstained,
        "turned_down": turned_down,
        "removed": removed,
        "abstained": Turn.abstained,
    }
    query = select(*_sums(signals, _milliseconds())).where(
        Turn.adapter == adapter,
        Turn.prompt_version != "",
        Turn.status == Outcome.DONE,
        Turn.created_at >= canary.changed_at,
    )
    return _arms((await session.execute(query)).one(), tuple(signals))


async def shadow_arms(session: AsyncSession, shadow: Adapter) -> tuple[dict[str, Arm], dict[str, Arm]]:
    """What readers saw, and what the shadow would have said to the same questions."""
    since = and_(ShadowTurn.adapter == shadow.name, ShadowTurn.created_at >= shadow.changed_at)
    seen = _signals(Turn.abstained, _seen("removed") > 0)
    unseen = _signals(ShadowTurn.abstained, ShadowTurn.removed > 0)
    of_readers = select(*_sums(seen, _milliseconds())).join(ShadowTurn, ShadowTurn.turn_id == Turn.id)
    of_shadow = select(*_sums(unseen, ShadowTurn.milliseconds))
    rows = [(await session.execute(query.where(since))).one() for query in (of_readers, of_shadow)]
    live, dark = [_arms(row, tuple(seen)) for row in rows]
    return live, dark


def _signals(
    abstained: SQLColumnExpression[bool], removed: SQLColumnExpression[bool]
) -> dict[str, SQLColumnExpression[bool]]:
    """What can be said of a turn that no reader has seen."""
    return {"bad": removed | abstained, "removed": removed, "abstained": abstained}


def _seen(figure: str) -> SQLColumnExpression[float]:
    return func.coalesce(cast(Turn.verification[figure].as_string(), Float), 0.0)


def _milliseconds() -> SQLColumnExpression[float]:
    return func.coalesce(cast(Turn.latencies["total"].as_string(), Float), 0.0)


def _sums(
    signals: Mapping[str, SQLColumnExpression[bool]], milliseconds: SQLColumnExpression[float]
) -> list[SQLColumnExpression[Any]]:
    seconds = case((milliseconds > SLOWEST_MS, SLOWEST_MS), else_=milliseconds) / 1000.0
    counts = [func.sum(case((signal, 1.0), else_=0.0)) for signal in signals.values()]
    sums = (*counts, func.sum(seconds), func.sum(seconds * seconds))
    return [func.count(), *(func.coalesce(one, 0.0) for one in sums)]


def _arms(row: Sequence[Any], names: Sequence[str]) -> dict[str, Arm]:
    turns, *sums = [float(value) for value in row]
    *counts, seconds, squares = sums
    arms = {name: Arm(int(turns), count, count) for name, count in zip(names, counts, strict=True)}
    return arms | {"seconds": Arm(int(turns), seconds, squares)}
