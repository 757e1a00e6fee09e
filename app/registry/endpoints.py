"""`/v1/adapters`: registered, promoted, compared, rolled back."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, status

from app.core.database import transaction
from app.core.learned import FILES
from app.models import AdapterState
from app.registry import repository, rollout, service
from app.registry.loading import configured
from app.registry.parts import place
from app.registry.schemas import AdapterIn, AdapterList, AdapterOut, ChangeIn, Comparison
from app.resources import ResourcesDep, SessionDep

router = APIRouter(prefix="/v1/adapters", tags=["adapters"])

AdapterName = Annotated[str, Path(description="As it was registered.", max_length=100)]


@router.get("", summary="List adapters")
async def list_adapters(session: SessionDep) -> AdapterList:
    """All adapters with their lineage and state, and what happened to them last."""
    return await service.adapters(session)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Register an adapter")
async def register_adapter(body: AdapterIn, resources: ResourcesDep) -> AdapterOut:
    """It becomes a candidate: nobody is answered by it."""
    async with transaction(resources.sessions) as session:
        return await service.register(session, body)


@router.patch("/{name}", summary="Promote an adapter")
async def change_adapter(name: AdapterName, body: ChangeIn, resources: ResourcesDep) -> AdapterOut:
    """Takes its evaluation, or a step, or keeps the worker from deciding about it. To answer readers it must
    have been evaluated through the server, be better than what is live beyond the interval, and not inferior
    in exact facts, refusals and citations."""
    async with transaction(resources.sessions) as session:
        changed = await service.change(session, configured(resources.settings), name, body)
        if changed.kind in FILES and body.state is not None:
            live = await repository.in_state(session, AdapterState.LIVE, changed.kind)
            path = live.path if live else ""
            await asyncio.to_thread(place, resources.settings.data_dir, changed.kind, path)
        return changed


@router.post("/rollback", summary="Roll back")
async def roll_back(resources: ResourcesDep) -> AdapterList:
    """Takes the canary back; where there is none, what was live before is live again, at the next turn."""
    async with transaction(resources.sessions) as session:
        return await service.roll_back(session, configured(resources.settings), "Rolled back by hand.")


@router.get("/comparison", summary="Compare the canary")
async def comparison(session: SessionDep) -> Comparison | None:
    """How readers fare with the canary and with what is live; where no canary serves, what the shadow would
    have said. It may be looked at as often as one likes."""
    return await rollout.compare(session)


@router.post("/comparison", summary="Decide about the canary")
async def settle(resources: ResourcesDep) -> Comparison | None:
    """Promotes the compared adapter or takes it back, if the comparison says so. The worker does it by
    itself with one that is not held."""
    async with transaction(resources.sessions) as session:
        return await rollout.settle(session, configured(resources.settings))
