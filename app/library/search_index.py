"""Records of the indexes: which one answers, which one is being built, what each holds. Never commits."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.library.catalogue import SEARCHABLE
from app.library.versions import get_version
from app.models import IndexedVersion, IndexState, SearchIndex, Version
from app.models.base import now


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the library an index holds whole."""

    done: int
    total: int


async def in_state(session: AsyncSession, state: IndexState) -> SearchIndex | None:
    """The newest index in this state; of some there is one at most."""
    query = select(SearchIndex).where(SearchIndex.state == state).order_by(SearchIndex.number.desc()).limit(1)
    return (await session.scalars(query)).first()


async def start(session: AsyncSession, embedder: str, model: str) -> SearchIndex:
    """A new index beside the one that answers; numbers are never used again."""
    highest = (await session.scalars(select(func.max(SearchIndex.number)))).one()
    await session.execute(delete(SearchIndex).where(SearchIndex.state == IndexState.FAILED))
    index = SearchIndex(number=highest + 1, state=IndexState.BUILDING, embedder=embedder, model=model)
    session.add(index)
    await session.flush()
    return index


async def under_construction(session: AsyncSession, number: int) -> SearchIndex:
    """The index, or `NotFoundError` where it was given up meanwhile."""
    index = await session.get(SearchIndex, number)
    if index is None or index.state == IndexState.FAILED:
        raise NotFoundError("There is no such index.")
    return index


async def lock(session: AsyncSession) -> int | None:
    """The number of the index that answers, which stays so until the transaction ends. None where it was
    being replaced at this moment: look again."""
    query = select(SearchIndex.number).where(SearchIndex.state == IndexState.ACTIVE).with_for_update()
    return (await session.scalars(query)).first()


async def note(session: AsyncSession, number: int, version_id: str, chunks: str, passages: int) -> None:
    """Record that an index holds a version's passages, all but their dense vectors."""
    await get_version(session, version_id)
    await under_construction(session, number)
    await session.merge(
        IndexedVersion(
            index_number=number, version_id=version_id, chunks=chunks, passages=passages, complete=False
        )
    )


async def complete(session: AsyncSession, number: int, version_id: str, whole: bool = True) -> None:
    """Record whether an index holds a version with all its vectors."""
    one = (IndexedVersion.index_number == number) & (IndexedVersion.version_id == version_id)
    await session.execute(update(IndexedVersion).where(one).values(complete=whole))


async def held(session: AsyncSession, number: int) -> dict[str, IndexedVersion]:
    """What an index holds, by version."""
    query = select(IndexedVersion).where(IndexedVersion.index_number == number)
    return {one.version_id: one for one in await session.scalars(query)}


async def due(session: AsyncSession, number: int) -> list[str]:
    """Versions that may answer and that an index does not hold whole; the oldest upload first."""
    whole = select(IndexedVersion.version_id).where(
        IndexedVersion.index_number == number, IndexedVersion.complete
    )
    query = select(Version.id).where(Version.state.in_(SEARCHABLE), Version.id.not_in(whole))
    return list(await session.scalars(query.order_by(Version.created_at, Version.id)))


async def gone(session: AsyncSession, number: int) -> list[str]:
    """Versions that an index may hold and that were deleted."""
    query = select(IndexedVersion.version_id).where(
        IndexedVersion.index_number == number, IndexedVersion.version_id.not_in(select(Version.id))
    )
    return list(await session.scalars(query))


async def forget(session: AsyncSession, number: int, version_id: str) -> None:
    """Record that an index holds nothing of a version."""
    await session.execute(
        delete(IndexedVersion).where(
            IndexedVersion.index_number == number, IndexedVersion.version_id == version_id
        )
    )


async def progress(session: AsyncSession, number: int) -> Progress:
    """How far it is."""
    total = select(func.count()).select_from(Version).where(Version.state.in_(SEARCHABLE))
    whole = (await session.scalars(total)).one()
    return Progress(whole - len(await due(session, number)), whole)


async def take_over(session: AsyncSession, number: int) -> None:
    """Make an index the one that answers, in place of the one before."""
    states = ((IndexState.ACTIVE, IndexState.RETIRED), (IndexState.BUILDING, IndexState.ACTIVE))
    for before, after in states:  # in this order: one answers at any time
        here = SearchIndex.state == before
        if before == IndexState.BUILDING:
            here &= SearchIndex.number == number
        await session.execute(update(SearchIndex).where(here).values(state=after, finished_at=now()))
    whole = select(IndexedVersion.version_id).where(IndexedVersion.index_number == number)
    bare = ~Version.dense_done & Version.id.in_(whole)
    await session.execute(update(Version).where(bare).values(dense_done=True))


async def give_up(session: AsyncSession, number: int, sentence: str) -> None:
    """End a construction with the sentence that its admin reads; one that has ended stays as it is."""
    own = (SearchIndex.number == number) & (SearchIndex.state == IndexState.BUILDING)
    ended = {"state": IndexState.FAILED, "error": sentence, "finished_at": now()}
    await session.execute(update(SearchIndex).where(own).values(**ended))
    await session.execute(delete(IndexedVersion).where(IndexedVersion.index_number == number))


async def remove(session: AsyncSession, number: int) -> None:
    """Forget an index that was replaced."""
    await session.execute(delete(IndexedVersion).where(IndexedVersion.index_number == number))
    await session.execute(delete(SearchIndex).where(SearchIndex.number == number))
