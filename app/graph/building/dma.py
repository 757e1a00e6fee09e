"""Which channel of a DMA controller serves which request, and with it whose. Pure."""

import re
from collections.abc import Iterator
from typing import Protocol

from app.graph.building.inventory import Inventory
from app.graph.building.making import Maker, Stated
from retrieval.graph_store import Edge, EdgeKind, How, NodeKind
from retrieval.identifiers import canonical

_CHANNEL = re.compile(r"channel (\d{1,2})")


class DmaMapped(Protocol):
    """A fact that says which channel serves a request."""

    @property
    def controller(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def request(self) -> str: ...
    @property
    def peripheral(self) -> str: ...


def dma(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """From peripherals to the channels of their requests."""
    for one in stated.dma:
        fact: DmaMapped = one.fact
        named = [fact.peripheral] if canonical(fact.peripheral) else here.in_name(fact.request)[:1]
        channel = make.node(NodeKind.DMA_CHANNEL, channel_name(fact))
        for name in named:
            peripheral = make.node(NodeKind.PERIPHERAL, here.name(canonical(name)))
            yield make.edge(EdgeKind.SERVED_BY, peripheral, channel, one, How.STATED, fact.request)


def channel_name(fact: DmaMapped) -> str:
    """`DMA1_CH4`, as interrupts and data files call it; a stream or a request is said as printed."""
    match = _CHANNEL.fullmatch(fact.channel)
    return f"{fact.controller}_CH{match[1]}" if match else f"{fact.controller} {fact.channel}"
