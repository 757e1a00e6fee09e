"""Queries about documents and versions that only this slice asks; the shared ones are in `app.library`."""

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.library.versions import SEARCHABLE
from app.models import Chip, Document, DocumentChip, State, Version


async def list_documents(
    session: AsyncSession, q: str, limit: int, offset: int
) -> tuple[list[Document], int]:
    """Documents whose title, vendor, number, chips or file names hold every word of `q`, newest first."""
    # A document whose only version moved elsewhere is a forwarding address, not a document.
    visible = [Document.merged_into.is_(None), *(_mentions(word) for word in q.split())]
    total = await session.scalar(select(func.count()).select_from(Document).where(*visible))
    query = (
        select(Document)
        .where(*visible)
        .options(selectinload(Document.versions), selectinload(Document.chips))
        .order_by(Document.created_at.desc(), Document.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(await session.scalars(query)), total or 0


def _mentions(word: str) -> ColumnElement[bool]:
    files = select(Version.document_id).where(
        or_(
            Version.file_name.icontains(word, autoescape=True),
            Version.revision.icontains(word, autoescape=True),
        )
    )
    chips = (
        select(DocumentChip.document_id)
        .join(Chip, Chip.id == DocumentChip.chip_id)
        .where(Chip.name.icontains(word, autoescape=True))
    )
    return or_(
        Document.title.icontains(word, autoescape=True),
        Document.vendor.icontains(word, autoescape=True),
        Document.number.icontains(word, autoescape=True),
        Document.id.in_(files),
        Document.id.in_(chips),
    )


async def versions_of(session: AsyncSession, document_id: str) -> list[Version]:
    """All versions of a document, oldest upload first."""
    query = select(Version).where(Version.document_id == document_id)
    return list(await session.scalars(query.order_by(Version.created_at, Version.id)))


async def version_by_bytes(session: AsyncSession, sha256: str) -> Version | None:
    """The version with exactly these bytes."""
    return await session.scalar(select(Version).where(Version.sha256 == sha256))


async def delete_version(session: AsyncSession, version_id: str) -> None:
    """Remove a version's row; its pages and facts go with it."""
    await session.execute(delete(Version).where(Version.id == version_id))


async def delete_document(session: AsyncSession, document_id: str) -> None:
    """Remove a document with its versions and forwarding addresses, and chips that nothing covers now."""
    await session.execute(delete(Document).where(Document.id == document_id))
    await session.execute(delete(Chip).where(Chip.id.not_in(select(DocumentChip.chip_id))))


async def states(session: AsyncSession) -> dict[str, int]:
    """How many versions are in each state."""
    rows = await session.execute(select(Version.state, func.count()).group_by(Version.state))
    counted = {state.value: count for state, count in rows}
    return {state.value: counted.get(state.value, 0) for state in State}


async def unembedded(session: AsyncSession) -> int:
    """How many versions that answer still lack dense vectors."""
    query = select(func.count()).where(Version.state.in_(SEARCHABLE), ~Version.dense_done)
    return await session.scalar(query) or 0
