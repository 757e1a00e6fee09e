"""The catalogue of typed queries: what a peripheral, a pin, an address or a set of peripherals is joined to.

Router, tools, MCP, HTTP and the chat share them. Each is a walk of given steps; its result is a list of
connections, every one with the place that states it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.graph.walking import Path, Reach, walk
from retrieval.graph_store import EdgeKind, Link, Node, NodeKind, Step
from retrieval.identifiers import canonical


class Relation(StrEnum):
    """What can be asked of a thing."""

    ENABLE = "enable"
    RESET = "reset"
    BUS = "bus"
    CLOCK = "clock"
    INTERRUPT = "interrupt"
    DMA = "dma"
    PIN = "pin"
    """Of a peripheral its pins; of a pin its signals."""
    PACKAGE = "package"
    ABSENT = "absent"
    """The pin has no number in the package."""
    ADDRESS = "address"
    ERRATUM = "erratum"
    REMAP = "remap"
    SPEED = "speed"
    """The highest frequency of the bus."""
    SERVES = "serves"
    """What else a DMA channel is for."""
    SHARED = "shared"
    """Who else raises a vector."""
    FUNCTION = "function"
    """What else a pin can be."""
    FIELD = "field"
    """A field of a register that is named, for the thing that is asked about."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One thing joined to another, as one place states it."""

    relation: Relation
    subject: str
    """What was asked about, as printed."""
    name: str
    """What it is joined to."""
    within: str = ""
    """The register of a field, the signal of a pin, the peripheral of a signal."""
    value: str = ""
    """A field's bits, a vector's number, a pin's number, a remap's value."""
    title: str = ""
    links: tuple[Link, ...] = ()
    """The hops, each with its place."""


def _step(kind: EdgeKind, outward: bool = True, towards: Iterable[NodeKind] = (), degree: int = 32) -> Step:
    return Step(frozenset({kind}), outward, frozenset(towards), degree)


REGISTER_OF = _step(EdgeKind.CONTAINS, False, [NodeKind.REGISTER])
_STEPS: dict[Relation, tuple[Step, ...]] = {
    Relation.ENABLE: (_step(EdgeKind.ENABLED_BY), REGISTER_OF),
    Relation.RESET: (_step(EdgeKind.RESET_BY), REGISTER_OF),
    Relation.BUS: (_step(EdgeKind.ON_BUS),),
    Relation.CLOCK: (_step(EdgeKind.CLOCKED_BY),),
    Relation.INTERRUPT: (_step(EdgeKind.INTERRUPTS_THROUGH),),
    Relation.DMA: (_step(EdgeKind.SERVED_BY),),
    Relation.ADDRESS: (_step(EdgeKind.LOCATED_AT),),
    Relation.ERRATUM: (_step(EdgeKind.AFFECTED_BY),),
    Relation.PACKAGE: (_step(EdgeKind.NUMBERED_IN, degree=64),),
    Relation.REMAP: (_step(EdgeKind.SELECTED_BY), REGISTER_OF),
    Relation.SPEED: (_step(EdgeKind.ON_BUS), _step(EdgeKind.CLOCKED_BY)),
}
FIELDS_OF = _step(EdgeKind.CONTAINS, True, [NodeKind.FIELD], 64)
_SIGNALS_OF = _step(EdgeKind.CONTAINS, True, [NodeKind.SIGNAL], 64)
_PINS_OF = _step(EdgeKind.ROUTED_TO, True, [NodeKind.PIN])
_SIGNALS_AT = _step(EdgeKind.ROUTED_TO, False, [NodeKind.SIGNAL], 64)
OWNERS_OF = _step(EdgeKind.CONTAINS, False, [NodeKind.PERIPHERAL])
_SERVED = _step(EdgeKind.SERVED_BY, False, [NodeKind.PERIPHERAL])
_RAISING = _step(EdgeKind.INTERRUPTS_THROUGH, False, [NodeKind.PERIPHERAL])
_DOCUMENTS_OF = _step(EdgeKind.DOCUMENTED_IN, True, [NodeKind.DOCUMENT])
_CHIPS_OF = _step(EdgeKind.DOCUMENTED_IN, False, [NodeKind.CHIP], 256)


async def named(within: Reach, names: Sequence[str], kinds: Sequence[NodeKind]) -> list[Node]:
    """The nodes of these names; of a peripheral that has none, its only instance or the name without one."""
    keys = list(dict.fromkeys(canonical(name) for name in names if canonical(name)))
    found = await within.store.find(within.versions, keys, kinds) if keys else []
    missing = [key for key in keys if all(node.key != key for node in found)]
    if NodeKind.PERIPHERAL in kinds and missing:
        others = [other for key in missing for other in _other_forms(key)]
        found += await within.store.find(within.versions, others, [NodeKind.PERIPHERAL])
    unique = {(node.kind, node.key): node for node in found}
    places = {key: place for place, key in enumerate(keys)}
    order = {kind: place for place, kind in enumerate(kinds)}
    return sorted(
        unique.values(), key=lambda node: (places.get(node.key, len(keys)), order.get(node.kind, len(order)))
    )


async def connected(within: Reach, subject: Node, relation: Relation) -> list[Connection]:
    """What a peripheral, signal or register is joined to in this way.

    Where nothing is said of USART but of USART1 alone, that one is meant, and the other way round.
    """
    found = await _joined(within, [subject], relation)
    if not found and subject.kind is NodeKind.PERIPHERAL:
        others = await within.store.find(within.versions, _other_forms(subject.key), [subject.kind])
        found = await _joined(within, others, relation)
        found = found if len({one.subject for one in found}) == 1 else []
    return unique(found)


