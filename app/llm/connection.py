"""HTTP to a model's server with every guard: timeouts, retries before the first token, a circuit breaker.

Gives the JSON objects of a stream and raises `LlmError` only. Closing the stream closes the connection, by
which vLLM and its like notice that nobody reads any more and stop computing.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any

import httpx
import msgspec
import structlog

from app.llm.breaker import Breaker
from app.llm.errors import LlmBrokenError, LlmError, LlmTimeoutError, LlmUnavailableError
from app.llm.patience import Patience, Retrying
from app.llm.refusals import interruption, refusal
from app.llm.sse import EventTooLongError, SseDecoder
from app.llm.wire import as_chunk, finished, says_something

Chunk = dict[str, Any]

DONE = "[DONE]"

KEPT = 4.0
"""Seconds that an idle connection is kept: uvicorn, and so vLLM, closes after 5."""

DRAINED = 0.5
"""Seconds between the last event and the end of the stream; it mostly comes in the same packet."""

ERROR_BODY = 64 * 1024
"""Bytes of an error's body that are read."""

log = structlog.get_logger("chipcite.llm")


class Connection:
    """One server, and what we know of its health."""

    def __init__(
        self,
        url: str,
        key: str = "",
        patience: Patience = Patience(),  # noqa: B008 - frozen
        retrying: Retrying = Retrying(),  # noqa: B008 - frozen
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.patience = patience
        self.breaker = Breaker()
        self._retrying = retrying
        self._key = key
        self._http = httpx.AsyncClient(
            base_url=url.rstrip("/") + "/",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            # Reading is timed by `_timed`: a server's keep-alives must not count as progress.
            timeout=httpx.Timeout(patience.first_token, connect=patience.connect, read=None),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=KEPT),
            transport=transport,
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    async def get(self, path: str) -> Chunk:
        """A small document, in the time of a probe. The breaker is not asked: this is how one looks."""
        async with _timed(self.patience.probe), _translated():
            reply = await self._http.get(path)
        if reply.status_code != httpx.codes.OK:
            raise refusal(reply.status_code, reply.content, reply.headers, self._key)
        return _object(reply.content)

    async def events(self, path: str, payload: Mapping[str, Any]) -> AsyncGenerator[Chunk]:
        """The chunks of the answer; those of a server that does not stream come as one."""
        body = msgspec.json.encode(payload)
        clock = _Clock(self.patience, streams=bool(payload.get("stream")))
        retries, begun = 0, False
        while True:
            try:
                async with aclosing(self._attempt(path, body, clock)) as chunks:
                    async for chunk in chunks:
                        begun = True
                        yield chunk
            except LlmError as error:
                pause = None if begun else self._retrying.pause(retries, error, random.random())  # noqa: S311 - spreads callers, keeps no secret
                if pause is None or pause > clock.left():
                    raise
                log.info("llm.retry", reason=error.code, pause=round(pause, 2))
            else:
                return
            retries += 1
            await asyncio.sleep(pause)

    async def _attempt(self, path: str, body: bytes, clock: "_Clock") -> AsyncGenerator[Chunk]:
        """One call, told to the breaker."""
        async with self._watched() as alive, aclosing(self._chunks(path, body, clock)) as chunks:
            while True:
                async with _timed(clock.left()):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    return
                alive()
                if says_something(chunk):
                    clock.token()
                yield chunk

    async def _chunks(self, path: str, body: bytes, clock: "_Clock") -> AsyncGenerator[Chunk]:
        """What the server says, until it has said that this is all."""
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        request = self._http.build_request("POST", path, content=body, headers=headers)
        ended = False
        async with _translated():
            reply = await self._http.send(request, stream=True)
        async with aclosing(reply):
            if reply.status_code != httpx.codes.OK:
                raise refusal(reply.status_code, await _start(reply), reply.headers, self._key)
            if "event-stream" not in reply.headers.get("content-type", ""):
                yield as_chunk(await self._whole(reply))
                return
            async with aclosing(_data(reply)) as events:
                async for data in events:
                    if data == DONE:
                        await _drain(events)
                        return
                    chunk = self._checked(_object(data))
                    ended = ended or finished(chunk)
                    yield chunk
        # Not every server says [DONE], but every one says why the model stopped.
        if not ended:
            raise LlmBrokenError(passing=True)

    async def _whole(self, reply: httpx.Response) -> Chunk:
        """The answer of a server that does not stream, or was not asked to."""
        async with _translated():
            body = await reply.aread()
        try:
            return self._checked(_object(body))
        except LlmBrokenError as error:
            # Most likely a page for a browser.
            raise LlmError from error

    def _checked(self, chunk: Chunk) -> Chunk:
        if chunk.get("error") or chunk.get("object") == "error":
            raise interruption(chunk, self._key)
        return chunk

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[Any]:
        """Lets a call through if the breaker does, and tells it how the call went."""
        wait = self.breaker.admit(_now())
        if wait:
            raise LlmUnavailableError(retry_after=wait)
        told = False

        def alive() -> None:
            nonlocal told
            if not told:
                self.breaker.succeeded()
            told = True

        try:
            yield alive
            alive()
        except LlmError as error:
            self._judge(error)
            told = True
            raise
        finally:
            if not told:
                self.breaker.abandoned()

    def _judge(self, error: LlmError) -> None:
        """A refusal is a sign of life."""
        if error.ours:
            self.breaker.succeeded()
            return
        was_open = self.breaker.open
        self.breaker.failed(_now())
        if self.breaker.open and not was_open:
            log.warning("llm.resting", reason=error.code, seconds=self.breaker.rest)


class _Clock:
    """What is left of the patience: for the first token over all tries, then from token to token."""

    def __init__(self, patience: Patience, streams: bool) -> None:
        self._between = patience.between
        now = _now()
        self._end = now + patience.total
        self._next = now + (patience.first_token if streams else patience.total)

    def token(self) -> None:
        self._next = _now() + self._between

    def left(self) -> float:
        return max(0.0, min(self._next, self._end) - _now())


def _now() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def _timed(seconds: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise LlmTimeoutError from error


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """httpx's errors as ours; its sentences stay behind, since they may hold addresses."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise LlmUnavailableError(passing=True) from error
    except (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ProxyError) as error:
        raise LlmUnavailableError(passing=True) from error
    except httpx.HTTPError as error:
        raise LlmError from error


async def _start(reply: httpx.Response) -> bytes:
    """Enough of an error's body to say what is wrong; none where the connection breaks."""
    read = b""
    try:
        async for piece in reply.aiter_bytes():
            read += piece
            if len(read) > ERROR_BODY:
                break
    except httpx.HTTPError:
        return b""
    return read


async def _data(reply: httpx.Response) -> AsyncGenerator[str]:
    """The data of each event."""
    decoder = SseDecoder()
    try:
        async for piece in reply.aiter_bytes():
            for data in decoder.feed(piece):
                yield data
        for data in decoder.end():
            yield data
    except httpx.HTTPError as error:
        raise LlmBrokenError(passing=True) from error
    except EventTooLongError as error:
        raise LlmBrokenError from error


async def _drain(events: AsyncGenerator[str]) -> None:
    """Read to the stream's own end, or the connection cannot be used again."""
    with suppress(TimeoutError, LlmError):
        async with asyncio.timeout(DRAINED):
            async for _ in events:
                pass


def _object(data: str | bytes) -> Chunk:
    try:
        parsed = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LlmBrokenError from error
    if not isinstance(parsed, dict):
        raise LlmBrokenError
    return parsed
