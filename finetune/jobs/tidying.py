"""Removes the folders of old training jobs: what is used, unfinished or among the last few stays."""

import asyncio
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.database import transaction
from app.models import Adapter, AdapterState, TrainingEvent, TrainingJob
from app.registry import repository as adapters
from app.training import repository
from finetune.jobs.settings import runs_of

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Run:
    """A job's folder."""

    job: str
    adapter: str
    finished: bool


def removable(runs: Sequence[Run], used: Collection[str], keep: int) -> list[Run]:
    """Those that may go, of runs with the newest first. Pure."""
    finished = [run for run in runs if run.finished]
    return [run for run in finished[keep:] if run.adapter not in used]


async def tidy(sessions: async_sessionmaker[AsyncSession], data_dir: Path, keep: int) -> int:
    """Removes them and says so in their events; their records and evaluations stay. Returns how many.

    Folders that are no job's, and those of jobs that another machine ran, are left alone.
    """
    folder = runs_of(data_dir)
    async with sessions() as session:
        runs = [run for run in await _runs(session) if (folder / run.job).is_dir()]
        used = await _used(session)
    gone = removable(runs, used, keep)
    for run in gone:
        await asyncio.to_thread(shutil.rmtree, folder / run.job, ignore_errors=True)
        async with transaction(sessions) as session:
            await _note(session, run)
    if gone:
        log.info("runs.removed", count=len(gone))
    return len(gone)


async def _runs(session: AsyncSession) -> list[Run]:
    jobs = await session.scalars(select(TrainingJob).order_by(TrainingJob.created_at.desc()))
    return [Run(one.id, one.adapter, one.status not in repository.UNFINISHED) for one in jobs]


async def _used(session: AsyncSession) -> set[str]:
    """Adapters that answer or are compared, and what a roll-back would bring again."""
    serving = list(await adapters.used(session))
    before = {one.replaced for one in serving if one.state == AdapterState.LIVE and one.replaced}
    return {one.name for one in serving} | before


async def _note(session: AsyncSession, run: Run) -> None:
    """A candidate without its files can serve nobody."""
    job = await repository.job(session, run.job)
    if job is not None:
        job.checkpoints = []
        message = "The run's folder was removed: newer runs are kept, and its adapter was not in use."
        await repository.note(session, [TrainingEvent(job_id=run.job, key="removed", message=message)])
    adapter: Adapter | None = await adapters.named(session, run.adapter)
    if adapter is not None and adapter.state == AdapterState.CANDIDATE:
        adapters.move(session, adapter, AdapterState.RETIRED, "The folder of its run was removed.")
