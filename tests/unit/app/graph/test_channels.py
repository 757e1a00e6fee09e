"""Registers of DMA channels."""

from app.graph.answering.channels import spoken_first
from retrieval.graph_store import Node, NodeKind


def register(key: str, title: str) -> Node:
    return Node(NodeKind.REGISTER, "d", key, key, title)


def test_the_register_that_is_spoken_of_comes_alone() -> None:
    nodes = [register("CFGR3", "Channel 3 configuration register"), register("CNTR3", "Channel 3 count")]
    assert spoken_first(nodes, "the configuration register of this channel")[0].key == "CFGR3"
    assert spoken_first(nodes, "its count")[0].key == "CNTR3"
    assert spoken_first(nodes, "where?") == nodes
    assert spoken_first([], "where?") == []
