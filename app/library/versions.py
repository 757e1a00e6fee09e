"""Versions in the tables: which may answer, how far an ingestion is, how it ended.

Search asks `allowed_versions` before it retrieves anything; the steps of ingestion report here. The
caller owns the transaction.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cmp_to_key
from typing import Any

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.core.ids import is_id
from app.library.catalogue import SEARCHABLE as SEARCHABLE
from app.library.catalogue import VERSION_COLUMNS, Catalogue, catalogue
from app.library.catalogue import VersionRow as VersionRow
from app.library.chips import chip_key
from app.library.coverage import FIXED, Coverage, Standing, Subject, vendor_of
from app.library.editions import Edition, newer, revision_key
from app.library.part_numbers import is_brand
from app.models import Document, Page, State, Version
from app.models.base import now, storable

DATA = frozenset({"svd", "stm32-data"})
"""Kinds of documents that are data without pages: where a manual says the same, it is cited."""


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
    held = await catalogue(session)
    rows: Iterable[VersionRow] = held.versions
    if revision:
        key = revision_key(storable(revision))
        rows = (row for row in rows if held.revision_keys[row.id] == key or row.date.startswith(key))
    else:
        rows = (row for row in rows if row.state is State.PUBLISHED)
    if documents is not None:
        named = _named(held, documents)
        rows = (row for row in rows if named(row))
    if not chip:
        return list(rows)
    await asyncio.sleep(0)  # others get their turn: a question may name a thousand chips
    return _answering(held, rows, chip, documents is not None)


async def superseded_versions(session: AsyncSession, answering: Iterable[str]) -> list[VersionRow]:
    """The older versions of the documents that these versions are of, the newest edition first."""
    held, wanted = await catalogue(session), frozenset(answering)
    documents = {row.document_id for row in held.versions if row.id in wanted}
    return newest_first(
        row
        for row in reversed(held.versions)
        if row.document_id in documents and row.state is State.SUPERSEDED
    )


def newest_first(rows: Iterable[VersionRow]) -> list[VersionRow]:
    """By what they print; those of which it cannot be told stay in their order."""

    def compare(one: VersionRow, other: VersionRow) -> int:
        first, second = _edition(one), _edition(other)
        return newer(second, first) - newer(first, second)

    return sorted(rows, key=cmp_to_key(compare))


def _edition(row: VersionRow) -> Edition:
    return Edition(row.revision, row.date, datetime.min, row.history)


async def version_rows(session: AsyncSession, ids: Iterable[str]) -> dict[str, VersionRow]:
    """The same for versions that are known already, searchable or not."""
    wanted = dict.fromkeys(ids)
    held = {row.id: row for row in (await catalogue(session)).versions if row.id in wanted}
    if missing := [one for one in wanted if one not in held]:
        others = select(*VERSION_COLUMNS).join(Document, Document.id == Version.document_id)
        rows: Iterable[Sequence[Any]] = await session.execute(others.where(Version.id.in_(missing)))
        held |= {row[0]: VersionRow(*row) for row in rows}
    return held


async def get_version(session: AsyncSession, version_id: str) -> Version:
    """The version, or `NotFoundError`."""
    version = await session.get(Version, version_id) if is_id(version_id) else None
    if version is None:
        raise NotFoundError("There is no such version.")
    return version


async def chip_names(session: AsyncSession) -> list[str]:
    """Every chip that a document which can answer covers; a name as wide as STM32 covers none."""
    held = await catalogue(session)
    return list(held.derive("chip names", _chip_names))


def _chip_names(held: Catalogue) -> tuple[str, ...]:
    answering = {row.document_id for row in held.versions}
    names = {chip.name for document in answering for chip in held.covered.get(document, ())}
    return tuple(sorted(name for name in names if not is_brand(chip_key(name))))


async def chips_of(session: AsyncSession, document_ids: Iterable[str]) -> dict[str, list[str]]:
    """The chips of each document; a generic document has no entry."""
    covered = (await catalogue(session)).covered
    return {one: [chip.name for chip in covered[one]] for one in document_ids if one in covered}


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


async def set_content(session: AsyncSession, version_id: str, digest: str) -> None:
    """Record what the version says, as versions that say the same do."""
    await _update(session, version_id, content_digest=digest)


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


def _named(held: Catalogue, documents: Sequence[str]) -> Callable[[VersionRow], bool]:
    """Whether a version is one of these, by an id, by its file's name or by its document's title."""
    folded = {storable(name).casefold() for name in documents}
    folded |= {held.merged[name] for name in folded if name in held.merged}
    return lambda row: (
        not folded.isdisjoint((row.document_id, row.id, row.file_name.casefold(), row.title.casefold()))
    )


def _answering(held: Catalogue, rows: Iterable[VersionRow], chip: str, asked_for: bool) -> list[VersionRow]:
    """The versions of documents that cover the chip or apply to it. The rule runs over names, in Python."""
    known = held.derive(("answering", chip, asked_for), lambda _: _known(held, chip, asked_for))
    return [known[row.id] for row in rows if row.id in known]


def _known(held: Catalogue, chip: str, asked_for: bool) -> dict[str, VersionRow]:
    """The versions that may answer for a chip, by id, marked as general where they do not cover it."""
    standings = _standings(held, chip)
    found = {}
    for row in held.versions:
        standing, coverage = standings[row.document_id]
        if standing is not Standing.NONE or (asked_for and coverage is Coverage.UNKNOWN):
            found[row.id] = replace(row, general=standing is not Standing.COVERS)
    return found


def _standings(held: Catalogue, chip: str) -> dict[str, tuple[Standing, Coverage]]:
    """How each document stands to a chip, and what it may answer for."""
    vendor = vendor_of(chip, ((one.name, one.vendor) for one in held.chips))
    about = held.derive("subjects", _subjects)
    return {key: (subject.standing(chip, vendor), subject.coverage) for key, subject in about.items()}


def _subjects(held: Catalogue) -> dict[str, Subject]:
    """What each document is about."""
    return {
        row.document_id: Subject(
            tuple(chip.name for chip in held.covered.get(row.document_id, ())),
            row.vendor,
            row.kind,
            row.title,
            FIXED in held.fixed[row.document_id],
        )
        for row in held.versions
    }
