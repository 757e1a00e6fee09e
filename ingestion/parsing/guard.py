"""Bounds what one page may cost in a pool process; makes PyMuPDF's errors ours and its messages silent."""

# mypy: untyped-calls-exclude=pymupdf
# PyMuPDF's own functions carry no types.

import contextlib
import multiprocessing
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pymupdf

try:
    import resource
except ModuleNotFoundError:  # Windows has no limits of this kind
    resource = None  # type: ignore[assignment]  # the absence is what the code asks for


class UnreadablePageError(Exception):
    """The file's own fault: PyMuPDF cannot read this page."""


@contextlib.contextmanager
def library(error: Exception | None = None) -> Iterator[None]:
    """Around calls of PyMuPDF alone: what it raises has many types, of which some cannot leave a process.

    All become one of ours, a page's unless another is given.
    """
    try:
        yield
    except MemoryError:
        raise
    except Exception as cause:
        raise (error or UnreadablePageError(f"{type(cause).__name__}: {cause}"[:200])) from cause


@contextlib.contextmanager
def page_guard(seconds: float, memory: int) -> Iterator[None]:
    """Ends this process when the block takes too long, and makes it fail when it takes too much memory.

    Only in a child process's main thread: MuPDF does not return to Python while it works, so that only a
    signal's default action can stop it, and the parent replaces the process.
    """
    if (
        resource is None
        or multiprocessing.parent_process() is None
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _address_space() + memory
    known = [limit for limit in (soft, hard, wanted) if limit != resource.RLIM_INFINITY]
    before = signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (min(known), hard))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGPROF, before)


def _address_space() -> int:
    """Bytes that this process has mapped; where the kernel does not say, a generous guess."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 4 << 30


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """MuPDF prints what it mends in a broken file; the caller hears of it by exception or warning."""
    shown = pymupdf.TOOLS.mupdf_display_errors()
    warned = pymupdf.TOOLS.mupdf_display_warnings()
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        yield
    finally:
        pymupdf.TOOLS.reset_mupdf_warnings()
        pymupdf.TOOLS.mupdf_display_errors(shown)
        pymupdf.TOOLS.mupdf_display_warnings(warned)
