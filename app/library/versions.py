"""Versions in the tables: which may answer, how far an ingestion is, how it ended.

Search asks `allowed_versions` before it retrieves anything; the steps of ingestion report here. The
caller owns the transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cmp_to_key
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.core.ids import is_id
from app.library.chips import chip_key
from app.library.coverage import FIXED, Coverage, Standing, Subject, vendor_of
from app.library.editions import Edition, newer, revision_key
from app.library.part_numbers import is_brand
from app.models import Chip, Document, DocumentChip, Page, State, Version
from app.models.base import now, storable

SEARCHABLE = (State.PUBLISHED, State.SUPERSEDED)


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
    general: bool = False
    """A chip was named, and the document applies to it but does not cover it: never the source of a fact."""


async def allowed_versions(
    session: AsyncSession,
    chip: str | None = None,
    revision: str | None = None,
    documents: Sequence[str] | None = None,
) -> list[VersionRow]:
    """The versions that may answer, newest upload last.

    Without `revision` the current one of each document and language; with it the published and superseded
    ones so called. `documents` are ids of documents or versions, file names or titles. With `chip` those that
    cover it, and marked as such the general ones that apply (`app.library.coverage`); a document that was
    asked for by name counts as general where nobody knows which chips it is about.
    """
    query = _rows()
    if revision:
        key = revision_key(storable(revision))
        called = or_(Version.revision_key == key, Version.date.startswith(key, autoescape=True))
        query = query.where(Version.state.in_(SEARCHABLE), called)
    else:
        query = query.where(Version.state == State.PUBLISHED)
    if documents is not None:
        query = query.where(_named(documents))
    rows = await session.execute(query.order_by(Version.created_at, Version.id))
    found = [VersionRow(*row) for row in rows]
    return await _answering(session, found, chip, documents is not None) if chip else found


async def superseded_versions(session: AsyncSession, answering: Iterable[str]) -> list[VersionRow]:
    """The older versions of the documents that these versions are of, the newest edition first."""
    documents = select(Version.document_id).where(Version.id.in_(list(answering)))
    older = _rows().where(Version.document_id.in_(documents), Version.state == State.SUPERSEDED)
    rows = await session.execute(older.order_by(Version.created_at.desc(), Version.id))
    return newest_first(VersionRow(*row) for row in rows)


def newest_first(rows: Iterable[VersionRow]) -> list[VersionRow]:
    """By what they print; those of which it cannot be told stay in their order."""

    def compare(one: VersionRow, other: VersionRow) -> int:
        first, second = _edition(one), _edition(other)
        return newer(second, first) - newer(first, second)

    return sorted(rows, key=cmp_to_key(compare))


def _edition(row: VersionRow) -> Edition:
    return Edition(row.revision, row.date, datetime.min)


async def version_rows(session: AsyncSession, ids: Iterable[str]) -> dict[str, VersionRow]:
    """The same for versions that are known already."""
    rows = await session.execute(_rows().where(Version.id.in_(list(ids))))
    return {row[0]: VersionRow(*row) for row in rows}


async def get_version(session: AsyncSession, version_id: str) -> Version:
    """The version, or `NotFoundError`."""
    version = await session.get(Version, version_id) if is_id(version_id) else None
    if version is None:
        raise NotFoundError("There is no such version.")
    return version


async def chip_names(session: AsyncSession) -> list[str]:
    """Every chip that a document which can answer covers; a name as wide as STM32 covers none."""
    query = (
        select(Chip.name)
        .join(DocumentChip, DocumentChip.chip_id == Chip.id)
        .join(Version, Version.document_id == DocumentChip.document_id)
        .where(Version.state.in_(SEARCHABLE))
        .distinct()
        .order_by(Chip.name)
    )
    return [name for name in await session.scalars(query) if not is_brand(chip_key(name))]


async def chips_of(session: AsyncSession, document_ids: Iterable[str]) -> dict[str, list[str]]:
    """The chips of each document; a generic document has no entry."""
    query = (
        select(DocumentChip.document_id, Chip.name)
        .join(Chip, Chip.id == DocumentChip.chip_id)
        .where(DocumentChip.document_id.in_(list(document_ids)))
        .order_by(Chip.name)
    )
    found: dict[str, list[str]] = {}
    for document_id, name in await session.execute(query):
        found.setdefault(document_id, []).append(name)
    return found


async def set_progress(
    session: AsyncSession, version_id: str, step: str, done: int, total: int, state: State | None = None
) -> None:
    """Report how far a step is. The first report of a received version makes it `converting`."""
    begun = case((Version.state == State.RECEIVED, State.CONVERTING), else_=Version.state)
    await _update(session, version_id, step=step, pages_done=done, pages_total=total, state=state or begun)


async def set_pages(
    session: AsyncSession, version_id: str, sizes: Sequence[tuple[int, float, float]], page_count: int
) -> None:
    """Record the pages' numbers and sizes; doing it twice is doing it once."""
    await session.execute(delete(Page).where(Page.version_id == version_id))
    if sizes:
        rows = [
            {"version_id": version_id, "number": number, "width": width, "height": height}
            for number, width, height in sizes
        ]
        await session.execute(insert(Page), rows)
    await _update(session, version_id, page_count=page_count)


