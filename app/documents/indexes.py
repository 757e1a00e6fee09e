"""The search index: which one answers, how far its successor is, and how one is begun or given up."""

import asyncio
import shutil

from fastapi import APIRouter, status
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.database import transaction
from app.core.errors import NoRoomError
from app.documents.index_schemas import Construction, IndexOut, IndexStatus
from app.library import search_index
from app.models import IndexState, SearchIndex
from app.resources import Resources, ResourcesDep, SessionDep
from retrieval.index import needed_bytes

router = APIRouter(tags=["documents"])

GIVEN_UP = "It was given up. Start it again with `chipcite documents reindex`."


@router.get("/index", summary="Show the search index")
async def get_index(session: SessionDep) -> IndexStatus:
    """Which index answers, and how far the one is that will replace it."""
    return await _status(session)


@router.post(
    "/index/construction", status_code=status.HTTP_202_ACCEPTED, summary="Build the search index anew"
)
async def rebuild_index(resources: ResourcesDep) -> IndexStatus:
    """Cuts all passages and makes all vectors anew, beside the index that answers, with the embedder that is
    configured. When nothing is missing it takes over in one step, and the old one is removed. Asking for it
    while one is being built changes nothing.
    """
    await asyncio.to_thread(_check_room, resources)
    settings = resources.settings
    async with transaction(resources.sessions) as session:
        building = await search_index.in_state(session, IndexState.BUILDING)
        if building is None:
            building = await search_index.start(session, settings.embedder, settings.embedder_model)
        found = await _status(session)
    await resources.jobs.reindex(building.number)
    return found


@router.delete("/index/construction", summary="Give up building the search index")
async def stop_rebuilding(resources: ResourcesDep) -> IndexStatus:
    """The index that answers stays; what was built is removed."""
    async with transaction(resources.sessions) as session:
        building = await search_index.in_state(session, IndexState.BUILDING)
        if building is not None:
            await search_index.give_up(session, building.number, GIVEN_UP)
            session.expire(building)
        return await _status(session)


async def _status(session: AsyncSession) -> IndexStatus:
    active = await search_index.in_state(session, IndexState.ACTIVE)
    latest = await search_index.in_state(session, IndexState.BUILDING)
    if latest is None:
        latest = await search_index.in_state(session, IndexState.FAILED)
    assert active is not None, "the first migration makes one"  # noqa: S101 - the unique index keeps it
    superseded = latest is not None and latest.number < active.number
    return IndexStatus(
        active=IndexOut(number=active.number, embedder=_embedder(active), since=active.finished_at),
        construction=await _construction(session, latest) if latest and not superseded else None,
    )


async def _construction(session: AsyncSession, index: SearchIndex) -> Construction:
    progress = await search_index.progress(session, index.number)
    return Construction(
        number=index.number,
        embedder=_embedder(index),
        state="building" if index.state == IndexState.BUILDING else "failed",
        versions_done=progress.done,
        versions_total=progress.total,
        error=index.error,
        started=index.created_at,
    )


def _embedder(index: SearchIndex) -> str:
    """A server's address may hold a password: its model's name says enough."""
    return index.model or index.embedder


def _check_room(resources: Resources) -> None:
    """Before anything is begun; the vectors' length is looked at when their embedder is loaded."""
    needed, free = (
        needed_bytes(resources.retriever.store, 0),
        shutil.disk_usage(resources.settings.data_dir).free,
    )
    if needed > free:
        raise NoRoomError(
            f"A second index needs {needed // 1_000_000} MB, and {free // 1_000_000} MB are free in the data "
            "folder. Make room first."
        )
