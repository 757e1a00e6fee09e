"""SQLite with one visit to a connection's thread for each statement.

Each connection of aiosqlite has a thread. SQLAlchemy goes there four times for a query (cursor, execute,
fetch, close) and once when a session ends; under load each visit waits for the interpreter lock: a third of
a turn, and of the time that a transaction keeps other writers waiting.
"""

import collections
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import ConnectionPoolEntry


@dataclass(slots=True)
class _Finished:
    """What is left to be known of a statement whose cursor is closed."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1

    def close(self) -> None:
        """It is."""


class OneVisitCursor(AsyncAdapt_aiosqlite_cursor):
    """Runs a statement and fetches all of its rows at once."""

    __slots__ = ()
    _awaitable_cursor_close = False

    def __init__(self, adapt_connection: AsyncAdapt_dbapi_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor = cast(Any, _Finished())
        self._rows = collections.deque()
        self._soft_closed_memoized = cast(Any, {})

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        return await self._visit("execute", operation, () if parameters is None else parameters)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        return await self._visit("executemany", operation, seq_of_parameters)

    async def _visit(self, method: str, operation: str, parameters: Any) -> None:
        connection = cast(Any, self._connection)

        def run() -> tuple[_Finished, Sequence[Any]]:
            cursor = connection._conn.cursor()
            try:
                getattr(cursor, method)(operation, parameters)
                rows = cursor.fetchall() if cursor.description else ()
                return _Finished(cursor.description, cursor.rowcount, cursor.lastrowid), rows
            finally:
                cursor.close()

        async with self._adapt_connection._execute_mutex:
            self._cursor, rows = await connection._execute(run)
            self._rows = collections.deque(rows)


class OneVisitConnection(AsyncAdapt_aiosqlite_connection):
    """A connection with such cursors."""

    __slots__ = ()
    _cursor_cls = OneVisitCursor

    def rollback(self) -> None:
        """Nothing where nothing was begun, as after reading: that spares each session a visit."""
        if self._begun():
            super().rollback()

    def commit(self) -> None:
        """As `rollback`."""
        if self._begun():
            super().commit()

    def _begun(self) -> bool:
        return bool(cast(Any, self._connection).in_transaction)

    def terminate(self) -> None:
        """Close after what is at work, without waiting: that is how a cancelled statement ends.

        SQLAlchemy waits, and where it is cancelled again stops the thread while a task of its own goes on
        waiting for it, for ever.
        """
        cast(Any, self._connection).stop()


def connect(
    dialect: Dialect, _record: ConnectionPoolEntry, arguments: tuple[Any, ...], options: dict[str, Any]
) -> OneVisitConnection:
    """To be listened with to an engine's `do_connect`."""
    made = cast(AsyncAdapt_aiosqlite_connection, dialect.connect(*arguments, **options))
    return OneVisitConnection(made.dbapi, made._connection)
