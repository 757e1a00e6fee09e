"""Jobs over HTTP: how far an ingestion is, asked once or followed as server-sent events."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from app.core.errors import NotFoundError
from app.core.streams import EVENTS
from app.documents import service
from app.documents.schemas import JobOut
from app.resources import Resources, ResourcesDep, SessionDep

router = APIRouter(tags=["jobs"])

LOOK_SECONDS = 0.25
KEEP_ALIVE_SECONDS = 15.0
"""Proxies close connections that are silent for a minute, some for half of one."""

EVENT_STREAM: dict[str, object] = {
    "content": EVENTS,
    "description": "One `data:` line with a job per change.",
}


@router.get("/jobs/{job_id}", summary="Show a job")
async def get_job(job_id: str, session: SessionDep) -> JobOut:
    """It has ended when its state is `published`, `superseded` or `failed`."""
    return await service.job(session, job_id)


@router.get(
    "/jobs/{job_id}/events",
    summary="Follow a job",
    response_class=StreamingResponse,
    responses={200: EVENT_STREAM},
)
async def follow_job(job_id: str, resources: ResourcesDep) -> StreamingResponse:
    """Server-sent events: the job as `GET /v1/jobs/{id}` shows it, at each change, until it has ended."""
    first = await _look(resources, job_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(resources, first), media_type="text/event-stream", headers=headers)


async def _events(resources: Resources, job: JobOut) -> AsyncIterator[str]:
    yield _event(job)
    spoken = time.monotonic()
    while job.state not in service.ENDED:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            latest = await _look(resources, job.id)
        except NotFoundError as error:
            yield f"data: {json.dumps(error.envelope())}\n\n"
            return
        if latest != job:
            job = latest
            yield _event(job)
            spoken = time.monotonic()
        elif time.monotonic() - spoken > KEEP_ALIVE_SECONDS:
            yield ": still there\n\n"
            spoken = time.monotonic()


async def _look(resources: Resources, job_id: str) -> JobOut:
    async with resources.sessions() as session:
        return await service.job(session, job_id)


def _event(job: JobOut) -> str:
    return f"data: {job.model_dump_json()}\n\n"
