"""A version's graph out of its facts: every rule gives edges, each where a fact stands. Pure.

Another kind of fact is another rule in `RULES`. No language model takes part, and no list of vendors.
"""

from collections.abc import Callable, Iterator

from app.graph.building import buses, data, dma, gates, lines, pins, remaps, structure
from app.graph.building.inventory import Inventory, inventory
from app.graph.building.making import Joined, Maker, Mention, Stated, unique
from retrieval.graph_store import Edge, VersionGraph

Rule = Callable[[Stated, Inventory, Maker], Iterator[Edge]]
RULES: tuple[Rule, ...] = (
    data.data,
    gates.gates,
    lines.interrupts,
    dma.dma,
    pins.pins,
    remaps.remaps,
    structure.blocks,
    structure.registers,
    structure.regions,
    buses.buses,
    lines.errata,
    structure.parameters,
    structure.mentions,
)
"""In the order in which walks meet what they state."""


def build(stated: Stated) -> VersionGraph:
    """The graph of a version."""
    make = Maker(stated.document_id)
    here = inventory(stated)

    def edges() -> Iterator[Edge]:
        yield from structure.catalogue(stated, make)
        for rule in RULES:
            yield from rule(stated, here, make)

    return VersionGraph(stated.version_id, stated.document_id, unique(edges()))


__all__ = ["RULES", "Joined", "Mention", "Stated", "build"]
