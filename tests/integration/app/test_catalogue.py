"""The library's snapshot in memory: right at once after any change, whoever makes it, never half of one."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.database import make_engine, make_sessions, transaction
from app.library import catalogue as module
from app.library.catalogue import catalogue
from app.library.documents import new_document, set_chips, set_document
from app.library.publication import publish
from app.library.versions import allowed_versions, chip_names, set_progress
from app.models import Document, State, Version

Sessions = async_sessionmaker[AsyncSession]


async def _published(sessions: Sessions, name: str, chip: str) -> str:
    async with transaction(sessions) as session:
        document = new_document()
        session.add(document)
        await session.flush()
        set_document(document, title=name, vendor="Acme")
        await set_chips(session, document, [chip])
        version = Version(document_id=document.id, sha256=name, file_name=f"{name}.pdf", size=1)
        session.add(version)
        await session.flush()
        await publish(session, version.id)
        return version.id


async def _names(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        return [row.file_name for row in await allowed_versions(session)]


async def test_what_another_process_publishes_is_seen_at_once(sessions: Sessions, database_url: str) -> None:
    await _published(sessions, "one", "ZX10")
    assert await _names(sessions) == ["one.pdf"]
    engine = make_engine(database_url, pooled=False)  # connections of its own, as the worker has
    await _published(make_sessions(engine), "two", "ZX20")
    await engine.dispose()
    assert await _names(sessions) == ["one.pdf", "two.pdf"]
    async with sessions() as session:
        assert await chip_names(session) == ["ZX10", "ZX20"]


CHANGES: dict[str, Callable[[AsyncSession, str], object]] = {
    "superseded": lambda session, version: session.execute(
        update(Version).where(Version.id == version).values(state=State.SUPERSEDED)
    ),
    "by hand": lambda session, _: session.execute(text("UPDATE versions SET file_name = 'new.pdf'")),
    "renamed": lambda session, _: session.execute(update(Document).values(title="new")),
    "deleted": lambda session, _: session.execute(delete(Document)),
    "uncovered": lambda session, _: session.execute(text("DELETE FROM document_chips")),
    "maker": lambda session, _: session.execute(text("UPDATE chips SET vendor = 'Other'")),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_each_kind_of_change_makes_a_new_snapshot(sessions: Sessions, change: str) -> None:
    version = await _published(sessions, "one", "ZX10")
    async with sessions() as session:
        before = await catalogue(session)
    async with transaction(sessions) as session:
        await CHANGES[change](session, version)  # type: ignore[misc]  # each gives an awaitable
    async with sessions() as session:
        after = await catalogue(session)
    assert after.stamp > before.stamp
    assert (after.versions, after.chips, after.covered) != (before.versions, before.chips, before.covered)


async def test_without_a_change_all_sessions_share_one_snapshot(sessions: Sessions) -> None:
    await _published(sessions, "one", "ZX10")
    snapshots = []
    for _ in range(2):
        async with sessions() as session:
            snapshots.append(await catalogue(session))
    assert snapshots[0] is snapshots[1]


async def test_progress_of_what_nobody_sees_changes_nothing(sessions: Sessions) -> None:
    await _published(sessions, "one", "ZX10")
    async with transaction(sessions) as session:
        document = new_document()
        session.add(document)
        await session.flush()
        version = Version(document_id=document.id, sha256="two", file_name="two.pdf", size=1)
        session.add(version)
    async with sessions() as session:
        before = await catalogue(session)
    async with transaction(sessions) as session:
        await set_progress(session, version.id, "convert", 1, 2)
    async with sessions() as session:
        assert await catalogue(session) is before


async def test_what_is_rolled_back_is_never_shared(sessions: Sessions) -> None:
    await _published(sessions, "one", "ZX10")
    async with sessions() as session:
        await session.execute(update(Version).values(file_name="half.pdf"))
        assert [row.file_name for row in await allowed_versions(session)] == ["half.pdf"]
        await session.rollback()
        assert [row.file_name for row in await allowed_versions(session)] == ["one.pdf"]
    assert await _names(sessions) == ["one.pdf"]


async def test_a_change_while_the_snapshot_is_read_is_not_missed(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _published(sessions, "one", "ZX10")
    read = module._read

    async def interrupted(session: AsyncSession, stamp: int) -> module.Catalogue:
        made = await read(session, stamp)
        monkeypatch.setattr(module, "_read", read)
        await _published(sessions, "two", "ZX20")
        return made

    monkeypatch.setattr(module, "_read", interrupted)
    assert await _names(sessions) == ["one.pdf", "two.pdf"]
