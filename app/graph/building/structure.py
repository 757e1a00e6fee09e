"""The document with its chips, and what it is made of: peripherals, registers, fields, addresses. Pure."""

import re
from collections.abc import Iterator

from app.facts.gist import gist
from app.facts.records import Peripheral
from app.facts.rows import Located
from app.graph.building.inventory import Inventory, instances
from app.graph.building.making import Maker, Stated
from retrieval.graph_store import Edge, EdgeKind, How, Node, NodeKind
from retrieval.identifiers import canonical

_BUS = re.compile(r"[A-Z][A-Z0-9]{2,}(?:[ /-]?[A-Z0-9]+)*")
_SHARED = re.compile(r"[A-Z][A-Z0-9]{2,}")
_NOWHERE = (0.0, 0.0, 0.0, 0.0)
_LONGEST_BLOCK = 0x400
"""Bytes after a base address that are a peripheral's at most, where no size is stated."""


def document_node(stated: Stated, make: Maker) -> Node:
    """The document itself."""
    return Node(NodeKind.DOCUMENT, make.scope, stated.document_id, stated.title, stated.title)


def catalogue(stated: Stated, make: Maker) -> Iterator[Edge]:
    """Vendor, chips, document and versions."""
    document = document_node(stated, make)
    version = Node(NodeKind.VERSION, make.scope, stated.version_id, stated.revision or stated.version_id)
    yield _about(EdgeKind.CONTAINS, document, version)
    for name in stated.chips:
        chip = make.node(NodeKind.CHIP, name)
        yield _about(EdgeKind.DOCUMENTED_IN, chip, document)
        if stated.vendor:
            yield _about(EdgeKind.CONTAINS, make.node(NodeKind.VENDOR, stated.vendor), chip)
    for older in stated.older:
        yield _about(EdgeKind.SUPERSEDES, version, Node(NodeKind.VERSION, make.scope, older, older))


def blocks(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """Peripherals with their addresses and buses."""
    document = document_node(stated, make)
    bases = sorted({p.fact.base_address for p in stated.peripherals if p.fact.base_address is not None})
    for one in stated.peripherals:
        peripheral = make.node(NodeKind.PERIPHERAL, one.fact.name, one.fact.title)
        yield make.edge(EdgeKind.DOCUMENTED_IN, peripheral, document, one)
        if _BUS.fullmatch(one.fact.bus):
            yield make.edge(EdgeKind.ON_BUS, peripheral, make.node(NodeKind.BUS, one.fact.bus), one)
        if one.fact.base_address is not None:
            low, high = extent(one, bases)
            region = make.node(NodeKind.REGION, f"{low:08X}")
            yield make.edge(EdgeKind.LOCATED_AT, peripheral, region, one, low=low, high=high)
            for name in shared(one.fact.name):
                other = make.node(NodeKind.PERIPHERAL, name)
                yield make.edge(EdgeKind.LOCATED_AT, other, region, one, low=low, high=high)


def shared(name: str) -> list[str]:
    """`SPI1/I2S1`: the peripherals that share a block."""
    names = [part.strip() for part in name.split("/")]
    return names if len(names) > 1 and all(_SHARED.fullmatch(part) for part in names) else []


def extent(one: Located[Peripheral], bases: list[int]) -> tuple[int, int]:
    """First and last address: by the size stated, else up to the next base, but no further than a block."""
    low = one.fact.base_address or 0
    if one.fact.size:
        return low, low + one.fact.size - 1
    following = next((base for base in bases if base > low), low + _LONGEST_BLOCK)
    return low, min(following, low + _LONGEST_BLOCK) - 1


def registers(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """Registers in their peripherals, with their addresses, and fields in their registers."""
    document = document_node(stated, make)
    for one in stated.registers:
        fact = one.fact
        register = make.node(NodeKind.REGISTER, fact.name, fact.title)
        for owner in instances(fact.peripheral, fact.instances) or [fact.peripheral]:
            if owner and "*" not in owner:
                peripheral = make.node(NodeKind.PERIPHERAL, owner)
                yield make.edge(EdgeKind.CONTAINS, peripheral, register, one)
                yield make.edge(EdgeKind.DOCUMENTED_IN, peripheral, document, one, How.NAMED)
        if fact.address is not None:
            region = make.node(NodeKind.REGION, f"{fact.address:08X}")
            last = fact.address + max((fact.width or 8) // 8, 1) - 1
            yield make.edge(EdgeKind.LOCATED_AT, register, region, one, low=fact.address, high=last)
    for field in stated.fields:
        register = make.node(NodeKind.REGISTER, field.fact.register)
        node = make.node(NodeKind.FIELD, field.fact.name, gist(field.fact.description), field.fact.register)
        bits = f"{field.fact.msb}:{field.fact.lsb}"
        yield make.edge(EdgeKind.CONTAINS, register, node, field, value=bits)


def regions(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """Ranges of the address map."""
    document = document_node(stated, make)
    for one in stated.regions:
        region = make.node(NodeKind.REGION, one.fact.name, one.fact.description)
        low, high = one.fact.start, one.fact.end
        yield make.edge(EdgeKind.LOCATED_AT, region, document, one, low=low, high=high)
        for name in shared(one.fact.name):
            if canonical(name) in here.printed:
                peripheral = make.node(NodeKind.PERIPHERAL, here.name(canonical(name)))
                yield make.edge(EdgeKind.LOCATED_AT, peripheral, region, one, low=low, high=high)


def parameters(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """Limits in their tables; one that names a peripheral is that one's too."""
    for one in stated.parameters:
        fact = one.fact
        name = fact.symbol or fact.name
        if not canonical(name):
            continue
        node = make.node(NodeKind.PARAMETER, name, fact.name)
        section = Node(NodeKind.SECTION, make.scope, fact.section, fact.section)
        yield make.edge(EdgeKind.CONTAINS, section, node, one)


def mentions(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """The lexical layer: which section speaks of which peripheral, register or field that facts have."""
    known = {canonical(one.fact.name): (NodeKind.REGISTER, one.fact.name) for one in stated.registers}
    known |= {key: (NodeKind.PERIPHERAL, name) for key, name in here.printed.items()}
    for one in stated.mentions:
        if (key := canonical(one.name)) in known:
            section = Node(NodeKind.SECTION, make.scope, one.section, one.section)
            kind, name = known[key]
            yield Edge(
                EdgeKind.MENTIONS,
                section,
                make.node(kind, name),
                one.page,
                one.box,
                How.NAMED,
                one.passage_id,
            )


def _about(kind: EdgeKind, source: Node, target: Node) -> Edge:
    """What is known of the document as a whole: its first page says it."""
    return Edge(kind, source, target, 1, _NOWHERE, How.STATED)
