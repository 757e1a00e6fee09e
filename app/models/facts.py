"""Facts as rows: one table per record of `app.facts.records`, columns named like the record's attributes.

Each row says only what its own place in the document says; look-ups merge. `canonical` is
`retrieval.identifiers.canonical` of the name (of a parameter: its symbol; of an erratum: its number;
of an ordering option: its part; of a DMA request: the request), because that is what is looked up.
"""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.models.base import Address, Base, PlainText, RowId


class FactColumns:
    """Provenance and look-up columns, the same for every kind of fact."""

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"))
    canonical: Mapped[str] = mapped_column(PlainText)
    page: Mapped[int]
    box: Mapped[list[float]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[float] = mapped_column(default=1.0)
    quote: Mapped[str] = mapped_column(PlainText, default="")
    passage_id: Mapped[str] = mapped_column(String(36), default="")
    """The indexed passage that holds the fact; empty where no passage covers its place."""

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index, ...]:  # noqa: N805 - a declared_attr receives the class
        """By name within versions, and all of one version."""
        return (Index(None, "canonical", "version_id"), Index(None, "version_id"))


class PeripheralFact(FactColumns, Base):
    __tablename__ = "peripheral_facts"

    name: Mapped[str] = mapped_column(PlainText)
    title: Mapped[str] = mapped_column(PlainText, default="")
    base_address: Mapped[int | None] = mapped_column(Address, index=True)
    size: Mapped[int | None] = mapped_column(Address)
    bus: Mapped[str] = mapped_column(PlainText, default="")


class RegisterFact(FactColumns, Base):
    __tablename__ = "register_facts"

    name: Mapped[str] = mapped_column(PlainText)
    title: Mapped[str] = mapped_column(PlainText, default="")
    peripheral: Mapped[str] = mapped_column(PlainText, default="")
    address: Mapped[int | None] = mapped_column(Address, index=True)
    offset: Mapped[int | None] = mapped_column(Address)
    width: Mapped[int | None]
    reset: Mapped[str] = mapped_column(PlainText, default="")
    access: Mapped[str] = mapped_column(PlainText, default="")
    instances: Mapped[list[str]] = mapped_column(JSON, default=list)
    stride: Mapped[int | None] = mapped_column(Address)


class BitFieldFact(FactColumns, Base):
    __tablename__ = "bit_field_facts"

    register: Mapped[str] = mapped_column(PlainText)
    register_canonical: Mapped[str] = mapped_column(PlainText, index=True)
    name: Mapped[str] = mapped_column(PlainText)
    msb: Mapped[int]
    lsb: Mapped[int]
    access: Mapped[str] = mapped_column(PlainText, default="")
    reset: Mapped[str] = mapped_column(PlainText, default="")
    description: Mapped[str] = mapped_column(PlainText, default="")
    values: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """`{"value", "meaning"}` of each enumerated value."""
    peripheral: Mapped[str] = mapped_column(PlainText, default="", server_default="")


class InterruptFact(FactColumns, Base):
    __tablename__ = "interrupt_facts"

    name: Mapped[str] = mapped_column(PlainText)
    number: Mapped[int | None] = mapped_column(index=True)
    position: Mapped[int | None]
    address: Mapped[int | None] = mapped_column(Address)
    priority: Mapped[str] = mapped_column(PlainText, default="")
    description: Mapped[str] = mapped_column(PlainText, default="")


class DmaRequestFact(FactColumns, Base):
    __tablename__ = "dma_request_facts"

    controller: Mapped[str] = mapped_column(PlainText)
    channel: Mapped[str] = mapped_column(PlainText)
    request: Mapped[str] = mapped_column(PlainText)
    peripheral: Mapped[str] = mapped_column(PlainText, default="")


class PinFact(FactColumns, Base):
    __tablename__ = "pin_facts"

    name: Mapped[str] = mapped_column(PlainText)
    numbers: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    """Pairs of package and pin number."""
    kind: Mapped[str] = mapped_column(PlainText, default="")
    functions: Mapped[list[str]] = mapped_column(JSON, default=list)
    reset_function: Mapped[str] = mapped_column(PlainText, default="")
    description: Mapped[str] = mapped_column(PlainText, default="")


class ParameterFact(FactColumns, Base):
    __tablename__ = "parameter_facts"

    symbol: Mapped[str] = mapped_column(PlainText)
    name: Mapped[str] = mapped_column(PlainText)
    condition: Mapped[str] = mapped_column(PlainText, default="")
    minimum: Mapped[str] = mapped_column(PlainText, default="")
    typical: Mapped[str] = mapped_column(PlainText, default="")
    maximum: Mapped[str] = mapped_column(PlainText, default="")
    unit: Mapped[str] = mapped_column(PlainText, default="")
    footnotes: Mapped[list[str]] = mapped_column(JSON, default=list)
    section: Mapped[str] = mapped_column(PlainText, default="")


class ErratumFact(FactColumns, Base):
    __tablename__ = "erratum_facts"

    number: Mapped[str] = mapped_column(PlainText)
    title: Mapped[str] = mapped_column(PlainText)
    chips: Mapped[list[str]] = mapped_column(JSON, default=list)
    steppings: Mapped[list[str]] = mapped_column(JSON, default=list)
    peripherals: Mapped[list[str]] = mapped_column(JSON, default=list)
    description: Mapped[str] = mapped_column(PlainText, default="")
    workaround: Mapped[str] = mapped_column(PlainText, default="")


class RegionFact(FactColumns, Base):
    __tablename__ = "region_facts"

    name: Mapped[str] = mapped_column(PlainText)
    start: Mapped[int] = mapped_column(Address, index=True)
    end: Mapped[int] = mapped_column(Address)
    description: Mapped[str] = mapped_column(PlainText, default="")


class OrderingFact(FactColumns, Base):
    __tablename__ = "ordering_facts"

    part: Mapped[str] = mapped_column(PlainText)
    attributes: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    """Pairs of header and cell."""


FACT_TABLES: tuple[type[FactColumns], ...] = (
    PeripheralFact,
    RegisterFact,
    BitFieldFact,
    InterruptFact,
    DmaRequestFact,
    PinFact,
    ParameterFact,
    ErratumFact,
    RegionFact,
    OrderingFact,
)
