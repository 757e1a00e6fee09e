"""The facts of searchable versions in memory: each turn looks many up, and only an ingestion changes them.

Two things are kept beside a process's sessions: the names of all versions, so that it takes no query to see
which of them can answer at all, and of the versions asked last the facts themselves. Each is good until the
version's record is written again, as every step of an ingestion does; the catalogue says when that was. What
only one transaction sees, or what is not published, is read and not kept.
"""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby
from sys import intern
from typing import Any, Generic, Protocol, TypeVar, cast

from sqlalchemy import Select, inspect, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.database import SHARED, WRITTEN
from app.core.deadline import check
from app.core.threads import aside
from app.facts import records
from app.facts.corrected import settled
from app.facts.rows import BY_RECORD, KINDS, Kind, Located, located
from app.library.catalogue import catalogue

Fact = TypeVar("Fact")
T = TypeVar("T")

NAMED = frozenset(
    {
        records.Register,
        records.BitField,
        records.Interrupt,
        records.Pin,
        records.Peripheral,
        records.Parameter,
    }
)
"""Kinds of facts whose names are among a version's `Names`."""
MOST_FACTS = 120_000
"""Each takes 0.7 KB; the manuals of fifty chips hold a quarter as many."""
_KEY = "facts"
_MANY = 100
"""Rows that take more than a few milliseconds to be made records."""
_AT_ONCE = 8
"""Versions whose facts are read by one query: rows come out of it on the event loop."""


@dataclass(frozen=True, eq=False)
class Stated(Generic[Fact]):
    """All facts of one kind that a version states, in the order of its pages."""

    facts: Sequence[Located[Fact]] = ()
    canonical: Sequence[str] = ()
    """Each fact's own name."""
    registers: Sequence[str] = ()
    """The canonical names of the registers that bit fields are in."""

    _derived: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        return 1 + len(self.facts)

    def derive(self, make: Callable[[Sequence[Fact]], T]) -> T:
        """What follows from these facts alone, made once and kept as long as they are."""
        if make not in self._derived:
            self._derived[make] = make([located.fact for located in self.facts])
        return cast(T, self._derived[make])

    def named(self, names: Iterable[str]) -> list[Located[Fact]]:
        """The facts of these canonical names."""
        return self._at(self._by_name, names)

    def of_registers(self, names: Iterable[str]) -> list[Located[Fact]]:
        """The bit fields of registers of these canonical names."""
        return self._at(self._by_register, names)

    def _at(self, places: Mapping[str, Sequence[int]], names: Iterable[str]) -> list[Located[Fact]]:
        return [self.facts[at] for at in sorted(at for name in names for at in places.get(name, ()))]

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[int]]:
        return _places(self.canonical)

    @cached_property
    def _by_register(self) -> Mapping[str, Sequence[int]]:
        return _places(self.registers)


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """What the facts of a version are called."""

    version_id: str
    canonical: frozenset[str] = frozenset()
    """Of registers, fields, interrupts, pins, peripherals and parameters."""
    registers: Mapping[str, None] = field(default_factory=dict)
    fields: Mapping[str, None] = field(default_factory=dict)
    """As printed, in the order of the pages."""
    peripherals: frozenset[str] = frozenset()
    """That have registers or base addresses, as printed."""
    kinds: frozenset[str] = frozenset()
    """The kinds of facts that there are: of the others none need be read."""

    @property
    def size(self) -> int:
        return 1 + len(self.canonical)


class _Entry(Protocol):
    @property
    def size(self) -> int:
        """The facts that it holds, and one for itself."""


Entry = TypeVar("Entry", bound=_Entry)


class _Kept(Generic[Entry]):
    """Entries by key, each good until its version is written again; the longest unused goes first."""

    def __init__(self, most: int) -> None:
        self.reading = asyncio.Lock()
        """What many ask for at the same moment is read once."""
        self._most = most
        self._size = 0
        self._entries: OrderedDict[Any, tuple[datetime, Entry]] = OrderedDict()

    def get(self, key: Any, written: datetime | None) -> Entry | None:
        held = self._entries.get(key)
        if held is None or held[0] != written:
            return None
        self._entries.move_to_end(key)
        return held[1]

    def put(self, key: Any, written: datetime, entry: Entry) -> None:
        if key in self._entries:
            self._size -= self._entries.pop(key)[1].size
        self._entries[key] = (written, entry)
        self._size += entry.size
        while self._size > self._most and len(self._entries) > 1:
            self._size -= self._entries.popitem(last=False)[1][1].size


class _Memory:
    """What one process keeps."""

    def __init__(self) -> None:
        self.facts: _Kept[Stated[Any]] = _Kept(MOST_FACTS)
        self.names: _Kept[Names] = _Kept(10 * MOST_FACTS)


async def stated(session: AsyncSession, record: type[Fact], versions: Iterable[str]) -> list[Stated[Fact]]:
    """The facts of one kind of each version, in the order of their ids."""
    memory, written = await _memory(session)
    kind = BY_RECORD[record].attribute

    async def read(some: Sequence[str]) -> dict[str, Stated[Fact]]:
        stating = [own.version_id for own in await names_stated(session, some) if kind in own.kinds]
        found = await _read(session, record, stating) if stating else {}
        return {one: found.get(one, Stated()) for one in some}

    return await _held(memory.facts, {one: (record, one) for one in sorted(set(versions))}, written, read)


