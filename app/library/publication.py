"""Which version of a document is current: decided anew, in one transaction, whenever that may change.

Of the published versions in one language the newest is current and the others are superseded. An older
revision that is uploaded later is therefore superseded at once, and deleting the current one brings the
one before it back.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.library import same_revision
from app.library.editions import Edition, newer
from app.library.versions import get_version
from app.models import Document, State, Version
from app.models.base import now


async def publish(session: AsyncSession, version_id: str) -> Version:
    """Make a version visible, whole and at once. Doing it twice is doing it once."""
    version = await get_version(session, version_id)
    await _lock(session, version.document_id)
    await session.refresh(version)
    version.published_at = version.published_at or now()
    version.error = ""
    await settle(session, version.document_id)
    return version


async def settle(session: AsyncSession, document_id: str) -> None:
    """Decide which versions of the document are current, one per language."""
    await session.flush()
    query = select(Version).where(Version.document_id == document_id, Version.published_at.is_not(None))
    versions = list(await session.scalars(query))
    same_revision.note(versions)
    current = {version.id for version in _newest(versions)}
    # The old one first: there may be one current version at any time.
    await _set(session, [version for version in versions if version.id not in current], State.SUPERSEDED)
    await _set(session, [version for version in versions if version.id in current], State.PUBLISHED)


async def withdraw(session: AsyncSession, version: Version) -> None:
    """Before a published version changes document, language or revision; `settle` follows in the same
    transaction. On its way it must not collide with the current version of where it goes."""
    if version.state == State.PUBLISHED:
        version.state = State.SUPERSEDED
        await session.flush()


def _newest(versions: Iterable[Version]) -> list[Version]:
    best: dict[str, Version] = {}
    for version in versions:
        rival = best.get(version.language)
        if rival is None or newer(edition(version), edition(rival)):
            best[version.language] = version
    return list(best.values())


def edition(version: Version) -> Edition:
    """What a version's place in the order depends on."""
    return Edition(version.revision, version.date, version.created_at, version.history)


async def _set(session: AsyncSession, versions: Sequence[Version], state: State) -> None:
    for version in versions:
        version.state = state
    await session.flush()


async def _lock(session: AsyncSession, document_id: str) -> None:
    """Writing the document's row makes a second publication of the same document wait."""
    await session.execute(update(Document).where(Document.id == document_id).values(updated_at=now()))
