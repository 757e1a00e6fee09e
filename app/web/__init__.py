"""The web page: static ES modules, served as they are, with strict headers.

`mount(app)` is called last by app.main. The page itself is asked for anew each time; its files stand under an
address made of their content and may be kept for ever. An unknown path under /v1 stays the API's 404.
"""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.web.assets import Asset, load

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

HEADERS: Final = {"X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
OF_DOCUMENTS: Final = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
}
"""What a browser heeds of a document alone, and a script or a style sheet need not carry."""
PARTS: Final = ("text/javascript", "text/css")
ASK_EACH_TIME: Final = "no-cache"
"""The ETag makes the answer a short 304."""
KEEP: Final = "public, max-age=31536000, immutable"


def mount(app: FastAPI) -> None:
    """Serve the page at / and its files below /assets."""
    assets = load(STATIC)

    async def index(request: Request) -> Response:
        return _response(request, assets.index, ASK_EACH_TIME)

    async def favicon(request: Request) -> Response:
        return _response(request, assets.files["img/favicon.svg"], ASK_EACH_TIME)

    async def file(request: Request) -> Response:
        asset = assets.files.get(request.path_params["path"])
        if asset is None or request.path_params["digest"] != assets.digest:
            raise HTTPException(404)
        return _response(request, asset, KEEP)

    for path, endpoint in (
        ("/", index),
        ("/favicon.ico", favicon),
        ("/assets/{digest}/{path:path}", file),
    ):
        # A route of FastAPI's: its path is what metrics and the log call it.
        app.add_api_route(
            path, endpoint, methods=["GET", "HEAD"], include_in_schema=False, response_model=None
        )


def _response(request: Request, asset: Asset, keeping: str) -> Response:
    """The file, compressed for whoever can read that; nothing where the client has it already."""
    headers = HEADERS | {"ETag": asset.etag, "Cache-Control": keeping}
    if not asset.media_type.startswith(PARTS):
        headers |= OF_DOCUMENTS
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.body, media_type=asset.media_type, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(asset.packed, media_type=asset.media_type, headers=headers)
