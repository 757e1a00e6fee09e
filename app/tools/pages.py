"""`page`: one page of a document, as text and as a picture."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import ChipciteError
from app.documents.links import has_pages, page_url, section_url
from app.documents.passages import ROW_KINDS, StoredPassage, read_passages
from app.documents.pictures import Picture
from app.documents.service import original_key
from app.library.versions import SEARCHABLE, VersionRow, allowed_versions, get_version, version_rows
from app.tools.places import Places
from app.tools.schemas import PageArguments, PageResult
from app.tools.types import Caller, Image, ToolResult, refusal
from retrieval.types import Passage

SCALE = 1.5
"""Pixels per point: small print stays legible, and a page is some 200 kB."""
LONGEST_PAGE = 12_000
"""Characters of one page."""


async def page(caller: Caller, asked: PageArguments) -> ToolResult:
    """The page's passages in reading order, and its picture where the caller can show one."""
    resources = caller.resources
    async with resources.sessions() as session:
        version = await _version(session, asked.version)
        if version is None:
            return refusal(
                f"There is no version or document {asked.version!r}. `documents` lists those that are here."
            )
        sha256 = (await get_version(session, version.id)).sha256
    if asked.page > version.page_count:
        return refusal(f"{version.file_name} has {version.page_count} pages; they count from 1.")
    stored = await asyncio.to_thread(read_passages, resources.storage, version.id)
    passages = [one for one in stored if one.page == asked.page and one.kind not in ROW_KINDS]
    places = Places(caller)
    marker = places.passage(_whole(version, asked.page, passages))
    images, missing = await _picture(caller, sha256, asked.page)
    body = "\n\n".join(one.text for one in passages)[:LONGEST_PAGE] or "No text was read from this page."
    revision = f" {version.revision}" if version.revision else ""
    head = f"{marker} {version.file_name}{revision}, page {asked.page} of {version.page_count}"
    label, url = _address(caller, version, asked.page)
    shown = f"{label}: {url}"
    text = "\n".join(part for part in (head, shown, missing, "", body) if part or part == "")
    data = PageResult(
        document=version.file_name,
        version_id=version.id,
        revision=version.revision,
        page=asked.page,
        page_count=version.page_count,
        url=url,
        passages=[one.out() for one in passages],
        sources=[source.out() for source in places.sources],
    )
    return ToolResult(text, places.sources, data, images)


def _address(caller: Caller, version: VersionRow, number: int) -> tuple[str, str]:
    """Where a reader finds the page, and what is there."""
    if has_pages(version.file_name):
        return "Picture", page_url(caller.base_url, version.id, number)
    return "Text", section_url(caller.base_url, version.id)


async def _version(session: AsyncSession, name: str) -> VersionRow | None:
    """A version that may be searched, by its id; else the current one of the document that is so called."""
    known = (await version_rows(session, [name])).get(name)
    if known is not None and known.state in SEARCHABLE:
        return known
    named = await allowed_versions(session, documents=[name])
    return named[-1] if named else None


async def _picture(caller: Caller, sha256: str, number: int) -> tuple[tuple[Image, ...], str]:
    """The picture, or the sentence that says why there is none."""
    if caller.renderer is None:
        return (), ""
    path = await asyncio.to_thread(caller.resources.storage.path, original_key(sha256))
    try:
        return (Image(await caller.renderer.png(Picture(str(path), number, SCALE, ()))),), ""
    except ChipciteError as error:
        return (), f"No picture: {error.message}"


def _whole(version: VersionRow, number: int, passages: Sequence[StoredPassage]) -> Passage:
    """The page as one passage: the box around its text."""
    boxes = [one.box for one in passages] or [(0.0, 0.0, 0.0, 0.0)]
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return Passage(
        id=f"{version.id}/{number}",
        document_id=version.document_id,
        version_id=version.id,
        document=version.file_name,
        revision=version.revision,
        language=version.language,
        page=number,
        box=(min(x0), min(y0), max(x1), max(y1)),
        section="",
        text="\n\n".join(one.text for one in passages),
        kind="page",
    )
