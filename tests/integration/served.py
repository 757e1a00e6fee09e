"""The service over the small library of `shelf`, on a real port in this process, for clients of all kinds."""

import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from app.core.config import Settings
from app.llm.types import LlmServer
from app.main import create_app
from tests.integration import shelf

DRAIN_SECONDS = 20
"""What still streams when a test has failed must not hold up the others for ever."""


def with_embedder(folder: Path, config: pytest.Config) -> Path:
    """The data folder, with the default embedder that earlier runs of the tests built."""
    assert config.cache is not None
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "embedders").symlink_to(config.cache.mkdir("embedder"), target_is_directory=True)
    return folder


@contextmanager
def served(folder: Path, *, llm: LlmServer | None = None, **settings: Any) -> Iterator[str]:
    """The address of a service on this data folder, with this language model."""
    given = {"embedder": "none", "workers": 1} | settings
    app = filled(create_app(Settings(data_dir=folder, **given)), llm)
    with running(app) as url:
        _await_embedder(url)
        yield url


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The address of an application on a free port of this machine."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="warning", ws="none", timeout_graceful_shutdown=DRAIN_SECONDS
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def filled(app: FastAPI, llm: LlmServer | None = None) -> FastAPI:
    """The application, which finds the small library when it starts."""
    start = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(started: FastAPI) -> AsyncIterator[Mapping[str, Any] | None]:
        async with start(started) as state:
            await shelf.fill(started.state.resources)
            if llm is not None:
                started.state.resources = replace(started.state.resources, llm=llm)
            yield state

    app.router.lifespan_context = lifespan
    return app


def _await_embedder(url: str) -> None:
    """On a busy machine building it takes a minute."""
    end = time.monotonic() + 240
    while httpx.get(f"{url}/readyz", timeout=60).json()["checks"]["embedder"] == "loading":
        assert time.monotonic() < end
        time.sleep(0.2)