async def names_stated(session: AsyncSession, versions: Iterable[str]) -> list[Names]:
    """What the facts of each version are called, in the order of the versions' ids."""
    memory, written = await _memory(session)

    async def read(some: Sequence[str]) -> dict[str, Names]:
        return await _read_names(session, some)

    return await _held(memory.names, {one: one for one in sorted(set(versions))}, written, read)


async def _held(
    kept: _Kept[Entry],
    keys: Mapping[str, Any],
    written: Mapping[str, datetime],
    read: Callable[[Sequence[str]], Awaitable[Mapping[str, Entry]]],
) -> list[Entry]:
    """Each version's entry, by the key that it has: from memory, or read for some versions at a time, so that
    others get their turn between them."""
    held = {one: entry for one, key in keys.items() if (entry := kept.get(key, written.get(one))) is not None}
    if len(held) < len(keys):
        async with kept.reading:
            missing = []
            for one, key in keys.items():
                if (entry := kept.get(key, written.get(one))) is not None:
                    held[one] = entry
                elif one not in held:
                    missing.append(one)
            for start in range(0, len(missing), _AT_ONCE):
                for one, entry in (await read(missing[start : start + _AT_ONCE])).items():
                    held[one] = entry
                    if one in written:
                        kept.put(keys[one], written[one], entry)
    return [held[one] for one in keys]


async def _memory(session: AsyncSession) -> tuple[_Memory, Mapping[str, datetime]]:
    """What is kept, and when each version that may be kept was written.

    Others get their turn here: a question may hold a thousand names, and what is in memory waits for nothing.
    """
    check()
    await asyncio.sleep(0)
    if session.info.get(WRITTEN):
        return _Memory(), {}
    return session.info.get(SHARED, {}).setdefault(_KEY, _Memory()), (await catalogue(session)).written


async def _read(
    session: AsyncSession, record: type[Fact], versions: Sequence[str]
) -> dict[str, Stated[Fact]]:
    table = BY_RECORD[record].table
    # Columns, not entities: hundreds of facts are read while a first sentence waits, and none is written.
    columns = select(*inspect(table).columns).where(table.version_id.in_(versions))
    rows = (await session.execute(columns.order_by(table.version_id, table.id))).all()
    return await aside(_stated, record, rows) if len(rows) > _MANY else _stated(record, rows)


def _stated(record: type[Any], rows: Sequence[Any]) -> dict[str, Stated[Any]]:
    def of_one(own: Sequence[Any]) -> Stated[Any]:
        facts = settled([located(record, row) for row in own])
        kept = [(fact, row) for fact, row in zip(facts, own, strict=True) if fact is not None]
        rows = [row for _, row in kept]
        registers = [intern(row.register_canonical) for row in rows] if record is records.BitField else []
        canonical = tuple(intern(row.canonical) for row in rows)
        return Stated(tuple(fact for fact, _ in kept), canonical, tuple(registers))

    by_version = groupby(rows, lambda row: row.version_id)
    return {version: of_one(list(own)) for version, own in by_version}


async def _read_names(session: AsyncSession, versions: Sequence[str]) -> dict[str, Names]:
    parts = [_names_of(kind).where(kind.table.version_id.in_(versions)) for kind in KINDS]
    rows = (await session.execute(union_all(*parts))).all()
    made = await aside(_named, rows) if len(rows) > _MANY else _named(rows)
    return {one: made.get(one, Names(one)) for one in versions}


def _names_of(kind: Kind) -> Select[Any]:
    table, nothing = kind.table, literal("")
    name = getattr(table, kind.key)
    peripheral = name if kind.record is records.Peripheral else getattr(table, "peripheral", nothing)
    register = getattr(table, "register_canonical", nothing)
    attribute = literal(kind.attribute).label("kind")
    return select(attribute, table.version_id, table.id, table.canonical, name, register, peripheral)


_NAMED = frozenset(BY_RECORD[record].attribute for record in NAMED)


def _named(rows: Sequence[Any]) -> dict[str, Names]:
    kinds: dict[str, set[str]] = defaultdict(set)
    canonical: dict[str, set[str]] = defaultdict(set)
    printed: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    peripherals: dict[str, set[str]] = defaultdict(set)
    for kind, version, at, own, name, register, peripheral in rows:
        kinds[version].add(kind)
        if kind in _NAMED:
            canonical[version] |= {intern(each) for each in (own, register) if each}
            printed[version, kind].append((at, intern(name)))
        if peripheral:
            peripherals[version].add(intern(peripheral))

    def in_order(version: str, kind: str) -> dict[str, None]:
        return dict.fromkeys(name for _, name in sorted(printed[version, kind]))

    return {
        version: Names(
            version,
            frozenset(canonical[version]),
            in_order(version, "registers"),
            in_order(version, "fields"),
            frozenset(peripherals[version]),
            frozenset(own),
        )
        for version, own in kinds.items()
    }


def _places(names: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        places[name].append(at)
    return dict(places)
