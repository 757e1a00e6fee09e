"""All registers of a chip, merged: what the look-ups by HTTP, the conflicts and the exports stand on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.core.threads import aside
from app.facts import registers, repository
from app.facts.addresses import shown_address, shown_offset
from app.facts.answers import Language
from app.facts.records import BitField, Interrupt, Peripheral, Register
from app.facts.registers import Scope, pick
from app.facts.repository import Located
from app.facts.views import RegisterView, Stated, access_width, register_views
from app.library.versions import DATA, VersionRow, allowed_versions
from retrieval.identifiers import forms

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class ChipScope:
    """A chip's current documents, those in the reader's language and the newest first."""

    chip: str
    versions: tuple[VersionRow, ...]
    scope: Scope


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a chip's documents state, merged."""

    registers: tuple[RegisterView, ...]
    instances: tuple[RegisterView, ...]
    """Each register of an array that the documents print under a placeholder, by its own name."""
    peripherals: tuple[Located[Peripheral], ...]
    interrupts: tuple[Located[Interrupt], ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Places that disagree about one attribute."""

    register: str
    field: str
    attribute: str
    stated: tuple[Stated[str], ...]


async def chip_scope(session: AsyncSession, chip: str, language: Language = "en") -> ChipScope:
    """The documents that are about a chip; documents about no chip in particular are left out."""
    rows = await allowed_versions(session, chip)
    own = [row for row in rows if not row.general]
    if not own:
        raise NotFoundError(f"No document here covers the chip {chip}. GET /v1/chips lists those that are.")
    own.sort(key=lambda row: row.date, reverse=True)
    own.sort(key=lambda row: (row.kind in DATA, row.language != language))
    return ChipScope(chip, tuple(own), Scope(tuple(row.id for row in own), language))


async def catalogue(session: AsyncSession, scope: Scope) -> Catalogue:
    """Everything at once: a chip has some hundred registers and a few thousand fields."""
    mentions = await _all(session, Register, scope.versions)
    fields = await _all(session, BitField, scope.versions)
    own, arrays = await aside(_views, mentions, fields, scope)
    return Catalogue(
        own,
        arrays,
        tuple(await _all(session, Peripheral, scope.versions)),
        tuple(await _all(session, Interrupt, scope.versions)),
    )


def _views(
    mentions: Sequence[Located[Register]], fields: Sequence[Located[BitField]], scope: Scope
) -> tuple[tuple[RegisterView, ...], tuple[RegisterView, ...]]:
    """The registers, and each member of the arrays among them."""
    by_name, by_register = registers.by_name(mentions), registers.by_register(fields)

    def views(name: str) -> tuple[RegisterView, ...]:
        return register_views(name, pick(by_name, name), pick(by_register, name), scope.order)

    names = _concrete(dict.fromkeys((*by_name, *by_register)))
    widths = [wide for name in names for wide in _by_width(name, by_name.get(name, ()))]
    arrays = [one for name in by_name if "*" in name for one in _instances(name, by_name[name])]
    members = (name for name in dict.fromkeys(arrays) if name not in by_name)
    return (
        tuple(found for name in widths for found in views(name)),
        tuple(replace(found, name=name) for name in members for found in views(name)),
    )


def conflicts(registers: Sequence[RegisterView]) -> tuple[Conflict, ...]:
    """Every attribute for which equally good places give different values."""
    found: list[Conflict] = []
    for view in registers:
        for attribute, stated in (
            ("address", [_shown(one, shown_address(one)) for one in view.addresses]),
            ("offset", [_shown(one, shown_offset(one)) for one in view.offsets]),
            ("reset", [_shown(one, one.value) for one in view.resets]),
        ):
            for instance in dict.fromkeys(one.instance for one in stated):
                own = tuple(one for one in stated if one.instance == instance)
                if len(own) > 1:
                    found.append(Conflict(view.name, "", attribute, own))
        for field in view.fields:
            if field.conflicts:
                bits = (field.stated, *field.conflicts)
                stated = [_shown(one, f"{one.value[0]}:{one.value[1]}") for one in bits]
                found.append(Conflict(view.name, field.field.name, "bits", tuple(stated)))
    return tuple(found)


def _by_width(name: str, mentions: Sequence[Located[Register]]) -> list[str]:
    """A name, or where several registers have it their names as printed: R32_FLASH_DATA and R8_FLASH_DATA."""
    printed: dict[str, dict[int, str]] = defaultdict(dict)
    for one in mentions:
        if width := access_width(one.fact.name):
            printed[one.version_id].setdefault(width, one.fact.name)
    return next((list(names.values()) for names in printed.values() if len(names) > 1), [name])


def _instances(name: str, mentions: Sequence[Located[Register]]) -> list[str]:
    """The names of an array's registers, where the documents say how many there are and how far apart."""
    counted = [one.fact for one in mentions if one.fact.stride is not None and one.fact.instances]
    own = name.partition("_")[2] or name
    if not counted or own.count("*") != 1 or name.count("*") != 1:
        return []
    return [name.replace("*", instance) for instance in counted[0].instances]


def _concrete(names: dict[str, None]) -> list[str]:
    """Names without a placeholder, and those with one that no concrete name covers."""
    covered = {form for name in names if "*" not in name for form in forms(name)}
    dropped = {form for name in names for form in forms(name)[1:] if "*" not in form}
    return sorted(name for name in names if ("*" not in name or name not in covered) and name not in dropped)


def _shown(stated: Stated[int] | Stated[str] | Stated[tuple[int, int]], value: str) -> Stated[str]:
    return Stated(value, stated.version_id, stated.passage_id, stated.provenance, instance=stated.instance)


async def _all(session: AsyncSession, record: type[Fact], versions: Sequence[str]) -> list[Located[Fact]]:
    return [located for version in versions for located in await repository.load(session, record, version)]
