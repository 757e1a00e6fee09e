"""A job's record in the database, as the worker writes it while the job runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.database import transaction
from app.models import JobState, TrainingEvent, TrainingJob
from app.models.base import now
from app.training import repository
from finetune.jobs.figures import events_of, finish_of, tokens_of

AT_ONCE = 200
"""Events of one transaction."""


class JobGoneError(Exception):
    """The job's record was deleted."""


class JobBook:
    """One job's."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], job_id: str) -> None:
        self._sessions = sessions
        self._id = job_id
        self._noted: set[str] = set()

    async def job(self) -> TrainingJob:
        """The record as it is now."""
        async with self._sessions() as session:
            return await self._own(session)

    async def move(self, state: JobState, message: str = "", **fields: Any) -> bool:
        """Takes the job a step further and says so; False where it was cancelled, which stays."""
        async with transaction(self._sessions) as session:
            job = await self._own(session)
            if job.status == JobState.CANCELLED:
                return False
            job.status = state
            for name, value in fields.items():
                setattr(job, name, value)
            if message:
                level = "error" if state is JobState.FAILED else "info"
                event = TrainingEvent(job_id=self._id, key=state.value, level=level, message=message)
                await repository.note(session, [event])
        return True

    async def end(self, state: JobState, message: str, **fields: Any) -> bool:
        """The last step."""
        return await self.move(state, message, finished_at=now(), estimated_finish=None, **fields)

    async def tell(self, key: str, message: str, data: Mapping[str, Any] | None = None) -> None:
        """Notes something about the job, once."""
        event = TrainingEvent(job_id=self._id, key=key, message=message, data=dict(data or {}))
        async with transaction(self._sessions) as session:
            await repository.note(session, [event])

    async def note(
        self, entries: Sequence[Mapping[str, Any]], checkpoints: Sequence[Mapping[str, Any]]
    ) -> bool:
        """What was measured so far; False where the job was cancelled."""
        job = await self.job()
        if job.status == JobState.CANCELLED:
            return False
        new = [one for one in events_of(self._id, entries) if one.key not in self._noted]
        kept = [dict(one) for one in checkpoints]
        for first in range(0, len(new), AT_ONCE):
            batch = new[first : first + AT_ONCE]
            async with transaction(self._sessions) as session:
                await repository.note(session, batch)
            self._noted.update(one.key for one in batch)
        if not new and kept == job.checkpoints:
            return True
        return await self.move(
            JobState.RUNNING,
            checkpoints=kept,
            estimated_finish=finish_of(entries),
            trained_tokens=tokens_of(entries),
        )

    async def _own(self, session: AsyncSession) -> TrainingJob:
        found = await repository.job(session, self._id)
        if found is None:
            raise JobGoneError
        return found
