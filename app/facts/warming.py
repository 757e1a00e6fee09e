"""Reads the facts of what may answer into memory ahead of the questions.

The first question about a manual would read thousands of rows while somebody waits. After a start, and after
each change of the library, they are read in the background, a version at a time with pauses in between.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.facts.cache import MOST_FACTS, stated
from app.facts.rows import KINDS
from app.library.catalogue import catalogue
from app.library.twins import each_content_once
from app.library.versions import allowed_versions

EVERY = 10.0
"""Seconds between two looks at whether the library has changed."""
PAUSE = 0.05
"""Seconds between two versions, in which questions have the processor for themselves."""
_SHARE = 0.8
"""Of what is kept at most: the rest is for older revisions, which only some questions ask for."""

log = structlog.get_logger()


@asynccontextmanager
async def kept_warm(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[None]:
    """Reads while it is open, in a task of its own. At its end what is being read is read to its end: a
    connection that is cut off in the middle of a query is closed by nobody."""
    stopped = asyncio.Event()
    task = asyncio.create_task(_keep_warm(sessions, stopped))
    try:
        yield
    finally:
        stopped.set()
        await task


async def _keep_warm(sessions: async_sessionmaker[AsyncSession], stopped: asyncio.Event) -> None:
    seen = None
    while not stopped.is_set():
        try:
            async with sessions() as session:
                stamp = (await catalogue(session)).stamp
            if stamp != seen:
                await warm(sessions, stopped)
                seen = stamp
        except Exception as error:  # questions read for themselves what is not there
            log.warning("facts.not_warmed", error=type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), EVERY)


async def warm(sessions: async_sessionmaker[AsyncSession], stopped: asyncio.Event | None = None) -> int:
    """Reads what fits, or until it is stopped; returns how many facts that were."""
    async with sessions() as session:
        versions = each_content_once(await allowed_versions(session))
    read = 0
    for version in reversed(versions):  # what was uploaded last is asked first
        async with sessions() as session:
            for kind in KINDS:
                held = await stated(session, kind.record, [version.id])
                read += sum(len(own.facts) for own in held)
        if read >= _SHARE * MOST_FACTS or (stopped and stopped.is_set()):
            break
        await asyncio.sleep(PAUSE)
    return read
