"""Walks of two or three hops, bounded by degree, over the documents that may answer.

Documents of one chip have nodes of their own for the same thing; as ids are made of names, a walk that
arrives at USART1 in the data sheet goes on from USART1 in the reference manual too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.graph_store import GraphStore, Link, Node, NodeKind, Step
from retrieval.graph_store.types import node_id

MOST_PATHS = 512
Name = tuple[NodeKind, str]


@dataclass(frozen=True, slots=True)
class Reach:
    """An engine, and the versions that may answer with their scopes."""

    store: GraphStore
    versions: tuple[str, ...]
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A start and the hops from it."""

    start: Node
    links: tuple[Link, ...]

    @property
    def end(self) -> Node:
        """Where it leads."""
        return self.links[-1].far if self.links else self.start


async def reach(store: GraphStore, versions: Sequence[str]) -> Reach:
    """Those of the versions that have a graph."""
    built = await store.versions()
    known = tuple(version for version in versions if version in built)
    return Reach(store, known, tuple(dict.fromkeys(built[version] for version in known)))


async def walk(within: Reach, starts: Sequence[Node], steps: Sequence[Step]) -> list[Path]:
    """All paths that take these steps, in the order in which the documents state them."""
    paths = list({(one.kind, one.key): Path(one, ()) for one in starts}.values())
    for step in steps:
        paths = await _stepped(within, paths, step)
    return paths


async def _stepped(within: Reach, paths: Sequence[Path], step: Step) -> list[Path]:
    """Each path one hop further."""
    ends = {(path.end.kind, path.end.key) for path in paths}
    twins = {node_id(kind, scope, key): (kind, key) for kind, key in ends for scope in within.scopes}
    if not twins:
        return []
    hops: dict[Name, list[Link]] = {}
    for link in await within.store.expand(within.versions, sorted(twins), step):
        hops.setdefault(twins[link.near], []).append(link)
    order = {version: place for place, version in enumerate(within.versions)}
    longer = []
    for path in paths:
        stayed = path.links[-1].version_id if path.links else ""
        links = hops.get((path.end.kind, path.end.key), ())
        # The version that stated the hop before goes on first: its page and language are the reader's.
        ranked = sorted(links, key=lambda one: (one.version_id != stayed, order[one.version_id]))
        longer += [Path(path.start, (*path.links, link)) for link in ranked]
    return sorted(longer, key=lambda path: order[path.links[0].version_id])[:MOST_PATHS]
