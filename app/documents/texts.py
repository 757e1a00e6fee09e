"""The text of a version over HTTP: its passages, the stretch around one of them, what its tables gave."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, Response

from app.documents import reading, tables
from app.documents.schemas import PassageList, SectionOut, TableReport
from app.documents.section_page import HEADERS, section_page
from app.resources import ResourcesDep, SessionDep

router = APIRouter(tags=["documents"])

AT_ONCE = 30
"""Passages of a stretch: some screens full."""

PAGE: dict[int | str, dict[str, object]] = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}

VersionId = Annotated[str, Path(max_length=36)]
Passage = Annotated[str, Query(max_length=36, description="Id of the passage to mark.")]
Quote = Annotated[str, Query(max_length=4000, description="Cited words: their lines are marked.")]
Offset = Annotated[int | None, Query(ge=0, le=1_000_000, description="Parts to pass over.")]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/versions/{version_id}/text", summary="Read a version's passages")
async def get_text(
    version_id: VersionId,
    session: SessionDep,
    resources: ResourcesDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> PassageList:
    """All passages in reading order, as they are searched and cited."""
    return await reading.passages(session, resources.storage, version_id, limit, offset)


@router.get("/versions/{version_id}/tables", summary="See which tables were read")
async def get_tables(version_id: VersionId, session: SessionDep, resources: ResourcesDep) -> TableReport:
    """Its tables and drawings by kind: how many gave exact facts, and the pages of those that gave none."""
    return await tables.report(session, resources.storage, version_id)


@router.get("/versions/{version_id}/sections", summary="Read around a passage")
async def get_section(
    version_id: VersionId,
    session: SessionDep,
    resources: ResourcesDep,
    passage: Passage = "",
    quote: Quote = "",
    offset: Offset = None,
    limit: Limit = AT_ONCE,
) -> SectionOut:
    """The text around a passage, with the cited lines told apart: for documents that have no pages."""
    return await reading.section(session, resources.storage, version_id, (passage, quote), offset, limit)


@router.get(
    "/versions/{version_id}/sections.html",
    summary="Show a passage in its text",
    response_class=Response,
    responses=PAGE,
)
async def get_section_page(
    version_id: VersionId,
    session: SessionDep,
    resources: ResourcesDep,
    passage: Passage = "",
    quote: Quote = "",
    offset: Offset = None,
    limit: Limit = AT_ONCE,
) -> HTMLResponse:
    """The same as a page for people, where citations of documents without pages lead."""
    shown = await reading.section(session, resources.storage, version_id, (passage, quote), offset, limit)
    return HTMLResponse(section_page(shown, limit), headers=HEADERS)
