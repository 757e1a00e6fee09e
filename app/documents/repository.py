"""Queries about documents and versions that only this slice asks; the shared ones are in `app.library`."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.library.coverage import FIXED, Coverage, Subject
from app.library.versions import SEARCHABLE
from app.models import Chip, Document, DocumentChip, State, Version

AT_ONCE = 25
"""Documents that one query reads, with all their versions: their rows become objects on the event loop, two
milliseconds each, and others get their turn between the queries."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents are listed; what is left out lets every document through."""

    q: str = ""
    """Words, each of which title, vendor, number, chips, revisions or file names hold."""
    states: Collection[State] = ()
    """One of its versions is in one of them."""
    coverage: Coverage | None = None


async def list_documents(
    session: AsyncSession, filters: Filters, limit: int, offset: int
) -> tuple[list[Document], int]:
    """The documents that pass the filters, newest first."""
    visible = [_visible(), *(_mentions(word) for word in filters.q.split())]
    if filters.states:
        visible.append(Document.id.in_(select(Version.document_id).where(Version.state.in_(filters.states))))
    if filters.coverage:
        visible.append(Document.id.in_(await _covering(session, filters.coverage)))
    total = await session.scalar(select(func.count()).select_from(Document).where(*visible))
    query = (
        select(Document)
        .where(*visible)
        .options(selectinload(Document.versions), selectinload(Document.chips))
        .order_by(Document.created_at.desc(), Document.id.desc())
    )
    found: list[Document] = []
    for start in range(0, limit, AT_ONCE):
        part = query.offset(offset + start).limit(min(AT_ONCE, limit - start))
        found += (own := list(await session.scalars(part)))
        if len(own) < AT_ONCE:
            break
    return found, total or 0


def _visible() -> ColumnElement[bool]:
    """A document whose only version moved elsewhere is a forwarding address, not a document."""
    return Document.merged_into.is_(None)


async def _covering(session: AsyncSession, coverage: Coverage) -> list[str]:
    """Documents of this coverage. What a document may answer for is a rule over its names, in Python.

    Unknown is something to do only where a document answers: one that is being read may yet name its chips,
    and one that could not be read has nothing to say of any.
    """
    chips: dict[str, list[str]] = defaultdict(list)
    covered = select(DocumentChip.document_id, Chip.name).join(Chip, Chip.id == DocumentChip.chip_id)
    for document, name in await session.execute(covered):
        chips[document].append(name)
    columns = (Document.id, Document.vendor, Document.kind, Document.title, Document.fixed)
    query = select(*columns).where(_visible())
    if coverage is Coverage.UNKNOWN:
        query = query.where(Document.id.in_(select(Version.document_id).where(Version.state.in_(SEARCHABLE))))
    return [
        document
        for document, vendor, kind, title, fixed in await session.execute(query)
        if Subject(tuple(chips[document]), vendor, kind, title, FIXED in fixed).coverage is coverage
    ]


@dataclass(frozen=True, slots=True)
class Names:
    """What the whole library holds, in a few words."""

    total: int
    unknown: int
    """Documents of which nobody knows for which chips they are."""
    chips: list[str]
    revisions: list[str]


async def names(session: AsyncSession) -> Names:
    """How many documents there are, and the chips and revisions that they name."""
    count = select(func.count()).select_from(Document).where(_visible())
    chips = select(Chip.name).where(Chip.id.in_(select(DocumentChip.chip_id))).order_by(Chip.name)
    revisions = (
        select(func.min(Version.revision)).where(Version.revision != "").group_by(Version.revision_key)
    )
    return Names(
        total=await session.scalar(count) or 0,
        unknown=len(await _covering(session, Coverage.UNKNOWN)),
        chips=list(await session.scalars(chips)),
        revisions=sorted(await session.scalars(revisions)),
    )


class VersionGlance(NamedTuple):
    """What the list of documents shows of a version."""

    document_id: str
    state: State
    step: str
    pages_done: int
    pages_total: int
    dense_done: bool


class Glance(NamedTuple):
    """The whole library at one moment."""

    versions: Mapping[str, VersionGlance]
    documents: Mapping[str, datetime]
    """When each was last described anew."""


async def glance(session: AsyncSession) -> Glance:
    """The library as it is now, in two narrow queries."""
    columns = [getattr(Version, name) for name in VersionGlance._fields]
    versions = await session.execute(select(Version.id, *columns))
    documents = await session.execute(select(Document.id, Document.updated_at).where(_visible()))
    return Glance(
        {row[0]: VersionGlance(*row[1:]) for row in versions}, {row[0]: row[1] for row in documents}
    )


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
