"""Compares the canary, or the shadow, with what is live, and takes the step that the comparison says.

The worker does so on a schedule, a person by `POST /v1/adapters/comparison`. Never commits.
"""

from math import isfinite

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Adapter, AdapterState
from app.models.base import now
from app.registry import repository, service
from app.registry.loading import AdapterServer
from app.registry.rules import objection
from app.registry.schemas import Comparison, MeasureOut
from app.registry.sequential import Decision
from app.registry.verdict import BAD, Measured, verdict

FIRST_SHARE = 0.1
"""Of the conversations, for a canary that was a shadow."""
NEXT = {AdapterState.CANARY: AdapterState.LIVE, AdapterState.SHADOW: AdapterState.CANARY}


async def compare(session: AsyncSession) -> Comparison | None:
    """The canary against what is live, from recorded turns, or the shadow where no canary serves; None where
    there is neither."""
    canary = await repository.in_state(session, AdapterState.CANARY)
    adapter = canary or await repository.in_state(session, AdapterState.SHADOW)
    return None if adapter is None else await _comparison(session, adapter)


async def settle(session: AsyncSession, server: AdapterServer | None) -> Comparison | None:
    """Promotes the compared adapter or takes it back, as a person asks for it."""
    adapter = await _compared(session)
    return None if adapter is None else await _settle(session, server, adapter)


async def look(session: AsyncSession, server: AdapterServer | None) -> Comparison | None:
    """What the worker does: it notes what it saw, and leaves alone what a person holds."""
    adapter = await _compared(session)
    if adapter is None:
        return None
    if adapter.held:
        found = await _comparison(session, adapter)
    else:
        found = await _settle(session, server, adapter)
    adapter.comparison = {"at": now().isoformat(), **found.model_dump(mode="json")}
    await session.flush()
    return found


async def _compared(session: AsyncSession) -> Adapter | None:
    canary = await repository.locked(session, AdapterState.CANARY)
    return canary or await repository.locked(session, AdapterState.SHADOW)


async def _comparison(session: AsyncSession, adapter: Adapter) -> Comparison:
    live = await repository.in_state(session, AdapterState.LIVE)
    name, state = live.name if live else "", AdapterState(adapter.state)
    if state is AdapterState.CANARY:
        one, two = [await repository.canary_arms(session, each, adapter) for each in (name, adapter.name)]
    else:
        one, two = await repository.shadow_arms(session, adapter)
    found = verdict(one, two)
    due = found.decision is Decision.PROMOTE
    bad = next(measure for measure in found.measures if measure.name == BAD)
    return Comparison(
        live=name,
        canary=adapter.name,
        state=state,
        held=adapter.held,
        live_turns=one[BAD].turns,
        canary_turns=two[BAD].turns,
        live_bad=round(bad.live, 4),
        canary_bad=round(bad.canary, 4),
        low=_finite(bad.low),
        high=_finite(bad.high),
        measures=[_measure(each) for each in found.measures],
        decision=found.decision,
        objection=objection(state, NEXT[state], adapter.evaluation, name) if due else "",
    )


async def _settle(session: AsyncSession, server: AdapterServer | None, adapter: Adapter) -> Comparison:
    found = await _comparison(session, adapter)
    figures = found.model_dump(mode="json")
    if found.decision == Decision.ROLL_BACK:
        worse = ", ".join(one.name for one in found.measures if one.worse)
        reason = f"Worse than what is live, beyond the interval: {worse}."
        repository.move(session, adapter, AdapterState.RETIRED, reason, figures)
    elif found.decision == Decision.PROMOTE and not found.objection:
        state = NEXT[found.state]
        reason = "No worse than what is live."
        await service.step(session, server, adapter, state, share=FIRST_SHARE, reason=reason, figures=figures)
    await session.flush()
    return found


def _measure(one: Measured) -> MeasureOut:
    return MeasureOut(
        name=one.name,
        live=round(one.live, 4),
        canary=round(one.canary, 4),
        low=_finite(one.low),
        high=_finite(one.high),
        worse=one.worse,
    )


def _finite(bound: float) -> float | None:
    return round(bound, 4) if isfinite(bound) else None
