"""What the rules of a build share: one version's facts, and how nodes and edges are made of them. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.facts.records import (
    BitField,
    Erratum,
    Interrupt,
    MemoryRegion,
    Parameter,
    Peripheral,
    Pin,
    Provenance,
    Register,
    Source,
)
from app.facts.rows import Located
from retrieval.graph_store import Edge, EdgeKind, How, Node, NodeKind
from retrieval.identifiers import canonical

LONGEST_TITLE = 160


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that a section's text holds."""

    section: str
    name: str
    page: int
    box: tuple[float, float, float, float]
    passage_id: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A connection that a data file states."""

    kind: EdgeKind
    source: str
    target: str
    """A field is `register.field`."""
    value: str
    page: int
    box: tuple[float, float, float, float]
    passage_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What one version states, and whose it is."""

    version_id: str
    document_id: str
    title: str
    vendor: str = ""
    revision: str = ""
    chips: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    """Versions of the same document and language that it supersedes (ids)."""
    peripherals: tuple[Located[Peripheral], ...] = ()
    registers: tuple[Located[Register], ...] = ()
    fields: tuple[Located[BitField], ...] = ()
    interrupts: tuple[Located[Interrupt], ...] = ()
    pins: tuple[Located[Pin], ...] = ()
    parameters: tuple[Located[Parameter], ...] = ()
    errata: tuple[Located[Erratum], ...] = ()
    regions: tuple[Located[MemoryRegion], ...] = ()
    mentions: tuple[Mention, ...] = field(default=())
    data: tuple[Joined, ...] = field(default=())
    dma: tuple[Located[Any], ...] = field(default=())
    """Facts that fulfil `app.graph.building.dma.DmaMapped`."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes nodes of one document and edges of one version."""

    scope: str

    def node(self, kind: NodeKind, name: str, title: str = "", within: str = "") -> Node:
        """A node; a field's name counts within its register's."""
        key = canonical(f"{within}.{name}") if within else canonical(name)
        return Node(kind, self.scope, key or name, name, " ".join(title.split())[:LONGEST_TITLE])

    def edge(
        self,
        kind: EdgeKind,
        source: Node,
        target: Node,
        place: Located[Any],
        how: How = How.STATED,
        value: str = "",
        low: int | None = None,
        high: int | None = None,
    ) -> Edge:
        """An edge that stands where a fact stands."""
        at: Provenance = place.provenance
        how = How.DATA if at.source is Source.SVD else how
        return Edge(kind, source, target, at.page, at.box, how, place.passage_id, at.quote, value, low, high)


def unique(edges: Iterator[Edge]) -> tuple[Edge, ...]:
    """Each edge once: a fact that is printed twice on a line gives it twice."""
    seen: dict[object, Edge] = {}
    for one in edges:
        key = (one.kind, one.source.id, one.target.id, one.page, one.box, one.value, one.low)
        seen.setdefault(key, one)
    return tuple(seen.values())
