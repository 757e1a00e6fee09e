"""What stands inside each process that reads files: its limits, and how an error leaves it."""

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any, TypeVar

try:
    import resource
except ModuleNotFoundError:  # Windows has no limits of this kind
    resource = None  # type: ignore[assignment]  # the absence is what the code asks for

T = TypeVar("T")


class TaskFailedError(Exception):
    """Stands for an error of a library that cannot leave its process, or not be made anew outside."""


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


def start(limits: WorkerLimits, prepare: Callable[[], object] | None) -> None:
    """Runs first in every process."""
    if prepare is not None:
        prepare()
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


def run_limited(limits: WorkerLimits, fn: Callable[..., T], args: Any, kwargs: Any) -> T:
    """The task, with its share of processor time. An error leaves as what it is, or as one of ours."""
    if resource is not None and limits.cpu_seconds:
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        _set_soft(resource.RLIMIT_CPU, spent + limits.cpu_seconds)
    try:
        return fn(*args, **kwargs)
    except Exception as error:
        if _travels(error):
            raise
        stand_in = TaskFailedError(f"{type(error).__name__}: {error}"[:500])
        stand_in.add_note("".join(traceback.format_exception(error)))
        raise stand_in from None


def _travels(error: Exception) -> bool:
    """Whether the error arrives as what it is. Some hold a pointer into a library, or ask for more arguments
    than they keep: the second kind would break the whole pool where it is unpacked."""
    try:
        return type(pickle.loads(pickle.dumps(error))) is type(error)  # noqa: S301  # our own bytes, just made
    except Exception:
        return False


def _set_soft(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
