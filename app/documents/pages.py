"""Pages of a version over HTTP: pictures with the cited passage marked."""

import asyncio
import hashlib
import math
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from app.core.errors import InvalidRequestError, NoPagesError
from app.documents import service
from app.documents.links import section_url
from app.documents.pictures import Box, Picture
from app.documents.renderer import Renderer
from app.models import Version
from app.resources import Resources, ResourcesDep, SessionDep

router = APIRouter(tags=["documents"])

MAX_HIGHLIGHTS = 32
CACHE = "private, max-age=31536000, immutable"
"""A version's bytes never change, so neither does a picture of its page."""

PNG: dict[int | str, dict[str, object]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "The picture that the client holds is still right."},
}

VersionId = Annotated[str, Path(max_length=36)]
Page = Annotated[int, Path(ge=1, le=1_000_000, description="Counts the file's pages from 1.")]
Highlight = Annotated[
    list[str],
    Query(
        description="Box to mark, `x0,y0,x1,y1` in points from the top left corner; may be repeated.",
        examples=["72,100,540,130"],
    ),
]
Scale = Annotated[float, Query(ge=0.25, le=4, description="Pixels per point.")]
IfNoneMatch = Annotated[str, Header(include_in_schema=False)]


def get_renderer(request: Request) -> Renderer:
    """The process's renderer."""
    return cast(Renderer, request.app.state.renderer)


RendererDep = Annotated[Renderer, Depends(get_renderer)]


@router.get(
    "/versions/{version_id}/pages/{page}.png",
    summary="Show a page",
    response_class=Response,
    responses=PNG,
)
async def get_page(
    version_id: VersionId,
    page: Page,
    session: SessionDep,
    resources: ResourcesDep,
    renderer: RendererDep,
    highlight: Highlight = [],  # noqa: B006 - FastAPI reads the default and never changes it
    scale: Scale = 2.0,
    if_none_match: IfNoneMatch = "",
) -> Response:
    """A picture of the page with the cited passages marked."""
    version = await service.version(session, version_id)
    return await _picture(resources, renderer, version, page, highlight, scale, if_none_match)


@router.get(
    "/documents/{document_id}/versions/{version_id}/pages/{page}.png",
    summary="Show a page of a document",
    response_class=Response,
    responses=PNG,
)
async def get_document_page(
    document_id: VersionId,
    version_id: VersionId,
    page: Page,
    session: SessionDep,
    resources: ResourcesDep,
    renderer: RendererDep,
    highlight: Highlight = [],  # noqa: B006 - as above
    scale: Scale = 2.0,
    if_none_match: IfNoneMatch = "",
) -> Response:
    """The same, where the version must belong to the document."""
    version = await service.version(session, version_id, document_id)
    return await _picture(resources, renderer, version, page, highlight, scale, if_none_match)


async def _picture(
    resources: Resources,
    renderer: Renderer,
    version: Version,
    page: int,
    highlight: list[str],
    scale: float,
    if_none_match: str,
) -> Response:
    boxes = _boxes(highlight)
    tag = _tag(version, page, scale, boxes)
    headers = {"ETag": tag, "Cache-Control": CACHE}
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    key = service.original_key(version.sha256)
    path = await asyncio.to_thread(resources.storage.path, key)
    try:
        data = await renderer.png(Picture(str(path), page, scale, boxes))
    except NoPagesError as error:
        raise NoPagesError(f"{error.sentence} It is at {section_url('', version.id)}.") from None
    return Response(data, media_type="image/png", headers=headers)


def _tag(version: Version, page: int, scale: float, boxes: tuple[Box, ...]) -> str:
    seed = f"{version.sha256}/{page}/{scale}/{boxes}"
    return f'"{hashlib.sha256(seed.encode()).hexdigest()[:32]}"'


def _boxes(highlight: list[str]) -> tuple[Box, ...]:
    """The boxes to mark; an empty parameter marks nothing."""
    given = [text for text in highlight if text.strip()]
    if len(given) > MAX_HIGHLIGHTS:
        raise InvalidRequestError(f"At most {MAX_HIGHLIGHTS} boxes.", param="highlight")
    return tuple(_box(text) for text in given)


def _box(text: str) -> Box:
    try:
        x0, y0, x1, y1 = (float(part) for part in text.split(","))
    except ValueError:
        raise InvalidRequestError(
            "highlight: four numbers x0,y0,x1,y1 are needed.", param="highlight"
        ) from None
    if not all(math.isfinite(part) and abs(part) < 1e6 for part in (x0, y0, x1, y1)):
        raise InvalidRequestError("highlight: the numbers are no place on a page.", param="highlight")
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
