"""Tells readers of the library what has changed in it: one look at the database a second for all of them.

The look is taken only while someone listens. What it compares is what the list of documents shows.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.documents import repository
from app.documents.repository import Glance
from app.documents.schemas import LibraryChanges, VersionProgress

log = structlog.get_logger()

LOOK_SECONDS = 1.0
WAITING = 64
"""Changes that a listener may be behind; whoever is further behind is let go, and asks for the list anew."""

Listener = asyncio.Queue[LibraryChanges | None]


@dataclass(slots=True)
class Watcher:
    """The process's look-out. `close` ends every stream, so that the service can stop."""

    listeners: set[Listener] = field(default_factory=set)
    task: asyncio.Task[None] | None = None
    closed: bool = False

    @asynccontextmanager
    async def listening(self, sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[Listener]:
        """A queue that receives changes from now on; None is its end."""
        own: Listener = asyncio.Queue(WAITING)
        before = await _look(sessions)
        self.listeners.add(own)
        if self.closed:
            own.put_nowait(None)
        elif self.task is None:
            self.task = asyncio.create_task(self._watch(sessions, before))
        try:
            yield own
        finally:
            self.listeners.discard(own)
            if not self.listeners:
                await self._stop()

    def close(self) -> None:
        """End all streams, and any that begins later."""
        self.closed = True
        for listener in tuple(self.listeners):
            self._end(listener)

    async def _stop(self) -> None:
        task, self.task = self.task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _watch(self, sessions: async_sessionmaker[AsyncSession], before: Glance) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                after = await _look(sessions)
            except SQLAlchemyError as error:
                log.warning("library.not_watched", error=type(error).__name__)
                continue
            if after != before:
                self._tell(changes(before, after))
                before = after

    def _tell(self, news: LibraryChanges) -> None:
        for listener in tuple(self.listeners):
            try:
                listener.put_nowait(news)
            except asyncio.QueueFull:
                self._end(listener)

    def _end(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        while not listener.empty():
            listener.get_nowait()
        listener.put_nowait(None)


async def follow(
    watcher: Watcher, sessions: async_sessionmaker[AsyncSession], keep_alive: float
) -> AsyncGenerator[LibraryChanges | None]:
    """Changes as they are seen, the first one empty: from then on none is missed. None keeps a line open."""
    async with watcher.listening(sessions) as listener:
        yield LibraryChanges(versions=[], documents=[])
        while True:
            try:
                news = await asyncio.wait_for(listener.get(), keep_alive)
            except TimeoutError:
                yield None
                continue
            if news is None:
                return
            yield news


def changes(before: Glance, after: Glance) -> LibraryChanges:
    """What a list that showed `before` must show anew. Pure."""
    versions = [
        VersionProgress(id=version_id, **row._asdict())
        for version_id, row in after.versions.items()
        if before.versions.get(version_id) != row
    ]
    touched = {
        document
        for document in (*before.documents, *after.documents)
        if before.documents.get(document) != after.documents.get(document)
    }
    came = after.versions.keys() - before.versions.keys()
    touched |= {after.versions[version].document_id for version in came}
    touched |= {
        before.versions[version].document_id for version in before.versions.keys() - after.versions.keys()
    }
    return LibraryChanges(versions=versions, documents=sorted(touched))


async def _look(sessions: async_sessionmaker[AsyncSession]) -> Glance:
    async with sessions() as session:
        return await repository.glance(session)
