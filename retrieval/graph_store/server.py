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
SETUP: tuple[LiteralString, ...] = (
    "CREATE CONSTRAINT thing_id IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT mark_id IF NOT EXISTS FOR (m:GraphMark) REQUIRE m.id IS UNIQUE",
    "CREATE INDEX thing_key IF NOT EXISTS FOR (n:Thing) ON (n.key, n.scope)",
    "CREATE INDEX thing_scope IF NOT EXISTS FOR (n:Thing) ON (n.scope, n.kind)",
    "CREATE INDEX mark_version IF NOT EXISTS FOR (m:GraphMark) ON (m.version_id)",
    "CREATE INDEX located_low IF NOT EXISTS FOR ()-[r:LOCATED_AT]-() ON (r.mark, r.low)",
    "CALL db.awaitIndexes(30)",
)
MARKS: LiteralString = (
    "MATCH (m:GraphMark) WHERE m.version_id IN $versions AND m.committed "
    "WITH collect(m.id) AS marks, collect(DISTINCT m.scope) AS scopes "
)
"""How each reading query begins: one round trip is what a hop costs."""
FIND: LiteralString = MARKS + (
    "MATCH (n:Thing) WHERE n.key IN $keys AND n.scope IN scopes AND (size($kinds) = 0 OR n.kind IN $kinds) "
    "AND EXISTS { (n)-[r]-() WHERE r.mark IN marks } RETURN n ORDER BY n.kind, n.key LIMIT $most"
)
FIND_ALL: LiteralString = MARKS + (
    "MATCH (n:Thing) WHERE n.scope IN scopes AND n.kind IN $kinds "
    "AND EXISTS { (n)-[r]-() WHERE r.mark IN marks } RETURN n ORDER BY n.kind, n.key LIMIT $most"
)
AT: LiteralString = MARKS + (
    "UNWIND marks AS mark MATCH (far:Thing)-[r:LOCATED_AT]->(near:Thing) "
    "WHERE r.mark = mark AND r.low <= $address AND r.high >= $address "
    "RETURN near.id AS near, far, r, type(r) AS type ORDER BY r.high - r.low, r.number LIMIT $most"
)
NODES: LiteralString = (
    "UNWIND $rows AS row MERGE (n:Thing {id: row.id}) "
    "ON CREATE SET n = row.properties, n:$(row.label) "
    "ON MATCH SET n.name = CASE row.properties.title WHEN '' THEN n.name ELSE row.properties.name END, "
    "n.title = CASE row.properties.title WHEN '' THEN n.title ELSE row.properties.title END"
)
EDGES: LiteralString = (
    "MATCH (m:GraphMark {id: $mark, parts: $part}) SET m.parts = $part + 1 WITH m "
    "UNWIND $rows AS row MATCH (a:Thing {id: row.source}) MATCH (b:Thing {id: row.target}) "
    "CREATE (a)-[r:$(row.type)]->(b) SET r = row.properties"
)
"""The mark counts the parts, so that one whose commit was not confirmed is not written twice: `MERGE` would
look through all edges of a node instead."""
BEGIN: LiteralString = (
    "CREATE (:GraphMark {id: $mark, version_id: $version, scope: $scope, committed: false, parts: 0})"
)
COMMIT: LiteralString = "MATCH (m:GraphMark {version_id: $version}) SET m.committed = (m.id = $mark)"
OLD: LiteralString = (
    "MATCH (m:GraphMark {version_id: $version}) WHERE m.id <> $mark RETURN m.id AS id, m.scope AS scope"
)
SWEEP: LiteralString = (
    "MATCH (n:Thing {scope: $scope})-[r]->(o:Thing) WHERE r.mark = $mark WITH n, r, o LIMIT $most "
    "DELETE r WITH collect(DISTINCT n) + collect(DISTINCT o) AS ends, count(*) AS gone "
    "CALL (ends) { UNWIND ends AS end WITH DISTINCT end WHERE NOT EXISTS { (end)--() } DELETE end } "
    "RETURN gone"
)
FORGET: LiteralString = "MATCH (m:GraphMark {id: $mark}) DELETE m"
LISTED: LiteralString = (
    "MATCH (m:GraphMark) WHERE m.committed RETURN m.version_id AS version_id, m.scope AS scope"
)


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
            self._write(COMMIT, version=version_id, mark=-1)
            self._sweep(version_id, -1)

        await self._guarded(work)

    async def versions(self) -> dict[str, str]:
        """The versions that have a graph, each with its scope."""
        rows = await self._guarded(lambda: self._read(LISTED))
        return {row["version_id"]: row["scope"] for row in rows}

    async def find(
        self, versions: Sequence[str], keys: Sequence[str], kinds: Sequence[NodeKind] = ()
    ) -> list[Node]:
        """Nodes by canonical name, in the scopes of the versions and stated by one of them."""

        def work(tx: ManagedTransaction) -> list[Node]:
            rows = tx.run(
                FIND if keys else FIND_ALL,
                versions=list(versions),
                keys=list(keys),
                kinds=[str(kind) for kind in kinds],
                most=MOST_FOUND,
            )
            return [_node(row["n"]) for row in rows]

        return await self._guarded(lambda: self._reading(work))

    async def at(self, versions: Sequence[str], address: int) -> list[Link]:
        """What holds the address, the narrowest first."""
        return await self._links(versions, AT, outward=False, address=address, most=NARROWEST)

    async def expand(self, versions: Sequence[str], nodes: Sequence[int], step: Step) -> list[Link]:
        """The edges of one hop, in the order in which they were stated."""
        towards = [str(kind) for kind in step.towards]
        query = _expansion(step.kinds, step.outward)
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
        for statement in SETUP:
            with self._driver.session() as session:
                session.run(statement).consume()
        self._prepared = True

    def _replace(self, graph: VersionGraph) -> None:
        """In one transaction; a very large version needs several, of which nobody sees the first ones."""
        mark = secrets.randbits(62)
        edges = list(ranked(graph.edges))
        nodes = {node.id: node for one in edges for node in (one.edge.source, one.edge.target)}
        works: list[tuple[LiteralString, dict[str, Any]]] = [
            (BEGIN, {"mark": mark, "version": graph.version_id, "scope": graph.scope})
        ]
        works += [(NODES, {"rows": part}) for part in _parts([_node_row(*one) for one in nodes.items()])]
        rows = [_edge_row(mark, graph.version_id, number, one) for number, one in enumerate(edges)]
        works += [
            (EDGES, {"rows": part, "mark": mark, "part": count}) for count, part in enumerate(_parts(rows))
        ]
        works.append((COMMIT, {"version": graph.version_id, "mark": mark}))
        for start in range(0, len(works), BATCHES):
            self._write_all(works[start : start + BATCHES])
        self._sweep(graph.version_id, mark)

    def _sweep(self, version_id: str, keep: int) -> None:
        for old in self._read(OLD, version=version_id, mark=keep):
            gone = SWEPT
            while gone == SWEPT:
                (row,) = self._write(SWEEP, scope=old["scope"], mark=old["id"], most=SWEPT)
                gone = row["gone"]
            self._write(FORGET, mark=old["id"])

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


def _expansion(kinds: frozenset[EdgeKind], outward: bool) -> LiteralString:
    """One hop over relationships of our own types."""
    types: LiteralString = "|".join(sorted(kind.name for kind in kinds))
    arrow: LiteralString = f"-[r:{types}]->" if outward else f"<-[r:{types}]-"
    rank: LiteralString = "r.source_rank" if outward else "r.target_rank"
    return MARKS + (
        f"MATCH (near:Thing){arrow}(far:Thing) WHERE near.id IN $nodes AND r.mark IN marks "
        f"AND {rank} < $degree AND (size($towards) = 0 OR far.kind IN $towards) "
        f"RETURN near.id AS near, far, r, type(r) AS type ORDER BY near.id, type(r), {rank}, r.number"
    )


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
