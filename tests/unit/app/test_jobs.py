"""Workflows are started by name, once each, whoever comes first to the database."""

import asyncio
from pathlib import Path

import pytest
from dbos import DBOSClient

from app.jobs import EMBED_QUEUE, INGEST_QUEUE, Jobs, system_url


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'workflows.db'}"


def started(url: str) -> list[tuple[str, str | None]]:
    client = DBOSClient(system_database_url=url)
    try:
        return [(one.workflow_id, one.queue_name) for one in client.list_workflows()]
    finally:
        client.destroy()


async def test_starting_twice_is_starting_once(url: str) -> None:
    jobs = Jobs(url)
    assert [await jobs.enqueue("v1"), await jobs.enqueue("v1"), await jobs.enqueue("v1", 2)] == [
        "ingest-v1",
        "ingest-v1",
        "ingest-v1-2",
    ]
    jobs.close()
    assert await asyncio.to_thread(started, url) == [
        ("ingest-v1", INGEST_QUEUE),
        ("ingest-v1-2", INGEST_QUEUE),
    ]


async def test_an_embedding_that_waits_is_not_started_again(url: str) -> None:
    jobs = Jobs(url)
    await jobs.embed("v1", "ingest")
    await jobs.embed("v1", "restart")
    await jobs.embed("v10", "restart")
    jobs.close()
    assert await asyncio.to_thread(started, url) == [
        ("embed-v1-ingest", EMBED_QUEUE),
        ("embed-v10-restart", EMBED_QUEUE),
    ]


async def test_readiness_is_told_and_never_raised(url: str) -> None:
    jobs = Jobs(url)
    assert await jobs.ready() == "ok"
    jobs.close()
    away = Jobs("sqlite:////nowhere/at/all/workflows.db")
    assert (await away.ready()).startswith("unavailable")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite+aiosqlite:////data/w.db", "sqlite:////data/w.db"),
        ("postgresql+asyncpg://u:p%40ss@db/x", "postgresql://u:p%40ss@db/x"),
        ("postgres://u@db/x?sslmode=require", "postgresql://u@db/x?sslmode=require"),
    ],
)
def test_the_driver_is_left_to_the_engine_of_workflows(given: str, used: str) -> None:
    assert system_url(given) == used
