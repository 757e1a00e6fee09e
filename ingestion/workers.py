"""The processes that read files: limited in memory and time, replaced when a file kills one.

A hostile or broken file may take its process with it. Whatever ran beside it is then tried once more in a
process of its own, so that only the guilty file fails.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import (
    Executor,
    Future,
    InvalidStateError,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any, ParamSpec, TypeVar

try:
    import resource
except ModuleNotFoundError:  # Windows has no limits of this kind
    resource = None  # type: ignore[assignment]  # the absence is what the code asks for

P = ParamSpec("P")
T = TypeVar("T")


class WorkerDiedError(Exception):
    """A task killed the process that ran it, alone in it."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What one process may use."""

    memory: int = 4 << 30
    """Bytes of address space; a page that needs more is no manual's page. 0 is no limit."""
    cpu_seconds: int = 180
    """Processor time of one task, a hundred times what an ordinary one takes. 0 is no limit."""
    nice: int = 5
    """Answering goes before reading."""
    idle_seconds: float = 60.0
    """After so long without a task the processes end and give their memory back."""


class WorkerPool(Executor):
    """An executor of processes that outlives the death of its processes."""

    def __init__(self, processes: int, limits: WorkerLimits, preload: tuple[str, ...] = ()) -> None:
        self._processes = processes
        self._limits = limits
        self._context = _context(preload)
        self._lock = threading.Lock()
        self._shared: ProcessPoolExecutor | None = None
        self._open: set[Future[Any]] = set()
        self._last_done = time.monotonic()
        # One at a time: what is tried again is a suspect, and suspects do not share a process.
        self._again = ThreadPoolExecutor(1, thread_name_prefix="suspect")

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Runs the task; `WorkerDiedError` if it kills its process twice, the second time alone."""
        result: Future[T] = Future()
        self._open.add(result)
        result.add_done_callback(self._close)
        pool, task = self._hand_over(fn, args, kwargs)
        task.add_done_callback(lambda done: self._settle(pool, done, result, (fn, args, kwargs)))
        # Nobody waits for the rest of a document that failed.
        result.add_done_callback(lambda given_up: task.cancel() if given_up.cancelled() else None)
        return result

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the processes. What is not waited for is cancelled, and with it whoever waits for it."""
        with self._lock:
            shared, self._shared = self._shared, None
        if not wait:
            for result in tuple(self._open):
                result.cancel()
        if shared is not None:
            _end(shared, wait, cancel_futures)
        self._again.shutdown(wait, cancel_futures=cancel_futures)

    def _close(self, result: Future[Any]) -> None:
        self._open.discard(result)
        self._last_done = time.monotonic()
        if not self._open:
            timer = threading.Timer(self._limits.idle_seconds, self._release)
            timer.daemon = True
            timer.start()

    def _release(self) -> None:
        """Ends the processes if there was nothing to do since; the next task starts new ones."""
        with self._lock:
            rested = time.monotonic() - self._last_done >= self._limits.idle_seconds
            if self._open or not rested or self._shared is None:
                return
            shared, self._shared = self._shared, None
        shared.shutdown(wait=False)

    def _hand_over(self, fn: Any, args: Any, kwargs: Any) -> tuple[ProcessPoolExecutor, Future[Any]]:
        with self._lock:
            if self._shared is None:
                self._shared = self._new_pool(self._processes)
            try:
                task = self._shared.submit(_limited, self._limits, fn, args, kwargs)
            except BrokenProcessPool:
                # It broke between two tasks; those that were in it are being tried again already.
                self._shared = self._new_pool(self._processes)
                task = self._shared.submit(_limited, self._limits, fn, args, kwargs)
            return self._shared, task

    def _settle(self, pool: ProcessPoolExecutor, done: Future[Any], result: Future[Any], call: Any) -> None:
        if done.cancelled() or result.cancelled():
            result.cancel()
        elif isinstance(done.exception(), BrokenProcessPool):
            self._drop(pool)
            self._again.submit(self._run_alone, result, call)
        else:
            _pass_on(done, result)

    def _drop(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._shared is broken:
                self._shared = None
        broken.shutdown(wait=False)

    def _run_alone(self, result: Future[Any], call: Any) -> None:
        fn, args, kwargs = call
        pool = self._new_pool(1)
        try:
            task = pool.submit(_limited, self._limits, fn, args, kwargs)
            if isinstance(task.exception(), BrokenProcessPool):
                task = Future()
                task.set_exception(WorkerDiedError("The task ended its process."))
            _pass_on(task, result)
        finally:
            _end(pool, wait=False, cancel_futures=True)

    def _new_pool(self, processes: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(processes, self._context, initializer=_start, initargs=(self._limits,))


def _context(preload: tuple[str, ...]) -> Any:
    """A fork server loads the libraries once and forks cleanly, whatever threads this process has."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    if preload:
        context.set_forkserver_preload(list(preload))
    return context


def _pass_on(done: Future[Any], result: Future[Any]) -> None:
    with contextlib.suppress(InvalidStateError):  # cancelled meanwhile: nobody waits any more
        if (error := done.exception()) is not None:
            result.set_exception(error)
        else:
            result.set_result(done.result())


def _end(pool: ProcessPoolExecutor, wait: bool, cancel_futures: bool) -> None:
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait, cancel_futures=cancel_futures)
    if not wait:
        for process in processes:
            process.terminate()


def _start(limits: WorkerLimits) -> None:
    """Runs first in every process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    threading.Thread(target=_leave_with_parent, name="parent-watch", daemon=True).start()
    with contextlib.suppress(OSError, AttributeError):
        os.nice(limits.nice)
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if limits.memory:
            _set_soft(resource.RLIMIT_AS, limits.memory)


def _leave_with_parent() -> None:
    """A parent that was killed cannot end its processes; they must see it themselves."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _limited(limits: WorkerLimits, fn: Callable[..., T], args: Any, kwargs: Any) -> T:
    if resource is not None and limits.cpu_seconds:
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        _set_soft(resource.RLIMIT_CPU, spent + limits.cpu_seconds)
    return fn(*args, **kwargs)


def _set_soft(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
