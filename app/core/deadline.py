"""How long an answer may take. What runs past it ends with `DeadlineError`, in coroutines and in threads.

A thread cannot be ended from outside: what works long in one calls `check` between its steps.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import TypeVar

from app.core.errors import DeadlineError

_END: ContextVar[float | None] = ContextVar("deadline", default=None)
"""By the monotonic clock. A context variable goes along into tasks and threads."""
Piece = TypeVar("Piece")


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    """Ends the block after so many seconds, or when the deadline around it passes, if that is sooner."""
    with checked(seconds):
        limit = asyncio.timeout(left(seconds))
        try:
            async with limit:
                yield
        except TimeoutError as error:
            if limit.expired():
                raise DeadlineError from error
            raise


@contextmanager
def checked(seconds: float) -> Iterator[None]:
    """The same for work that looks at the time itself, by `check`: nothing is torn from what it is at, so
    that a database session, for one, can be used further."""
    token = _END.set(_sooner(time.monotonic() + seconds))
    try:
        yield
    finally:
        _END.reset(token)


async def in_time(pieces: AsyncGenerator[Piece], seconds: float) -> AsyncGenerator[Piece]:
    """The same for what comes in pieces: each has a block of its own, for another task may fetch it."""
    end = time.monotonic() + seconds
    async with aclosing(pieces):
        while True:
            try:
                async with within(end - time.monotonic()):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                return
            yield piece


def left(otherwise: float) -> float:
    """Seconds until the deadline, and never more than `otherwise`."""
    return max(_sooner(time.monotonic() + otherwise) - time.monotonic(), 0)


def check() -> None:
    """Raises `DeadlineError` when the time is up."""
    end = _END.get()
    if end is not None and time.monotonic() > end:
        raise DeadlineError


def _sooner(end: float) -> float:
    around = _END.get()
    return end if around is None else min(end, around)
