"""The processes that read files: limited in memory and time, replaced when a file kills one.

A hostile or broken file may take its process with it. Whatever ran beside it is then tried once more in a
process of its own, so that only the guilty file fails.
"""

import contextlib
import heapq
import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import (
    Executor,
    Future,
    InvalidStateError,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, ParamSpec, TypeVar

from ingestion.worker_process import WorkerLimits, run_limited, start

P = ParamSpec("P")
T = TypeVar("T")


class WorkerDiedError(Exception):
    """A task killed the process that ran it, alone in it."""


FIRST, LATER = 0, 1
"""A document that is nearly done goes before the pages of one that has just begun."""


@dataclass(frozen=True, slots=True, order=True)
class _Waiting:
    """A task that no process has yet."""

    rank: int
    number: int
    result: Future[Any] = field(compare=False)
    call: tuple[Any, Any, Any] = field(compare=False)


class WorkerPool(Executor):
    """An executor of processes that outlives the death of its processes.

    Only as many tasks as there are processes are handed over at a time: few are lost with a process, and
    those that wait can still be overtaken or given up.
    """

    def __init__(
        self,
        processes: int,
        limits: WorkerLimits,
        preload: tuple[str, ...] = (),
        prepare: Callable[[], object] | None = None,
    ) -> None:
        self._processes = processes
        self._limits = limits
        self._prepare = prepare
        """Called first in each process: what it logs must come out as the service's own lines do."""
        self._context = _context(preload)
        self._lock = threading.Lock()
        self._shared: ProcessPoolExecutor | None = None
        self._waiting: list[_Waiting] = []
        self._numbers = count()
        self._running = 0
        self._stopped = False
        self._open: set[Future[Any]] = set()
        self._idle = threading.Event()
        self._idle.set()
        self._last_done = time.monotonic()
        # One at a time: what is tried again is a suspect, and suspects do not share a process.
        self._again = ThreadPoolExecutor(1, thread_name_prefix="suspect")

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Runs the task; `WorkerDiedError` if it kills its process twice, the second time alone."""
        return self._enqueue(LATER, (fn, args, kwargs))

    def submit_first(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The same, before all that was only submitted."""
        return self._enqueue(FIRST, (fn, args, kwargs))

    def wait_until_idle(self) -> None:
        """Returns when nothing runs or waits."""
        self._idle.wait()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the processes. What is not waited for is cancelled, and with it whoever waits for it."""
        if wait:
            futures.wait(tuple(self._open))
        with self._lock:
            self._stopped = True
            shared, self._shared = self._shared, None
        for result in tuple(self._open):
            result.cancel()
        if shared is not None:
            _end(shared, wait, cancel_futures)
        self._again.shutdown(wait, cancel_futures=cancel_futures)

    def _enqueue(self, rank: int, call: tuple[Any, Any, Any]) -> Future[Any]:
        result: Future[Any] = Future()
        with self._lock:
            if self._stopped:
                raise RuntimeError("The pool was shut down.")
            self._open.add(result)
            self._idle.clear()
            heapq.heappush(self._waiting, _Waiting(rank, next(self._numbers), result, call))
        result.add_done_callback(self._close)
        self._hand_out()
        return result

    def _hand_out(self) -> None:
        """Gives waiting tasks to processes that are free, and one more so that none has to wait."""
        while True:
            with self._lock:
                if self._stopped or not self._waiting or self._running > self._processes:
                    return
                waiting = heapq.heappop(self._waiting)
                if waiting.result.cancelled():  # nobody waits for the rest of a document that failed
                    continue
                self._running += 1
                pool, task = self._hand_over(*waiting.call)
            task.add_done_callback(partial(self._settle, pool, waiting))

    def _hand_over(self, fn: Any, args: Any, kwargs: Any) -> tuple[ProcessPoolExecutor, Future[Any]]:
        if self._shared is None:
            self._shared = self._new_pool(self._processes)
        try:
            task = self._shared.submit(run_limited, self._limits, fn, args, kwargs)
        except BrokenProcessPool:
            # It broke between two tasks; those that were in it are being tried again already.
            self._shared = self._new_pool(self._processes)
            task = self._shared.submit(run_limited, self._limits, fn, args, kwargs)
        return self._shared, task

    def _settle(self, pool: ProcessPoolExecutor, waiting: _Waiting, done: Future[Any]) -> None:
        died = not done.cancelled() and isinstance(done.exception(), BrokenProcessPool)
        if died:
            self._drop(pool)
        with self._lock:
            self._running -= 1
        if done.cancelled() or waiting.result.cancelled():
            waiting.result.cancel()
        elif died:
            self._again.submit(self._run_alone, waiting.result, waiting.call)
        else:
            _pass_on(done, waiting.result)
        self._hand_out()

    def _close(self, result: Future[Any]) -> None:
        with self._lock:
            self._open.discard(result)
            self._last_done = time.monotonic()
            idle = not self._open
            if idle:
                self._idle.set()
        if idle and not self._stopped:
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

    def _drop(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._shared is broken:
                self._shared = None
        broken.shutdown(wait=False)

    def _run_alone(self, result: Future[Any], call: Any) -> None:
        fn, args, kwargs = call
        pool = self._new_pool(1)
        try:
            task = pool.submit(run_limited, self._limits, fn, args, kwargs)
            if isinstance(task.exception(), BrokenProcessPool):
                task = Future()
                task.set_exception(WorkerDiedError("The task ended its process."))
            _pass_on(task, result)
        finally:
            _end(pool, wait=False, cancel_futures=True)

    def _new_pool(self, processes: int) -> ProcessPoolExecutor:
        given = (self._limits, self._prepare)
        return ProcessPoolExecutor(processes, self._context, initializer=start, initargs=given)


def _context(preload: tuple[str, ...]) -> Any:
    """A fork server loads the libraries once and forks cleanly, whatever threads this process has.

    There is one for all pools: a pool that has nothing to share with the others starts afresh.
    """
    if not preload or "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
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
