"""Where pure work goes that would hold up the event loop: two threads of its own.

Python runs one thread at a time, so more of them would only make the loop wait longer for its turn; two,
so that one long piece of work does not hold up all others.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

_AT_ONCE = 2
_WORKERS = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="work")
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


async def aside(
    work: Callable[Arguments, Result], /, *arguments: Arguments.args, **named: Arguments.kwargs
) -> Result:
    """The result of pure work that may take more than a few milliseconds, with the caller's context."""
    call = partial(copy_context().run, work, *arguments, **named)
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, call)
