"""Builds an index anew beside the one that answers, and lets it take over when it holds everything.

A new embedder or a new way to cut passages makes another index. Questions go on being answered from the old
one; what is uploaded or deleted meanwhile is looked for again and again until nothing is missing. Every step
may be done twice: what an index holds whole is recorded version by version.
"""

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import time_ns

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.database import transaction
from app.core.errors import NotFoundError
from app.facts import passages
from app.jobs import Jobs
from app.library import search_index
from app.library.catalogue import live_indexes
from app.models import IndexedVersion, IndexState, SearchIndex
from ingestion.errors import ReindexError
from ingestion.indexing import Places
from ingestion.pipeline import Pipeline
from retrieval.embedders import NONE
from retrieval.errors import EmbedderUnavailableError
from retrieval.index import Place, needed_bytes

log = structlog.get_logger()

NO_ROOM = (
    "A second index needs {needed} MB beside the one that answers, and {free} MB are free in the data "
    "folder. Make room, and start it again with `chipcite documents reindex`."
)


@dataclass(frozen=True, slots=True)
class Rebuild:
    """The steps of one construction, each told the index's number."""

    pipeline: Pipeline
    jobs: Jobs
    folder: Path
    """Of the embedded store."""

    async def prepare(self, number: str) -> None:
        """Loads the embedder, which may be wrong, and looks whether there is room."""
        place = await self._place(number)
        retriever = self.pipeline.retriever
        dimension = 0
        if place.embedder != NONE:
            index = await asyncio.to_thread(retriever.index_at, place)
            dimension = (await asyncio.to_thread(index.embedder.wait)).dimension
        await asyncio.to_thread(self._check_room, dimension)

    async def problem(self, number: str) -> str:
        """Why the embedder cannot be had; empty if it can."""
        index = await asyncio.to_thread(self.pipeline.retriever.index_at, await self._place(number))
        try:
            await asyncio.to_thread(index.embedder.wait, 0)
        except EmbedderUnavailableError as error:
            return str(error)
        return ""

    async def fill(self, number: str) -> None:
        """Brings in what is missing and takes out what was deleted, until there is nothing of either."""
        place = await self._place(number)
        while True:
            await self._take_out(place)
            async with self.pipeline.sessions() as session:
                due = await search_index.due(session, place.number)
            if not due:
                return
            for version_id in due:
                await self._place(number)  # given up meanwhile: then nothing more is done
                try:
                    await self._bring_in(version_id, place)
                except NotFoundError:
                    if await self.pipeline.exists(version_id):
                        raise
                    await self._remove(version_id, place)

    async def flip(self, number: str) -> bool:
        """Lets the index take over; not where it lacks something, for which it is filled again."""
        place = await self._place(number)
        async with self.pipeline.sessions() as session:
            index = await search_index.under_construction(session, place.number)
            if index.state == IndexState.ACTIVE:
                return True  # it was done, and the process died before it could say so
            held = await search_index.held(session, place.number)
        if wrong := [one for one in held.values() if not await self._agrees(one, place)]:
            await self._open_again(wrong)
            return False
        moved, changed = await self._moved(held)
        async with transaction(self.pipeline.sessions) as session:
            if not await self._ready(session, place.number):
                return False
            await passages.move(session, moved, changed)
            await search_index.take_over(session, place.number)
        await asyncio.to_thread(self.pipeline.retriever.use, [place])
        log.info("index.replaced", number=place.number, versions=len(held), moved=len(moved))
        for version_id in changed:  # its mentions name the passages that were
            await self.jobs.graph(version_id, f"reindex-{number}-{time_ns()}")
        return True

    async def retire(self, number: str) -> None:
        """Removes what the index has replaced."""
        async with self.pipeline.sessions() as session:
            old = await search_index.in_state(session, IndexState.RETIRED)
            live = await live_indexes(session)
        if old is None:
            return
        retriever = self.pipeline.retriever
        await asyncio.to_thread(retriever.use, live)  # this worker may have missed the change
        await asyncio.to_thread(retriever.discard, Place(old.number, NONE))
        async with transaction(self.pipeline.sessions) as session:
            await search_index.remove(session, old.number)
        log.info("index.removed", number=old.number)

    async def give_up(self, number: str, sentence: str) -> None:
        """Removes an index that cannot be built; the one that answers stays."""
        async with transaction(self.pipeline.sessions) as session:
            await search_index.give_up(session, int(number), sentence)
        await self.discard(number)

    async def discard(self, number: str) -> None:
        """Removes what there is of an index that was given up."""
        async with self.pipeline.sessions() as session:
            index = await session.get(SearchIndex, int(number))
        if index is None or index.state == IndexState.FAILED:
            await asyncio.to_thread(self.pipeline.retriever.discard, Place(int(number), NONE))

    async def exists(self, number: str) -> bool:
        """Whether it is still wanted."""
        async with self.pipeline.sessions() as session:
            index = await session.get(SearchIndex, int(number))
        return index is not None and index.state != IndexState.FAILED

    async def _place(self, number: str) -> Place:
        async with self.pipeline.sessions() as session:
            index = await search_index.under_construction(session, int(number))
            return Place(index.number, index.embedder, index.model)

    def _check_room(self, dimension: int) -> None:
        needed = needed_bytes(self.pipeline.retriever.store, dimension)
        free = shutil.disk_usage(self.folder).free
        if needed > free:
            raise ReindexError(NO_ROOM.format(needed=needed // 1_000_000, free=free // 1_000_000))

    async def _bring_in(self, version_id: str, place: Place) -> None:
        pipeline = self.pipeline
        chunks = await pipeline.chunk_again(version_id)
        async with pipeline.sessions() as session:
            held = await session.get(IndexedVersion, (place.number, version_id))
        if held is None or held.chunks != chunks:
            # What was cut otherwise, by a release before this one, must not stay beside it.
            await self._remove(version_id, place)
            await pipeline.fill(version_id, chunks, place)
        if place.embedder != NONE:
            await pipeline.add_dense(version_id, chunks, place)
        async with transaction(pipeline.sessions) as session:
            await search_index.complete(session, place.number, version_id)

    async def _take_out(self, place: Place) -> None:
        async with self.pipeline.sessions() as session:
            gone = await search_index.gone(session, place.number)
        for version_id in gone:
            await self._remove(version_id, place)

    async def _remove(self, version_id: str, place: Place) -> None:
        index = await asyncio.to_thread(self.pipeline.retriever.index_at, place)
        await asyncio.to_thread(index.store.remove_version, version_id)
        async with transaction(self.pipeline.sessions) as session:
            await search_index.forget(session, place.number, version_id)

    async def _agrees(self, one: IndexedVersion, place: Place) -> bool:
        """Whether the index holds as many passages of a version as were cut, with all their vectors."""
        index = await asyncio.to_thread(self.pipeline.retriever.index_at, place)
        count = await asyncio.to_thread(index.store.count, one.version_id)
        if count != one.passages:
            return False
        return not index.embeds or not await self.pipeline.bare(one.version_id, one.chunks, index)

    async def _open_again(self, wrong: Sequence[IndexedVersion]) -> None:
        async with transaction(self.pipeline.sessions) as session:
            for one in wrong:
                log.warning("index.differs", number=one.index_number, version=one.version_id)
                await search_index.forget(session, one.index_number, one.version_id)

    async def _moved(self, held: dict[str, IndexedVersion]) -> tuple[list[passages.Moved], list[str]]:
        """The facts that stand in another passage now, and the versions whose passages were cut anew."""
        async with self.pipeline.sessions() as session:
            active = await search_index.in_state(session, IndexState.ACTIVE)
            before = await search_index.held(session, active.number) if active else {}
        moved: list[passages.Moved] = []
        changed = []
        for version_id, one in held.items():
            if version_id in before and before[version_id].chunks == one.chunks:
                continue
            places = await self.pipeline.places(one.chunks)
            ids = {place.id for place in places}
            async with self.pipeline.sessions() as session:
                own = await passages.moved(session, version_id, ids, Places(places).at)
            moved += own
            if own:
                changed.append(version_id)
        return moved, changed

    async def _ready(self, session: AsyncSession, number: int) -> bool:
        """Whether nothing is missing and nothing too much; until this transaction ends that stays so."""
        if await search_index.lock(session) is None:
            return False
        return not await search_index.due(session, number) and not await search_index.gone(session, number)
