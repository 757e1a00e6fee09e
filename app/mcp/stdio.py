"""`chipcite mcp`: the server on standard input and output, for clients that start one themselves.

Where a service runs, it is that one which answers: it owns the data folder. Otherwise this process does.
Nothing but the protocol goes to standard output.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, ListToolsResult, TextContent

from app.core.config import Settings
from app.documents.renderer import Renderer
from app.mcp.http import PATH
from app.mcp.server import Context, any_server, tool_server
from app.resources import open_resources
from app.tools.types import Tool, ToolResult

PATIENCE = httpx2.Timeout(120, connect=5)
"""Of one call: a comparison of two large manuals takes ten seconds."""


async def serve_here(settings: Settings) -> None:
    """Answer from the data folder, which is this process's until the client goes away."""
    async with open_resources(settings, "chipcite mcp") as resources:
        resources.retriever.start()
        renderer = Renderer()
        # Links lead to the service, which may be started later.
        base_url = f"http://{settings.host}:{settings.port}"

        calls: set[asyncio.Task[ToolResult]] = set()

        async def run(tool: Tool, arguments: Mapping[str, Any], _: Context) -> ToolResult:
            call = asyncio.create_task(tool.run(resources, arguments, base_url, renderer=renderer))
            calls.add(call)
            call.add_done_callback(calls.discard)
            return await asyncio.shield(call)

        try:
            await _serve(tool_server(run))
        finally:
            # A client may go away in the middle of a call: torn from the database, it would wait for a
            # connection that is closed, and the process would never end.
            await asyncio.gather(*calls, return_exceptions=True)
            renderer.close()


async def serve_for(url: str, key: str) -> None:
    """Pass everything on to a service that runs; it may be restarted meanwhile."""

    async def listed() -> ListToolsResult:
        async with _service(url, key) as service:
            return await service.list_tools()

    async def call(name: str, arguments: Mapping[str, Any], _: Context) -> CallToolResult:
        try:
            async with _service(url, key) as service:
                return await service.call_tool(name, dict(arguments))
        except Exception as error:
            reason = _first(error)
            if isinstance(reason, MCPError):
                raise reason from None
        said = f"The service at {url} does not answer ({type(reason).__name__}). Is it running?"
        return CallToolResult(content=[TextContent(text=said)], is_error=True)

    await _serve(any_server(listed, call))


@asynccontextmanager
async def _service(url: str, key: str) -> AsyncIterator[Client]:
    """A connection for one call: one that broke would take all later ones with it."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=PATIENCE, trust_env=False) as http,
        Client(streamable_http_client(url.rstrip("/") + PATH, http_client=http)) as client,
    ):
        yield client


def _first(error: Exception) -> BaseException:
    """What went wrong, out of the groups that task groups make."""
    first: BaseException = error
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
