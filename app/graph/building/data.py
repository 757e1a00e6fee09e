"""Connections that a data file states in so many words. Pure."""

from collections.abc import Iterator

from app.graph.building.inventory import Inventory
from app.graph.building.making import Joined, Maker, Stated
from retrieval.graph_store import Edge, EdgeKind, How, Node, NodeKind

_TARGETS = {
    EdgeKind.ENABLED_BY: NodeKind.FIELD,
    EdgeKind.RESET_BY: NodeKind.FIELD,
    EdgeKind.SELECTED_BY: NodeKind.FIELD,
    EdgeKind.CLOCKED_BY: NodeKind.CLOCK,
    EdgeKind.INTERRUPTS_THROUGH: NodeKind.INTERRUPT,
    EdgeKind.SERVED_BY: NodeKind.DMA_CHANNEL,
    EdgeKind.ROUTED_TO: NodeKind.PIN,
}


def data(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """An edge for each row, fields in their registers, signals with their peripherals."""
    for one in stated.data:
        if one.kind not in _TARGETS:
            continue
        register, _, field = one.target.partition(".")
        if field:
            target = make.node(NodeKind.FIELD, field, "", register)
            yield _edge(EdgeKind.CONTAINS, make.node(NodeKind.REGISTER, register), target, one)
        else:
            target = make.node(_TARGETS[one.kind], one.target)
        if one.kind is EdgeKind.ROUTED_TO:
            source = make.node(NodeKind.SIGNAL, one.source)
            owner = make.node(NodeKind.PERIPHERAL, one.source.rpartition("_")[0])
            yield _edge(EdgeKind.CONTAINS, owner, source, one)
        else:
            source = make.node(NodeKind.PERIPHERAL, one.source)
        yield _edge(one.kind, source, target, one, one.value)


def _edge(kind: EdgeKind, source: Node, target: Node, one: Joined, value: str = "") -> Edge:
    return Edge(kind, source, target, one.page, one.box, How.DATA, one.passage_id, one.quote, value)
