"""What can be done with training jobs. Never commits, and never trains."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import ConflictError, InvalidRequestError, NotFoundError
from app.core.ids import is_id, new_id
from app.models import JobState, TrainingEvent, TrainingJob
from app.models.base import now
from app.training import repository, views
from app.training.repository import UNFINISHED
from app.training.schemas import (
    CheckpointPage,
    EventPage,
    Hyperparameters,
    JobIn,
    JobOut,
    JobPage,
    MethodIn,
)

PREFIX = "ftjob-"
SEED = 1
ID = re.compile(rf"{PREFIX}[A-Za-z0-9-]+")
LABEL = re.compile(r"[\w .-]{1,64}")
"""Names of labels that can be asked for: they become a path into JSON."""


async def create(session: AsyncSession, given: JobIn, *, cases_until: datetime | None = None) -> JobOut:
    """Records a job that a worker will take up."""
    return await _add(session, f"{PREFIX}{new_id()}", given, cases_until)


async def create_once(session: AsyncSession, key: str, given: JobIn, cases_until: datetime) -> JobOut:
    """The job of an increment: asked for again, it is the one that is there."""
    present = await repository.job(session, f"{PREFIX}{key}")
    return views.job(present) if present else await _add(session, f"{PREFIX}{key}", given, cases_until)


async def _add(session: AsyncSession, job_id: str, given: JobIn, cases_until: datetime | None) -> JobOut:
    method = given.method or MethodIn()
    job = TrainingJob(
        id=job_id,
        status=JobState.QUEUED,
        method=method.type,
        base=given.model,
        adapter=_name(given, job_id),
        training_file=given.training_file,
        validation_file=given.validation_file or "",
        seed=SEED if given.seed is None else given.seed,
        hyperparameters=_hyperparameters(given, method),
        options=given.chipcite.model_dump(exclude_none=True) if given.chipcite else {},
        labels=given.metadata or {},
        suffix=given.suffix or "",
        cases_until=cases_until,
    )
    session.add(job)
    await session.flush()
    await repository.note(session, [TrainingEvent(job_id=job.id, key="created", message="Job created.")])
    return views.job(job)


async def job(session: AsyncSession, job_id: str) -> JobOut:
    """One job."""
    return views.job(await _own(session, job_id))


async def jobs(session: AsyncSession, limit: int, after: str | None, labels: Mapping[str, str]) -> JobPage:
    """Jobs, the newest first."""
    if wrong := [name for name in labels if not LABEL.fullmatch(name)]:
        raise InvalidRequestError(f"Metadata cannot be asked for by {wrong[0]!r}.", param="metadata")
    last = await _own(session, after) if after else None
    found = await repository.page(session, limit + 1, last, labels)
    return JobPage(data=[views.job(one) for one in found[:limit]], has_more=len(found) > limit)


async def cancel(session: AsyncSession, job_id: str) -> JobOut:
    """The worker ends the process of a job that runs, and takes up none that is cancelled."""
    one = await _own(session, job_id)
    if one.status != JobState.CANCELLED:
        if one.status not in UNFINISHED:
            raise ConflictError(f"The job has {one.status} already.")
        one.status, one.finished_at, one.estimated_finish = JobState.CANCELLED, now(), None
        await repository.note(session, [TrainingEvent(job_id=one.id, key="ended", message="Job cancelled.")])
    return views.job(one)


async def events(session: AsyncSession, job_id: str, limit: int, after: str | None) -> EventPage:
    """What happened, the newest first."""
    one = await _own(session, job_id)
    found = await repository.events(session, one.id, limit + 1, views.event_number(after) if after else None)
    return EventPage(data=[views.event(each) for each in found[:limit]], has_more=len(found) > limit)


async def checkpoints(session: AsyncSession, job_id: str, limit: int, after: str | None) -> CheckpointPage:
    """Those that are kept, the newest first."""
    one = await _own(session, job_id)
    made = [views.checkpoint(one, each) for each in reversed(one.checkpoints)]
    if after:
        ids = [each.id for each in made]
        if after not in ids:
            raise NotFoundError("The job has no such checkpoint.", param="after")
        made = made[ids.index(after) + 1 :]
    shown = made[:limit]
    return CheckpointPage(
        data=shown,
        has_more=len(made) > limit,
        first_id=shown[0].id if shown else None,
        last_id=shown[-1].id if shown else None,
    )


def _name(given: JobIn, job_id: str) -> str:
    """Of the adapter: readable, and no other's."""
    tail = job_id.removeprefix(PREFIX)
    if not is_id(tail):
        return tail  # of an increment: it says which night
    stem = given.suffix or given.training_file.partition("/")[0]
    return f"{stem[:64]}-{tail[-8:]}"


def _hyperparameters(given: JobIn, method: MethodIn) -> dict[str, Any]:
    """Those of the method, else those of the older place."""
    other = method.dpo if method.type == "supervised" else method.supervised
    if other is not None:
        raise InvalidRequestError(
            f"The method is {method.type}: only its own settings can be given.", param="method"
        )
    own = method.supervised if method.type == "supervised" else method.dpo
    chosen: Hyperparameters | None = (own.hyperparameters if own else None) or given.hyperparameters
    return chosen.model_dump(exclude_none=True) if chosen else {}


async def _own(session: AsyncSession, job_id: str) -> TrainingJob:
    found = await repository.job(session, job_id) if ID.fullmatch(job_id) else None
    if found is None:
        raise NotFoundError("There is no such fine-tuning job.")
    return found
