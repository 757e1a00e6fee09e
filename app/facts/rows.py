"""Facts to rows of their tables and back. Pure; `repository` asks the database for them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from app.facts import records
from app.facts.records import FactSet, Provenance, Source
from app.models import facts as tables
from retrieval.identifiers import canonical

Fact = TypeVar("Fact")
Box = tuple[float, float, float, float]
PassageAt = Callable[[int, Box], str]
"""The id of the indexed passage that covers a place of the document, or an empty string."""
_WRITTEN = 500
"""Rows in one write: 15 ms of work, so that other writers get their turn on a busy machine too."""


@dataclass(frozen=True, slots=True)
class Located(Generic[Fact]):
    """A fact, the version that states it and the passage that shows it."""

    fact: Fact
    version_id: str
    passage_id: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of record is stored."""

    attribute: str
    record: type[Any]
    table: type[tables.FactColumns]
    key: str


KINDS = (
    Kind("peripherals", records.Peripheral, tables.PeripheralFact, "name"),
    Kind("registers", records.Register, tables.RegisterFact, "name"),
    Kind("fields", records.BitField, tables.BitFieldFact, "name"),
    Kind("interrupts", records.Interrupt, tables.InterruptFact, "name"),
    Kind("dma_requests", records.DmaRequest, tables.DmaRequestFact, "request"),
    Kind("pins", records.Pin, tables.PinFact, "name"),
    Kind("parameters", records.Parameter, tables.ParameterFact, "symbol"),
    Kind("errata", records.Erratum, tables.ErratumFact, "number"),
    Kind("regions", records.MemoryRegion, tables.RegionFact, "name"),
    Kind("ordering", records.OrderingOption, tables.OrderingFact, "part"),
)
BY_RECORD = {kind.record: kind for kind in KINDS}


def _columns(record: type[Any]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The columns of a record, and what takes them from a row: a version has thousands of rows."""
    names = tuple(each.name for each in fields(record) if each.name != "provenance")
    return names, attrgetter(*names)


_COLUMNS = {kind.record: _columns(kind.record) for kind in KINDS}


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
    for kind in KINDS:
        rows = [_row(kind, record, version_id, passage_at) for record in getattr(found, kind.attribute)]
        parts += [Rows(kind.table, rows[start : start + _WRITTEN]) for start in range(0, len(rows), _WRITTEN)]
    return parts


def _row(kind: Kind, record: Any, version_id: str, passage_at: PassageAt) -> dict[str, Any]:
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


def located(record: type[Any], row: Any) -> Located[Any]:
    """A row as the record that it was made of."""
    names, values_of = _COLUMNS[record]
    provenance = Provenance(row.page, _box(row.box), Source(row.source), row.confidence, row.quote)
    values = {
        name: frozen(name, value) if isinstance(value, list) else value
        for name, value in zip(names, values_of(row), strict=True)
    }
    return Located(record(provenance=provenance, **values), row.version_id, row.passage_id, provenance)


def frozen(name: str, value: Any) -> Any:
    """An attribute as records hold it, from what a JSON column holds."""
    if not isinstance(value, list):
        return value
    if name == "values":
        return tuple(records.EnumeratedValue(**item) for item in value)
    return tuple(tuple(item) if isinstance(item, list) else item for item in value)


def _box(values: Sequence[float]) -> Box:
    x0, y0, x1, y1 = values
    return (x0, y0, x1, y1)
