"""What can be done with adapters. Never commits."""

from math import isfinite

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import ConflictError, InvalidRequestError, NotFoundError
from app.models import Adapter, AdapterState
from app.registry import repository
from app.registry.loading import AdapterServer
from app.registry.rules import ANSWERING, chosen, objection
from app.registry.schemas import AdapterIn, AdapterList, AdapterOut, ChangeIn, Comparison, EventOut
from app.registry.sequential import Decision, decide, difference

EVENTS = 50


async def adapters(session: AsyncSession) -> AdapterList:
    """All adapters, and what happened last."""
    return AdapterList(
        data=[
            AdapterOut.model_validate(one, from_attributes=True) for one in await repository.every(session)
        ],
        events=[
            EventOut.model_validate(one, from_attributes=True)
            for one in await repository.events(session, EVENTS)
        ],
    )


async def register(session: AsyncSession, given: AdapterIn) -> AdapterOut:
    """A new adapter. The same one again is the one that is there."""
    present = await repository.named(session, given.name)
    if present is not None:
        if present.sha256 != given.sha256 or present.path != given.path:
            raise ConflictError("Another adapter has this name.", param="name")
        return AdapterOut.model_validate(present, from_attributes=True)
    adapter = Adapter(**given.model_dump())
    session.add(adapter)
    await session.flush()
    return AdapterOut.model_validate(adapter, from_attributes=True)


async def change(
    session: AsyncSession, server: AdapterServer | None, name: str, wanted: ChangeIn
) -> AdapterOut:
    """Records an evaluation, then takes the step, if nothing speaks against it."""
    adapter = await _own(session, name)
    if wanted.evaluation is not None:
        adapter.evaluation = wanted.evaluation
    if wanted.state is not None:
        await _step(session, server, adapter, wanted.state, wanted)
    await session.flush()
    return AdapterOut.model_validate(adapter, from_attributes=True)


async def _step(
    session: AsyncSession,
    server: AdapterServer | None,
    adapter: Adapter,
    state: AdapterState,
    wanted: ChangeIn,
) -> None:
    live = await repository.in_state(session, AdapterState.LIVE, adapter.kind)
    reason = objection(AdapterState(adapter.state), state, adapter.evaluation, live.name if live else "")
    if reason:
        raise ConflictError(reason, param="state")
    if state is AdapterState.CANARY and await repository.in_state(session, state, adapter.kind):
        raise ConflictError(
            "Another canary is being compared: promote it or roll it back first.", param="state"
        )
    if adapter.kind == "llm" and state in (*ANSWERING, AdapterState.SHADOW):
        await _load(server, adapter)
    if state is AdapterState.LIVE and live is not None:
        repository.move(session, live, AdapterState.RETIRED, f"{adapter.name} took its place.")
    if state is AdapterState.LIVE:
        adapter.replaced = live.name if live else ""
    repository.move(session, adapter, state, wanted.reason)
    if state is AdapterState.CANARY:
        adapter.share = wanted.share


async def roll_back(session: AsyncSession, server: AdapterServer | None, reason: str) -> AdapterList:
    """Takes the canary back; where there is none, what was live before is live again."""
    canary = await repository.in_state(session, AdapterState.CANARY)
    if canary is not None:
        repository.move(session, canary, AdapterState.RETIRED, reason)
    else:
        live = await repository.in_state(session, AdapterState.LIVE)
        if live is None:
            raise ConflictError("The base answers: there is nothing to roll back.")
        before = await repository.named(session, live.replaced) if live.replaced else None
        if before is not None:
            await _load(server, before)
        repository.move(session, live, AdapterState.RETIRED, reason)
        if before is not None:
            repository.move(session, before, AdapterState.LIVE, f"{live.name} was rolled back.")
    await session.flush()
    return await adapters(session)


async def compare(session: AsyncSession) -> Comparison | None:
    """The canary against what is live, from recorded turns; None where there is no canary."""
    canary = await repository.in_state(session, AdapterState.CANARY)
    if canary is None:
        return None
    live = await repository.in_state(session, AdapterState.LIVE)
    name = live.name if live else ""
    one, two = [await repository.arm(session, each, canary) for each in (name, canary.name)]
    low, high = difference(one, two)
    return Comparison(
        live=name,
        canary=canary.name,
        live_turns=one.turns,
        canary_turns=two.turns,
        live_bad=round(one.mean, 4),
        canary_bad=round(two.mean, 4),
        low=low if isfinite(low) else None,
        high=high if isfinite(high) else None,
        decision=decide(one, two),
    )


async def settle(session: AsyncSession, server: AdapterServer | None) -> Comparison | None:
    """Promotes or takes back the canary, as the comparison says."""
    found = await compare(session)
    if found is None or found.decision == Decision.WAIT:
        return found
    if found.decision == Decision.ROLL_BACK:
        await roll_back(session, server, "Readers fare worse with it.")
        return found
    wanted = ChangeIn(state=AdapterState.LIVE, reason="Readers fare no worse with it.")
    await change(session, server, found.canary, wanted)
    return found


async def answering(session: AsyncSession, conversation: str) -> str:
    """The adapter that answers a conversation; empty for the base."""
    canary = await repository.in_state(session, AdapterState.CANARY)
    if canary is not None and chosen(conversation, canary.name, canary.share):
        return canary.name
    live = await repository.in_state(session, AdapterState.LIVE)
    return live.name if live else ""


async def _own(session: AsyncSession, name: str) -> Adapter:
    found = await repository.named(session, name)
    if found is None:
        raise NotFoundError(f"There is no adapter {name}.")
    return found


async def _load(server: AdapterServer | None, adapter: Adapter) -> None:
    if server is None:
        raise InvalidRequestError("No language model is configured that could load it.", param="state")
    if adapter.path:
        await server.load(adapter.name, adapter.path)
