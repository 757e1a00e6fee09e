"""The queries of the Neo4j engine: constants with parameters; what a manual or a reader says is in none.

Labels and types of relationships come from our own enumerations.
"""

from typing import LiteralString

from retrieval.graph_store.types import EdgeKind

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


def expansion(kinds: frozenset[EdgeKind], outward: bool) -> LiteralString:
    """One hop over relationships of our own types."""
    types: LiteralString = "|".join(sorted(kind.name for kind in kinds))
    arrow: LiteralString = f"-[r:{types}]->" if outward else f"<-[r:{types}]-"
    rank: LiteralString = "r.source_rank" if outward else "r.target_rank"
    return MARKS + (
        f"MATCH (near:Thing){arrow}(far:Thing) WHERE near.id IN $nodes AND r.mark IN marks "
        f"AND {rank} < $degree AND (size($towards) = 0 OR far.kind IN $towards) "
        f"RETURN near.id AS near, far, r, type(r) AS type ORDER BY near.id, type(r), {rank}, r.number"
    )
