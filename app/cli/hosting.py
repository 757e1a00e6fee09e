"""Puts the web service and the worker into one process, says where it is, and stops it in order."""

import contextlib
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.cli.client import Service
from app.cli.files import uploads
from app.cli.ingest import follow, report, send
from app.cli.output import CommandFailedError
from app.cli.progress import Progress
from app.core.config import Settings
from app.core.errors import StartupError
from app.core.logging import configure_logging
from app.core.memory import share_heaps
from app.main import create_app
from app.resources import Resources

log = structlog.get_logger()

DRAIN_SECONDS = 10
"""Open streams get this long to end before the service does."""

KEEP_ALIVE_SECONDS = 75
"""An idle connection stays open for so long: longer than clients keep one for another call. HTTP libraries
give one up after 5 s or more, and a server that closes it just then, as a stalled one does late, resets the
call that is on its way."""

RETRY_SECONDS = 10.0
"""Between two attempts to start a worker whose database is away."""


def run(settings: Settings, *, with_worker: bool, ingest: tuple[Path, ...]) -> None:
    """Serves until it is told to stop."""
    configure_logging(settings.log_level, as_json=settings.log_json)
    share_heaps()
    listening = listen(settings.host, settings.port)
    service = create_app(settings, WorkerBeside if with_worker else None)
    app = Startable(service)
    url = f"http://{settings.host}:{listening.getsockname()[1]}"
    threading.Thread(target=welcome, args=(url, ingest), name="welcome", daemon=True).start()
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        server_header=False,
    )
    # uvicorn raises the signal again when it is done; by default that would end us without cleaning up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with listening, contextlib.suppress(KeyboardInterrupt):
            Server(config, service.state.watcher.close).run(sockets=[listening])
    except SystemExit:
        if not app.refusal:
            raise
        raise CommandFailedError(app.refusal) from None


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


class Server(uvicorn.Server):
    """Ends the streams that would go on for ever before it waits for the others."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end_streams()
        await super().shutdown(sockets)


class Startable:
    """The application, except that a start which it refuses leaves a sentence and no traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.refusal = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        failed: list[Message] = []

        async def hold(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                failed.append(message)
            else:
                await send(message)

        try:
            await self._app(scope, receive, hold)
        except StartupError as error:
            self.refusal = error.message
            await send({"type": "lifespan.startup.failed", "message": ""})
        except Exception:
            for message in failed:
                await send(message)
            raise


class WorkerBeside:
    """A worker in this process, on the service's retriever: the store has one owner.

    It starts behind the service, because the engine of workflows takes seconds to import.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._work()
            except Exception:  # whatever keeps it from starting may pass, and answering goes on without it
                log.exception("worker.not_started", next_attempt_s=RETRY_SECONDS)
                self._stopping.wait(RETRY_SECONDS)

    def _work(self) -> None:
        from app.worker import working

        with working(self._resources.settings, self._resources.storage, self._resources.retriever):
            self._stopping.wait()


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
