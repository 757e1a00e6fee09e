"""Progress reaches the records often enough and no more often."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.database import transaction
from app.library.versions import get_version
from app.models import Document, State, Version
from ingestion import progress
from ingestion.progress import Reporter


@pytest.fixture
async def version_id(sessions: async_sessionmaker[AsyncSession]) -> str:
    async with transaction(sessions) as session:
        document = Document()
        session.add(document)
        await session.flush()
        version = Version(document_id=document.id, sha256="0" * 64, file_name="a.pdf", size=1)
        session.add(version)
        await session.flush()
        return version.id


async def stands(sessions: async_sessionmaker[AsyncSession], version_id: str) -> tuple[State, str, int, int]:
    async with sessions() as session:
        version = await get_version(session, version_id)
        return version.state, version.step, version.pages_done, version.pages_total


async def reached(
    sessions: async_sessionmaker[AsyncSession], version_id: str, pages: int
) -> tuple[State, str, int, int]:
    """Where the version stands when so many pages are reported, or after some seconds without."""
    for _ in range(500):
        standing = await stands(sessions, version_id)
        if standing[2] == pages:
            break
        await asyncio.sleep(0.01)
    return standing


async def test_progress_is_written_while_the_step_runs_and_at_its_end(
    sessions: async_sessionmaker[AsyncSession], version_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "REPORT_SECONDS", 0.01)
    async with Reporter(sessions, version_id, "convert") as reporter:
        assert await stands(sessions, version_id) == ("converting", "convert", 0, 0)
        await asyncio.to_thread(reporter.progress, 12, 184)
        assert await reached(sessions, version_id, 12) == ("converting", "convert", 12, 184)
        reporter.progress(184, 184)
    assert await stands(sessions, version_id) == ("converting", "convert", 184, 184)


async def test_a_step_that_fails_leaves_the_last_word_to_the_failure(
    sessions: async_sessionmaker[AsyncSession], version_id: str
) -> None:
    async def broken() -> None:
        async with Reporter(sessions, version_id, "convert") as reporter:
            reporter.progress(12, 184)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await broken()
    assert (await stands(sessions, version_id))[2] == 0
