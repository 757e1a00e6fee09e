"""Facts in and out of SQL: saved whole for a version, looked up by canonical name among allowed versions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    delete,
    insert,
    inspect,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.deadline import check
from app.core.threads import aside
from app.facts import records
from app.facts.records import FactSet, Provenance, Source
from app.models import facts as tables
from retrieval.identifiers import canonical

Fact = TypeVar("Fact")
Box = tuple[float, float, float, float]
PassageAt = Callable[[int, Box], str]
"""The id of the indexed passage that covers a place of the document, or an empty string."""


@dataclass(frozen=True, slots=True)
class Located(Generic[Fact]):
    """A fact, the version that states it and the passage that shows it."""

    fact: Fact
    version_id: str
    passage_id: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of record is stored."""

    attribute: str
    record: type[Any]
    table: type[tables.FactColumns]
    key: str


_KINDS = (
    _Kind("peripherals", records.Peripheral, tables.PeripheralFact, "name"),
    _Kind("registers", records.Register, tables.RegisterFact, "name"),
    _Kind("fields", records.BitField, tables.BitFieldFact, "name"),
    _Kind("interrupts", records.Interrupt, tables.InterruptFact, "name"),
    _Kind("pins", records.Pin, tables.PinFact, "name"),
    _Kind("parameters", records.Parameter, tables.ParameterFact, "symbol"),
    _Kind("errata", records.Erratum, tables.ErratumFact, "number"),
    _Kind("regions", records.MemoryRegion, tables.RegionFact, "name"),
    _Kind("ordering", records.OrderingOption, tables.OrderingFact, "part"),
)
_BY_RECORD = {kind.record: kind for kind in _KINDS}
_NAMED: tuple[type[tables.FactColumns], ...] = (
    tables.RegisterFact,
    tables.BitFieldFact,
    tables.InterruptFact,
    tables.PinFact,
    tables.PeripheralFact,
    tables.ParameterFact,
)
_IN_TEXT: tuple[type[tables.RegisterFact | tables.BitFieldFact], ...] = (
    tables.RegisterFact,
    tables.BitFieldFact,
)
_NOWHERE = Provenance(0, (0.0, 0.0, 0.0, 0.0))
_MANY = 100
"""Rows that take more than a few milliseconds to be made records."""
_WRITTEN = 500
"""Rows in one write: 15 ms of work, so that other writers get their turn on a busy machine too."""
_MOST_PARAMETERS = 4000
"""Names in one `IN` list; SQLite and PostgreSQL allow 32,766 bound values."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table, ready to be written."""

    table: type[tables.FactColumns]
    rows: list[dict[str, Any]]


def rows_of(version_id: str, found: FactSet, passage_at: PassageAt) -> list[Rows]:
    """All facts of a version as rows, in parts that are written within milliseconds.

    To be made before the transaction: a large manual takes seconds, and more on a busy machine.
    """
    parts = []
    for kind in _KINDS:
        rows = [_row(kind, record, version_id, passage_at) for record in getattr(found, kind.attribute)]
        parts += [Rows(kind.table, rows[start : start + _WRITTEN]) for start in range(0, len(rows), _WRITTEN)]
    return parts


async def clear(session: AsyncSession, version_id: str) -> None:
    """Removes all facts of a version."""
    for kind in _KINDS:
        await session.execute(delete(kind.table).where(kind.table.version_id == version_id))


async def add(session: AsyncSession, part: Rows) -> None:
    """Writes some facts. On the connection itself: the ORM would take three times as long."""
    table = cast(Table, part.table.__table__)  # type: ignore[attr-defined]  # of every mapped class
    await (await session.connection()).execute(insert(table), part.rows)


async def save(session: AsyncSession, version_id: str, found: FactSet, passage_at: PassageAt) -> None:
    """Replaces all facts of a version at once, for versions with few of them."""
    await clear(session, version_id)
    for part in rows_of(version_id, found, passage_at):
        await add(session, part)


async def load(session: AsyncSession, record: type[Fact], version_id: str) -> list[Located[Fact]]:
    """All facts of one kind that a version states, in the order of its pages."""
    return await _select(session, record, [_BY_RECORD[record].table.version_id == version_id])


