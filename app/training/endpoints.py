"""`/v1/fine_tuning/jobs`: started, followed and cancelled as OpenAI's clients do it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from app.core.database import transaction
from app.core.errors import ForbiddenError
from app.models.base import storable
from app.resources import ResourcesDep, SessionDep
from app.training import service
from app.training.schemas import CheckpointPage, EventPage, JobIn, JobOut, JobPage

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_LABEL, _END = "metadata[", "]"

JobId = Annotated[str, Path(description="As it was created.", max_length=64)]
Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
After = Annotated[str | None, Query(max_length=100, description="The last id of the page before.")]


def admin_only(resources: ResourcesDep) -> None:
    """Training takes a machine for hours: without a key, only a service that nobody else can reach starts it.

    Whoever carries the service's key is its admin.
    """
    if not resources.settings.api_key and resources.settings.host not in LOOPBACK:
        raise ForbiddenError("Training jobs need an admin: set CHIPCITE_API_KEY, and send that key.")


router = APIRouter(prefix="/v1/fine_tuning/jobs", tags=["fine-tuning"], dependencies=[Depends(admin_only)])


@router.post("", summary="Start a fine-tuning job")
async def create_job(body: JobIn, resources: ResourcesDep) -> JobOut:
    """Trains a LoRA adapter on a dataset version, in a process of the worker. Its result is a candidate in
    `/v1/adapters`: nobody is answered by it before it is promoted."""
    async with transaction(resources.sessions) as session:
        made = await service.create(session, body)
    await resources.jobs.train(made.id)
    return made


@router.get("", summary="List fine-tuning jobs")
async def list_jobs(request: Request, session: SessionDep, limit: Limit = 20, after: After = None) -> JobPage:
    """The newest first; `metadata[NAME]=VALUE` asks for those that carry it."""
    labels = {
        name.removeprefix(_LABEL).removesuffix(_END): storable(value)
        for name, value in request.query_params.items()
        if name.startswith(_LABEL) and name.endswith(_END)
    }
    return await service.jobs(session, limit, after, labels)


@router.get("/{fine_tuning_job_id}", summary="Show a fine-tuning job")
async def get_job(fine_tuning_job_id: JobId, session: SessionDep) -> JobOut:
    """It has ended when its status is `succeeded`, `failed` or `cancelled`."""
    return await service.job(session, fine_tuning_job_id)


@router.post("/{fine_tuning_job_id}/cancel", summary="Cancel a fine-tuning job")
async def cancel_job(fine_tuning_job_id: JobId, resources: ResourcesDep) -> JobOut:
    """Its process ends within seconds. The folder of the run stays."""
    async with transaction(resources.sessions) as session:
        return await service.cancel(session, fine_tuning_job_id)


@router.get("/{fine_tuning_job_id}/events", summary="Follow a fine-tuning job")
async def list_events(
    fine_tuning_job_id: JobId, session: SessionDep, limit: Limit = 20, after: After = None
) -> EventPage:
    """What happened, the newest first: loss, validation and learning rate as they are measured."""
    return await service.events(session, fine_tuning_job_id, limit, after)


@router.get("/{fine_tuning_job_id}/checkpoints", summary="List checkpoints")
async def list_checkpoints(
    fine_tuning_job_id: JobId, session: SessionDep, limit: Limit = 10, after: After = None
) -> CheckpointPage:
    """Those that are still on the worker's disk, the newest first."""
    return await service.checkpoints(session, fine_tuning_job_id, limit, after)
