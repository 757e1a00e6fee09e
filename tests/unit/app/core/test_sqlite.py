"""What a session asks of its connection's thread: no more visits than its statements need."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core.database import make_engine, make_sessions, transaction


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What aiosqlite's threads were asked for, in order."""
    seen: list[str] = []
    execute = aiosqlite.Connection._execute

    async def noted(
        connection: aiosqlite.Connection, work: Callable[..., Any], *rest: Any, **more: Any
    ) -> Any:
        seen.append(getattr(work, "__name__", ""))
        return await execute(connection, work, *rest, **more)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", noted)
    return seen


async def test_a_session_that_reads_visits_its_connection_once_for_a_statement(
    tmp_path: Path, visits: list[str]
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    sessions = make_sessions(engine)
    async with sessions() as session:
        await session.scalar(text("SELECT 1"))
    visits.clear()
    async with sessions() as session:
        assert await session.scalar(text("SELECT 2")) == 2
        assert await session.scalar(text("SELECT 3")) == 3
    assert visits == ["run", "run"]
    await engine.dispose()


async def test_what_was_begun_still_ends(tmp_path: Path, visits: list[str]) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    sessions = make_sessions(engine)
    async with transaction(sessions) as session:
        await session.execute(text("CREATE TABLE one (value INTEGER UNIQUE)"))
        await session.execute(text("INSERT INTO one VALUES (1)"))
    assert visits[-1] == "commit"

    async def twice() -> None:
        async with transaction(sessions) as session:
            await session.execute(text("INSERT INTO one VALUES (2)"))
            await session.execute(text("INSERT INTO one VALUES (1)"))

    with pytest.raises(IntegrityError):
        await twice()
    assert visits[-1] == "rollback"
    async with sessions() as session:
        await session.execute(text("INSERT INTO one VALUES (3)"))  # left without a commit
    assert visits[-1] == "rollback"
    async with transaction(sessions) as session:
        assert list(await session.scalars(text("SELECT value FROM one"))) == [1]
    await engine.dispose()