async def parameters_of(session: AsyncSession, version_id: str) -> list[tuple[int, records.Parameter]]:
    """All parameters of a version by row id, as far as a question is compared with them: without places.

    A data sheet has a thousand; whole rows would take most of a fact answer's time.
    """
    check()
    table = tables.ParameterFact
    words = (table.symbol, table.name, table.condition, table.section)
    limits = (table.minimum, table.typical, table.maximum, table.unit)
    chosen = select(table.id, *words, *limits).where(table.version_id == version_id).order_by(table.id)
    rows = await session.execute(chosen)
    return await aside(_parameters, rows.all())


def _parameters(rows: Sequence[Any]) -> list[tuple[int, records.Parameter]]:
    return [
        (number, records.Parameter(symbol, name, _NOWHERE, condition, low, typical, high, unit, (), section))
        for number, symbol, name, condition, section, low, typical, high, unit in rows
    ]


async def described_fields(session: AsyncSession, version_id: str) -> list[tuple[int, records.BitField]]:
    """All fields of a version that are not reserved, by row id, with what a description is compared with."""
    check()
    table = tables.BitFieldFact
    wanted = [table.version_id == version_id, table.canonical != "RESERVED"]
    columns = (table.id, table.register, table.name, table.msb, table.lsb, table.description)
    rows = await session.execute(select(*columns).where(*wanted).order_by(table.id))
    return await aside(_described, rows.all())


def _described(rows: Sequence[Any]) -> list[tuple[int, records.BitField]]:
    return [
        (number, records.BitField(register, name, msb, lsb, _NOWHERE, description=description))
        for number, register, name, msb, lsb, description in rows
    ]


async def by_id(session: AsyncSession, record: type[Fact], ids: Sequence[int]) -> list[Located[Fact]]:
    """Facts by row id, in the order of their pages."""
    return await _select(session, record, [_BY_RECORD[record].table.id.in_(ids)])


async def named(
    session: AsyncSession, record: type[Fact], versions: Sequence[str], names: Iterable[str]
) -> list[Located[Fact]]:
    """Facts of one kind by canonical name."""
    table = _BY_RECORD[record].table
    wanted = list(dict.fromkeys(names))[:_MOST_PARAMETERS]
    if not wanted or not versions:
        return []
    return await _select(session, record, [table.canonical.in_(wanted), table.version_id.in_(versions)])


