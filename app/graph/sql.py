"""The graph in the tables of the records: SQLite or PostgreSQL.

A build is written in parts under a mark of its own, which nobody sees; one transaction commits the mark and
with it the whole build. A process that dies before leaves the old graph, and the next build sweeps.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from app.core.database import transaction
from app.models import GraphEdge, GraphMark, GraphNode
from retrieval.graph_store import EdgeKind, How, Link, Node, NodeKind, Step, VersionGraph
from retrieval.graph_store.ranks import Ranked, ranked

WRITTEN = 500
"""Edges in one transaction: other writers get their turn in between."""
SWEPT = 5000
"""Edges that one transaction deletes."""
LOCK = 0x67726170
"""PostgreSQL's advisory lock of a write: a sweep must not remove a node that another build will use."""
NARROWEST = 8
"""Things at one address that are looked at."""
MOST_FOUND = 2000
_NODE = (GraphNode.kind, GraphNode.scope, GraphNode.key, GraphNode.name, GraphNode.title)
_EDGE = (
    *(GraphEdge.kind, GraphEdge.page, GraphEdge.box, GraphEdge.how, GraphEdge.passage_id),
    *(GraphEdge.quote, GraphEdge.value, GraphEdge.low, GraphEdge.high),
)
"""The columns of which `_node` and `_link` are made, in their order."""


class SqlGraph:
    """The engine that needs no server of its own."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    @property
    def url(self) -> str:
        """Of the database."""
        engine = cast(AsyncEngine, self._sessions.kw["bind"])
        return engine.url.render_as_string(hide_password=False)

    async def replace(self, graph: VersionGraph) -> None:
        """Write the build in parts, commit its mark, remove what it replaces."""
        async with transaction(self._sessions) as session:
            mark = GraphMark(version_id=graph.version_id, scope=graph.scope, committed=False)
            session.add(mark)
            await session.flush()
            number = mark.id
        for part in _parts(ranked(graph.edges)):
            async with transaction(self._sessions) as session:
                await _lock(session)
                await _write(session, number, part)
        async with transaction(self._sessions) as session:
            own = GraphMark.version_id == graph.version_id
            await session.execute(update(GraphMark).where(own).values(committed=GraphMark.id == number))
        await self._sweep(graph.version_id, number)

    async def remove(self, version_id: str, scope: str = "") -> None:
        """Hide the version's graph, then remove it. A deleted version's edges are gone before its nodes."""
        async with transaction(self._sessions) as session:
            own = GraphMark.version_id == version_id
            await session.execute(update(GraphMark).where(own).values(committed=False))
        await self._sweep(version_id, None)
        async with transaction(self._sessions) as session:
            await _lock(session)
            await session.execute(delete(GraphNode).where(GraphNode.scope == scope, ~_used()))

    async def versions(self) -> dict[str, str]:
        """The versions that have a graph, each with its scope."""
        async with self._sessions() as session:
            rows = await session.execute(
                select(GraphMark.version_id, GraphMark.scope).where(GraphMark.committed)
            )
            return {row.version_id: row.scope for row in rows}

    async def find(
        self, versions: Sequence[str], keys: Sequence[str], kinds: Sequence[NodeKind] = ()
    ) -> list[Node]:
        """Nodes by canonical name, in the scopes of the versions and stated by one of them."""
        marks = _marks(versions)
        scopes = select(GraphMark.scope).where(GraphMark.version_id.in_(versions), GraphMark.committed)
        query = select(*_NODE).where(GraphNode.scope.in_(scopes), _stated(marks))
        if keys:
            query = query.where(GraphNode.key.in_(keys))
        if kinds:
            query = query.where(GraphNode.kind.in_(kinds))
        async with self._sessions() as session:
            rows = await session.execute(query.order_by(GraphNode.kind, GraphNode.key).limit(MOST_FOUND))
            return [_node(*row) for row in rows]

    async def at(self, versions: Sequence[str], address: int) -> list[Link]:
        """What holds the address, the narrowest first."""
        query = _links(at_source=True).where(
            GraphEdge.mark.in_(_marks(versions)),
            GraphEdge.kind == EdgeKind.LOCATED_AT,
            GraphEdge.low <= address,
            GraphEdge.high >= address,
        )
        width = GraphEdge.high - GraphEdge.low
        async with self._sessions() as session:
            rows = await session.execute(query.order_by(width, GraphEdge.id).limit(NARROWEST))
            return [_link(row, outward=False) for row in rows]

    async def expand(self, versions: Sequence[str], nodes: Sequence[int], step: Step) -> list[Link]:
        """The edges of one hop, in the order in which they were stated."""
        near, rank = GraphEdge.source, GraphEdge.source_rank
        if not step.outward:
            near, rank = GraphEdge.target, GraphEdge.target_rank
        query = _links(at_source=not step.outward).where(
            near.in_(nodes),
            GraphEdge.mark.in_(_marks(versions)),
            GraphEdge.kind.in_(step.kinds),
            rank < step.degree,
        )
        if step.towards:
            query = query.where(GraphNode.kind.in_(step.towards))
        async with self._sessions() as session:
            rows = await session.execute(query.order_by(near, GraphEdge.kind, rank, GraphEdge.id))
            return [_link(row, outward=step.outward) for row in rows]

    async def ready(self) -> str:
        """It is where the records are."""
        return "ok"

    async def _sweep(self, version_id: str, keep: int | None) -> None:
        """Remove the version's other builds, and the nodes that nothing states any more."""
        async with self._sessions() as session:
            query = select(GraphMark.id).where(GraphMark.version_id == version_id)
            old = [mark for mark in await session.scalars(query) if mark != keep]
        for mark in old:
            while await self._swept(mark):
                pass

    async def _swept(self, mark: int) -> bool:
        """One part of a build that is gone; whether there may be more."""
        async with transaction(self._sessions) as session:
            await _lock(session)
            query = select(GraphEdge.id, GraphEdge.source, GraphEdge.target)
            rows = list(await session.execute(query.where(GraphEdge.mark == mark).limit(SWEPT)))
            if not rows:
                await session.execute(delete(GraphMark).where(GraphMark.id == mark))
                return False
            ids = sorted(row.id for row in rows)
            for part in _slices(ids):
                await session.execute(delete(GraphEdge).where(GraphEdge.id.in_(part)))
            nodes = sorted({end for row in rows for end in (row.source, row.target)})
            for part in _slices(nodes):
                await session.execute(delete(GraphNode).where(GraphNode.id.in_(part), ~_used()))
            return True


