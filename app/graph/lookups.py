"""The typed queries for a chip's current documents: what HTTP, the tools and MCP give."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.facts.answers import Language
from app.facts.catalogue import chip_scope
from app.facts.schemas import PlaceOut
from app.graph.conflicts import Collision, plan
from app.graph.queries import (
    Connection,
    Relation,
    at_address,
    chips_with,
    connected,
    functions_of,
    named,
    pins_of,
    sharing,
)
from app.graph.schemas import (
    ChipDifference,
    ChoiceOut,
    CollisionOut,
    ConflictReply,
    ConnectionList,
    ConnectionOut,
    ThingOut,
)
from app.graph.walking import Reach, reach
from app.library.versions import VersionRow, allowed_versions
from retrieval.graph_store import EdgeKind, GraphStore, Node, NodeKind, Step
from retrieval.identifiers import canonical

_OF_PERIPHERAL = (
    Relation.ENABLE,
    Relation.RESET,
    Relation.BUS,
    Relation.SPEED,
    Relation.CLOCK,
    Relation.INTERRUPT,
    Relation.DMA,
    Relation.ADDRESS,
    Relation.REMAP,
    Relation.ERRATUM,
)
_THINGS = (NodeKind.PERIPHERAL, NodeKind.PIN, NodeKind.SIGNAL, NodeKind.INTERRUPT)
_COMPARED = (NodeKind.PERIPHERAL, NodeKind.INTERRUPT, NodeKind.PIN)
_SINGLE = {
    NodeKind.PERIPHERAL: (Relation.ADDRESS, Step(frozenset({EdgeKind.LOCATED_AT}))),
    NodeKind.INTERRUPT: (Relation.INTERRUPT, Step(frozenset({EdgeKind.INTERRUPTS_THROUGH}), False)),
    NodeKind.PIN: (Relation.PACKAGE, Step(frozenset({EdgeKind.NUMBERED_IN}), degree=64)),
}
"""What has one value, whoever says it."""
Rows = Mapping[str, VersionRow]


async def _chip(
    session: AsyncSession, store: GraphStore, chip: str, language: Language = "en"
) -> tuple[Reach, Rows]:
    scope = await chip_scope(session, chip, language)
    return await reach(store, scope.scope.versions), {row.id: row for row in scope.versions}


async def thing(
    session: AsyncSession, store: GraphStore, chip: str, name: str, language: Language = "en"
) -> ThingOut:
    """A peripheral, pin or signal of a chip, with all that it is joined to."""
    within, rows = await _chip(session, store, chip, language)
    nodes = await named(within, [name], _THINGS)
    if not nodes:
        raise NotFoundError(
            f"The documents of {chip} have no peripheral, pin or signal {name!r}.", param="name"
        )
    node = nodes[0]
    found = await everything(within, node)
    peripheral = node.kind is NodeKind.PERIPHERAL
    pins = [one for one in found if one.relation is Relation.PIN] if peripheral else []
    return ThingOut(
        chip=chip,
        name=node.name,
        kind=node.kind.value,
        connections=_out(found, rows),
        shared=await _shared(within, node, pins),
    )


async def _shared(within: Reach, peripheral: Node, pins: Sequence[Connection]) -> dict[str, list[str]]:
    """The signals of other peripherals on these pins."""
    nodes = await named(within, [one.name for one in pins], [NodeKind.PIN])
    own = {canonical(one.within) for one in pins}
    found: dict[str, list[str]] = {}
    for node in nodes:
        others = [one for one in await functions_of(within, node) if canonical(one.name) not in own]
        names = dict.fromkeys(one.name for one in others if one.within and one.within != peripheral.name)
        if names:
            found[node.name] = list(names)
    return found


async def everything(within: Reach, node: Node) -> list[Connection]:
    """All connections of a node, in the order in which a reader looks for them."""
    if node.kind is NodeKind.PIN:
        return [*await functions_of(within, node), *await connected(within, node, Relation.PACKAGE)]
    if node.kind is NodeKind.SIGNAL:
        return [*await pins_of(within, node), *await connected(within, node, Relation.REMAP)]
    found = [one for relation in _OF_PERIPHERAL for one in await connected(within, node, relation)]
    return [*found, *await sharing(within, node), *await pins_of(within, node)]


async def at(session: AsyncSession, store: GraphStore, chip: str, address: int) -> ConnectionList:
    """What stands at an address, the narrowest first."""
    within, rows = await _chip(session, store, chip)
    return ConnectionList(data=_out(await at_address(within, address), rows))


async def conflicts(
    session: AsyncSession, store: GraphStore, chip: str, peripherals: Sequence[str]
) -> ConflictReply:
    """Whether these peripherals can be used together."""
    within, rows = await _chip(session, store, chip)
    nodes = {name: await named(within, [name], [NodeKind.PERIPHERAL]) for name in dict.fromkeys(peripherals)}
    missing = [name for name, found in nodes.items() if not found]
    if missing:
        raise NotFoundError(
            f"The documents of {chip} have no peripheral {missing[0]!r}.", param="peripherals"
        )
    first = {found[0].name: found[0] for found in nodes.values()}
    pins = {name: await pins_of(within, node) for name, node in first.items()}
    channels = {name: await connected(within, node, Relation.DMA) for name, node in first.items()}
    vectors = {name: await connected(within, node, Relation.INTERRUPT) for name, node in first.items()}
    result = plan(pins, channels, vectors)
    return ConflictReply(
        chip=chip,
        pins=_collisions(result.pins, rows),
        channels=_collisions(result.channels, rows),
        vectors=_collisions(result.vectors, rows),
        free=result.remaps is not None,
        choice=[ChoiceOut(peripheral=name, remap=value) for name, value in result.remaps or ()],
        used=_out([one for own in pins.values() for one in own], rows),
    )


async def disagreements(session: AsyncSession, store: GraphStore, chip: str) -> list[CollisionOut]:
    """Base addresses and numbers of vectors and pins that documents of the chip give differently."""
    within, rows = await _chip(session, store, chip)
    nodes = await store.find(within.versions, (), list(_SINGLE)) if within.versions else []
    found = []
    for kind, (relation, step) in _SINGLE.items():
        own = {node.id: node for node in nodes if node.kind is kind}
        said: dict[tuple[str, str], list[Connection]] = {}
        for link in await store.expand(within.versions, sorted(own), step) if own else ():
            value = f"0x{link.low:08X}" if link.low is not None else link.value
            node = own[link.near]
            other = link.far.name if kind is NodeKind.PIN else ""
            one = Connection(relation, node.name, link.far.name, "", value, links=(link,))
            said.setdefault((node.key, canonical(other)), []).append(one)
        for each in said.values():
            sources = {(one.links[0].far.scope, one.value) for one in each if one.value}
            if len({scope for scope, _ in sources}) > 1 and _differ(each):
                found.append(CollisionOut(name=each[0].subject, wanted=_out(_once(each), rows)))
    return found


def _differ(said: Sequence[Connection]) -> bool:
    """Whether two documents share no value; one that gives several need only have the other's."""
    values: dict[str, set[str]] = {}
    for one in said:
        values.setdefault(one.links[0].far.scope, set()).add(one.value)
    first, *others = values.values()
    return any(first.isdisjoint(other) for other in others)


