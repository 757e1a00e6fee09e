"""Reads a version's text out of what ingestion kept: all passages, or the stretch around a cited one."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.storage import Storage
from app.documents.passages import read_passages
from app.documents.schemas import PassageList, SectionOut
from app.documents.sections import stretch
from app.documents.views import section_out
from app.library.documents import get_document
from app.library.versions import get_version


async def passages(
    session: AsyncSession, storage: Storage, version_id: str, limit: int, offset: int
) -> PassageList:
    """The passages of a version in reading order."""
    await get_version(session, version_id)
    found = await asyncio.to_thread(read_passages, storage, version_id)
    data = [passage.out() for passage in found[offset : offset + limit]]
    return PassageList(data=data, total=len(found), has_more=offset + len(data) < len(found))


async def section(
    session: AsyncSession,
    storage: Storage,
    version_id: str,
    cited: tuple[str, str],
    offset: int | None,
    limit: int,
) -> SectionOut:
    """The text around what is cited: a passage's id and the quoted words, either of which may be empty."""
    found = await get_version(session, version_id)
    owner = await get_document(session, found.document_id)
    stored = await asyncio.to_thread(read_passages, storage, version_id)
    return section_out(owner, found, await asyncio.to_thread(stretch, stored, *cited, offset, limit))
