"""Page pictures out of a process of their own.

MuPDF is not thread-safe and reads files of unknown origin: one process draws, one page at a time, with
limited memory; a file that kills it or takes too long costs that process and nothing else.
"""

import asyncio
import contextlib
import multiprocessing
import os
import threading
from collections import OrderedDict
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from app.core.errors import NoPagesError, NotFoundError, UnreadableFileError
from app.documents.pictures import NoSuchPageError, NotPagedError, Picture, draw

SECONDS = 20
"""The slowest page of our corpus takes one."""

MEMORY = 3 << 30
KEPT_BYTES = 32 << 20
"""Pictures kept in memory: readers go back and forth between a few pages."""


class Renderer:
    """Draws pages, one at a time. Its process starts with the first page that is asked for."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()
        self._kept: OrderedDict[Picture, bytes] = OrderedDict()

    async def png(self, picture: Picture) -> bytes:
        """The picture as PNG; an error of our tree where there is none."""
        if picture in self._kept:
            self._kept.move_to_end(picture)
            return self._kept[picture]
        try:
            async with self._turn:
                data = await asyncio.wait_for(
                    asyncio.wrap_future(self._process().submit(draw, picture)), SECONDS
                )
        except NotPagedError:
            raise NoPagesError from None
        except NoSuchPageError as error:
            raise NotFoundError(f"The document has {error.args[0]} pages.", param="page") from None
        except (BrokenProcessPool, TimeoutError):
            self.close()
            raise UnreadableFileError("This page cannot be drawn: it takes more than a page may.") from None
        except (ValueError, RuntimeError, MemoryError):
            raise UnreadableFileError("This page cannot be drawn: the file is damaged here.") from None
        self._keep(picture, data)
        return data

    def close(self) -> None:
        """End the process, whatever it does."""
        pool, self._pool = self._pool, None
        if pool is not None:
            processes = list((pool._processes or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.kill()

    def _process(self) -> ProcessPoolExecutor:
        if self._pool is None:
            method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
            context = multiprocessing.get_context(method)
            self._pool = ProcessPoolExecutor(1, context, initializer=_begin)
        return self._pool

    def _keep(self, picture: Picture, data: bytes) -> None:
        self._kept[picture] = data
        while sum(map(len, self._kept.values())) > KEPT_BYTES:
            self._kept.popitem(last=False)


def _begin() -> None:
    """Runs first in the process: limits, and an end when the service is gone."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
