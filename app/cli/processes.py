"""Several server processes behind one port, and a worker beside them: started, watched, replaced, ended.

For the grown stores, which processes can share. Each server listens on the port with a socket of its own, and
the system spreads connections over them: of one socket that all share, whoever wakes first takes every
connection that waits. What the processes measure meets in a folder.
"""

import multiprocessing
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ctypes import c_ulong
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

import structlog
from prometheus_client.multiprocess import mark_process_dead

from app.core.config import Settings
from app.core.errors import StartupError
from app.core.logging import configure_logging
from app.core.memory import share_heaps
from app.core.metrics import SHARED_FOLDER

LOOK_SECONDS = 1.0
"""Between two looks at the processes; one that ends is seen at once."""
HUNG_SECONDS = 60.0
"""A server whose event loop has stood for so long is replaced: a probe of the port would meet another one."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
"""Seconds before a process that ended is started anew; twice as many each time that it ends young."""
YOUNG = 60.0
END_SECONDS = 30.0
"""For streams to end, which may take ten, and for what the process owns to be closed; then it is killed."""

log = structlog.get_logger()
CONTEXT = multiprocessing.get_context("spawn")
"""Nothing of this process: threads and connections do not outlive a fork."""


def serve_by_several(settings: Settings, listening: socket.socket, *, with_worker: bool) -> str:
    """Serves until it is told to stop; why the service could not start, if that was so."""
    address = listening.getsockname()
    listening.close()  # nobody else had the port; now it is taken to be shared
    children = [
        Child("server", serve_here, (settings, address), watched=True) for _ in range(settings.processes)
    ]
    if with_worker:
        children.append(Child("worker", work_here, (settings,)))
    with measuring_together(), told_to_stop() as stop, shared_port(address):
        return Supervisor(children, stop).run()


class Child:
    """One process, and the next one in its place when it ends."""

    def __init__(
        self, role: str, target: Callable[..., None], arguments: tuple[Any, ...], *, watched: bool = False
    ) -> None:
        """`target` gets the arguments, a counter of signs of life, and a line to this process."""
        self.role = role
        self.refusal = ""
        self._target, self._arguments, self._watched = target, arguments, watched
        self._process: BaseProcess | None = None
        self._began = self._due = 0.0
        self._pause = FIRST_PAUSE

    @property
    def sentinel(self) -> int | None:
        """What becomes readable when the process ends; None while there is none."""
        return self._process.sentinel if self._process else None

    @property
    def is_ready(self) -> bool:
        """Whether the process has shown a sign of life."""
        return self._process is not None and self._beats.value > 0

    def start(self) -> None:
        """Start the process where there is none and its pause is over."""
        if self._process is not None or time.monotonic() < self._due:
            return
        self._beats = CONTEXT.RawValue(c_ulong, 0)
        self._line, theirs = CONTEXT.Pipe()
        self._seen, self._silent = 0, 0.0
        self._began = time.monotonic()
        arguments = (*self._arguments, self._beats, theirs)
        self._process = CONTEXT.Process(target=self._target, args=arguments, name=self.role)
        self._process.start()
        theirs.close()

    def has_ended(self) -> bool:
        """Whether the process has ended by now; then it is gone, and has its place and pause."""
        process = self._process
        if process is None or process.is_alive():
            return False
        with suppress(EOFError, OSError):
            self.refusal = self._line.recv() if self._line.poll() else ""
        self._line.close()
        mark_process_dead(process.pid)  # type: ignore[no-untyped-call]  # the library has no types here
        lived = time.monotonic() - self._began
        self._pause = FIRST_PAUSE if lived > YOUNG else min(2 * self._pause, LONGEST_PAUSE)
        self._due = time.monotonic() + self._pause
        self._process = None
        if self.refusal or process.exitcode:
            log.error(
                "process.ended", role=self.role, pid=process.pid, status=process.exitcode, reason=self.refusal
            )
        return True

    def look(self, seconds: float) -> None:
        """End the process where it has not moved for long. Only time in which this process moves counts."""
        if self._process is None or not self._watched or not self.is_ready:
            return
        self._silent = 0.0 if self._beats.value != self._seen else self._silent + seconds
        self._seen = self._beats.value
        if self._silent > HUNG_SECONDS:
            log.error("process.hung", role=self.role, pid=self._process.pid, seconds=round(self._silent))
            self._process.kill()

    def ask_to_end(self) -> None:
        """It stops taking work, and finishes what it has."""
        if self._process is not None:
            self._process.terminate()

    def end(self, seconds: float) -> None:
        """Wait for its end, and force it then."""
        if self._process is not None:
            self._process.join(seconds)
            self._process.kill()
            self._process.join()
            self.has_ended()


class Supervisor:
    """Keeps the processes alive until it is told to stop."""

    def __init__(self, children: list[Child], stop: Connection) -> None:
        """`stop` becomes readable when it is time."""
        self._children = children
        self._stop = stop
        self._has_served = False

    def run(self) -> str:
        """Until the end; why the service could not start, if that was so."""
        refusal = ""
        try:
            while not (refusal or self._stop.poll()):
                refusal = self._watch()
        finally:
            self._end()
        return refusal

    def _watch(self) -> str:
        for child in self._children:
            child.start()
        began = time.monotonic()
        wait([self._stop, *(child.sentinel for child in self._children if child.sentinel)], LOOK_SECONDS)
        if self._stop.poll():
            return ""
        seconds = min(time.monotonic() - began, LOOK_SECONDS)
        servers = [child for child in self._children if child.role == "server"]
        self._has_served = self._has_served or any(child.is_ready for child in servers)
        ended = [child for child in self._children if child.has_ended()]
        if not self._has_served and (failed := [child for child in ended if child in servers]):
            return failed[0].refusal or "A server process ended before it was ready: see above."
        for child in self._children:
            child.look(seconds)
        return ""

    def _end(self) -> None:
        until = time.monotonic() + END_SECONDS
        for child in self._children:
            child.ask_to_end()
        for child in self._children:
            child.end(max(until - time.monotonic(), 0))


def serve_here(settings: Settings, address: tuple[Any, ...], beats: Any, line: Connection) -> None:
    """The life of a server process; only it loads the application."""
    from app.cli.server import serve

    configure_logging(settings.log_level, as_json=settings.log_json)
    share_heaps()
    end_with_parent(line)

    def beat() -> None:
        beats.value += 1

    if refusal := serve(settings, shared_port(address), beat=beat):
        line.send(refusal)


def work_here(settings: Settings, _beats: Any, line: Connection) -> None:
    """The life of the worker's process."""
    from app.worker import run

    end_with_parent(line)
    try:
        run(settings)
    except StartupError as error:
        line.send(error.message)


def shared_port(address: tuple[Any, ...]) -> socket.socket:
    """A socket on an address that other processes of ours have sockets on, too. Connections come only to
    those that listen: the one that holds the port while servers come and go does not."""
    shared = socket.socket(socket.AF_INET6 if len(address) > 2 else socket.AF_INET)
    shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    shared.bind(address)
    return shared


def end_with_parent(line: Connection) -> None:
    """When the process that started this one is gone, however it went, this one stops in order."""

    def watch() -> None:
        with suppress(EOFError, OSError):
            line.recv()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


@contextmanager
def told_to_stop() -> Iterator[Connection]:
    """A line that becomes readable with the first signal to stop."""
    heard, told = CONTEXT.Pipe(duplex=False)
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(one, lambda *_: told.send_bytes(b"stop")) for one in signals]
    try:
        yield heard
    finally:
        for one, handler in zip(signals, before, strict=True):
            signal.signal(one, handler)


@contextmanager
def measuring_together() -> Iterator[None]:
    """Processes that are started now measure into one folder of this machine."""
    with tempfile.TemporaryDirectory(prefix="chipcite-metrics-") as folder:
        os.environ[SHARED_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[SHARED_FOLDER]
