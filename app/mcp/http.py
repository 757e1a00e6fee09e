"""`/mcp`: streamable HTTP without sessions, so that any process may answer any call.

The SDK is loaded by the first call, not by the start of the service.
"""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.config import Settings
from app.core.errors import ForbiddenError
from app.core.handlers import reply
from app.mcp.hosts import host_is_ours, origin_is_ours

if TYPE_CHECKING:
    from app.tools.types import Tool, ToolResult

PATH = "/mcp"


def mount(app: Starlette, settings: Settings) -> None:
    """Adds the endpoint. It stands at `app.state.mcp`: whoever ends the application closes it."""
    app.state.mcp = endpoint = McpEndpoint(app)
    guarded = endpoint if settings.api_key else RefuseStrangers(endpoint, settings.public_names)
    app.router.routes.append(NamedRoute(PATH, guarded, methods=["POST"]))


class NamedRoute(Route):
    """A route that the request log can name."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        return match, {**found, "route": self}


class RefuseStrangers:
    """Protects a service without a key from web pages that pretend to be it."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not host_is_ours(host, self.names):
            refusal = ForbiddenError("This host name is not one of the service's: see CHIPCITE_PUBLIC_HOSTS.")
            await reply(refusal)(scope, receive, send)
        elif not origin_is_ours(headers.get("origin", ""), host, self.names):
            await reply(ForbiddenError("Pages of other sites may not call this."))(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class McpEndpoint:
    """The SDK's server behind an ASGI interface, started by its first call."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self._handler: ASGIApp | None = None
        self._starting = asyncio.Lock()
        self._running: asyncio.Task[None] | None = None
        self._end = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._starting:
            if self._handler is None:
                ready: asyncio.Future[ASGIApp] = asyncio.get_running_loop().create_future()
                self._running = asyncio.create_task(self._run(ready))
                self._handler = await ready
        await self._handler(scope, receive, send)

    async def aclose(self) -> None:
        """End what the first call began."""
        self._end.set()
        if self._running is not None:
            await self._running
        self._handler = self._running = None
        self._end = asyncio.Event()

    async def _run(self, ready: "asyncio.Future[ASGIApp]") -> None:
        """In a task of its own: what the SDK opens must be closed by the task that opened it."""
        try:
            async with AsyncExitStack() as stack:
                manager = await asyncio.to_thread(self._manager)
                await stack.enter_async_context(manager.run())
                ready.set_result(manager.asgi_app)
                await self._end.wait()
        except Exception as error:
            if ready.done():
                raise
            ready.set_exception(error)

    def _manager(self) -> Any:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from app.mcp.server import tool_server

        # Hosts and origins are looked at above, where IP addresses count as what they are.
        return StreamableHTTPSessionManager(tool_server(self._call), json_response=True, stateless=True)

    async def _call(self, tool: "Tool", arguments: Mapping[str, Any], context: Any) -> "ToolResult":
        state = self._app.state
        base_url = str(context.request.base_url) if context.request is not None else ""
        return await tool.run(state.resources, arguments, base_url, renderer=state.renderer)
