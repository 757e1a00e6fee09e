"""The database: one async engine from a URL, SQLite set up to be safe and concurrent, else PostgreSQL."""

import sys
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, TextClause, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from app.core import sqlite
from app.core.errors import StartupError
from app.core.metrics import DATABASE_WAIT, TRANSACTION_SECONDS, timed
from app.core.turns import Turns

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}

BUSY_MS = 15_000
"""How long a write waits for a writer of another process; none of ours takes longer than two seconds."""
SLOW_S = 1.0
"""Transactions that stay open longer, or wait longer for their turn, are logged."""

SHARED = "shared"
"""Key in a session's `info` of what all sessions of one maker share."""
WRITTEN = "written"
"""Key in a session's `info`: whether its transaction has changed anything."""
BEGAN = "began"
PLACE = "place"
"""Keys in a session's `info`: since when its transaction is open, and the function that writes in it."""

log = structlog.get_logger()


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
    worker, which has few of them and may be stopped in any. Parameters hold readers' questions: no error
    repeats them.
    """
    target = async_url(url)
    if not pooled:
        engine = create_async_engine(target, poolclass=NullPool, hide_parameters=True)
        if target.get_backend_name() == "sqlite":
            _set_up_sqlite(engine)
        return engine
    if target.get_backend_name() != "sqlite":
        return create_async_engine(
            target,
            poolclass=TimedPool,
            pool_size=10,
            max_overflow=20,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    if target.database:
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        target, poolclass=TimedPool, pool_size=16, max_overflow=48, hide_parameters=True
    )
    _set_up_sqlite(engine)
    return engine


def _set_up_sqlite(engine: AsyncEngine) -> None:
    event.listen(engine.sync_engine, "do_connect", sqlite.connect)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers go on while one writes; NORMAL is durable against a killed process in WAL mode."""
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_MS}",  # first: the next one may have to wait already
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-2000",  # for each of up to 64 connections; the system's own cache holds the file once
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def make_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose rows stay readable after the commit at the edge, with a shelf that all of them share."""
    return async_sessionmaker(
        engine, expire_on_commit=False, sync_session_class=NotingSession, info={SHARED: {}}
    )


class NotingSession(Session):
    """Notes in `info` when its transaction began, who asked for it and whether it has written anything."""


@event.listens_for(NotingSession, "after_begin")
def _note_begin(session: Session, _transaction: SessionTransaction, _connection: Connection) -> None:
    session.info[BEGAN] = time.perf_counter()


@event.listens_for(NotingSession, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if not (state.is_select or isinstance(state.statement, TextClause)):
        state.session.info[WRITTEN] = True


@event.listens_for(NotingSession, "after_flush")
def _note_flush(session: Session, _context: object) -> None:
    session.info[WRITTEN] = True


@event.listens_for(NotingSession, "after_transaction_end")
def _forget_notes(session: Session, transaction: SessionTransaction) -> None:
    """Measures the transaction; what is slow is logged without any of its text."""
    if transaction.parent is not None:
        return
    if began := session.info.get(BEGAN):
        seconds, place = time.perf_counter() - began, session.info.get(PLACE, "")
        TRANSACTION_SECONDS.labels("write" if place else "read").observe(seconds)
        if seconds > SLOW_S:
            log.warning("transaction.slow", place=place or "reading", seconds=round(seconds, 2))
    shelf = session.info.get(SHARED)
    session.info.clear()
    session.info[SHARED] = shelf


class TimedPool(AsyncAdaptedQueuePool):
    """Measures how long one waits for a connection."""

    def _do_get(self) -> ConnectionPoolEntry:
        with timed(DATABASE_WAIT, "connection"):
            return super()._do_get()


def transaction(
    sessions: async_sessionmaker[AsyncSession],
) -> AbstractAsyncContextManager[AsyncSession]:
    """One session, committed when the block ends well and rolled back when it does not.

    On SQLite one at a time: its writers do not queue, they look again after up to 0.1 s, so that of many
    the unlucky one is told `database is locked` in the end. Never open one inside another, and do no slow
    work in one: every other writer waits. One that takes long is logged under the caller's name.
    """
    return _transaction(sessions, sys._getframe(1).f_code.co_qualname)


@asynccontextmanager
async def _transaction(sessions: async_sessionmaker[AsyncSession], place: str) -> AsyncIterator[AsyncSession]:
    asked = time.perf_counter()
    async with AsyncExitStack() as stack:
        engine = sessions.kw["bind"]
        if engine.dialect.name == "sqlite":
            await stack.enter_async_context(_writer(engine))
        session = await stack.enter_async_context(sessions())
        session.info[PLACE] = place
        await stack.enter_async_context(session.begin())
        if engine.dialect.name == "sqlite":
            # At once: a transaction that begins with reading cannot write when another has written meanwhile.
            await (await session.connection()).exec_driver_sql("BEGIN IMMEDIATE")
            session.info[BEGAN] = time.perf_counter()  # it held nothing while it waited
        waited = time.perf_counter() - asked
        DATABASE_WAIT.labels("turn to write").observe(waited)
        if waited > SLOW_S:
            log.warning("transaction.waited", place=place, seconds=round(waited, 2))
        yield session


_WRITERS: dict[str, Turns] = {}
"""By file: engines of one process share it, as the service's and the worker's do."""


def _writer(engine: AsyncEngine) -> Turns:
    """The turn to write. Other processes have theirs: those few wait for the file itself."""
    return _WRITERS.setdefault(str(engine.url.database), Turns())
