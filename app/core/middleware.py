"""What surrounds every request, as plain ASGI so that streams pass through untouched.

Outermost first: `RequestLog` (id, log line, measurements, last resort for errors), `RequireKey`,
`LimitBody`.
"""

import re
import secrets
import time
from collections.abc import Iterable

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import AuthenticationError, ChipciteError, TooLargeError
from app.core.handlers import reply
from app.core.metrics import REQUEST_SECONDS, REQUESTS, REQUESTS_OPEN

REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
KEY_HEADERS = ("x-api-key", "api-key")
"""Beside `Authorization: Bearer`; Continue and Azure's clients send these."""

FORM_OVERHEAD = 1 << 20
"""What a multipart body may hold beside the file."""

DRAINED = 1 << 30
"""Bytes of a refused body that are read before the connection is closed."""

GONE = 499
"""Logged where the client left before the answer; nginx's number for it."""

log = structlog.get_logger("chipcite.http")


class RequestLog:
    """Gives each request an id, logs its end, counts it, and answers what nobody else caught."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("x-request-id", "")
        request_id = asked if REQUEST_ID.fullmatch(asked) else secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                MutableHeaders(scope=message)["x-request-id"] = request_id
            await send(message)

        started = time.perf_counter()
        REQUESTS_OPEN.inc()
        try:
            await self.app(scope, receive, send_with_id)
        except ClientDisconnect:
            status = status or GONE
        except Exception:
            log.exception("request.crashed", method=scope["method"], route=_route(scope))
            if status:
                raise
            await reply(ChipciteError())(scope, receive, send_with_id)
        finally:
            REQUESTS_OPEN.dec()
            self._record(scope, status, time.perf_counter() - started)
            structlog.contextvars.unbind_contextvars("request_id")

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = scope["method"], _route(scope)
        REQUESTS.labels(method, route, str(status or GONE)).inc()
        REQUEST_SECONDS.labels(method, route).observe(seconds)
        log.info(
            "request.done", method=method, route=route, status=status or GONE, ms=round(seconds * 1000, 1)
        )


def _route(scope: Scope) -> str:
    """The route's template; what a client makes up must become neither a label nor a log line."""
    # Of a route in an included router, FastAPI keeps the whole template apart.
    route = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return str(getattr(route, "path", "") or "unmatched")


class RequireKey:
    """Asks for the configured key below `/v1` and `/mcp`; without a configured key everyone may call."""

    def __init__(self, app: ASGIApp, key: str, prefixes: Iterable[str] = ("/v1", "/mcp")) -> None:
        self.app = app
        self.key = key.encode()
        self.prefixes = tuple(prefixes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.key and scope["type"] == "http" and self._guarded(scope) and not self._known(scope):
            refusal = AuthenticationError(headers={"WWW-Authenticate": "Bearer"})
            await _refuse(refusal, scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _guarded(self, scope: Scope) -> bool:
        path = scope["path"]
        return any(path == prefix or path.startswith(f"{prefix}/") for prefix in self.prefixes)

    def _known(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        sent = [headers.get(name, "") for name in KEY_HEADERS]
        if scheme.lower() == "bearer":
            sent.append(bearer.strip())
        return any(secrets.compare_digest(value.encode(), self.key) for value in sent)


class LimitBody:
    """Refuses bodies over a limit as soon as it is known; uploads have their own, larger one."""

    def __init__(self, app: ASGIApp, limit: int, uploads: dict[str, int]) -> None:
        self.app = app
        self.limit = limit
        self.uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        upload = self.uploads.get(scope["path"].rstrip("/"))
        shown = upload or self.limit
        limit = shown + (FORM_OVERHEAD if upload else 0)
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > limit:
            await _refuse(_too_large(shown), scope, receive, send)
            return
        received = 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _too_large(shown)
            return message

        await self.app(scope, limited, send)


async def _refuse(error: ChipciteError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer without the body. It is read and thrown away first: most clients look for an answer only
    after they have sent everything, and a closed connection would look like a crash."""
    left = DRAINED
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if not message.get("more_body", False):
            break
    await reply(error)(scope, receive, send)


def _too_large(limit: int) -> TooLargeError:
    mebibytes = limit / (1024 * 1024)
    return TooLargeError(
        f"The request is larger than this service accepts ({mebibytes:.4g} MiB).",
        headers={"Connection": "close"},
    )