async def _joined(within: Reach, subjects: Sequence[Node], relation: Relation) -> list[Connection]:
    paths = await walk(within, subjects, _STEPS[relation]) if subjects else []
    return [_connection(relation, path) for path in paths]


async def pins_of(within: Reach, subject: Node) -> list[Connection]:
    """The pins that carry a peripheral's signals, or one signal."""
    first = (_SIGNALS_OF,) if subject.kind is NodeKind.PERIPHERAL else ()
    paths = await walk(within, [subject], (*first, _PINS_OF))
    return unique(
        Connection(
            Relation.PIN,
            subject.name,
            path.end.name,
            path.links[-2].far.name if first else subject.name,
            path.links[-1].value,
            links=path.links[-1:],
        )
        for path in paths
    )


async def functions_of(within: Reach, pin: Node) -> list[Connection]:
    """What a pin can be, each signal with its peripheral where the documents name it."""
    paths = await walk(within, [pin], (_SIGNALS_AT,))
    owned = await walk(within, [path.end for path in paths], (OWNERS_OF,))
    owners = {path.start.key: path.end for path in owned}
    return unique(
        Connection(
            Relation.PIN,
            pin.name,
            path.end.name,
            owners[path.end.key].name if path.end.key in owners else "",
            path.links[-1].value,
            links=path.links,
        )
        for path in paths
    )


async def competing(within: Reach, channels: Sequence[Connection]) -> list[Connection]:
    """All requests that these channels serve."""
    nodes = await named(within, [one.name for one in channels], [NodeKind.DMA_CHANNEL])
    return unique(
        Connection(
            Relation.SERVES,
            path.start.name,
            path.links[0].value or path.end.name,
            path.end.name,
            links=path.links,
        )
        for path in await walk(within, nodes, (_SERVED,))
    )


async def sharing(within: Reach, subject: Node) -> list[Connection]:
    """The peripherals that raise a vector of this one too."""
    paths = await walk(within, [subject], (*_STEPS[Relation.INTERRUPT], _RAISING))
    return unique(
        Connection(
            Relation.SHARED,
            path.links[0].far.name,
            path.end.name,
            subject.name,
            path.links[0].value,
            links=path.links,
        )
        for path in paths
        if path.end.key != subject.key
    )


async def raising(within: Reach, vectors: Sequence[Node]) -> list[Path]:
    """From vectors to the peripherals that raise them."""
    return await walk(within, vectors, (_RAISING,))


async def fields_for(within: Reach, registers: Sequence[Node], keys: Sequence[str]) -> list[Connection]:
    """The fields of these registers whose names hold one of these names."""
    found = []
    for path in await walk(within, registers, (FIELDS_OF,)):
        subject = next((key for key in keys if key in canonical(path.end.name)), "")
        if subject:
            bits = path.links[0].value
            found.append(
                Connection(Relation.FIELD, subject, path.end.name, path.start.name, bits, links=path.links)
            )
    return unique(found)


async def at_address(within: Reach, address: int) -> list[Connection]:
    """What stands at an address, the narrowest first, a register with the peripheral that holds it."""
    links = await within.store.at(within.versions, address)
    registers = [link.far for link in links if link.far.kind is NodeKind.REGISTER]
    held = {path.start.key: path.end.name for path in await walk(within, registers, (OWNERS_OF,))}
    return unique(
        Connection(
            Relation.ADDRESS,
            f"0x{address:08X}",
            link.far.name,
            held.get(link.far.key, ""),
            f"0x{link.low or 0:08X}–0x{link.high or 0:08X}",
            link.far.kind.value,
            (link,),
        )
        for link in links
    )


async def chips_with(within: Reach, peripheral: str) -> list[Connection]:
    """The chips whose documents have a peripheral of this name."""
    starts = await within.store.find(within.versions, [canonical(peripheral)], [NodeKind.PERIPHERAL])
    found: dict[str, Connection] = {}
    for start in starts:
        own = Reach(within.store, within.versions, (start.scope,))
        for path in await walk(own, [start], (_DOCUMENTS_OF, _CHIPS_OF)):
            document, chip = path.links[0].far.name, path.end.name
            one = Connection(Relation.ADDRESS, start.name, chip, document, links=path.links[:1])
            found.setdefault(chip, one)
    return list(found.values())


def _connection(relation: Relation, path: Path) -> Connection:
    first = path.links[0]
    if relation is Relation.SPEED:
        last = path.links[-1]
        return Connection(
            relation, first.far.name, last.far.name, path.start.name, last.value, links=path.links[1:]
        )
    if len(path.links) > 1:
        bits = path.links[1]
        return Connection(
            relation, path.start.name, first.far.name, bits.far.name, bits.value, first.far.title, path.links
        )
    value = first.value or (f"0x{first.low:08X}" if first.low is not None else "")
    return Connection(relation, path.start.name, first.far.name, "", value, first.far.title, path.links)


def unique(found: Iterable[Connection]) -> list[Connection]:
    """Each connection once, where it is stated first: other places, revisions and languages say it again."""
    kept: dict[tuple[str, ...], Connection] = {}
    for one in found:
        key = (one.relation, canonical(one.name), canonical(one.within), one.value)
        kept.setdefault(key, one)
    return list(kept.values())


def _other_forms(key: str) -> list[str]:
    """ADC1 of a chip with one is ADC in places, and the other way round."""
    bare = key.rstrip("0123456789")
    return [bare] if bare != key and bare[:1].isalpha() else [f"{key}{number}" for number in range(4)]
