"""The web page: static ES modules, served as they are, with strict headers.

`mount(app)` is called last by app.main. Each folder has its own mount, so that an unknown path under
/v1 stays the API's 404 and never meets the file server.
"""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC: Final = Path(__file__).parent / "static"

_CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        # Page images are fetched with the API key's header and shown from memory.
        "img-src 'self' blob:",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)

HEADERS: Final = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Names carry no fingerprint, so a browser asks each time; the ETag makes the answer a short 304.
    "Cache-Control": "no-cache",
}


class WebFiles(StaticFiles):
    """Static files that carry the page's security headers."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response


def mount(app: FastAPI) -> None:
    """Serve the page at / and its styles, modules and pictures beside it."""
    top = WebFiles(directory=STATIC)

    async def index(request: Request) -> Response:
        return await top.get_response("index.html", request.scope)

    async def favicon(request: Request) -> Response:
        return await top.get_response("img/favicon.svg", request.scope)

    app.add_api_route("/", index, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_api_route("/favicon.ico", favicon, methods=["GET", "HEAD"], include_in_schema=False)
    for folder in ("css", "js", "img"):
        app.mount(f"/{folder}", WebFiles(directory=STATIC / folder), name=folder)
