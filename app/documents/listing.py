"""The library as a whole over HTTP: its list, its names, and what changes in it as server-sent events."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from app.core.streams import EVENTS
from app.documents import service
from app.documents.jobs import KEEP_ALIVE_SECONDS
from app.documents.repository import Filters
from app.documents.schemas import DocumentList, LibraryChanges, LibraryNames
from app.documents.watching import Watcher, follow
from app.library.coverage import Coverage
from app.models import State
from app.resources import Resources, ResourcesDep, SessionDep

router = APIRouter(tags=["documents"])


def get_watcher(request: Request) -> Watcher:
    """The process's look-out."""
    return cast(Watcher, request.app.state.watcher)


WatcherDep = Annotated[Watcher, Depends(get_watcher)]


@router.get("/documents", summary="List the library")
async def list_documents(
    session: SessionDep,
    q: Annotated[str, Query(max_length=200, description="Words in title, vendor, chips or file name.")] = "",
    state: Annotated[list[State], Query(description="A version is in one of these states.")] = [],  # noqa: B006 - FastAPI reads the default and never changes it
    coverage: Annotated[
        Coverage | None, Query(description="`unknown`: nobody knows for which chips.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many at most.")] = 500,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="How many to pass over.")] = 0,
) -> DocumentList:
    """Documents with their versions, newest first."""
    return await service.documents(session, Filters(q, tuple(state), coverage), limit, offset)


@router.get("/documents/names", summary="List what can be named")
async def list_names(session: SessionDep) -> LibraryNames:
    """How many documents there are, with the chips that they cover and their revisions."""
    return await service.names(session)


@router.get(
    "/documents/events",
    summary="Follow the library",
    response_class=StreamingResponse,
    responses={
        200: {"content": EVENTS, "description": "One `data:` line with what changed, at each change."}
    },
)
async def follow_documents(resources: ResourcesDep, watcher: WatcherDep) -> StreamingResponse:
    """Server-sent events: versions whose state, step or pages changed, and documents to be asked for anew.

    The first event is empty and comes at once: a list that is asked for after it misses nothing.
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(resources, watcher), media_type="text/event-stream", headers=headers)


async def _events(resources: Resources, watcher: Watcher) -> AsyncIterator[str]:
    async with aclosing(follow(watcher, resources.sessions, KEEP_ALIVE_SECONDS)) as stream:
        async for news in stream:
            yield _event(news)


def _event(news: LibraryChanges | None) -> str:
    return f"data: {news.model_dump_json()}\n\n" if news else ": still there\n\n"
