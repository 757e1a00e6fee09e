"""The database: one async engine from a URL, SQLite set up to be safe and concurrent, else PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from app.core.errors import StartupError

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}

BUSY_MS = 15_000
"""How long a write waits for another writer; an ingestion's largest transaction takes about two seconds."""


def async_url(url: str) -> URL:
    """The URL with the async driver that we install for its database."""
    parsed = make_url(url)
    backend = parsed.drivername.partition("+")[0]
    if backend not in DRIVERS:
        raise StartupError(f"CHIPCITE_DATABASE_URL names {backend!r}; sqlite and postgresql are supported.")
    return parsed.set(drivername=DRIVERS[backend])


def make_engine(url: str, *, pooled: bool = True) -> AsyncEngine:
    """An engine whose connections are ready to use. Makes the folder of a SQLite file.

    Without a pool every transaction has a connection of its own and nothing is left to close: for the
    worker, which has few of them and may be stopped in any.
    """
    target = async_url(url)
    if not pooled:
        engine = create_async_engine(target, poolclass=NullPool)
        if target.get_backend_name() == "sqlite":
            event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        return engine
    if target.get_backend_name() != "sqlite":
        return create_async_engine(target, pool_size=10, max_overflow=20, pool_pre_ping=True)
    if target.database:
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(target, pool_size=16, max_overflow=48)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers go on while one writes; NORMAL is durable against a killed process in WAL mode."""
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def make_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose rows stay readable after the commit at the edge."""
    return async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def transaction(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[AsyncSession]:
    """One session, committed when the block ends well and rolled back when it does not."""
    async with sessions() as session, session.begin():
        yield session
