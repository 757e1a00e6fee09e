"""All registers of a chip, merged: what the look-ups by HTTP, the conflicts and the exports stand on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.facts import repository
from app.facts.answers import Language
from app.facts.records import BitField, Interrupt, Peripheral, Register
from app.facts.repository import Located
from app.facts.service import Scope
from app.facts.views import RegisterView, Stated, register_view
from app.library.versions import VersionRow, allowed_versions, chips_of
from retrieval.identifiers import canonical, forms

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
    covered = await chips_of(session, {row.document_id for row in rows})
    own = [row for row in rows if row.document_id in covered]
    if not own:
        raise NotFoundError(f"No document here covers the chip {chip}. GET /v1/chips lists those that are.")
    own.sort(key=lambda row: row.date, reverse=True)
    own.sort(key=lambda row: (row.kind == "svd", row.language != language))
    return ChipScope(chip, tuple(own), Scope(tuple(row.id for row in own), language))


async def catalogue(session: AsyncSession, scope: Scope) -> Catalogue:
    """Everything at once: a chip has some hundred registers and a few thousand fields."""
    mentions = await _all(session, Register, scope.versions)
    fields = await _all(session, BitField, scope.versions)
    by_name: dict[str, list[Located[Register]]] = defaultdict(list)
    by_register: dict[str, list[Located[BitField]]] = defaultdict(list)
    for mention in mentions:
        by_name[canonical(mention.fact.name)].append(mention)
    for field in fields:
        by_register[canonical(field.fact.register)].append(field)
    views = []
    for name in _concrete(dict.fromkeys((*by_name, *by_register))):
        wanted = forms(name)
        found = [mention for form in wanted for mention in by_name.get(form, ())]
        bits = [field for form in wanted for field in by_register.get(form, ())]
        if view := register_view(name, found, bits, scope.order):
            views.append(view)
    return Catalogue(
        tuple(views),
        tuple(await _all(session, Peripheral, scope.versions)),
        tuple(await _all(session, Interrupt, scope.versions)),
    )


def conflicts(registers: Sequence[RegisterView]) -> tuple[Conflict, ...]:
    """Every attribute for which equally good places give different values."""
    found: list[Conflict] = []
    for view in registers:
        for attribute, stated in (
            ("address", [_shown(one, f"0x{one.value:08X}") for one in view.addresses]),
            ("offset", [_shown(one, f"0x{one.value:02X}") for one in view.offsets]),
            ("reset", [_shown(one, one.value) for one in view.resets]),
        ):
            if len(stated) > 1:
                found.append(Conflict(view.name, "", attribute, tuple(stated)))
        for field in view.fields:
            if field.conflicts:
                bits = (field.stated, *field.conflicts)
                stated = [_shown(one, f"{one.value[0]}:{one.value[1]}") for one in bits]
                found.append(Conflict(view.name, field.field.name, "bits", tuple(stated)))
    return tuple(found)


def _concrete(names: dict[str, None]) -> list[str]:
    """Names without a placeholder, and those with one that no concrete name covers."""
    covered = {form for name in names if "*" not in name for form in forms(name)}
    dropped = {form for name in names for form in forms(name)[1:] if "*" not in form}
    return sorted(name for name in names if ("*" not in name or name not in covered) and name not in dropped)


def _shown(stated: Stated[int] | Stated[str] | Stated[tuple[int, int]], value: str) -> Stated[str]:
    return Stated(value, stated.version_id, stated.passage_id, stated.provenance)


async def _all(session: AsyncSession, record: type[Fact], versions: Sequence[str]) -> list[Located[Fact]]:
    return [located for version in versions for located in await repository.load(session, record, version)]
