"""Two versions of a document beside each other: which facts and passages differ."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.errors import NotFoundError
from app.core.storage import Storage
from app.documents import repository
from app.documents.diff import Fact, Key, compare_facts
from app.documents.difference_schemas import Difference, FactChange, PassageChange
from app.documents.facts import facts_of
from app.documents.passages import read_passages
from app.documents.rewording import compare_passages
from app.documents.views import version_out
from app.library.documents import get_document
from app.library.editions import revision_key
from app.models import Version
from app.models.base import storable

Sessions = async_sessionmaker[AsyncSession]


async def difference(
    sessions: Sessions, storage: Storage, document_id: str, before: str, after: str, limit: int
) -> Difference:
    """Facts and passages that differ between two versions of a document. The transaction only reads facts."""
    async with sessions() as session:
        old, new = await _pair(session, document_id, before, after)
        stated = await facts_of(session, old.id), await facts_of(session, new.id)
    facts = await asyncio.to_thread(lambda: list(compare_facts(*stated)))
    reworded = await asyncio.to_thread(
        lambda: list(compare_passages(read_passages(storage, old.id), read_passages(storage, new.id)))
    )
    return Difference(
        document_id=old.document_id,
        from_version=version_out(old),
        to_version=version_out(new),
        facts=facts[:limit],
        passages=reworded[:limit],
        truncated=max(len(facts), len(reworded)) > limit,
    )


async def between(
    sessions: Sessions, storage: Storage, before: Sequence[str], after: Sequence[str], *, words: bool
) -> tuple[list[FactChange], list[PassageChange]]:
    """What differs between the facts of some versions and those of others; with `words`, between the passages
    of the one version of each side too."""
    async with sessions() as session:
        stated = [await facts_of_all(session, ids) for ids in (before, after)]
    facts = await asyncio.to_thread(lambda: list(compare_facts(*stated)))
    if not words:
        return facts, []
    try:
        reworded = await asyncio.to_thread(
            lambda: list(
                compare_passages(read_passages(storage, before[0]), read_passages(storage, after[0]))
            )
        )
    except NotFoundError:  # one of them has no passages: its facts are compared alone
        return facts, []
    return facts, reworded


async def facts_of_all(session: AsyncSession, ids: Sequence[str]) -> dict[Key, Fact]:
    """The facts of several versions; of what more than one states, the first one's."""
    found: dict[Key, Fact] = {}
    for version_id in ids:
        found = await facts_of(session, version_id) | found
    return found


async def _pair(session: AsyncSession, document_id: str, before: str, after: str) -> tuple[Version, Version]:
    """Two versions named by id or by revision; where translations share a revision, in one language."""
    found = await get_document(session, document_id)
    all_versions = await repository.versions_of(session, found.id)
    olds, news = (_called(all_versions, name) for name in (before, after))
    for name, param, called in ((before, "from", olds), (after, "to", news)):
        if not called:
            raise NotFoundError(f"This document has no version {storable(name)!r}.", param=param)
    pairs = [(old, new) for old in olds for new in news]
    return next((pair for pair in pairs if pair[0].language == pair[1].language), pairs[0])


def _called(versions: list[Version], name: str) -> list[Version]:
    by_id = [version for version in versions if version.id == name]
    return by_id or [version for version in versions if version.revision_key == revision_key(name)]
