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

import structlog

EVERY = 0.05
"""Seconds between two signs of life."""
STALLED = 0.2
"""Seconds without one that are logged."""
AT_LATEST = 5.0
"""Seconds after which a loop that still stands is logged without waiting for its end."""
QUIET = 5.0
"""Seconds between two log lines: under load one stall follows another."""
DEEPEST = 12
"""Innermost calls of the stack that are logged; what is around them is the server's own."""

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
        asked = time.monotonic()
        self._loop.call_soon_threadsafe(alive.set)
        if not alive.wait(STALLED):
            stack = self._stack()
            alive.wait(AT_LATEST - STALLED)
            self._report(time.monotonic() - asked, stack)
            while not alive.wait(1) and not self._stopping.is_set():
                pass
        self._observe(time.monotonic() - asked)

    def _stack(self) -> str:
        """What the loop is at: files, lines and functions of the code, no values."""
        frame = sys._current_frames().get(self._watched)
        calls = traceback.extract_stack(frame)[-DEEPEST:] if frame else []
        return " < ".join(f"{call.filename}:{call.lineno} {call.name}" for call in reversed(calls))

    def _report(self, seconds: float, stack: str) -> None:
        now = time.monotonic()
        if now - self._logged < QUIET:
            self._unlogged += 1
            return
        log.warning("loop.stalled", ms=round(1000 * seconds), stack=stack, unlogged=self._unlogged)
        self._logged, self._unlogged = now, 0
