"""The knowledge graph as a LlamaIndex property graph store, to read; needs the extra `llamaindex`.

Only ingestion writes the graph: what a language model extracts has no page and no place in it.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn, TypeVar

from llama_index.core.graph_stores.types import EntityNode, LabelledNode, PropertyGraphStore, Relation
from llama_index.core.vector_stores.types import VectorStoreQuery

from retrieval.graph_store import EdgeKind, GraphStore, Link, Node, NodeKind, Step
from retrieval.identifiers import canonical

T = TypeVar("T")
Triplet = tuple[LabelledNode, Relation, LabelledNode]
_ALL = frozenset(EdgeKind)
_ONE = ThreadPoolExecutor(1, thread_name_prefix="graph for LlamaIndex")


class ChipciteGraphStore(PropertyGraphStore):
    """Nodes and edges that the versions state which `versions` allows at the time of the query."""

    supports_structured_queries = False
    supports_vector_queries = False

    def __init__(self, store: GraphStore, versions: Callable[[], Sequence[str]]) -> None:
        self._store = store
        self._versions = versions

    def get(
        self, properties: dict[str, Any] | None = None, ids: list[str] | None = None
    ) -> list[LabelledNode]:
        """Nodes by name; `properties` may give a `kind`."""
        kinds = [NodeKind(str(properties["kind"]))] if properties and "kind" in properties else []
        return [_labelled(node) for node in self._find(ids or [], kinds)]

    def get_triplets(
        self,
        entity_names: list[str] | None = None,
        relation_names: list[str] | None = None,
        properties: dict[str, Any] | None = None,
        ids: list[str] | None = None,
    ) -> list[Triplet]:
        """The edges of the named nodes, in both directions."""
        kinds = frozenset(EdgeKind(name.lower()) for name in relation_names or ()) or _ALL
        return self._around(self._find([*(entity_names or ()), *(ids or ())], []), kinds)

    def get_rel_map(
        self,
        graph_nodes: list[LabelledNode],
        depth: int = 2,
        limit: int = 30,
        ignore_rels: list[str] | None = None,
    ) -> list[Triplet]:
        """The edges around nodes, as far as `depth`, the nearest first."""
        kinds = _ALL - {EdgeKind(name.lower()) for name in ignore_rels or ()}
        ends = self._find([str(node.id) for node in graph_nodes], [])
        found: dict[tuple[str, str, str], Triplet] = {}
        for _ in range(depth):
            triplets = self._around(ends, kinds)
            for one in triplets:
                found.setdefault((str(one[0].id), one[1].label, str(one[2].id)), one)
            if len(found) >= limit:
                break
            ends = self._find([str(node.id) for one in triplets for node in (one[0], one[2])], [])
        return list(found.values())[:limit]

    def upsert_nodes(self, nodes: Sequence[LabelledNode]) -> NoReturn:
        """Refused."""
        raise NotImplementedError("Upload the document instead: only ingestion writes the graph.")

    def upsert_relations(self, relations: list[Relation]) -> NoReturn:
        """Refused."""
        raise NotImplementedError("Upload the document instead: only ingestion writes the graph.")

    def delete(
        self,
        entity_names: list[str] | None = None,
        relation_names: list[str] | None = None,
        properties: dict[str, Any] | None = None,
        ids: list[str] | None = None,
    ) -> NoReturn:
        """Refused."""
        raise NotImplementedError("Delete the document instead: its part of the graph goes with it.")

    def structured_query(self, query: str, param_map: dict[str, Any] | None = None) -> NoReturn:
        """Refused: queries are typed, never written by a model."""
        raise NotImplementedError("The graph takes no queries in a query language.")

    def vector_query(self, query: VectorStoreQuery, **kwargs: Any) -> NoReturn:
        """Refused: nodes have names, not vectors."""
        raise NotImplementedError("The graph's nodes have no vectors.")

    def _find(self, names: Sequence[str], kinds: Sequence[NodeKind]) -> list[Node]:
        keys = list(dict.fromkeys(canonical(name.rpartition("/")[2]) for name in names))
        if not keys and not kinds:
            return []
        return _waited(self._store.find(list(self._versions()), keys, kinds))

    def _around(self, nodes: Sequence[Node], kinds: frozenset[EdgeKind]) -> list[Triplet]:
        near = {node.id: node for node in nodes}
        found = []
        for outward in (True, False):
            links = _waited(self._store.expand(list(self._versions()), sorted(near), Step(kinds, outward)))
            found += [_triplet(near[link.near], link) for link in links]
        return found


def _triplet(near: Node, link: Link) -> Triplet:
    one, other = _labelled(near), _labelled(link.far)
    source, target = (one, other) if link.outward else (other, one)
    place = {"version_id": link.version_id, "page": link.page, "bbox": list(link.box), "quote": link.quote}
    stated = {"value": link.value, "how": link.how.value}
    relation = Relation(
        label=link.kind.name, source_id=source.id, target_id=target.id, properties=place | stated
    )
    return source, relation, target


def _labelled(node: Node) -> EntityNode:
    properties = {"kind": node.kind.value, "document_id": node.scope, "title": node.title}
    return EntityNode(name=f"{node.kind}/{node.key}", label=node.kind.name, properties=properties)


def _waited(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, in a thread of its own: LlamaIndex calls from inside event loops too."""
    return _ONE.submit(asyncio.run, work).result()
