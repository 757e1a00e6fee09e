"""A bounded memory of things that are dear to load and do not change, such as the facts of a version."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

Value = TypeVar("Value")


class Memo:
    """Keeps the most recently used values; two callers that miss at once load once."""

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, asyncio.Future[Any]] = OrderedDict()

    async def get(self, key: Hashable, load: Callable[[], Awaitable[Value]]) -> Value:
        """The value under a key, loaded by `load` if it is not here. A load that fails is not kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
            value: Value = await asyncio.shield(self._kept[key])
            return value
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._kept[key] = future
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        try:
            loaded = await load()
        except BaseException as error:
            self._kept.pop(key, None)
            future.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
            future.exception()  # whoever waits too gets it; with nobody waiting it is not worth a warning
            raise
        future.set_result(loaded)
        return loaded
