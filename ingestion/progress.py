"""Tells the records how far a step is, often enough for a reader and seldom enough for the database."""

import asyncio
import contextlib
from types import TracebackType

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.database import transaction
from app.library.versions import set_progress

REPORT_SECONDS = 0.4


class Reporter:
    """While it is open, writes what `progress` was last told; the last word is written when it closes."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], version_id: str, step: str) -> None:
        self._sessions = sessions
        self._version_id = version_id
        self._step = step
        self._told: tuple[int, int] = (0, 0)
        self._written: tuple[int, int] | None = None
        self._task: asyncio.Task[None] | None = None

    def progress(self, done: int, total: int) -> None:
        """From any thread: so many pages of so many are done."""
        self._told = (done, total)

    async def __aenter__(self) -> "Reporter":
        await self._write()
        self._task = asyncio.create_task(self._repeat())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if error is None:
            await self._write()

    async def _repeat(self) -> None:
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            await self._write()

    async def _write(self) -> None:
        told = self._told
        if told != self._written:
            async with transaction(self._sessions) as session:
                await set_progress(session, self._version_id, self._step, *told)
            self._written = told
