"""What the library holds, as far as a question can name it."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.library.editions import each_once
from app.library.versions import SEARCHABLE
from app.models import Document, Version
from app.search.scope import Titled


async def titled_documents(session: AsyncSession) -> tuple[Titled, ...]:
    """Documents that may answer, with the names that they go by."""
    rows = await session.execute(
        select(Document.id, Document.title, Document.number, Version.file_name)
        .join(Version, Version.document_id == Document.id)
        .where(Version.state.in_(SEARCHABLE))
        .order_by(Document.id)
    )
    found: dict[str, Titled] = {}
    for document_id, title, number, file_name in rows:
        before = found.get(document_id, Titled(document_id, title, number))
        found[document_id] = Titled(document_id, title, number, (*before.file_names, file_name))
    return tuple(found.values())


async def revisions_of(session: AsyncSession, documents: Iterable[str]) -> tuple[str, ...]:
    """Revisions of some documents, each as one of them prints it, in the order of their upload."""
    rows = await session.scalars(
        select(Version.revision)
        .where(
            Version.document_id.in_(list(documents)), Version.state.in_(SEARCHABLE), Version.revision != ""
        )
        .order_by(Version.created_at)
    )
    return each_once(rows)
