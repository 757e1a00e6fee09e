"""Puts the web service and the worker into one process, says where it is, and stops it in order."""

import asyncio
import contextlib
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI

from app.cli.client import Service
from app.cli.files import uploads
from app.cli.ingest import follow, report, send
from app.cli.output import CommandFailedError
from app.cli.progress import Progress
from app.core.config import Settings
from app.core.logging import configure_logging
from app.main import create_app

log = structlog.get_logger()

DRAIN_SECONDS = 10
"""Open streams get this long to end before the service does."""

RETRY_SECONDS = 10.0
"""Between two attempts to start a worker whose database is away."""


def run(settings: Settings, *, with_worker: bool, ingest: tuple[Path, ...]) -> None:
    """Serves until it is told to stop."""
    configure_logging(settings.log_level, as_json=settings.log_json)
    listening = listen(settings.host, settings.port)
    app = create_app(settings)
    if with_worker:
        add_worker(app, settings)
    url = f"http://{settings.host}:{listening.getsockname()[1]}"
    threading.Thread(target=welcome, args=(url, ingest), name="welcome", daemon=True).start()
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=DRAIN_SECONDS, server_header=False
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Takes the port first, so that a taken one is found before anything is opened."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise CommandFailedError(
            f"Cannot listen on {host}:{port}: {error.strerror}. Name another port with --port."
        ) from None
    return listening


def add_worker(app: FastAPI, settings: Settings) -> None:
    """Lets a worker live within the service's lifetime, on its retriever: the store has one owner."""
    served = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[Any]:
        async with served(app) as state:
            starting = asyncio.create_task(_start_worker(app, settings))
            try:
                yield state
            finally:
                starting.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    worker = await starting
                    await asyncio.to_thread(worker.__exit__, None, None, None)

    app.router.lifespan_context = lifespan


async def _start_worker(app: FastAPI, settings: Settings) -> AbstractContextManager[None]:
    """Behind the service's start, because the engine of workflows takes seconds to import."""
    while True:
        entering = asyncio.create_task(asyncio.to_thread(_enter_worker, app, settings))
        try:
            # A start that has begun is finished, so that it can be ended.
            return await asyncio.shield(entering)
        except asyncio.CancelledError:
            return await entering
        except Exception:
            log.exception("worker.not_started", next_attempt_s=RETRY_SECONDS)
        await asyncio.sleep(RETRY_SECONDS)


def _enter_worker(app: FastAPI, settings: Settings) -> AbstractContextManager[None]:
    """In a thread without a loop: DBOS would otherwise adopt the loop that answers."""
    from app.worker import working

    resources = app.state.resources
    worker = working(settings, resources.storage, resources.retriever)
    worker.__enter__()
    return worker


def welcome(url: str, ingest: tuple[Path, ...]) -> None:
    """Says where to look once the service answers, then sends it what it was started with."""
    with Service(url) as service:
        while not service.is_up():
            time.sleep(0.05)
        sys.stderr.write(f"chipcite: ready. Chat at {url}/, API at {url}/docs. Ctrl-C stops it.\n")
        if ingest:
            _ingest(service, ingest)


def _ingest(service: Service, paths: tuple[Path, ...]) -> None:
    try:
        files = uploads(paths)
        with Progress(files, quiet=not sys.stderr.isatty()) as progress:
            results = send(service, files, {}, progress)
            follow(service, [result for result in results if "job_id" in result], progress)
        report(results)
    except CommandFailedError as error:
        sys.stderr.write(f"chipcite: {error.sentence}\n")
