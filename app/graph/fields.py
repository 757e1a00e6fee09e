"""Fields of registers with what their rows say of them, to be chosen from by a description."""

from collections.abc import Sequence

from app.graph.queries import FIELDS_OF, REGISTER_OF, Connection, Relation, unique
from app.graph.walking import Reach, walk
from retrieval.graph_store import Node, NodeKind
from retrieval.identifiers import canonical


async def fields_in(within: Reach, registers: Sequence[Node]) -> list[Connection]:
    """All fields of these registers, with their descriptions."""
    return unique(
        Connection(
            Relation.FIELD,
            path.start.name,
            path.end.name,
            path.start.name,
            path.links[0].value,
            path.end.title,
            path.links,
        )
        for path in await walk(within, registers, (FIELDS_OF,))
    )


async def described_fields(within: Reach, keys: Sequence[str]) -> list[Connection]:
    """The fields whose own names or descriptions hold one of these names, all without any, yet without their
    places."""
    every = await within.store.find(within.versions, (), [NodeKind.FIELD])
    return [
        Connection(Relation.FIELD, node.name, node.name, node.key, title=node.title)
        for node in every
        if not keys or any(key in canonical(node.name) or key in canonical(node.title) for key in keys)
    ]


async def placed(within: Reach, field: Connection) -> list[Connection]:
    """A field of `described_fields` with its register and bits."""
    nodes = await within.store.find(within.versions, [field.within], [NodeKind.FIELD])
    found = [
        Connection(
            Relation.FIELD,
            path.end.name,
            field.name,
            path.end.name,
            path.links[0].value,
            field.title,
            path.links,
        )
        for path in await walk(within, nodes, (REGISTER_OF,))
    ]
    return unique(found)[:1]
