"""The graph in a Neo4j server, over Bolt. The one module that speaks Neo4j.

The queries are constants with parameters; what a manual or a reader says is never part of one. Labels and
types of relationships come from our own enumerations. A build is written under a mark of its own and seen
once that is committed, as in `app.graph.sql`.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Any, LiteralString, TypeVar

import structlog
from neo4j import GraphDatabase, ManagedTransaction, NotificationMinimumSeverity, Record
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from retrieval.breaker import Breaker
from retrieval.errors import GraphUnavailableError
from retrieval.graph_store import cypher
from retrieval.graph_store.ranks import Ranked, ranked
from retrieval.graph_store.types import EdgeKind, How, Link, Node, NodeKind, Step, VersionGraph

T = TypeVar("T")
log = structlog.get_logger()

BATCH = 2000
"""Rows of one `UNWIND`."""
BATCHES = 12
"""Of these in one transaction."""
SWEPT = 10_000
"""Relationships that one transaction deletes."""
NARROWEST, MOST_FOUND = 8, 2000
READ_S = 3.0
"""A turn goes on without the graph rather than wait longer."""
PATIENCE_S = 30.0
"""For writes, which are tried again within this."""


class Neo4jGraph:
    """The engine for large libraries."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._driver = GraphDatabase.driver(
            url,
            auth=(user, password),
            connection_timeout=READ_S,
            connection_acquisition_timeout=READ_S,
            max_transaction_retry_time=PATIENCE_S,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
        )
        self._breaker = Breaker("neo4j", self._set_up)
        self._prepared = False

    def close(self) -> None:
        """Give the connections back."""
        self._driver.close()

    async def replace(self, graph: VersionGraph) -> None:
        """Write the build in parts, commit its mark, remove what it replaces."""
        await self._guarded(lambda: self._replace(graph))

    async def remove(self, version_id: str, scope: str = "") -> None:
        """Hide the version's graph, then remove it."""

        def work() -> None:
            self._write(cypher.COMMIT, version=version_id, mark=-1)
            self._sweep(version_id, -1)

        await self._guarded(work)

    async def versions(self) -> dict[str, str]:
        """The versions that have a graph, each with its scope."""
        rows = await self._guarded(lambda: self._read(cypher.LISTED))
        return {row["version_id"]: row["scope"] for row in rows}

    async def find(
        self, versions: Sequence[str], keys: Sequence[str], kinds: Sequence[NodeKind] = ()
    ) -> list[Node]:
        """Nodes by canonical name, in the scopes of the versions and stated by one of them."""

        def work(tx: ManagedTransaction) -> list[Node]:
            rows = tx.run(
                cypher.FIND if keys else cypher.FIND_ALL,
                versions=list(versions),
                keys=list(keys),
                kinds=[str(kind) for kind in kinds],
                most=MOST_FOUND,
            )
            return [_node(row["n"]) for row in rows]

        return await self._guarded(lambda: self._reading(work))

    async def at(self, versions: Sequence[str], address: int) -> list[Link]:
        """What holds the address, the narrowest first."""
        return await self._links(versions, cypher.AT, outward=False, address=address, most=NARROWEST)

    async def expand(self, versions: Sequence[str], nodes: Sequence[int], step: Step) -> list[Link]:
        """The edges of one hop, in the order in which they were stated."""
        towards = [str(kind) for kind in step.towards]
        query = cypher.expansion(step.kinds, step.outward)
        return await self._links(
            versions, query, step.outward, nodes=list(nodes), degree=step.degree, towards=towards
        )

    async def ready(self) -> str:
        """`ok`, or what is wrong."""
        try:
            await self._guarded(lambda: self._read("RETURN 1"))
        except GraphUnavailableError as error:
            return str(error)
        return "ok"

    async def _links(
        self, versions: Sequence[str], query: LiteralString, outward: bool, **parameters: Any
    ) -> list[Link]:
        def work(tx: ManagedTransaction) -> list[Link]:
            rows = tx.run(query, versions=list(versions), **parameters)
            return [_link(row, outward) for row in rows]

        return await self._guarded(lambda: self._reading(work))

    async def _guarded(self, work: Callable[[], T]) -> T:
        """The work in a thread; a server that is away is asked again by the breaker, not by readers."""
        if not self._breaker.admits():
            raise GraphUnavailableError("The graph's server does not answer.")
        try:
            result = await asyncio.to_thread(self._prepared_then, work)
        except (DriverError, Neo4jError, OSError) as error:
            self._breaker.failed()
            log.warning("graph.failed", error=type(error).__name__)
            why = "refuses the password" if isinstance(error, AuthError) else "does not answer"
            raise GraphUnavailableError(f"The graph's server {why}.") from None
        self._breaker.succeeded()
        return result

    def _prepared_then(self, work: Callable[[], T]) -> T:
        if not self._prepared:
            self._set_up()
        return work()

    def _set_up(self) -> None:
        for statement in cypher.SETUP:
            with self._driver.session() as session:
                session.run(statement).consume()
        self._prepared = True

    def _replace(self, graph: VersionGraph) -> None:
        """In one transaction; a very large version needs several, of which nobody sees the first ones."""
        mark = secrets.randbits(62)
        edges = list(ranked(graph.edges))
        nodes = {node.id: node for one in edges for node in (one.edge.source, one.edge.target)}
        works: list[tuple[LiteralString, dict[str, Any]]] = [
            (cypher.BEGIN, {"mark": mark, "version": graph.version_id, "scope": graph.scope})
        ]
        works += [
            (cypher.NODES, {"rows": part}) for part in _parts([_node_row(*one) for one in nodes.items()])
        ]
        rows = [_edge_row(mark, graph.version_id, number, one) for number, one in enumerate(edges)]
        works += [
            (cypher.EDGES, {"rows": part, "mark": mark, "part": count})
            for count, part in enumerate(_parts(rows))
        ]
        works.append((cypher.COMMIT, {"version": graph.version_id, "mark": mark}))
        for start in range(0, len(works), BATCHES):
            self._write_all(works[start : start + BATCHES])
        self._sweep(graph.version_id, mark)

    def _sweep(self, version_id: str, keep: int) -> None:
        for old in self._read(cypher.OLD, version=version_id, mark=keep):
            gone = SWEPT
            while gone == SWEPT:
                (row,) = self._write(cypher.SWEEP, scope=old["scope"], mark=old["id"], most=SWEPT)
                gone = row["gone"]
            self._write(cypher.FORGET, mark=old["id"])

    def _write_all(self, works: Sequence[tuple[LiteralString, dict[str, Any]]]) -> None:
        def work(tx: ManagedTransaction) -> None:
            for query, parameters in works:
                tx.run(query, parameters).consume()

        with self._driver.session() as session:
            session.execute_write(work)

    def _reading(self, work: Callable[[ManagedTransaction], T]) -> T:
        with self._driver.session(default_access_mode="READ") as session:
            return session.execute_read(work)

    def _read(self, query: LiteralString, **parameters: Any) -> list[Record]:
        return self._reading(lambda tx: list(tx.run(query, parameters)))

    def _write(self, query: LiteralString, **parameters: Any) -> list[Record]:
        with self._driver.session() as session:
            return session.execute_write(lambda tx: list(tx.run(query, parameters)))


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _node_row(key: int, node: Node) -> dict[str, Any]:
    properties = {
        "id": key,
        "kind": str(node.kind),
        "scope": node.scope,
        "key": node.key,
        "name": node.name,
        "title": node.title,
    }
    return {"id": key, "label": node.kind.name.title().replace("_", ""), "properties": properties}


