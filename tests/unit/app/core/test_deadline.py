"""What runs past its deadline ends, in coroutines, in streams and in threads that look at the time."""

import asyncio
import time
from collections.abc import AsyncGenerator

import pytest

from app.core.deadline import check, checked, in_time, left, within
from app.core.errors import DeadlineError
from app.core.threads import aside


async def test_a_block_that_takes_too_long_ends() -> None:
    with pytest.raises(DeadlineError):
        async with within(0.01):
            await asyncio.sleep(5)


async def test_a_timeout_of_the_block_itself_stays_what_it_is() -> None:
    async def work() -> None:
        async with within(5), asyncio.timeout(0.01):
            await asyncio.sleep(5)

    with pytest.raises(TimeoutError):
        await work()


async def test_the_deadline_around_holds_inside() -> None:
    async with within(1), within(60):
        assert left(60) <= 1
    assert left(60) == pytest.approx(60, abs=0.5)


async def test_a_stream_ends_wherever_its_pieces_are_fetched() -> None:
    ended = False

    async def pieces() -> AsyncGenerator[int]:
        nonlocal ended
        try:
            yield 1
            await asyncio.sleep(5)
            yield 2
        finally:
            ended = True

    stream = in_time(pieces(), 0.05)
    assert await asyncio.ensure_future(anext(stream)) == 1
    with pytest.raises(DeadlineError):
        await asyncio.ensure_future(anext(stream))
    assert ended


async def test_a_stream_in_time_comes_whole() -> None:
    async def pieces() -> AsyncGenerator[int]:
        yield 1
        yield 2

    assert [piece async for piece in in_time(pieces(), 5)] == [1, 2]


async def test_work_in_a_thread_sees_the_deadline() -> None:
    def work() -> None:
        for _ in range(500):
            check()
            time.sleep(0.01)

    started = time.monotonic()
    with pytest.raises(DeadlineError), checked(0.05):
        await aside(work)
    assert time.monotonic() - started < 2


def test_without_a_deadline_nothing_is_late() -> None:
    check()
    assert left(3) == pytest.approx(3, abs=0.1)
