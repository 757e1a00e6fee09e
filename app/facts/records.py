"""Facts as extraction finds them and as look-ups return them: pure data, each with its provenance.

A register that stands in a summary table and again above its bit table gives two records: each says
only what its own place says, so that every attribute can be cited where it is printed. Look-ups merge.
"""

from dataclasses import dataclass, field
from enum import StrEnum

Box = tuple[float, float, float, float]


class Source(StrEnum):
    TABLE = "pdf-table"
    DIAGRAM = "pdf-diagram"
    TEXT = "pdf-text"
    SVD = "svd"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact is printed."""

    page: int
    box: Box
    source: Source = Source.TABLE
    confidence: float = 1.0
    quote: str = ""
    """The row or line that says it, as printed, cells joined by ` | `."""


@dataclass(frozen=True, slots=True)
class Peripheral:
    """A block of registers, e.g. USART1."""

    name: str
    provenance: Provenance
    title: str = ""
    base_address: int | None = None
    size: int | None = None
    """Bytes of address space."""
    bus: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """One mention of a register that states something about it."""

    name: str
    """As printed, e.g. R32_GPIOA_CFGLR, GPIOx_CFGLR or RMT_CHnCONF0_REG."""
    provenance: Provenance
    title: str = ""
    """Its long name, e.g. Clock control register."""
    peripheral: str = ""
    """Whose register it is: by its name, else by the heading that it stands under."""
    address: int | None = None
    offset: int | None = None
    width: int | None = None
    """Bits."""
    reset: str = ""
    """As printed, e.g. 0x0000xx83: an x is a digit that the manual leaves open."""
    access: str = ""
    instances: tuple[str, ...] = ()
    """What a placeholder in the name stands for, e.g. A, C, D for GPIOx; or 0 to 7 for CHn."""
    stride: int | None = None
    """Bytes between instances, where the manual gives a formula such as 0xb0 + 8*n."""


@dataclass(frozen=True, slots=True)
class EnumeratedValue:
    """One meaning of a bit field's value."""

    value: str
    """As printed, e.g. 0b10, 1x or 3."""
    meaning: str


@dataclass(frozen=True, slots=True)
class BitField:
    """One field of a register."""

    register: str
    """As printed above the bit table."""
    name: str
    msb: int
    lsb: int
    provenance: Provenance
    access: str = ""
    reset: str = ""
    description: str = ""
    values: tuple[EnumeratedValue, ...] = ()
    peripheral: str = ""
    """Whose register it is in."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """One vector of an interrupt table."""

    name: str
    provenance: Provenance
    number: int | None = None
    """The interrupt number that software uses."""
    position: int | None = None
    """The vector's place in the table, where it is counted apart."""
    address: int | None = None
    priority: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class DmaRequest:
    """Which channel of a DMA controller serves a request."""

    controller: str
    """As printed, e.g. DMA1; DMA where the manual has one."""
    channel: str
    """`channel 4`, `stream 5, channel 4` or, of a multiplexer, `request 12`."""
    request: str
    """As printed, e.g. USART1_TX."""
    provenance: Provenance
    peripheral: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """One pin in one or more packages, with its functions."""

    name: str
    provenance: Provenance
    numbers: tuple[tuple[str, str], ...] = ()
    """Package and pin number."""
    kind: str = ""
    """As printed: I/O, power, and the like."""
    functions: tuple[str, ...] = ()
    """Alternate and additional functions, main function first."""
    reset_function: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of an electrical table, kept as one unit: limits never part from condition and unit."""

    symbol: str
    name: str
    provenance: Provenance
    condition: str = ""
    minimum: str = ""
    typical: str = ""
    maximum: str = ""
    unit: str = ""
    footnotes: tuple[str, ...] = ()
    section: str = ""
    """Caption or heading of its table."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """A known fault."""

    number: str
    title: str
    provenance: Provenance
    chips: tuple[str, ...] = ()
    steppings: tuple[str, ...] = ()
    peripherals: tuple[str, ...] = ()
    description: str = ""
    workaround: str = ""


@dataclass(frozen=True, slots=True)
class MemoryRegion:
    """A range of the address map."""

    name: str
    start: int
    end: int
    provenance: Provenance
    description: str = ""


@dataclass(frozen=True, slots=True)
class OrderingOption:
    """An orderable part."""

    part: str
    provenance: Provenance
    attributes: tuple[tuple[str, str], ...] = ()
    """Header and cell, e.g. Flash, 16 KB."""


@dataclass(frozen=True, slots=True)
class FactSet:
    """All facts of one document version, in the order of its pages."""

    peripherals: tuple[Peripheral, ...] = ()
    registers: tuple[Register, ...] = ()
    fields: tuple[BitField, ...] = ()
    interrupts: tuple[Interrupt, ...] = ()
    dma_requests: tuple[DmaRequest, ...] = ()
    pins: tuple[Pin, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    errata: tuple[Erratum, ...] = ()
    regions: tuple[MemoryRegion, ...] = ()
    ordering: tuple[OrderingOption, ...] = ()
    warnings: tuple[str, ...] = field(default=())
