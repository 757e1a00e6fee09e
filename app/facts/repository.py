"""Facts in and out of SQL: saved whole for a version, looked up by canonical name among allowed versions.

What is looked up comes from memory where it can (`cache`): each turn asks the same manuals many times.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar, cast

from sqlalchemy import Table, delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import records
from app.facts.cache import NAMED, Stated, names_stated, stated
from app.facts.records import FactSet, Source
from app.facts.rows import KINDS, PassageAt, Rows, rows_of
from app.facts.rows import Located as Located

Fact = TypeVar("Fact")

_MOST_NAMES = 4000
"""Forms of names that one question may look for."""


async def clear(session: AsyncSession, version_id: str) -> None:
    """Removes all facts that were read from a version; what people have corrected stays."""
    for kind in KINDS:
        read = (kind.table.version_id == version_id, kind.table.source != Source.CORRECTION.value)
        await session.execute(delete(kind.table).where(*read))


async def add(session: AsyncSession, part: Rows) -> None:
    """Writes some facts. On the connection itself: the ORM would take three times as long."""
    table = cast(Table, part.table.__table__)  # type: ignore[attr-defined]  # of every mapped class
    await (await session.connection()).execute(insert(table), part.rows)


async def save(session: AsyncSession, version_id: str, found: FactSet, passage_at: PassageAt) -> None:
    """Replaces all facts read from a version at once, for versions with few of them."""
    await clear(session, version_id)
    for part in rows_of(version_id, found, passage_at):
        await add(session, part)


async def load(session: AsyncSession, record: type[Fact], version_id: str) -> list[Located[Fact]]:
    """All facts of one kind that a version states, in the order of its pages."""
    return [located for own in await stated(session, record, [version_id]) for located in own.facts]


async def in_order(session: AsyncSession, record: type[Fact], versions: Sequence[str]) -> list[Stated[Fact]]:
    """All facts of one kind, version by version in the order given."""
    held = dict(zip(sorted(set(versions)), await stated(session, record, versions), strict=True))
    return [held[version] for version in versions]


async def named(
    session: AsyncSession, record: type[Fact], versions: Sequence[str], names: Iterable[str]
) -> list[Located[Fact]]:
    """Facts of one kind by canonical name."""
    wanted = _bounded(names)
    naming = await versions_naming(session, versions, wanted) if record in NAMED else versions
    return [located for own in await stated(session, record, naming) for located in own.named(wanted)]


async def printed(
    session: AsyncSession, versions: Sequence[str], names: Iterable[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Those of the names that registers, and those that fields are printed with, letter for letter."""
    wanted = frozenset(_bounded(names))
    held = await names_stated(session, versions) if wanted else ()
    return (
        frozenset(name for own in held for name in wanted & own.registers.keys()),
        frozenset(name for own in held for name in wanted & own.fields.keys()),
    )


async def on_pages(
    session: AsyncSession, record: type[Fact], pages: Iterable[tuple[str, int]]
) -> list[Located[Fact]]:
    """Facts of one kind that stand on these pages of these versions."""
    wanted = frozenset(pages)
    held = await stated(session, record, [version_id for version_id, _ in wanted])
    facts = (located for own in held for located in own.facts)
    return [located for located in facts if (located.version_id, located.provenance.page) in wanted]


async def fields_of(
    session: AsyncSession, versions: Sequence[str], registers: Iterable[str]
) -> list[Located[records.BitField]]:
    """Bit fields of registers, by the registers' canonical names."""
    wanted = _bounded(registers)
    naming = await versions_naming(session, versions, wanted)
    held = await stated(session, records.BitField, naming)
    return [located for own in held for located in own.of_registers(wanted)]


async def registers_at(
    session: AsyncSession, versions: Sequence[str], address: int
) -> list[Located[records.Register]]:
    """Registers whose absolute address, or else whose offset, is this number."""
    held = await stated(session, records.Register, versions)
    registers = [located for own in held for located in own.facts]
    absolute = [located for located in registers if located.fact.address == address]
    return absolute or [located for located in registers if located.fact.offset == address]


async def versions_naming(
    session: AsyncSession, versions: Sequence[str], names: Iterable[str]
) -> frozenset[str]:
    """The versions that have a register, field, interrupt, pin, peripheral or parameter of these names."""
    wanted = frozenset(_bounded(names))
    held = await names_stated(session, versions) if wanted else ()
    return frozenset(own.version_id for own in held if not own.canonical.isdisjoint(wanted))


async def peripherals(session: AsyncSession, versions: Sequence[str]) -> list[str]:
    """The peripherals that have registers or base addresses, as printed."""
    return sorted({name for own in await names_stated(session, versions) for name in own.peripherals})


async def names(session: AsyncSession, versions: Sequence[str]) -> list[str]:
    """The names of all registers and fields, as printed."""
    held = await names_stated(session, versions)
    registers = dict.fromkeys(name for own in held for name in own.registers)
    return list(registers | dict.fromkeys(name for own in held for name in own.fields))


def _bounded(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))[:_MOST_NAMES]