def _marks(versions: Sequence[str]) -> Select[int]:
    return select(GraphMark.id).where(GraphMark.version_id.in_(versions), GraphMark.committed)


def _stated(marks: Select[int]) -> ColumnElement[bool]:
    """Whether an edge of one of these builds touches the node."""
    return or_(
        exists().where(GraphEdge.source == GraphNode.id, GraphEdge.mark.in_(marks)),
        exists().where(GraphEdge.target == GraphNode.id, GraphEdge.mark.in_(marks)),
    )


def _used() -> ColumnElement[bool]:
    return or_(
        exists().where(GraphEdge.source == GraphNode.id), exists().where(GraphEdge.target == GraphNode.id)
    )


def _links(at_source: bool) -> Select[*tuple[Any, ...]]:
    """Edges with the node at their far end: the source's if `at_source`, else the target's.

    Columns and no objects of the mapper: a walk reads hundreds of edges, at a third of the time.
    """
    end = GraphEdge.source if at_source else GraphEdge.target
    other = GraphEdge.target if at_source else GraphEdge.source
    return (
        select(other, *_NODE, *_EDGE, GraphMark.version_id)
        .join(GraphNode, GraphNode.id == end)
        .join(GraphMark, GraphMark.id == GraphEdge.mark)
    )


def _link(row: Any, outward: bool) -> Link:
    near, *node, kind, page, box, how, passage_id, quote, value, low, high, version_id = row
    x0, y0, x1, y1 = box
    return Link(
        near=near,
        far=_node(*node),
        kind=EdgeKind(kind),
        outward=outward,
        version_id=version_id,
        page=page,
        box=(x0, y0, x1, y1),
        how=How(how),
        passage_id=passage_id,
        quote=quote,
        value=value,
        low=low,
        high=high,
    )


def _node(kind: str, scope: str, key: str, name: str, title: str) -> Node:
    return Node(NodeKind(kind), scope, key, name, title)


async def _lock(session: AsyncSession) -> None:
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(LOCK)))


async def _write(session: AsyncSession, mark: int, part: Sequence[Ranked]) -> None:
    nodes = {node.id: node for one in part for node in (one.edge.source, one.edge.target)}
    rows = [
        {
            "id": key,
            "kind": one.kind,
            "scope": one.scope,
            "key": one.key,
            "name": one.name,
            "title": one.title,
        }
        for key, one in nodes.items()
    ]
    connection = await session.connection()
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    upsert = dialect.insert(cast(Table, GraphNode.__table__))
    newest = upsert.on_conflict_do_update(
        index_elements=["id"],
        set_={"name": upsert.excluded.name, "title": upsert.excluded.title},
        where=upsert.excluded.title != "",
    )
    await connection.execute(newest, rows)
    await connection.execute(insert(cast(Table, GraphEdge.__table__)), [_edge_row(mark, one) for one in part])


def _edge_row(mark: int, one: Ranked) -> dict[str, Any]:
    edge = one.edge
    return {
        "mark": mark,
        "kind": edge.kind,
        "source": edge.source.id,
        "target": edge.target.id,
        "source_rank": one.source_rank,
        "target_rank": one.target_rank,
        "page": edge.page,
        "box": list(edge.box),
        "how": edge.how,
        "passage_id": edge.passage_id,
        "quote": edge.quote,
        "value": edge.value,
        "low": edge.low,
        "high": edge.high,
    }


def _parts(edges: Iterable[Ranked]) -> Iterator[list[Ranked]]:
    part: list[Ranked] = []
    for edge in edges:
        part.append(edge)
        if len(part) == WRITTEN:
            yield part
            part = []
    if part:
        yield part


def _slices(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + WRITTEN] for start in range(0, len(ids), WRITTEN))
