"""A fictional microcontroller as facts, for tests of facts and of the graph: what its manuals state."""

from collections.abc import Sequence
from typing import Any, TypeVar

from app.facts.records import (
    BitField,
    Erratum,
    Interrupt,
    MemoryRegion,
    Peripheral,
    Pin,
    Provenance,
    Register,
)
from app.facts.rows import Located
from app.facts.views import Order, RegisterView, register_views
from app.graph.building import Stated

T = TypeVar("T")


def located(*facts: T, version: str = "v1", page: int = 3) -> tuple[Located[T], ...]:
    """Facts of one version, each on a line of its own."""
    found = []
    for number, fact in enumerate(facts):
        place: Provenance = fact.provenance  # type: ignore[attr-defined]  # of every record
        line = Provenance(
            page, (72.0, 20.0 * number, 500.0, 20.0 * number + 10), place.source, 1.0, place.quote
        )
        found.append(Located(fact, version, f"passage-{page}", line))
    return tuple(found)


AT = Provenance(3, (72.0, 100.0, 500.0, 110.0))


def field(register: str, name: str, bit: int, description: str, peripheral: str = "CRU") -> BitField:
    """A field of one bit."""
    return BitField(register, name, bit, bit, AT, description=description, peripheral=peripheral)


PERIPHERALS = (
    Peripheral("UART1", AT, base_address=0x40013800, size=0x400, bus="APB2"),
    Peripheral("TMR2", AT, base_address=0x40000000, size=0x400, bus="APB1"),
    Peripheral("SPI1", AT, base_address=0x40013000, size=0x400, bus="APB2"),
    Peripheral("CRU", AT, base_address=0x40021000, size=0x400, bus="AHB"),
)
REGISTERS = (
    Register("CRU_APB2EN", AT, "APB2 clock enable", "CRU", 0x40021018, width=32),
    Register("UART1_DATA", AT, "Data", "UART1", 0x40013804, width=32),
)
FIELDS = (
    field("CRU_APB2EN", "UART1EN", 14, "UART1 interface clock enable bit.\n1: Clock on; 0: Clock off."),
    field("CRU_APB2RST", "UART1RST", 14, "UART1 reset control.\n1: Reset; 0: No effect."),
    field("CRU_APB1EN", "TMR2EN", 0, "Timer 2 module clock enable bit."),
    field("CRU_APB2EN", "IOPAEN", 2, "PA port module clock enable bit for I/O."),
    field("MUX_CFG", "UART1_RM", 2, "UART1 remap.", "MUX"),
    field("MUX_EXT", "EXTI4", 8, "Port of line 4.", "MUX"),
)
INTERRUPTS = (
    Interrupt("UART1", AT, number=37, description="UART1 global interrupt"),
    Interrupt("EXTI7_0", AT, number=20, description="EXTI line 0-7"),
)
PINS = (
    Pin("PA4", AT, (("QFN20", "7"),), functions=("UART1_TX",), description="UART1_RM=0 Default mapping"),
    Pin("PA6", AT, (("QFN20", "9"),), functions=("UART1_TX",), description="UART1_RM=1 Remapping"),
    Pin("PA5", AT, (("QFN20", "8"),), functions=("UART1_RX", "SPI1_SCK")),
    Pin("PA6", AT, (("QFN20", "9"),), functions=("SPI1_MISO",)),
)
ERRATA = (Erratum("2.1", "UART1 loses a byte after a break", AT, ("ZX90",), ("A",), ("UART1",)),)
REGIONS = (MemoryRegion("SRAM", 0x20000000, 0x20001FFF, AT),)


def chip(version: str = "v1", document: str = "d1", **changed: Any) -> Stated:
    """All of it, stated by one version."""
    facts: dict[str, Any] = {
        "peripherals": located(*PERIPHERALS, version=version),
        "registers": located(*REGISTERS, version=version),
        "fields": located(*FIELDS, version=version, page=5),
        "interrupts": located(*INTERRUPTS, version=version, page=6),
        "pins": located(*PINS, version=version, page=7),
        "errata": located(*ERRATA, version=version, page=8),
        "regions": located(*REGIONS, version=version, page=9),
    }
    return Stated(version, document, "ZX90 manual", "Zenith", "1.0", ("ZX90",), **(facts | changed))


def first_view(
    asked: str, mentions: Sequence[Located[Register]], fields: Sequence[Located[BitField]], order: Order
) -> RegisterView | None:
    """The first register of a name; None where nothing really matches."""
    return next(iter(register_views(asked, mentions, fields, order)), None)
