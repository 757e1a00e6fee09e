"""Interrupts and the lines that share them, errata and what they touch. Pure."""

import re
from collections.abc import Iterator

from app.facts.records import Interrupt
from app.facts.rows import Located
from app.graph.building.inventory import Inventory
from app.graph.building.making import Maker, Stated
from retrieval.graph_store import Edge, EdgeKind, How, NodeKind
from retrieval.identifiers import canonical

_SPAN = re.compile(r"([A-Z][A-Z0-9_]*?[A-Z])_?(\d{1,2})_(\d{1,2})(?:_IRQ|_INT)?")
"""EXTI7_0, EXTI15_10, DMA1_CHANNEL2_3: lines that share a vector."""
_SINGLE = re.compile(r"(EXTI|EINT)_?(\d{1,2})(?:_IRQ|_INT)?")
_CHANNEL = re.compile(r"(DMA\d?)_?(?:CH|CHANNEL)_?(\d{1,2})(?:_IRQ|_INT)?")
_REQUEST = re.compile(r"IRQ_?(\d{1,3})$")
"""A request by its number, in a list of codes that has no numbers of its own."""
_PORT_PIN = re.compile(r"P([A-K])(\d{1,2})")
MOST_LINES = 32


def interrupts(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """From peripherals and lines to their vectors."""
    for one in stated.interrupts:
        vector = make.node(NodeKind.INTERRUPT, one.fact.name, one.fact.description)
        value = str(number) if (number := number_of(one.fact)) is not None else ""
        for key in raised_by(one.fact, here):
            peripheral = make.node(NodeKind.PERIPHERAL, here.name(key))
            yield make.edge(EdgeKind.INTERRUPTS_THROUGH, peripheral, vector, one, How.NAMED, value)
        if channel := _CHANNEL.fullmatch(canonical(one.fact.name)):
            node = make.node(NodeKind.DMA_CHANNEL, f"{channel[1]}_CH{channel[2]}")
            yield make.edge(EdgeKind.INTERRUPTS_THROUGH, node, vector, one, How.NAMED, value)
        if not value and (request := _REQUEST.search(canonical(one.fact.name))):
            yield from _requested(request[1], one, stated, here, make)
        for line in lines_of(one.fact.name):
            signal = make.node(NodeKind.SIGNAL, line)
            yield make.edge(EdgeKind.INTERRUPTS_THROUGH, signal, vector, one, How.NAMED, value)
            yield from _ports(line, one, stated, make)


def _requested(
    number: str, one: Located[Interrupt], stated: Stated, here: Inventory, make: Maker
) -> Iterator[Edge]:
    """The code of a request, FIRQ_2: that of whoever has request 2 in the table of requests."""
    vector = make.node(NodeKind.INTERRUPT, one.fact.name, one.fact.description)
    for other in stated.interrupts:
        if str(other.fact.number) == number:
            for key in raised_by(other.fact, here):
                peripheral = make.node(NodeKind.PERIPHERAL, here.name(key))
                yield make.edge(EdgeKind.INTERRUPTS_THROUGH, peripheral, vector, one, How.NAMED, number)


def number_of(fact: Interrupt) -> int | None:
    """The number that software uses, else the vector's place."""
    return fact.number if fact.number is not None else fact.position


def raised_by(fact: Interrupt, here: Inventory) -> list[str]:
    """The peripherals whose vector it is: those in its name, else those that its description names."""
    named = [key for key in here.in_name(fact.name) if _begins(key, canonical(fact.name))]
    others = [other for key in named for other in here.aliases(key, fact.description)]
    return list(dict.fromkeys((*named, *others))) or here.in_text(fact.description)[:2]


def lines_of(name: str) -> list[str]:
    """The lines that a vector's name counts, first to last."""
    key = canonical(name)
    if single := _SINGLE.fullmatch(key):
        return [f"{single[1]}{single[2]}"]
    match = _SPAN.fullmatch(key)
    if not match:
        return []
    first, last = sorted((int(match[2]), int(match[3])))
    return [f"{match[1]}{number}" for number in range(first, last + 1)] if last - first < MOST_LINES else []


def errata(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """From peripherals, chips and steppings to their faults."""
    for one in stated.errata:
        erratum = make.node(NodeKind.ERRATUM, one.fact.number or one.fact.title, one.fact.title)
        named = dict.fromkeys((*one.fact.peripherals, *here.in_text(one.fact.title)))
        ends = [make.node(NodeKind.PERIPHERAL, name) for name in named if canonical(name)]
        ends += [make.node(NodeKind.CHIP, name) for name in one.fact.chips]
        ends += [make.node(NodeKind.STEPPING, name) for name in one.fact.steppings]
        for end in ends:
            yield make.edge(EdgeKind.AFFECTED_BY, end, erratum, one)


def _begins(key: str, name: str) -> bool:
    """Whether a name begins a part of another: TIM1 of TIM1BRK and of `TIM1_UP`, SPI1 of PWMX_SPI1."""
    return any(part.startswith(key) for part in name.split("_"))


def _ports(line: str, one: Located[Interrupt], stated: Stated, make: Maker) -> Iterator[Edge]:
    """External line 4 is that of pin 4 of each port, where a field that selects the port confirms it."""
    match = _SINGLE.fullmatch(line)
    selecting = [field for field in stated.fields if canonical(field.fact.name) == line]
    if not match or not selecting:
        return
    signal = make.node(NodeKind.SIGNAL, line)
    field = selecting[0]
    node = make.node(NodeKind.FIELD, field.fact.name, "", field.fact.register)
    yield make.edge(EdgeKind.SELECTED_BY, signal, node, field, How.NAMED)
    names = {canonical(pin.fact.name): pin for pin in stated.pins}
    for key, pin in names.items():
        port = _PORT_PIN.fullmatch(key)
        if port and port[2] == match[2]:
            yield make.edge(
                EdgeKind.ROUTED_TO, signal, make.node(NodeKind.PIN, pin.fact.name), field, How.NAMED
            )
