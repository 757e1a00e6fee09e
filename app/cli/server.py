"""One server process: uvicorn over the application, which ends its streams when it is told to stop.

`hosting` runs it in the process of `chipcite serve`, `processes` in several of their own.
"""

import contextlib
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.config import Settings
from app.core.errors import StartupError
from app.main import Beside, create_app

DRAIN_SECONDS = 10
"""Open streams get this long to end before the service does."""

KEEP_ALIVE_SECONDS = 75
"""An idle connection stays open for so long: longer than clients keep one for another call. HTTP libraries
give one up after 5 s or more, and a server that closes it just then, as a stalled one does late, resets the
call that is on its way."""

BEAT_SECONDS = 1
"""Between two signs of life, for whoever watches the process."""


def serve(
    settings: Settings,
    listening: socket.socket,
    beside: Beside | None = None,
    beat: Callable[[], None] = lambda: None,
) -> str:
    """Serves until it is told to stop; why it refused to start, if it did. While its event loop moves it
    calls `beat`, first when it is ready."""
    service = create_app(settings, beside)
    app = Startable(service)

    async def beaten() -> None:
        beat()

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        server_header=False,
        callback_notify=beaten,
        timeout_notify=BEAT_SECONDS,
    )
    # uvicorn raises the signal again when it is done; by default that would end us without cleaning up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with listening, contextlib.suppress(KeyboardInterrupt):
            Server(config, service.state.watcher.close).run(sockets=[listening])
    except SystemExit:
        if not app.refusal:
            raise
    return app.refusal


class Server(uvicorn.Server):
    """Ends the streams that would go on for ever before it waits for the others."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end_streams()
        await super().shutdown(sockets)


class Startable:
    """The application, except that a start which it refuses leaves a sentence and no traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.refusal = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        failed: list[Message] = []

        async def hold(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                failed.append(message)
            else:
                await send(message)

        try:
            await self._app(scope, receive, hold)
        except StartupError as error:
            self.refusal = error.message
            await send({"type": "lifespan.startup.failed", "message": ""})
        except Exception:
            for message in failed:
                await send(message)
            raise
