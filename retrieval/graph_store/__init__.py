"""The graph's types, and its engine over Bolt. The engine in the SQL tables is `app.graph.sql`."""

from retrieval.graph_store.types import (
    Edge,
    EdgeKind,
    GraphServer,
    GraphStore,
    How,
    Link,
    Node,
    NodeKind,
    Step,
    VersionGraph,
)

__all__ = [
    "Edge",
    "EdgeKind",
    "GraphServer",
    "GraphStore",
    "How",
    "Link",
    "Node",
    "NodeKind",
    "Step",
    "VersionGraph",
]
