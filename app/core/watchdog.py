"""Watches the event loop: while it stands still, nobody is served.

A thread asks the loop for a sign of life some times a second. When none comes for long, it looks at what the
loop's thread is doing at that moment and logs it as `loop.stalled`, with the stack and how long it stood.
"""

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import structlog

EVERY = 0.05
"""Seconds between two signs of life."""
STALLED = 0.2
"""Seconds without one that are logged."""
AT_LATEST = 5.0
"""Seconds after which a loop that still stands is logged without waiting for its end."""
QUIET = 5.0
"""Seconds between two log lines: under load one stall follows another."""
DEEPEST, FEWER = 12, 3
"""Innermost calls of the loop's stack that are logged, and of another thread's."""
WAITING = ("threading.py", "queue.py", "selectors.py", "concurrent/futures/thread.py", "aiosqlite/core.py")
"""Files of the code that a thread without work stands in."""

log = structlog.get_logger()


@contextmanager
def watching(observe: Callable[[float], None] = lambda seconds: None) -> Iterator[None]:
    """Watches the running loop until the block ends; `observe` gets the seconds that each sign took."""
    watchdog = Watchdog(asyncio.get_running_loop(), observe)
    watchdog.start()
    try:
        yield
    finally:
        watchdog.stop()


class Watchdog:
    """One loop, watched by one thread. To be made on the loop's own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, observe: Callable[[float], None]) -> None:
        self._loop = loop
        self._observe = observe
        self._watched = threading.get_ident()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)
        self._logged = -QUIET
        self._unlogged = 0

    def start(self) -> None:
        """From now on."""
        self._thread.start()

    def stop(self) -> None:
        """It ends by itself at once, or when the loop next moves."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(EVERY):
            try:
                self._beat()
            except RuntimeError:  # the loop was closed
                return

    def _beat(self) -> None:
        alive = threading.Event()
        asked, used = time.monotonic(), time.process_time()
        self._loop.call_soon_threadsafe(alive.set)
        if not alive.wait(STALLED):
            stacks = self._stacks()
            alive.wait(AT_LATEST - STALLED)
            self._report(time.monotonic() - asked, time.process_time() - used, stacks)
            while not alive.wait(1) and not self._stopping.is_set():
                pass
        self._observe(time.monotonic() - asked)

    def _stacks(self) -> dict[str, str]:
        """What the loop is at, and the threads at work beside it: one may hold the interpreter."""
        frames = sys._current_frames()
        frames.pop(threading.get_ident(), None)
        loop = frames.pop(self._watched, None)
        others = (called(frame, FEWER) for frame in frames.values() if not waiting(frame))
        return {"stack": called(loop, DEEPEST) if loop else "", "beside": " | ".join(others)}

    def _report(self, seconds: float, used: float, stacks: dict[str, str]) -> None:
        """`cpu_ms` is what this process computed meanwhile: little where it got no processor."""
        now = time.monotonic()
        if now - self._logged < QUIET:
            self._unlogged += 1
            return
        spent = {"ms": round(1000 * seconds), "cpu_ms": round(1000 * used)}
        log.warning("loop.stalled", **spent, **stacks, unlogged=self._unlogged)
        self._logged, self._unlogged = now, 0


def called(frame: FrameType, most: int) -> str:
    """Where a thread is, innermost call first: files, lines and functions of the code, no values."""
    calls = traceback.extract_stack(frame)[-most:]
    return " < ".join(f"{call.filename}:{call.lineno} {call.name}" for call in reversed(calls))


def waiting(frame: FrameType) -> bool:
    """Whether a thread only waits for something, as idle workers do."""
    return frame.f_code.co_filename.endswith(WAITING)