async def printed(
    session: AsyncSession, versions: Sequence[str], names: Iterable[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Those of the names that registers, and those that fields are printed with, letter for letter."""
    wanted = list(dict.fromkeys(names))[:_MOST_PARAMETERS]
    if not wanted or not versions:
        return frozenset(), frozenset()
    kinds = [
        _printed(kind, table, wanted).where(table.version_id.in_(versions))
        for kind, table in enumerate(_IN_TEXT)
    ]
    found: tuple[set[str], set[str]] = (set(), set())
    for kind, name in await session.execute(union(*kinds)):
        found[kind].add(name)
    return frozenset(found[0]), frozenset(found[1])


def _printed(
    kind: int, table: type[tables.RegisterFact | tables.BitFieldFact], names: Sequence[str]
) -> Select[int, str]:
    keys = [canonical(name) for name in names]
    return select(literal(kind), table.name).where(table.canonical.in_(keys), table.name.in_(names))


async def on_pages(
    session: AsyncSession, record: type[Fact], pages: Iterable[tuple[str, int]]
) -> list[Located[Fact]]:
    """Facts of one kind that stand on these pages of these versions."""
    table = _BY_RECORD[record].table
    wanted = list(dict.fromkeys(pages))[:_MOST_PARAMETERS]
    if not wanted:
        return []
    at = [and_(table.version_id == version_id, table.page == page) for version_id, page in wanted]
    return await _select(session, record, [or_(*at)])


async def fields_of(
    session: AsyncSession, versions: Sequence[str], registers: Iterable[str]
) -> list[Located[records.BitField]]:
    """Bit fields of registers, by the registers' canonical names."""
    table = tables.BitFieldFact
    wanted = list(dict.fromkeys(registers))[:_MOST_PARAMETERS]
    return await _select(
        session, records.BitField, [table.register_canonical.in_(wanted), table.version_id.in_(versions)]
    )


async def registers_at(
    session: AsyncSession, versions: Sequence[str], address: int
) -> list[Located[records.Register]]:
    """Registers whose absolute address, or else whose offset, is this number."""
    table = tables.RegisterFact
    at = [or_(table.address == address, table.offset == address), table.version_id.in_(versions)]
    found = await _select(session, records.Register, at)
    absolute = [located for located in found if located.fact.address == address]
    return absolute or found


async def versions_naming(
    session: AsyncSession, versions: Sequence[str], names: Iterable[str]
) -> frozenset[str]:
    """The versions that have a register, field, interrupt, pin, peripheral or parameter of these names."""
    wanted = list(dict.fromkeys(names))[:_MOST_PARAMETERS]
    columns = [(table.version_id, table.canonical) for table in _NAMED]
    columns.append((tables.BitFieldFact.version_id, tables.BitFieldFact.register_canonical))
    naming = [select(version).where(name.in_(wanted)) for version, name in columns]
    # All that have the names, which are few: the versions' ids, which may be many, are compared here.
    return frozenset(await session.scalars(union(*naming))) & frozenset(versions)


async def peripherals(session: AsyncSession, versions: Sequence[str]) -> list[str]:
    """The peripherals that have registers or base addresses, as printed."""
    columns = (
        (tables.RegisterFact.peripheral, tables.RegisterFact.version_id),
        (tables.BitFieldFact.peripheral, tables.BitFieldFact.version_id),
        (tables.PeripheralFact.name, tables.PeripheralFact.version_id),
    )
    stated = union(*(select(name).where(version.in_(versions)) for name, version in columns))
    return [name for name in await session.scalars(stated) if name]


async def names(session: AsyncSession, versions: Sequence[str]) -> list[str]:
    """The names of all registers and fields, as printed."""
    found: dict[str, None] = {}
    for table in (tables.RegisterFact, tables.BitFieldFact):
        rows = await session.scalars(select(table.name).where(table.version_id.in_(versions)).distinct())
        found |= dict.fromkeys(rows)
    return list(found)


async def _select(
    session: AsyncSession, record: type[Fact], where: list[ColumnElement[bool]]
) -> list[Located[Fact]]:
    table = _BY_RECORD[record].table
    # Columns, not entities: hundreds of facts are read while a first sentence waits, and none is written.
    columns = select(*inspect(table).columns)
    check()
    found = await session.execute(columns.where(*where).order_by(table.version_id, table.id))
    rows = found.all()
    return await aside(_all_located, record, rows) if len(rows) > _MANY else _all_located(record, rows)


def _all_located(record: type[Any], rows: Sequence[Any]) -> list[Located[Any]]:
    return [_located(record, row) for row in rows]


def _row(kind: _Kind, record: Any, version_id: str, passage_at: PassageAt) -> dict[str, Any]:
    provenance: Provenance = record.provenance
    row = {f.name: _plain(getattr(record, f.name)) for f in fields(record) if f.name != "provenance"}
    row |= {
        "version_id": version_id,
        "canonical": canonical(getattr(record, kind.key)),
        "page": provenance.page,
        "box": list(provenance.box),
        "source": provenance.source.value,
        "confidence": provenance.confidence,
        "quote": provenance.quote,
        "passage_id": passage_at(provenance.page, provenance.box),
    }
    if isinstance(record, records.BitField):
        row["register_canonical"] = canonical(record.register)
    return row


def _plain(value: Any) -> Any:
    """Tuples and dataclasses as JSON columns take them."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _located(record: type[Any], row: Any) -> Located[Any]:
    provenance = Provenance(row.page, _box(row.box), Source(row.source), row.confidence, row.quote)
    values: dict[str, Any] = {
        f.name: _frozen(f.name, getattr(row, f.name)) for f in fields(record) if f.name != "provenance"
    }
    return Located(record(provenance=provenance, **values), row.version_id, row.passage_id, provenance)


def _frozen(name: str, value: Any) -> Any:
    if name == "values":
        return tuple(records.EnumeratedValue(**item) for item in value)
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return value


def _box(values: Sequence[float]) -> Box:
    x0, y0, x1, y1 = values
    return (x0, y0, x1, y1)
