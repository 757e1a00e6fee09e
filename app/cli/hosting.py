"""Puts the web service and the worker into one process, or has several serve, and says where they are."""

import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from app.cli.client import Service
from app.cli.files import uploads
from app.cli.ingest import follow, report, send
from app.cli.output import CommandFailedError
from app.cli.progress import Progress
from app.core.config import Settings
from app.core.logging import configure_logging
from app.core.memory import share_heaps

if TYPE_CHECKING:
    from app.resources import Resources

log = structlog.get_logger()

RETRY_SECONDS = 10.0
"""Between two attempts to start a worker whose database is away."""


def run(settings: Settings, *, with_worker: bool, ingest: tuple[Path, ...]) -> None:
    """Serves until it is told to stop."""
    configure_logging(settings.log_level, as_json=settings.log_json)
    share_heaps()
    listening = listen(settings.host, settings.port)
    url = f"http://{settings.host}:{listening.getsockname()[1]}"
    threading.Thread(target=welcome, args=(url, ingest), name="welcome", daemon=True).start()
    if settings.processes > 1:
        from app.cli.processes import serve_by_several

        refusal = serve_by_several(settings, listening, with_worker=with_worker)
    else:
        from app.cli.server import serve

        refusal = serve(settings, listening, WorkerBeside if with_worker else None)
    if refusal:
        raise CommandFailedError(refusal)


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


class WorkerBeside:
    """A worker in this process, on the service's retriever: the store has one owner.

    It starts behind the service, because the engine of workflows takes seconds to import.
    """

    def __init__(self, resources: "Resources") -> None:
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
