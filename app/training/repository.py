"""Training jobs and their events in the tables. The caller owns the transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Case, CaseState, JobState, TrainingEvent, TrainingJob

UNFINISHED = (JobState.QUEUED, JobState.VALIDATING, JobState.RUNNING)
REVIEWED = (CaseState.ACCEPTED, CaseState.CORRECTED)


async def job(session: AsyncSession, job_id: str) -> TrainingJob | None:
    """The job of an id."""
    found: TrainingJob | None = await session.get(TrainingJob, job_id)
    return found


async def page(
    session: AsyncSession, limit: int, after: TrainingJob | None, labels: Mapping[str, str]
) -> list[TrainingJob]:
    """Jobs with these labels, the newest first."""
    query = select(TrainingJob).order_by(TrainingJob.created_at.desc(), TrainingJob.id.desc())
    for name, value in labels.items():
        query = query.where(TrainingJob.labels[name].as_string() == value)
    if after is not None:
        place = tuple_(TrainingJob.created_at, TrainingJob.id)
        types = [TrainingJob.created_at.type, TrainingJob.id.type]
        query = query.where(place < tuple_(after.created_at, after.id, types=types))
    return list(await session.scalars(query.limit(limit)))


async def unfinished(session: AsyncSession) -> list[str]:
    """The ids of jobs that wait or run, the oldest first."""
    query = select(TrainingJob.id).where(TrainingJob.status.in_(UNFINISHED))
    return list(await session.scalars(query.order_by(TrainingJob.created_at, TrainingJob.id)))


async def events(session: AsyncSession, job_id: str, limit: int, before: int | None) -> list[TrainingEvent]:
    """What happened in a job, the newest first."""
    query = select(TrainingEvent).where(TrainingEvent.job_id == job_id).order_by(TrainingEvent.id.desc())
    if before is not None:
        query = query.where(TrainingEvent.id < before)
    return list(await session.scalars(query.limit(limit)))


async def note(session: AsyncSession, given: Iterable[TrainingEvent]) -> None:
    """Adds events of one job; those whose keys are there already are left out."""
    new = {one.key: one for one in given}
    if not new:
        return
    owner = next(iter(new.values())).job_id
    keys = select(TrainingEvent.key).where(TrainingEvent.job_id == owner, TrainingEvent.key.in_(new))
    there = set(await session.scalars(keys))
    session.add_all(one for key, one in new.items() if key not in there)
    await session.flush()


async def reviewed(session: AsyncSession, since: datetime | None) -> tuple[int, datetime | None]:
    """How many cases were decided after a time, and when the last of them was."""
    query = select(func.count(), func.max(Case.decided_at)).where(Case.state.in_(REVIEWED))
    if since is not None:
        query = query.where(Case.decided_at > since)
    count, newest = (await session.execute(query)).one()
    return int(count), newest


async def trained_until(session: AsyncSession) -> datetime | None:
    """The newest case that an increment was trained on."""
    done = TrainingJob.status == JobState.SUCCEEDED
    found: datetime | None = await session.scalar(select(func.max(TrainingJob.cases_until)).where(done))
    return found
