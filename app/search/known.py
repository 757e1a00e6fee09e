"""The facts about names and pages that an answer may speak of, each chip's documents for themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.for_names import known_elsewhere, known_registers
from app.facts.records import Interrupt, Parameter, Peripheral, Pin
from app.facts.views import RegisterView
from app.library.versions import VersionRow, chips_of
from app.search.exact import chip_groups, fact_scope
from retrieval.types import Passage


@dataclass(frozen=True, slots=True)
class Known:
    """Facts of several kinds. Those of different chips are never merged: each chip gives its own."""

    registers: tuple[RegisterView, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    pins: tuple[Pin, ...] = ()
    interrupts: tuple[Interrupt, ...] = ()
    peripherals: tuple[Peripheral, ...] = ()
    chips: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The chips that each version's document covers."""


async def known(
    session: AsyncSession,
    names: Sequence[str],
    passages: Sequence[Passage],
    versions: Sequence[VersionRow],
    language: str,
) -> Known:
    """What these names mean in all documents of the passages' chips, and what stands on their pages.

    Without passages all of these versions are asked.
    """
    read = {passage.version_id for passage in passages}
    covered = await chips_of(session, {row.document_id for row in versions})
    # A few queries for all chips: they run while the first sentence waits.
    groups = _of_versions(await chip_groups(session, versions), read)
    scopes = [fact_scope(rows, language) for rows in groups]
    pages = [(passage.version_id, passage.page) for passage in passages]
    return Known(
        registers=await known_registers(session, names, scopes),
        parameters=tuple(at.fact for at in await repository.on_pages(session, Parameter, pages)),
        pins=tuple(at.fact for at in await repository.on_pages(session, Pin, pages)),
        interrupts=tuple(await known_elsewhere(session, Interrupt, names, scopes)),
        peripherals=tuple(await known_elsewhere(session, Peripheral, names, scopes)),
        chips={row.id: tuple(covered.get(row.document_id, ())) for row in versions},
    )


def _of_versions(
    groups: Iterable[tuple[tuple[str, ...], list[VersionRow]]], read: set[str]
) -> list[list[VersionRow]]:
    """The documents of each chip of which a version was read."""
    return [rows for _, rows in groups if not read or any(row.id in read for row in rows)]
