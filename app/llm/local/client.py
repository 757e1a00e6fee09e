"""The client of a model from a file: it owns the server that it speaks to."""

import asyncio
from contextlib import suppress
from typing import Any

import structlog

from app.llm.client import OpenAiClient
from app.llm.errors import LlmError
from app.llm.local.supervisor import LlamaServer
from app.llm.types import LlmRequest

LONGEST_LOAD = 600.0
"""Seconds that a large file on a slow disk takes at most."""

log = structlog.get_logger("chipcite.llm")


class LocalClient(OpenAiClient):
    """Starts its server with the service, and ends it with itself."""

    def __init__(self, server: LlamaServer, model: str, **options: Any) -> None:
        super().__init__(server.url, model, server.key, **options)
        self._server = server
        self._first: asyncio.Task[None] | None = None

    def start(self, first: LlmRequest) -> None:
        self._server.start()
        self._first = asyncio.create_task(self._answer(first))

    async def _answer(self, first: LlmRequest) -> None:
        """One call ahead of all others: it fills the server's cache with what every prompt begins with, and
        measures how fast this machine is."""
        if await asyncio.to_thread(self._server.wait, LONGEST_LOAD):
            try:
                await self.complete(first)
            except LlmError as error:
                log.warning("llm.not_measured", reason=error.code)
            else:
                await asyncio.to_thread(self._speeds.keep_memory, self.model, self._server.memory)
                log.info("llm.measured", speed=self.speed(), memory=self._server.memory)

    async def measured(self) -> None:
        """Waits for the answer to the first call."""
        if self._first is not None:
            await self._first

    async def ready(self) -> str:
        state = self._server.state
        return await super().ready() if state == "ok" else state

    async def aclose(self) -> None:
        if self._first is not None:
            self._first.cancel()
        await asyncio.to_thread(self._server.stop)
        if self._first is not None:
            with suppress(asyncio.CancelledError):
                await self._first
        await super().aclose()
