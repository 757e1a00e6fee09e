"""Facts that may answer: those on the pages that were found, and those that a question names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.kinds import CARDS, Statement
from app.facts.kinds.value import of_value
from app.facts.records import (
    BitField,
    DmaRequest,
    Interrupt,
    MemoryRegion,
    Parameter,
    Peripheral,
    Pin,
    Register,
)
from app.facts.repository import Located
from app.question.assignments import Assignment
from retrieval.identifiers import canonical, forms, matches

_NAMED = (Register, BitField, Interrupt, DmaRequest, Parameter, Pin, Peripheral, MemoryRegion)
"""Records that are looked up by name, wherever they stand."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where statements are looked for."""

    pages: tuple[tuple[str, int], ...]
    """Versions (ids) and pages, best first."""
    versions: tuple[str, ...]
    """The versions that may answer."""
    names: tuple[str, ...] = ()
    addresses: tuple[int, ...] = ()
    assigned: tuple[Assignment, ...] = ()


async def statements(session: AsyncSession, wanted: Wanted) -> list[Statement]:
    """The statements of all facts that may answer, each once."""
    found: dict[tuple[str, str, int, str], Statement] = {}
    for record in dict.fromkeys(card.record for card in CARDS.values()):
        rows = await _facts(session, record, wanted)
        for card in CARDS.values():
            if card.record is record:
                for statement in (each for row in rows for each in card.statements(row)):
                    fact = statement.fact
                    key = (statement.kind, fact.version_id, fact.provenance.page, statement.text)
                    found.setdefault(key, statement)
    return [*found.values(), *await _values(session, wanted)]


async def _facts(session: AsyncSession, record: type[Any], wanted: Wanted) -> list[Located[Any]]:
    rows = await repository.on_pages(session, record, wanted.pages)
    names = list(dict.fromkeys(form for name in wanted.names for form in forms(name)))
    if record in _NAMED and names:
        rows += await repository.named(session, record, wanted.versions, names)
    if record is BitField and names:
        rows += await repository.fields_of(session, wanted.versions, names)
    if record is Register:
        for address in wanted.addresses:
            rows += await repository.registers_at(session, wanted.versions, address)
        rows = merged(rows)
    allowed = set(wanted.versions)
    return [row for row in rows if row.version_id in allowed]


def merged(mentions: Iterable[Located[Register]]) -> list[Located[Register]]:
    """One for each register of a version: a summary's row and the description say different things of it."""
    groups: dict[tuple[str, str, str], list[Located[Register]]] = {}
    for each in mentions:
        key = (each.version_id, canonical(each.fact.name), each.fact.peripheral)
        groups.setdefault(key, []).append(each)
    return [_merge(group) for group in groups.values()]


def _merge(group: Sequence[Located[Register]]) -> Located[Register]:
    facts = [each.fact for each in group]
    whole = replace(
        facts[0],
        title=max((fact.title for fact in facts), key=len),
        address=next((fact.address for fact in facts if fact.address is not None), None),
        offset=next((fact.offset for fact in facts if fact.offset is not None), None),
        reset=next((fact.reset for fact in facts if fact.reset), ""),
        access=next((fact.access for fact in facts if fact.access), ""),
    )
    return replace(group[0], fact=whole)


async def _values(session: AsyncSession, wanted: Wanted) -> list[Statement]:
    """What the assigned values mean, of each register that has such a name or address."""
    made = []
    for one in wanted.assigned:
        if await repository.registers_at(session, wanted.versions, one.value):
            continue  # an address, no value
        names = list(forms(one.name)) if one.name else []
        if one.address is not None:
            rows = await repository.registers_at(session, wanted.versions, one.address)
            names = [form for row in rows for form in forms(row.fact.name)]
        groups: dict[tuple[str, str], list[Located[BitField]]] = {}
        for row in await repository.fields_of(session, wanted.versions, names):
            if not one.name or matches(one.name, row.fact.register) > 0:
                groups.setdefault((row.version_id, canonical(row.fact.register)), []).append(row)
        found = (of_value(group, one.value, one.cleared) for group in groups.values())
        made += [statement for statement in found if statement is not None]
    return made
