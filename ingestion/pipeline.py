"""The steps from an uploaded file to a published version, each safe to do twice.

`tasks` calls them in order as durable steps. A step is told where its input is and says where its result
is; the heavy work happens in the worker processes, the records and the vector store are written here.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import ParamSpec, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.database import transaction
from app.core.errors import NotFoundError
from app.core.metrics import PAGES
from app.core.storage import Storage
from app.facts import corrections
from app.facts import repository as facts_table
from app.facts.rows import rows_of
from app.graph.service import rebuild
from app.library import documents, publication, search_index, versions
from app.library.catalogue import live_indexes
from app.library.unread import encode
from app.models import IndexedVersion, Version
from ingestion import steps
from ingestion.embedding import Batch, embed
from ingestion.fence import Fence
from ingestion.indexing import Origin, Places
from ingestion.indexing import Place as PassagePlace
from ingestion.parsing.convert import convert
from ingestion.parsing.formats import Limits
from ingestion.progress import Reporter
from ingestion.state import artifact_key, code_version, fingerprint, save
from ingestion.workers import WorkerPool
from retrieval.embedders import NONE
from retrieval.graph_store import GraphStore
from retrieval.index import Index, Place
from retrieval.retriever import Retriever
from retrieval.types import Point

P = ParamSpec("P")
T = TypeVar("T")

ENCODED = 2000
"""Passages that one process encodes at a time: enough to be worth reading the artifact for."""

STORED = 250
"""Passages in one write to the store, which keeps every other thread waiting while it writes."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The steps, with what they work on."""

    sessions: async_sessionmaker[AsyncSession]
    storage: Storage
    retriever: Retriever
    pool: WorkerPool
    embedding: WorkerPool
    limits: Limits
    graph_store: GraphStore

    @property
    def embeds(self) -> bool:
        """Whether dense vectors are wanted at all."""
        return self.retriever.embedding.name != NONE

    async def convert(self, version_id: str) -> str:
        """Original to words, lines and tables of each page."""
        version = await self._version(version_id)
        made_from = (version.sha256, version.file_name, repr(asdict(self.limits)))
        key = _key(version_id, "convert", ("fence", "parsing", "types"), *made_from)
        if await asyncio.to_thread(self.storage.exists, key):
            await self._begin(version_id, "convert")
        else:
            async with Reporter(self.sessions, version_id, "convert") as reporter:
                await asyncio.to_thread(self._convert, version, key, reporter)
        return key

    async def structure(self, version_id: str, converted: str) -> str:
        """Pages to sections; what the document says of itself goes to the records."""
        version = await self._begin(version_id, "structure")
        key = _key(version_id, "structure", ("fence", "parsing", "types"), converted)
        summary = await self._work(steps.structure_document, self.storage, converted, key, version.file_name)
        PAGES.inc(summary.page_count)
        async with transaction(self.sessions) as session:
            await documents.apply_detected(session, version_id, summary.detected)
            await versions.set_pages(session, version_id, summary.page_sizes, summary.page_count)
            await versions.warn(session, version_id, summary.warnings)
        return key

    async def chunk(self, version_id: str, structured: str) -> str:
        """Sections to passages."""
        await self._begin(version_id, "chunk")
        key, warnings = await self._chunk(version_id, structured)
        async with transaction(self.sessions) as session:
            await versions.warn(session, version_id, warnings)
        return key

    async def chunk_again(self, version_id: str) -> str:
        """Passages as they are cut now, from the structure that was read last."""
        structured = await asyncio.to_thread(self.storage.newest, f"artifacts/{version_id}", "structure-")
        if not structured:
            raise NotFoundError("The version's structure is not kept.")
        return (await self._chunk(version_id, structured))[0]

    async def facts(self, version_id: str, structured: str, chunks: str) -> str:
        """Tables and diagrams to facts, each with the passage that shows it."""
        await self._begin(version_id, "facts")
        code = ("extraction", "fence", "matter", "types")
        key = _key(version_id, "facts", code, structured)
        found, located, content = await asyncio.gather(
            self._work(steps.extract_facts, self.storage, structured, key),
            self._work(steps.places, self.storage, chunks),
            self._work(steps.content, self.storage, chunks),
        )
        rows = await asyncio.to_thread(rows_of, version_id, found, Places(located).at)
        unread = map(encode, await self._work(steps.unread_tables, self.storage, key))
        async with transaction(self.sessions) as session:
            await versions.warn(session, version_id, (*found.warnings, *unread))
            # Facts that other code read may differ, whatever the pages say.
            await versions.set_content(session, version_id, fingerprint(code_version(*code), content))
            await facts_table.clear(session, version_id)
            await corrections.settle(session, version_id, Places(located).at)
        for part in rows:  # nobody sees them before publication: no need to keep every writer waiting
            async with transaction(self.sessions) as session:
                await versions.get_version(session, version_id)
                await facts_table.add(session, part)
        return key

    async def graph(self, version_id: str, structured: str = "", chunks: str = "") -> int:
        """Facts to nodes and edges, with the sections that mention them; says how many edges there are."""
        structured = structured or await asyncio.to_thread(self._last, version_id, "structure-")
        chunks = chunks or await asyncio.to_thread(self._last, version_id, "chunk-")
        if not (structured and chunks):
            return await rebuild(self.graph_store, self.sessions, version_id)
        mentions = await self._work(steps.mentions, self.storage, chunks)
        data = await self._work(steps.joined, self.storage, structured, chunks)
        return await rebuild(self.graph_store, self.sessions, version_id, mentions, data)

    async def index(self, version_id: str, chunks: str) -> None:
        """Passages into the index that answers, all but their dense vectors."""
        version = await self._begin(version_id, "index")
        if version.state not in versions.SEARCHABLE:
            # What an attempt before this one left would otherwise stay beside the new passages.
            await asyncio.to_thread(self.retriever.remove, version_id)
        await self.fill(version_id, chunks, await self._answering())
        # Deleted meanwhile: then the caller hears it here, and removes what was just written.
        await self._version(version_id)

    async def fill(self, version_id: str, chunks: str, place: Place) -> None:
        """Passages into an index, all but their dense vectors."""
        version = await self._version(version_id)
        index = await asyncio.to_thread(self.retriever.index_at, place)
        origin = Origin(
            version.document_id, version_id, version.file_name, version.revision, version.language
        )
        count = len(await self.places(chunks))
        for start in range(0, count, ENCODED):
            points = await self._work(steps.points, self.storage, chunks, origin, start, start + ENCODED)
            await asyncio.to_thread(_store, index, points)
        async with transaction(self.sessions) as session:
            await search_index.note(session, place.number, version_id, chunks, count)

    async def publish(self, version_id: str, chunks: str) -> None:
        """Makes the version answer, whole and at once, and supersedes the one before it."""
        await self._begin(version_id, "publish")
        while not await self._publish(version_id):
            # Another index has taken over, which was complete without this version.
            await self.fill(version_id, chunks, await self._answering())

    async def embed(self, version_id: str) -> None:
        """Dense vectors for the passages that lack them, batch by batch."""
        await self._version(version_id)
        place = await self._answering()
        for chunks in await asyncio.to_thread(self._chunkings, version_id):
            await self.add_dense(version_id, chunks, place)
        async with transaction(self.sessions) as session:
            await versions.set_dense_done(session, version_id)

    async def add_dense(self, version_id: str, chunks: str, place: Place) -> None:
        """Dense vectors of an index's own embedder for those of the passages that lack them."""
        index = await asyncio.to_thread(self.retriever.index_at, place)
        for batch in await self.bare(version_id, chunks, index):
            # Publishing another version goes before completing this one.
            await asyncio.to_thread(self.pool.wait_until_idle)
            task = self.embedding.submit(embed, index.embedding, batch.texts)
            vectors = await asyncio.wrap_future(task)
            await asyncio.to_thread(index.set_dense, batch.ids, vectors.tolist())

    async def bare(self, version_id: str, chunks: str, index: Index) -> list[Batch]:
        """The passages that still need a dense vector in an index."""
        missing = await asyncio.to_thread(index.store.without_dense, version_id)
        return await self._work(steps.unembedded, self.storage, chunks, missing)

    async def places(self, chunks: str) -> list[PassagePlace]:
        """Where the passages of an artifact stand."""
        return await self._work(steps.places, self.storage, chunks)

    async def fail(self, version_id: str, sentence: str) -> None:
        """Ends the version with the sentence that tells its admin what to do."""
        async with transaction(self.sessions) as session:
            await versions.fail(session, version_id, sentence)

    async def forget(self, version_id: str) -> None:
        """Removes what was made for a version that was deleted meanwhile."""
        await asyncio.to_thread(self.retriever.remove, version_id)
        await asyncio.to_thread(self.storage.delete, f"artifacts/{version_id}")
        await self.graph_store.remove(version_id)

    async def exists(self, version_id: str) -> bool:
        """Whether the version is still wanted."""
        async with self.sessions() as session:
            return await session.get(Version, version_id) is not None

    def _convert(self, version: Version, key: str, reporter: Reporter) -> None:
        path = self.storage.path(f"originals/{version.sha256}")
        name, report = version.file_name, reporter.progress
        converted = convert(str(path), name, self.limits, self.pool, report, Fence())
        save(self.storage, key, converted)

    def _chunkings(self, version_id: str) -> list[str]:
        """The version's passages, of this and of earlier releases: ids tell which are in the store."""
        return self._made(version_id, "chunk-")

    def _made(self, version_id: str, kind: str) -> list[str]:
        keys = self.storage.keys(f"artifacts/{version_id}")
        return [key for key in keys if key.rpartition("/")[2].startswith(kind)]

    def _last(self, version_id: str, kind: str) -> str:
        return next(iter(self._made(version_id, kind)[-1:]), "")

    async def _chunk(self, version_id: str, structured: str) -> tuple[str, tuple[str, ...]]:
        key = _key(version_id, "chunk", ("chunking", "fence", "matter", "types"), structured)
        return key, await self._work(steps.chunk_document, self.storage, structured, key, version_id)

    async def _answering(self) -> Place:
        async with self.sessions() as session:
            return (await live_indexes(session))[0]

    async def _publish(self, version_id: str) -> bool:
        """Unless the index that answers does not hold the version; no other takes over meanwhile."""
        async with transaction(self.sessions) as session:
            number = await search_index.lock(session)
            if number is None or await session.get(IndexedVersion, (number, version_id)) is None:
                return False
            await publication.publish(session, version_id)
            return True

    async def _work(self, task: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.wrap_future(self.pool.submit_first(task, *args, **kwargs))

    async def _version(self, version_id: str) -> Version:
        async with self.sessions() as session:
            return await versions.get_version(session, version_id)

    async def _begin(self, version_id: str, step: str) -> Version:
        """Says that a step has begun; the pages stay as conversion left them."""
        async with transaction(self.sessions) as session:
            version = await versions.get_version(session, version_id)
            total = version.pages_total
            await versions.set_progress(session, version_id, step, total, total)
            await session.refresh(version)  # the update is SQL: what it touched is not in the object yet
        return version


def _key(version_id: str, step: str, code: tuple[str, ...], *made_from: str) -> str:
    return artifact_key(version_id, step, fingerprint(step, code_version(*code), *made_from))


def _store(index: Index, points: Sequence[Point]) -> None:
    for start in range(0, len(points), STORED):
        index.store.upsert(points[start : start + STORED])
