"""What a person can do with adapters. Never commits."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import ConflictError, InvalidRequestError, NotFoundError
from app.models import Adapter, AdapterState
from app.registry import repository
from app.registry.loading import AdapterServer
from app.registry.rules import ANSWERING, chosen, objection
from app.registry.schemas import AdapterIn, AdapterList, AdapterOut, ChangeIn, EventOut

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
        await step(session, server, adapter, wanted.state, share=wanted.share, reason=wanted.reason)
    if wanted.held is not None:
        adapter.held = wanted.held
    await session.flush()
    return AdapterOut.model_validate(adapter, from_attributes=True)


async def step(
    session: AsyncSession,
    server: AdapterServer | None,
    adapter: Adapter,
    state: AdapterState,
    *,
    share: float = 0.0,
    reason: str = "",
    figures: Mapping[str, Any] | None = None,
) -> None:
    """Changes its state. Raises `ConflictError` with what speaks against it."""
    live = await repository.locked(session, AdapterState.LIVE, adapter.kind)
    if refusal := objection(
        AdapterState(adapter.state), state, adapter.evaluation, live.name if live else "", adapter.kind
    ):
        raise ConflictError(refusal, param="state")
    if state is AdapterState.CANARY and await repository.locked(session, state, adapter.kind):
        raise ConflictError(
            "Another canary is being compared: promote it or roll it back first.", param="state"
        )
    if adapter.kind == "llm" and state in (*ANSWERING, AdapterState.SHADOW):
        await load(server, adapter)
    if state is AdapterState.LIVE and live is not None:
        repository.move(session, live, AdapterState.RETIRED, f"{adapter.name} took its place.")
    if state is AdapterState.LIVE:
        adapter.replaced = live.name if live else ""
    repository.move(session, adapter, state, reason, figures)
    if state in (AdapterState.CANARY, AdapterState.SHADOW):
        adapter.share = share


async def roll_back(session: AsyncSession, server: AdapterServer | None, reason: str) -> AdapterList:
    """Takes the canary back; where there is none, what was live before is live again."""
    canary = await repository.locked(session, AdapterState.CANARY)
    if canary is not None:
        repository.move(session, canary, AdapterState.RETIRED, reason)
    else:
        live = await repository.locked(session, AdapterState.LIVE)
        if live is None:
            raise ConflictError("The base answers: there is nothing to roll back.")
        before = await repository.named(session, live.replaced) if live.replaced else None
        if before is not None:
            await load(server, before)
        repository.move(session, live, AdapterState.RETIRED, reason)
        if before is not None:
            repository.move(session, before, AdapterState.LIVE, f"{live.name} was rolled back.")
    await session.flush()
    return await adapters(session)


async def answering(session: AsyncSession, conversation: str) -> str:
    """The adapter that answers a conversation; empty for the base."""
    canary = await repository.in_state(session, AdapterState.CANARY)
    if canary is not None and chosen(conversation, canary.name, canary.share):
        return canary.name
    live = await repository.in_state(session, AdapterState.LIVE)
    return live.name if live else ""


async def shadow_of(session: AsyncSession, conversation: str, answered: str) -> str:
    """The adapter that is to answer a conversation's question once more, unseen; empty where there is none,
    or where the one that has answered is not what is live."""
    shadow = await repository.in_state(session, AdapterState.SHADOW)
    if shadow is None or not chosen(conversation, shadow.name, shadow.share):
        return ""
    live = await repository.in_state(session, AdapterState.LIVE)
    return shadow.name if answered == (live.name if live else "") else ""


async def _own(session: AsyncSession, name: str) -> Adapter:
    found = await repository.named(session, name)
    if found is None:
        raise NotFoundError(f"There is no adapter {name}.")
    return found


async def load(server: AdapterServer | None, adapter: Adapter) -> None:
    """Makes an adapter answer under its name; one without a folder is on the server already."""
    if server is None:
        raise InvalidRequestError("No language model is configured that could load it.", param="state")
    if adapter.path:
        await server.load(adapter.name, adapter.path)