def _once(said: Sequence[Connection]) -> list[Connection]:
    """Each value of each document once."""
    return list({(one.links[0].far.scope, one.value): one for one in said}.values())


async def chips_that_have(session: AsyncSession, store: GraphStore, peripheral: str) -> ConnectionList:
    """The chips whose current documents have the peripheral."""
    rows = await allowed_versions(session)
    within = await reach(store, [row.id for row in rows])
    return ConnectionList(data=_out(await chips_with(within, peripheral), {row.id: row for row in rows}))


async def compare(session: AsyncSession, store: GraphStore, one: str, other: str) -> ChipDifference:
    """What two chips' documents do not share."""
    first, second = [await _held(*await _chip(session, store, chip)) for chip in (one, other)]
    return ChipDifference(
        chips=(one, other),
        only_first=_less(first, second),
        only_second=_less(second, first),
        shared={kind: len(first[kind].keys() & second[kind].keys()) for kind in first},
    )


async def _held(within: Reach, _rows: Rows) -> dict[str, dict[str, str]]:
    """Names by kind and canonical name."""
    found: dict[str, dict[str, str]] = {kind.value: {} for kind in _COMPARED}
    for node in await within.store.find(within.versions, (), _COMPARED) if within.versions else ():
        found[node.kind.value].setdefault(node.key, node.name)
    return found


def _less(one: dict[str, dict[str, str]], other: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    return {
        kind: sorted(name for key, name in own.items() if key not in other[kind]) for kind, own in one.items()
    }


def _collisions(found: Iterable[Collision], rows: Rows) -> list[CollisionOut]:
    return [CollisionOut(name=one.name, wanted=_out(one.wanted, rows)) for one in found]


def _out(found: Iterable[Connection], rows: Rows) -> list[ConnectionOut]:
    return [
        ConnectionOut(
            relation=one.relation,
            subject=one.subject,
            name=one.name,
            within=one.within,
            value=one.value,
            title=one.title,
            how=one.links[0].how,
            place=_place(one, rows),
        )
        for one in found
        if one.links and one.links[0].version_id in rows and canonical(one.name)
    ]


def _place(one: Connection, rows: Rows) -> PlaceOut:
    link = one.links[0]
    row = rows[link.version_id]
    return PlaceOut(
        document=row.file_name,
        document_id=row.document_id,
        version_id=row.id,
        revision=row.revision,
        page=link.page,
        bbox=link.box,
        source=link.how,
        quote=link.quote,
    )
