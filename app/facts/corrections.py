"""Corrected facts in the tables: kept as they were said, and made rows again whenever a version is read."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.corrected import REVIEWED, UNREVIEWED, kind_of
from app.facts.records import FactSet, Provenance, Source
from app.facts.rows import KINDS, PassageAt, frozen, rows_of
from app.models import FactCorrection, Version
from app.models.base import now
from retrieval.identifiers import canonical


async def read_of(session: AsyncSession, kind: str, version_id: str, name: str) -> list[Any]:
    """The records of a name that were read from a version."""
    found = await repository.named(session, kind_of(kind).record, [version_id], [canonical(name)])
    return [one.fact for one in found if one.provenance.source is not Source.CORRECTION]


async def settle(session: AsyncSession, version_id: str, passage_at: PassageAt) -> None:
    """Makes the rows of a version's corrections anew; its record is written, so that look-ups read them."""
    for kind in KINDS:
        own = (kind.table.version_id == version_id, kind.table.source == Source.CORRECTION.value)
        await session.execute(delete(kind.table).where(*own))
    shown = or_(FactCorrection.reviewed, FactCorrection.quote != "")
    query = select(FactCorrection).where(FactCorrection.version_id == version_id, shown)
    corrections = list(await session.scalars(query.order_by(FactCorrection.created_at, FactCorrection.id)))
    for part in rows_of(version_id, _facts(corrections), passage_at):
        await repository.add(session, part)
    await session.execute(update(Version).where(Version.id == version_id).values(updated_at=now()))


def plain(record: Any) -> dict[str, Any]:
    """A record as a correction keeps it."""
    return {key: value for key, value in asdict(record).items() if key != "provenance"}


def _facts(corrections: Sequence[FactCorrection]) -> FactSet:
    found: dict[str, list[Any]] = {}
    for one in corrections:
        found.setdefault(kind_of(one.kind).attribute, []).append(record_of(one))
    return FactSet(**{name: tuple(records) for name, records in found.items()})


def record_of(correction: FactCorrection) -> Any:
    """The record that a correction states."""
    record = kind_of(correction.kind).record
    x0, y0, x1, y1 = correction.box
    confidence = REVIEWED if correction.reviewed else UNREVIEWED
    place = Provenance(correction.page, (x0, y0, x1, y1), Source.CORRECTION, confidence, correction.quote)
    known = {one.name for one in fields(record)}
    values = {key: frozen(key, value) for key, value in correction.fact.items() if key in known}
    return record(provenance=place, **values)
