"""`chipcite mcp`: the server on standard input and output, for clients that start one themselves.

Where a service runs, it is that one which answers: it owns the data folder. Otherwise this process does.
Nothing but the protocol goes to standard output.
"""

from collections.abc import Mapping
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

        async def run(tool: Tool, arguments: Mapping[str, Any], _: Context) -> ToolResult:
            return await tool.run(resources, arguments, base_url, renderer=renderer)

        try:
            await _serve(tool_server(run))
        finally:
            renderer.close()


async def serve_for(url: str, key: str) -> None:
    """Pass everything on to a service that runs."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    http = httpx2.AsyncClient(headers=headers, timeout=PATIENCE, trust_env=False)
    async with http, Client(streamable_http_client(url.rstrip("/") + PATH, http_client=http)) as service:

        async def listed() -> ListToolsResult:
            return await service.list_tools()

        async def call(name: str, arguments: Mapping[str, Any], _: Context) -> CallToolResult:
            try:
                return await service.call_tool(name, dict(arguments))
            except MCPError:
                raise
            except Exception as error:  # the SDK lets its HTTP library's errors through
                said = f"The service at {url} does not answer ({type(error).__name__}). Is it running?"
                return CallToolResult(content=[TextContent(text=said)], is_error=True)

        await _serve(any_server(listed, call))


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
