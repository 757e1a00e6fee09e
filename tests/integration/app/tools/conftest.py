"""The small library, without the rest of the service."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from app.core.config import Settings
from app.documents.renderer import Renderer
from app.resources import Resources, open_resources
from app.tools.catalogue import BY_NAME
from app.tools.types import ToolResult
from tests.integration import shelf

Use = Callable[..., Awaitable[ToolResult]]


@pytest.fixture
async def library(settings: Settings) -> AsyncIterator[Resources]:
    """Resources with the small library in them."""
    async with open_resources(settings) as resources:
        await shelf.fill(resources)
        yield resources


@pytest.fixture
async def use(library: Resources) -> AsyncIterator[Use]:
    """Calls a tool: `await use("search", query="…")`."""
    renderer = Renderer()

    async def call(tool: str, **arguments: Any) -> ToolResult:
        return await BY_NAME[tool].run(library, arguments, "http://chipcite.test", renderer=renderer)

    yield call
    renderer.close()