async def warn(session: AsyncSession, version_id: str, warnings: Iterable[str]) -> None:
    """Add warnings that an admin should read, each once."""
    version = await get_version(session, version_id)
    version.warnings = list(dict.fromkeys([*version.warnings, *warnings]))


async def fail(session: AsyncSession, version_id: str, sentence: str) -> None:
    """End an ingestion that cannot succeed; a version that is visible stays so."""
    failed = case((Version.state.in_(SEARCHABLE), Version.state), else_=State.FAILED)
    await _update(session, version_id, state=failed, error=sentence)


async def set_dense_done(session: AsyncSession, version_id: str, done: bool = True) -> None:
    """Record whether all of the version's dense vectors are in the store."""
    await _update(session, version_id, dense_done=done)


async def _update(session: AsyncSession, version_id: str, **values: object) -> None:
    statement = update(Version).where(Version.id == version_id).values(updated_at=now(), **values)
    await session.execute(statement, execution_options={"synchronize_session": "fetch"})


def _rows() -> Select[*tuple[Any, ...]]:
    """The columns of a `VersionRow`, in its order."""
    return select(
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
    ).join(Document, Document.id == Version.document_id)


def _named(documents: Sequence[str]) -> ColumnElement[bool]:
    folded = [storable(name).casefold() for name in documents]
    merged = select(Document.merged_into).where(Document.id.in_(folded))
    return or_(
        Version.document_id.in_(folded),
        Version.document_id.in_(merged),
        Version.id.in_(folded),
        func.lower(Version.file_name).in_(folded),
        func.lower(Document.title).in_(folded),
    )


async def _answering(
    session: AsyncSession, rows: Sequence[VersionRow], chip: str, asked_for: bool
) -> list[VersionRow]:
    """The versions of documents that cover the chip or apply to it. The rule runs over names, in Python."""
    about = await subjects(session, {row.document_id for row in rows})
    makers = await session.execute(select(Chip.name, Chip.vendor))
    vendor = vendor_of(chip, [(name, maker) for name, maker in makers])
    found = []
    for row in rows:
        subject = about[row.document_id]
        standing = subject.standing(chip, vendor)
        if standing is Standing.NONE and not (asked_for and subject.coverage is Coverage.UNKNOWN):
            continue
        found.append(replace(row, general=standing is not Standing.COVERS))
    return found


async def subjects(session: AsyncSession, document_ids: Iterable[str]) -> dict[str, Subject]:
    """What each document is about."""
    ids = list(document_ids)
    chips = await chips_of(session, ids)
    rows = await session.execute(
        select(Document.id, Document.vendor, Document.kind, Document.title, Document.fixed).where(
            Document.id.in_(ids)
        )
    )
    return {
        key: Subject(tuple(chips.get(key, ())), vendor, kind, title, FIXED in fixed)
        for key, vendor, kind, title, fixed in rows
    }
