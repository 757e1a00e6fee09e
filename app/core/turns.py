"""Who writes next to a SQLite file: one after the other, in the order of their coming, on any event loop.

SQLite's own waiters look again after up to 0.1 s. Where one loop's writers follow each other without a gap,
the worker's, on a loop of its own, never finds the file free, and gives up in the end.
"""

import asyncio
import threading
from collections import deque
from concurrent.futures import Future
from types import TracebackType
from typing import Self


class Turns:
    """A lock for all event loops of a process, first come, first served."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[tuple[asyncio.AbstractEventLoop, Future[None]]] = deque()

    async def __aenter__(self) -> Self:
        with self._guard:
            if not self._taken:
                self._taken = True
                return self
            turn: Future[None] = Future()
            self._waiting.append((asyncio.get_running_loop(), turn))
        try:
            await asyncio.wrap_future(turn)
        except asyncio.CancelledError:
            # Whoever cancels a turn that was given already has to hand it on.
            if not turn.cancel() and not turn.cancelled():
                self._release()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release()

    def _release(self) -> None:
        with self._guard:
            while self._waiting:
                loop, turn = self._waiting.popleft()
                if not loop.is_closed() and turn.set_running_or_notify_cancel():
                    turn.set_result(None)
                    return
            self._taken = False
