"""Each edge with its place among those of its kind at either end, by which walks are bounded. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retrieval.graph_store.types import Edge


@dataclass(frozen=True, slots=True)
class Ranked:
    """An edge, and how many of its kind stand before it at its source and at its target."""

    edge: Edge
    source_rank: int
    target_rank: int


def ranked(edges: Iterable[Edge]) -> Iterator[Ranked]:
    """The edges in their order, counted."""
    sources: Counter[tuple[int, str]] = Counter()
    targets: Counter[tuple[int, str]] = Counter()
    for edge in edges:
        source, target = (edge.source.id, edge.kind), (edge.target.id, edge.kind)
        yield Ranked(edge, sources[source], targets[target])
        sources[source] += 1
        targets[target] += 1
