"""Whether the service lives, what each of its parts can do, and what it has measured."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Literal

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import text

from app.core.metrics import QUEUE, VERSIONS, exposition
from app.documents.repository import states, unembedded
from app.graph.service import store_of
from app.models import State
from app.resources import Resources, ResourcesDep, SessionDep

router = APIRouter(tags=["service"])

OK = "ok"
NO_MODEL = "none"
NEEDED = ("database", "storage", "vectors", "workflows")
"""Without one of these there are no answers or no uploads; the others are missed, and answers say so."""

PATIENCE = 5.0
"""Seconds for all checks: who asks for readiness must not hang on what is not ready."""

Check = Coroutine[Any, Any, dict[str, str]]

log = structlog.get_logger()


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Each part with `ok`, or with what is wrong with it."""

    status: Literal["ready", "degraded", "unavailable"] = Field(
        description="`degraded`: answers come, but something that improves them is missing."
    )
    checks: dict[str, str] = Field(
        examples=[
            {
                "database": "ok",
                "storage": "ok",
                "vectors": "ok",
                "workflows": "ok",
                "embedder": "loading",
                "llm": "none",
                "graph": "ok",
            }
        ]
    )


@router.get("/healthz", summary="Is it alive?")
async def health() -> Health:
    """The process answers."""
    return Health()


@router.get("/readyz", summary="Can it work?", responses={503: {"model": Readiness}})
async def readiness(response: Response, resources: ResourcesDep) -> Readiness:
    """503 while a part is missing without which nothing can be answered or taken in."""
    answers = await asyncio.gather(
        _checked("database", _database(resources)),
        _checked("storage", _storage(resources)),
        _checked("workflows", _workflows(resources)),
        _checked("vectors", _retrieval(resources)),
        _checked("llm", _language_model(resources)),
        _checked("graph", _graph(resources)),
    )
    found = {part: state for answer in answers for part, state in answer.items()}
    if any(found.get(name) != OK for name in NEEDED):
        response.status_code = 503
        return Readiness(status="unavailable", checks=found)
    well = found.get("embedder") in (OK, "switched off") and found.get("llm") in (OK, NO_MODEL)
    well = well and found.get("graph") == OK
    return Readiness(status="ready" if well else "degraded", checks=found)


@router.get("/metrics", summary="Measurements", response_class=Response)
async def metrics(session: SessionDep) -> Response:
    """Prometheus' text format."""
    counted = await states(session)
    for state in State:
        VERSIONS.labels(state).set(counted.get(state, 0))
    QUEUE.labels("ingest").set(counted.get(State.RECEIVED, 0))
    QUEUE.labels("embed").set(await unembedded(session))
    return Response(
        await asyncio.to_thread(exposition), media_type="text/plain; version=0.0.4; charset=utf-8"
    )


async def _checked(part: str, check: Check) -> dict[str, str]:
    """A check's answer; what went wrong is named by its kind only, since messages may hold addresses."""
    try:
        return await asyncio.wait_for(check, PATIENCE)
    except Exception as error:  # whatever it is, it is this part's state
        log.warning("readiness.failed", part=part, error=type(error).__name__)
        return {part: f"unavailable: {type(error).__name__}"}


async def _database(resources: Resources) -> dict[str, str]:
    async with resources.sessions() as session:
        await session.execute(text("SELECT 1"))
    return {"database": OK}


async def _storage(resources: Resources) -> dict[str, str]:
    await asyncio.to_thread(resources.storage.check)
    return {"storage": OK}


async def _workflows(resources: Resources) -> dict[str, str]:
    return {"workflows": await resources.jobs.ready()}


async def _language_model(resources: Resources) -> dict[str, str]:
    return {"llm": await resources.llm.ready() if resources.llm else NO_MODEL}


async def _graph(resources: Resources) -> dict[str, str]:
    return {"graph": await store_of(resources.neo4j, resources.sessions).ready()}


async def _retrieval(resources: Resources) -> dict[str, str]:
    return await asyncio.to_thread(resources.retriever.ready)
