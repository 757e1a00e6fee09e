"""Engines: the right driver for each URL, SQLite set up for many readers and one writer."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.core import database
from app.core.database import async_url, make_engine, make_sessions, transaction
from app.core.errors import StartupError


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///a.db", "sqlite+aiosqlite"),
        ("postgresql://h/d", "postgresql+asyncpg"),
        ("postgres://h/d", "postgresql+asyncpg"),
        ("postgresql+psycopg://h/d", "postgresql+asyncpg"),
    ],
)
def test_the_driver_is_ours_to_choose(url: str, driver: str) -> None:
    assert async_url(url).drivername == driver


def test_another_database_is_refused() -> None:
    with pytest.raises(StartupError, match="mysql"):
        async_url("mysql://h/d")


@pytest.mark.parametrize("pooled", [True, False])
async def test_sqlite_is_set_up_for_concurrency(tmp_path: Path, pooled: bool) -> None:
    (tmp_path / "data").mkdir()
    engine = make_engine(f"sqlite:///{tmp_path / 'data' / 'a.db'}", pooled=pooled)
    async with engine.connect() as connection:
        assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert await connection.scalar(text("PRAGMA busy_timeout")) >= 10_000
    await engine.dispose()


async def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    sessions = make_sessions(engine)
    async with transaction(sessions) as session:
        await session.execute(text("CREATE TABLE counter (value INTEGER)"))
        await session.execute(text("INSERT INTO counter VALUES (0)"))

    async def increment() -> None:
        async with transaction(sessions) as session:
            await session.execute(text("UPDATE counter SET value = value + 1"))
            await asyncio.sleep(0.01)

    await asyncio.gather(*(increment() for _ in range(20)))
    async with sessions() as session:
        assert await session.scalar(text("SELECT value FROM counter")) == 20
    await engine.dispose()


async def test_many_writers_queue_instead_of_looking_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 20)
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    sessions = make_sessions(engine)
    async with transaction(sessions) as session:
        await session.execute(text("CREATE TABLE turns (number INTEGER)"))

    async def write(number: int) -> None:
        async with transaction(sessions) as session:
            await session.execute(text("INSERT INTO turns VALUES (:number)"), {"number": number})
            await asyncio.sleep(0.005)

    await asyncio.gather(*map(write, range(64)))
    async with sessions() as session:
        assert await session.scalar(text("SELECT count(*) FROM turns")) == 64
    await engine.dispose()


async def test_what_a_transaction_has_read_stays_so_until_it_writes(tmp_path: Path) -> None:
    """Two engines, as two processes have."""
    engines = [make_engine(f"sqlite:///{tmp_path / 'a.db'}") for _ in range(2)]
    async with transaction(make_sessions(engines[0])) as session:
        await session.execute(text("CREATE TABLE counter (value INTEGER)"))
        await session.execute(text("INSERT INTO counter VALUES (0)"))

    async def increment(engine: AsyncEngine) -> None:
        async with transaction(make_sessions(engine)) as session:
            value = await session.scalar(text("SELECT value FROM counter"))
            await asyncio.sleep(0.01)
            await session.execute(text("UPDATE counter SET value = :next"), {"next": value + 1})

    await asyncio.gather(*(increment(engine) for engine in engines * 5))
    async with make_sessions(engines[0])() as session:
        assert await session.scalar(text("SELECT value FROM counter")) == 10
    for engine in engines:
        await engine.dispose()


async def test_errors_do_not_repeat_what_readers_wrote(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(OperationalError) as caught:
        async with transaction(make_sessions(engine)) as session:
            await session.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "my secret board"})
    assert "secret" not in str(caught.value)
    await engine.dispose()


async def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    sessions = make_sessions(engine)
    async with transaction(sessions) as session:
        await session.execute(text("CREATE TABLE things (name TEXT)"))

    async def fail_after_writing() -> None:
        async with transaction(sessions) as session:
            await session.execute(text("INSERT INTO things VALUES ('a')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_writing()
    async with sessions() as session:
        assert await session.scalar(text("SELECT count(*) FROM things")) == 0
    await engine.dispose()


async def test_a_cancelled_write_gives_the_lock_back(tmp_path: Path) -> None:
    """At whatever moment it is cancelled, and however often: the next writer has its turn at once."""
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    sessions = make_sessions(engine)
    async with transaction(sessions) as session:
        await session.execute(text("CREATE TABLE things (name TEXT)"))

    async def write() -> None:
        async with transaction(sessions) as session:
            for name in "abc":
                await session.execute(text("INSERT INTO things VALUES (:name)"), {"name": name})

    for number in range(60):
        tasks = [asyncio.create_task(write()) for _ in range(1 + number % 3)]
        await asyncio.sleep(number * 0.0001)
        for _ in range(1 + number % 3):
            for task in tasks:
                task.cancel()
            await asyncio.sleep(0)
        await asyncio.gather(*tasks, return_exceptions=True)
        other = sqlite3.connect(tmp_path / "a.db", timeout=5, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        other.close()
    await asyncio.sleep(0.1)
    assert asyncio.all_tasks() == {asyncio.current_task()}  # nothing waits for a thread that has ended
    await engine.dispose()


async def test_a_slow_transaction_is_logged_by_the_place_that_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(database, "SLOW_S", 0.05)
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    sessions = make_sessions(engine)

    async def dawdle() -> None:
        async with transaction(sessions) as session:
            await session.execute(text("CREATE TABLE secret_board (name TEXT)"))
            await asyncio.sleep(0.1)

    await asyncio.gather(dawdle(), dawdle(), return_exceptions=True)
    async with sessions() as session, session.begin():
        await session.execute(text("SELECT * FROM secret_board"))
        await asyncio.sleep(0.1)
    await engine.dispose()
    logged = capsys.readouterr().err
    assert "transaction.slow" in logged
    assert "transaction.waited" in logged
    assert "dawdle" in logged
    assert "place=reading" in logged
    assert "secret_board" not in logged