def _edge_row(mark: int, version: str, number: int, one: Ranked) -> dict[str, Any]:
    edge = one.edge
    properties = {
        "mark": mark,
        "version_id": version,
        "number": number,
        "source_rank": one.source_rank,
        "target_rank": one.target_rank,
        "page": edge.page,
        "box": list(edge.box),
        "how": str(edge.how),
        "passage_id": edge.passage_id,
        "quote": edge.quote,
        "value": edge.value,
        "low": edge.low,
        "high": edge.high,
    }
    ends = {"source": edge.source.id, "target": edge.target.id}
    return {**ends, "type": edge.kind.name, "properties": properties}


def _node(found: Any) -> Node:
    return Node(NodeKind(found["kind"]), found["scope"], found["key"], found["name"], found["title"])


def _link(row: Record, outward: bool) -> Link:
    edge = row["r"]
    x0, y0, x1, y1 = edge["box"]
    return Link(
        near=row["near"],
        far=_node(row["far"]),
        kind=EdgeKind[row["type"]],
        outward=outward,
        version_id=edge["version_id"],
        page=edge["page"],
        box=(x0, y0, x1, y1),
        how=How(edge["how"]),
        passage_id=edge["passage_id"],
        quote=edge["quote"],
        value=edge["value"],
        low=edge.get("low"),
        high=edge.get("high"),
    )
