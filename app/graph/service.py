"""Builds the graphs of versions and removes them. Never commits: an engine owns its transactions."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.threads import aside
from app.facts import repository
from app.facts.records import (
    BitField,
    DmaRequest,
    Erratum,
    Interrupt,
    MemoryRegion,
    Parameter,
    Peripheral,
    Pin,
    Register,
)
from app.graph.building import Joined, Mention, Stated, build
from app.graph.sql import SqlGraph
from app.library.versions import chips_of
from app.models import Document, State, Version
from retrieval.graph_store import GraphStore


def store_of(neo4j: GraphStore | None, sessions: async_sessionmaker[AsyncSession]) -> GraphStore:
    """The engine that the settings name."""
    return neo4j or SqlGraph(sessions)


async def stated(
    session: AsyncSession,
    version_id: str,
    mentions: Sequence[Mention] = (),
    data: Sequence[Joined] = (),
) -> Stated | None:
    """What a version states, by its facts; None where there is no such version."""
    version = await session.get(Version, version_id)
    document = await session.get(Document, version.document_id) if version else None
    if version is None or document is None:
        return None
    older = select(Version.id).where(
        Version.document_id == document.id,
        Version.language == version.language,
        Version.state == State.SUPERSEDED,
        Version.created_at < version.created_at,
    )
    chips = await chips_of(session, [document.id])
    return Stated(
        version_id=version_id,
        document_id=document.id,
        title=document.title or version.file_name,
        vendor=document.vendor,
        revision=version.revision,
        chips=tuple(chips.get(document.id, ())),
        older=tuple(await session.scalars(older)),
        peripherals=tuple(await repository.load(session, Peripheral, version_id)),
        registers=tuple(await repository.load(session, Register, version_id)),
        fields=tuple(await repository.load(session, BitField, version_id)),
        interrupts=tuple(await repository.load(session, Interrupt, version_id)),
        pins=tuple(await repository.load(session, Pin, version_id)),
        parameters=tuple(await repository.load(session, Parameter, version_id)),
        errata=tuple(await repository.load(session, Erratum, version_id)),
        regions=tuple(await repository.load(session, MemoryRegion, version_id)),
        mentions=tuple(mentions),
        data=tuple(data),
        dma=tuple(await repository.load(session, DmaRequest, version_id)),
    )


async def rebuild(
    store: GraphStore,
    sessions: async_sessionmaker[AsyncSession],
    version_id: str,
    mentions: Sequence[Mention] = (),
    data: Sequence[Joined] = (),
) -> int:
    """Build a version's graph anew; says how many edges it has."""
    async with sessions() as session:
        found = await stated(session, version_id, mentions, data)
    if found is None:
        return 0
    graph = await aside(build, found)
    await store.replace(graph)
    return len(graph.edges)
