"""What a client's connection means for the work behind it: silence is filled, failures stay in the protocol,
and who goes away ends it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.chat.events import DONE, KEEP_ALIVE, event
from app.core.errors import ChipciteError

log = structlog.get_logger()
Result = TypeVar("Result")

KEEP_ALIVE_SECONDS = 10.0
"""Proxies give up on a silent connection after 30 to 60 seconds."""
STREAM_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
CLIENT_CLOSED = 499
"""As nginx logs it; nobody reads it."""


def streaming(chunks: AsyncGenerator[bytes]) -> Response:
    """A reply of server-sent events."""
    return StreamingResponse(_guarded(chunks), media_type="text/event-stream", headers=STREAM_HEADERS)


async def _guarded(chunks: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    """Silence is filled; a failure in mid-stream is an error object, never prose."""
    try:
        async for chunk in kept_alive(chunks):
            yield KEEP_ALIVE if chunk is None else chunk
    except ChipciteError as error:
        yield event(error.envelope())
    except Exception:
        # The status line is out: all that can still be said is an error object.
        log.exception("stream.failed")
        yield event(ChipciteError().envelope())
    yield DONE


async def while_connected(request: Request, work: Coroutine[Any, Any, Result]) -> Result | None:
    """The work's result, or None when the client went away: then the work is cancelled, down to the model."""
    task, gone = asyncio.create_task(work), asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        return await task if task.done() else None
    finally:
        for each in (task, gone):
            each.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await each


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def kept_alive(turn: AsyncGenerator[Result]) -> AsyncIterator[Result | None]:
    """The turn's pieces, and None whenever it has been silent for long. Ends the turn when nobody listens."""
    following: asyncio.Task[Result] | None = None
    try:
        while True:
            following = following or asyncio.ensure_future(anext(turn))
            if not (await asyncio.wait({following}, timeout=KEEP_ALIVE_SECONDS))[0]:
                yield None
                continue
            try:
                piece = following.result()
            except StopAsyncIteration:
                return
            following = None
            yield piece
    finally:
        if following is not None:
            following.cancel()
            # Who cancels us may do so again and again; the turn must have let go of the model before we do.
            while not following.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait({following})
            if not following.cancelled():
                following.exception()  # has been looked at: nobody is left to tell
        await turn.aclose()
