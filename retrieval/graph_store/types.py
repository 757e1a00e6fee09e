"""Hardware as a graph: typed nodes and edges, and the tiny Protocol that both engines fulfil.

A node belongs to a document (its scope) and is named once: all revisions and translations of the document
share it. An edge belongs to a version and says where that version prints it, and how it was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import Protocol

Box = tuple[float, float, float, float]
_ID_BYTES = 8
_ID_BITS = (1 << 63) - 1
"""Ids are signed 64-bit numbers in both engines, and never negative."""


class NodeKind(StrEnum):
    VENDOR = "vendor"
    FAMILY = "family"
    CHIP = "chip"
    STEPPING = "stepping"
    PACKAGE = "package"
    DOCUMENT = "document"
    VERSION = "version"
    PERIPHERAL = "peripheral"
    REGISTER = "register"
    FIELD = "field"
    INTERRUPT = "interrupt"
    PIN = "pin"
    SIGNAL = "signal"
    DMA_CHANNEL = "dma_channel"
    BUS = "bus"
    CLOCK = "clock"
    ERRATUM = "erratum"
    PARAMETER = "parameter"
    REGION = "region"
    SECTION = "section"


class EdgeKind(StrEnum):
    CONTAINS = "contains"
    DOCUMENTED_IN = "documented_in"
    CLOCKED_BY = "clocked_by"
    ENABLED_BY = "enabled_by"
    RESET_BY = "reset_by"
    INTERRUPTS_THROUGH = "interrupts_through"
    ROUTED_TO = "routed_to"
    """A signal to a pin; `value` is the remap's or the alternate function's, empty where none is said."""
    NUMBERED_IN = "numbered_in"
    """A pin in a package; `value` is the pin's number."""
    SERVED_BY = "served_by"
    ON_BUS = "on_bus"
    LOCATED_AT = "located_at"
    """A peripheral, register or region; `low` and `high` are its first and last address."""
    SELECTED_BY = "selected_by"
    """A peripheral's signals, by the field that remaps them."""
    AFFECTED_BY = "affected_by"
    SUPERSEDES = "supersedes"
    MENTIONS = "mentions"


class How(StrEnum):
    """How an edge was found."""

    STATED = "stated"
    """One fact says it."""
    NAMED = "named"
    """The name of the one holds the name of the other."""
    DESCRIBED = "described"
    """A description says it, and a fact has the name that it speaks of."""
    DATA = "data"
    """A file that is data, not prose."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing."""

    kind: NodeKind
    scope: str
    """The document that it belongs to (id)."""
    key: str
    """Its canonical name; of a field behind its register's."""
    name: str = ""
    """As printed."""
    title: str = ""

    @property
    def id(self) -> int:
        """The same for the same thing, whoever makes it and when."""
        return node_id(self.kind, self.scope, self.key)


@dataclass(frozen=True, slots=True)
class Edge:
    """One stated connection."""

    kind: EdgeKind
    source: Node
    target: Node
    page: int
    box: Box
    how: How
    passage_id: str = ""
    quote: str = ""
    """The row or line that says it."""
    value: str = ""
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class VersionGraph:
    """All that one version states."""

    version_id: str
    scope: str
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An edge as a walk meets it: from the node where it stood to the other end."""

    near: int
    far: Node
    kind: EdgeKind
    outward: bool
    """Whether it was followed from its source to its target."""
    version_id: str
    page: int
    box: Box
    how: How
    passage_id: str = ""
    quote: str = ""
    value: str = ""
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One hop of a walk."""

    kinds: frozenset[EdgeKind]
    outward: bool = True
    towards: frozenset[NodeKind] = field(default=frozenset())
    """Kinds of nodes that it may reach; empty for any."""
    degree: int = 32
    """Edges of one kind that are followed from one node, the first stated first."""


class GraphStore(Protocol):
    """An engine."""

    async def replace(self, graph: VersionGraph) -> None:
        """Make this the graph of its version, whole and at once; what stood there before is gone."""

    async def remove(self, version_id: str, scope: str = "") -> None:
        """Forget a version of this document, and the nodes that no other version states."""

    async def versions(self) -> dict[str, str]:
        """The versions that have a graph, each with its scope."""

    async def find(
        self, versions: Sequence[str], keys: Sequence[str], kinds: Sequence[NodeKind] = ()
    ) -> list[Node]:
        """Nodes of these canonical names that the versions state; all of the kinds where no name is given."""

    async def at(self, versions: Sequence[str], address: int) -> list[Link]:
        """What these versions say stands at an address, the narrowest first."""

    async def expand(self, versions: Sequence[str], nodes: Sequence[int], step: Step) -> list[Link]:
        """The edges of one hop."""

    async def ready(self) -> str:
        """`ok`, or what is wrong."""


class GraphServer(GraphStore, Protocol):
    """An engine with connections of its own."""

    def close(self) -> None:
        """Give them back."""


def node_id(kind: NodeKind, scope: str, key: str) -> int:
    """The number of a node, made of what it is."""
    digest = blake2b(f"{kind}\0{scope}\0{key}".encode(), digest_size=_ID_BYTES).digest()
    return int.from_bytes(digest, "big") & _ID_BITS
