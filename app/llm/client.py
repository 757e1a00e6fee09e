"""The client of vLLM and of any server with OpenAI's interface: what `app.llm.types.LlmServer` promises.

Meaning is here; `connection` holds timeouts, retries and the circuit breaker, `wire` the JSON.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

import httpx
import structlog

from app.core.errors import StartupError
from app.core.metrics import LLM_FAILURES, LLM_SECONDS, LLM_TOKENS
from app.llm.breaker import REST
from app.llm.connection import Chunk, Connection
from app.llm.errors import (
    LlmBrokenError,
    LlmCredentialsError,
    LlmError,
    LlmModelError,
    LlmTimeoutError,
    LlmUnavailableError,
)
from app.llm.patience import Patience, Retrying
from app.llm.speed import Speed, Speeds, Timing
from app.llm.types import Completion, Delta, LlmRequest, LlmUsage, ServedLlm
from app.llm.wire import chat_payload, delta_of, gather, served
from retrieval.context import tokens_of

GIVEN_UP = 2.0
"""Times as long as it was waited for, a call is taken to have needed: half the prompt is a fair next try."""
REMEMBERED = 30.0
"""Seconds. Adapters come and go at run time, and every chat turn looks at the list."""

log = structlog.get_logger("chipcite.llm")


class OpenAiClient:
    """An `LlmServer` over HTTP. One per process: it keeps connections and remembers failures."""

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        *,
        patience: Patience = Patience(),  # noqa: B008 - frozen
        retrying: Retrying = Retrying(),  # noqa: B008 - frozen
        speeds: Speeds | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.model = model
        self._speeds = speeds or Speeds()
        try:
            self._connection = Connection(url, key, patience, retrying, transport)
        except httpx.InvalidURL as error:
            raise StartupError("CHIPCITE_LLM_URL is not a URL.") from error
        except UnicodeEncodeError:  # its text would hold the key
            raise StartupError("CHIPCITE_LLM_API_KEY has characters that no header can carry.") from None
        self._models: tuple[ServedLlm, ...] = ()
        self._listed = self._failed = float("-inf")
        self._listing = asyncio.Lock()

    async def stream(self, request: LlmRequest) -> AsyncGenerator[Delta]:
        """The answer as it is made; see `Llm.stream`."""
        started, first = time.perf_counter(), 0.0
        try:
            async with aclosing(self._deltas(request)) as deltas:
                async for delta in deltas:
                    if not first:
                        first = time.perf_counter() - started
                        LLM_SECONDS.labels("first piece").observe(first)
                    if delta.usage is not None:
                        await self._count(request, delta.usage, first, time.perf_counter() - started)
                    yield delta
        except LlmTimeoutError:
            if not first:
                waited = time.perf_counter() - started
                await asyncio.to_thread(self.unanswered, request, tokens_of(str(request.messages)), waited)
            raise
        LLM_SECONDS.labels("end").observe(time.perf_counter() - started)

    async def _deltas(self, request: LlmRequest) -> AsyncGenerator[Delta]:
        """What the server says, without what says nothing."""
        async with aclosing(self._events("chat/completions", chat_payload(request, self.model))) as chunks:
            async for chunk in chunks:
                if (delta := delta_of(chunk)) != Delta():
                    yield delta

    async def _count(self, request: LlmRequest, usage: LlmUsage, first: float, total: float) -> None:
        """The server's own count of tokens, and what it says of its speed."""
        LLM_TOKENS.labels("read").inc(usage.prompt_tokens)
        LLM_TOKENS.labels("written").inc(usage.completion_tokens)
        timing = Timing(usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens, first, total)
        await asyncio.to_thread(self._speeds.add, request.model or self.model, timing)

    def unanswered(self, request: LlmRequest, tokens: int, waited: float) -> None:
        expected = GIVEN_UP * waited
        self._speeds.add(request.model or self.model, Timing(tokens, 0, 0, expected, expected))

    def speed(self, model: str = "") -> Speed | None:
        return self._speeds.of(model or self.model)

    async def complete(self, request: LlmRequest) -> Completion:
        """The whole answer, streamed from the server so that a dead one is noticed at once."""
        async with aclosing(self.stream(request)) as deltas:
            return gather([delta async for delta in deltas])

    async def completion(self, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        """`/v1/completions` as it is, not streamed."""
        plain = {name: value for name, value in payload.items() if name != "stream_options"}
        body = plain | {"model": payload.get("model") or self.model, "stream": False}
        async with aclosing(self._events("completions", body)) as chunks:
            async for chunk in chunks:
                return chunk
        raise LlmBrokenError

    async def completion_stream(self, payload: Mapping[str, Any]) -> AsyncGenerator[Mapping[str, Any]]:
        """`/v1/completions` as it is, chunk by chunk."""
        body = {**payload, "model": payload.get("model") or self.model, "stream": True}
        async with aclosing(self._events("completions", body)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def models(self) -> tuple[ServedLlm, ...]:
        """What the server offers, at most `REMEMBERED` seconds old."""
        async with self._listing:
            now = asyncio.get_running_loop().time()
            if now - self._failed < REST:
                # Everyone who asks would wait in line for the same timeout.
                raise LlmUnavailableError(retry_after=self._failed + REST - now)
            if now - self._listed > REMEMBERED:
                await self._list(now)
            return self._models

    async def _list(self, now: float) -> None:
        try:
            self._models = served(await self._connection.get("models"))
        except LlmError:
            self._failed = now
            raise
        self._listed = now

    def start(self, first: LlmRequest) -> None:
        """Nothing: this server is somebody else's, and it may ask money for each call."""

    async def ready(self) -> str:
        """`ok`, or what is wrong in a few words. Asks the server each time, and never raises."""
        try:
            offered = served(await self._connection.get("models"))
        except LlmCredentialsError:
            return "refuses our key"
        except LlmError as error:
            log.warning("llm.unready", reason=error.code)
            return f"unavailable: {error.code}"
        if offered and self.model not in {model.id for model in offered}:
            return "does not serve the configured model"
        return "resting after failures" if self._connection.breaker.open else "ok"

    async def aclose(self) -> None:
        await self._connection.aclose()

    async def _events(self, path: str, payload: Mapping[str, Any]) -> AsyncGenerator[Chunk]:
        try:
            async with aclosing(self._connection.events(path, payload)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except LlmModelError:
            # An adapter was taken away: the list is out of date.
            self._listed = float("-inf")
            LLM_FAILURES.inc()
            raise
        except LlmError:
            LLM_FAILURES.inc()
            raise
