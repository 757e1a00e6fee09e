"""Turns to write: fair over event loops, and never lost when someone stops waiting."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core import database
from app.core.database import make_engine, make_sessions, transaction
from app.core.turns import Turns


async def test_first_come_first_served() -> None:
    turns, order = Turns(), []

    async def take(number: int) -> None:
        async with turns:
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*map(take, range(10)))
    assert order == list(range(10))


async def test_who_stops_waiting_hands_the_turn_on() -> None:
    turns, done = Turns(), 0

    async def take() -> None:
        nonlocal done
        async with turns:
            await asyncio.sleep(0.001)
            done += 1

    for round_ in range(40):
        tasks = [asyncio.create_task(take()) for _ in range(6)]
        await asyncio.sleep(0.0003 * round_ % 0.007)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(5), turns:
        assert done >= 100


async def test_a_writer_on_another_loop_is_not_starved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the worker beside many readers: it waits for those before it, not for a gap between them."""
    monkeypatch.setattr(database, "BUSY_MS", 300)
    url = f"sqlite:///{tmp_path / 'a.db'}"
    engine = make_engine(url)
    sessions = make_sessions(engine)
    async with transaction(sessions) as session:
        await session.execute(text("CREATE TABLE turns (number INTEGER)"))
    over = threading.Event()

    async def write_on() -> None:
        while not over.is_set():
            async with transaction(sessions) as session:
                await session.execute(text("INSERT INTO turns VALUES (1)"))
                await asyncio.sleep(0.03)

    def worker() -> None:
        async def work() -> None:
            own = make_engine(url, pooled=False)
            for _ in range(8):
                async with transaction(make_sessions(own)) as session:
                    await session.execute(text("INSERT INTO turns VALUES (2)"))
            await own.dispose()

        asyncio.run(work())

    writers = [asyncio.create_task(write_on()) for _ in range(6)]
    try:
        await asyncio.to_thread(worker)
    finally:
        over.set()
        await asyncio.gather(*writers)
    await engine.dispose()
