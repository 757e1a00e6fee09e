"""Buses by the tables of limits: how fast one may be clocked, and what a row names beside it. Pure."""

import re
from collections.abc import Iterator

from app.facts.records import Parameter
from app.graph.building.inventory import Inventory
from app.graph.building.making import Maker, Stated
from retrieval.graph_store import Edge, EdgeKind, How, NodeKind
from retrieval.identifiers import canonical

_BUS = re.compile(r"(?<![A-Za-z])(A[HPX][BI]\d?)(?![A-Za-z0-9])")
_FREQUENCY = re.compile(r"[kMG]?Hz")


def buses(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """From buses to their highest frequency; from peripherals to the bus that a row names beside them."""
    for one in stated.parameters:
        fact = one.fact
        match = _BUS.search(f"{fact.name} {fact.symbol}")
        if not match:
            continue
        bus = make.node(NodeKind.BUS, match[1])
        if speed := highest(fact):
            node = make.node(NodeKind.PARAMETER, fact.symbol or fact.name, fact.name)
            yield make.edge(EdgeKind.CLOCKED_BY, bus, node, one, How.STATED, speed)
        for cell in (fact.condition, fact.name):
            if (key := canonical(cell)) in here.printed and key != canonical(match[1]):
                peripheral = make.node(NodeKind.PERIPHERAL, here.name(key))
                yield make.edge(EdgeKind.ON_BUS, peripheral, bus, one, How.NAMED)


def highest(fact: Parameter) -> str:
    """The most that a frequency may be, with its unit; empty for any other quantity."""
    return f"{fact.maximum} {fact.unit}" if fact.maximum and _FREQUENCY.fullmatch(fact.unit.strip()) else ""
