"""What the library holds, as far as a question can name it."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from app.library.catalogue import Catalogue, catalogue
from app.library.editions import each_once
from app.search.scope import Titled


async def titled_documents(session: AsyncSession) -> tuple[Titled, ...]:
    """Documents that may answer, with the names that they go by."""
    return (await catalogue(session)).derive("titled documents", _titled)


def _titled(held: Catalogue) -> tuple[Titled, ...]:
    found: dict[str, Titled] = {}
    for row in sorted(held.versions, key=lambda row: row.document_id):
        before = found.get(row.document_id)
        number, files = held.numbers[row.document_id], before.file_names if before else ()
        found[row.document_id] = Titled(row.document_id, row.title, number, (*files, row.file_name))
    return tuple(found.values())


async def revisions_of(session: AsyncSession, documents: Iterable[str]) -> tuple[str, ...]:
    """Revisions of some documents, each as one of them prints it, in the order of their upload."""
    held, wanted = await catalogue(session), frozenset(documents)
    return each_once(row.revision for row in held.versions if row.document_id in wanted and row.revision)
