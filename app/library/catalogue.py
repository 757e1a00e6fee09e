"""What the library holds that may answer, in memory: each turn reads it often, only publications change it.

A process keeps one immutable snapshot beside its sessions. The database counts every change to documents,
searchable versions and chips by triggers (migration 0002), so that one small query tells whether the snapshot
is still right, whoever made the change: the worker, another process, SQL by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.database import SHARED, WRITTEN
from app.models import Chip, Document, DocumentChip, IndexState, SearchIndex, State, Version
from retrieval.index import Place

T = TypeVar("T")

SEARCHABLE = (State.PUBLISHED, State.SUPERSEDED)

_KEY = "catalogue"
_STAMP = "SELECT changes FROM catalogue_stamp"
_TRIES = 3
"""Readings before a snapshot is used without being kept: something is published between any two of them."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What search and answers need to know of a version."""

    id: str
    document_id: str
    file_name: str
    title: str
    vendor: str
    kind: str
    revision: str
    date: str
    language: str
    state: State
    page_count: int
    dense_done: bool
    content_digest: str = ""
    """Versions that say the same have the same; empty where that is not known."""
    history: str = ""
    """Keys of the revisions that it lists, parted by blanks."""
    general: bool = False
    """A chip was named, and the document applies to it but does not cover it: never the source of a fact."""


VERSION_COLUMNS = (
    Version.id,
    Version.document_id,
    Version.file_name,
    Document.title,
    Document.vendor,
    Document.kind,
    Version.revision,
    Version.date,
    Version.language,
    Version.state,
    Version.page_count,
    Version.dense_done,
    Version.content_digest,
    Version.history,
)
"""In the order of `VersionRow`."""


@dataclass(frozen=True, slots=True)
class ChipRow:
    """A chip or family that some document covers or once covered."""

    name: str
    key: str
    vendor: str


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The library at one moment. Never changed; a change makes another."""

    stamp: int
    versions: tuple[VersionRow, ...]
    """Published and superseded ones, the oldest upload first."""
    numbers: Mapping[str, str]
    """Each document's number, by the document's id."""
    revision_keys: Mapping[str, str]
    """By the version's id."""
    written: Mapping[str, datetime]
    """When each version's record was last written, by its id: every step of an ingestion does that."""
    chips: tuple[ChipRow, ...]
    """All that are recorded, by name."""
    covered: Mapping[str, tuple[ChipRow, ...]]
    """What each document covers, by its id; a document about no chip in particular has no entry."""
    fixed: Mapping[str, tuple[str, ...]]
    """What a person has set of each document, by its id."""
    merged: Mapping[str, str]
    """Where documents went that turned out to be another one, by the id they had."""
    indexes: tuple[Place, ...]
    """Where passages are searched; behind it the index that is being built to replace it."""
    _derived: dict[object, Any] = field(default_factory=dict, repr=False)

    def derive(self, key: object, make: Callable[["Catalogue"], T]) -> T:
        """What follows from this snapshot alone, made once. The key names the rule and all its arguments."""
        if key not in self._derived:
            if len(self._derived) >= _MOST_DERIVED:
                self._derived.clear()
            self._derived[key] = make(self)
        return cast(T, self._derived[key])


_MOST_DERIVED = 4096
"""Keys hold what readers name, so they are bounded."""


async def catalogue(session: AsyncSession) -> Catalogue:
    """The library as this session sees it. Within one reading transaction it stays the same."""
    if session.info.get(WRITTEN):
        return await _read(session, await _stamp(session))  # what only this transaction sees is not shared
    own = session.info.get(_KEY)
    if own is None:
        own = session.info[_KEY] = await _current(session, session.info.get(SHARED, {}))
    return cast(Catalogue, own)


async def _current(session: AsyncSession, shared: dict[str, Catalogue]) -> Catalogue:
    """The process's snapshot where it is still right, else a new one."""
    stamp = await _stamp(session)
    kept = shared.get(_KEY)
    if kept is not None and kept.stamp == stamp:
        return kept
    for _ in range(_TRIES):
        made = await _read(session, stamp)
        stamp = await _stamp(session)
        if made.stamp == stamp:
            shared[_KEY] = made
            return made
    return made


async def _stamp(session: AsyncSession) -> int:
    connection = await session.connection()
    return int((await connection.exec_driver_sql(_STAMP)).scalar() or 0)


async def _read(session: AsyncSession, stamp: int) -> Catalogue:
    versions = await session.execute(
        select(Document.number, Document.fixed, Version.revision_key, Version.updated_at, *VERSION_COLUMNS)
        .join(Document, Document.id == Version.document_id)
        .where(Version.state.in_(SEARCHABLE))
        .order_by(Version.created_at, Version.id)
    )
    rows = [(number, tuple(fixed), key, at, VersionRow(*rest)) for number, fixed, key, at, *rest in versions]
    chips = await session.execute(select(Chip.id, Chip.name, Chip.key, Chip.vendor).order_by(Chip.name))
    by_id = {chip_id: ChipRow(*rest) for chip_id, *rest in chips}
    covered: dict[str, list[ChipRow]] = {}
    for document_id, chip_id in await session.execute(select(DocumentChip.document_id, DocumentChip.chip_id)):
        if chip_id in by_id:
            covered.setdefault(document_id, []).append(by_id[chip_id])
    moved = select(Document.id, Document.merged_into).where(Document.merged_into.is_not(None))
    return Catalogue(
        stamp,
        tuple(row for *_, row in rows),
        MappingProxyType({row.document_id: number for number, *_, row in rows}),
        MappingProxyType({row.id: key for _, _, key, _, row in rows}),
        MappingProxyType({row.id: at for *_, at, row in rows}),
        tuple(by_id.values()),
        MappingProxyType({one: tuple(sorted(own, key=_name)) for one, own in covered.items()}),
        MappingProxyType({row.document_id: fixed for _, fixed, *_, row in rows}),
        MappingProxyType({str(one): str(other) for one, other in await session.execute(moved)}),
        await live_indexes(session),
    )


async def live_indexes(session: AsyncSession) -> tuple[Place, ...]:
    """The index that answers, then the one that is being built, if there is one."""
    states = (IndexState.ACTIVE, IndexState.BUILDING)
    columns = select(SearchIndex.number, SearchIndex.embedder, SearchIndex.model)
    rows = await session.execute(columns.where(SearchIndex.state.in_(states)).order_by(SearchIndex.state))
    return tuple(Place(*row) for row in rows)


def _name(chip: ChipRow) -> str:
    return chip.name
