"""`hardware`: how a chip's parts are joined, by the knowledge graph."""

from collections.abc import Callable, Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.facts.decode import value_of
from app.graph import lookups
from app.graph.schemas import ConflictReply, ConnectionOut
from app.graph.service import store_of
from app.tools.places import Places
from app.tools.registers import not_found
from app.tools.schemas import HardwareArguments, HardwareResult
from app.tools.types import Caller, ToolResult, refusal
from retrieval.errors import GraphUnavailableError

HOW = "Give a `name`, an `address`, several `peripherals`, or an `other` chip."
DEGRADED = "graph"


async def hardware(caller: Caller, asked: HardwareArguments) -> ToolResult:
    """Whichever query the arguments ask for."""
    try:
        async with caller.resources.sessions() as session:
            try:
                result = await _asked(session, caller, asked)
            except NotFoundError as error:
                return await not_found(session, error, asked.chip)
    except GraphUnavailableError:
        return ToolResult("The knowledge graph is not available now.", degraded=(DEGRADED,), failed=True)
    return _result(caller, result) if result else refusal(HOW)


async def _asked(session: AsyncSession, caller: Caller, asked: HardwareArguments) -> HardwareResult | None:
    store = store_of(caller.resources.neo4j, caller.resources.sessions)
    if asked.peripherals:
        reply = await lookups.conflicts(session, store, asked.chip, asked.peripherals)
        return HardwareResult(chip=asked.chip, conflicts=reply, connections=reply.used)
    if asked.address:
        number = value_of(asked.address)
        found = await lookups.at(session, store, asked.chip, number) if number is not None else None
        return HardwareResult(chip=asked.chip, connections=found.data) if found else None
    if asked.other:
        differing = await lookups.compare(session, store, asked.chip, asked.other)
        return HardwareResult(chip=asked.chip, comparison=differing)
    if asked.name:
        thing = await lookups.thing(session, store, asked.chip, asked.name)
        return HardwareResult(chip=asked.chip, connections=thing.connections)
    return None


def _result(caller: Caller, found: HardwareResult) -> ToolResult:
    places = Places(caller)
    markers = places.on_page(one.place for one in found.connections)

    def marked(one: ConnectionOut) -> str:
        return f"{line(one)} {markers.get((one.place.version_id, one.place.page), '')}".rstrip()

    lines = [f"{found.chip}:"]
    if found.conflicts:
        lines += _conflict_lines(found.conflicts, marked)
    elif found.comparison:
        lines += [
            f"only {chip}, {kind}: {', '.join(names)}"
            for chip, only in zip(
                found.comparison.chips,
                (found.comparison.only_first, found.comparison.only_second),
                strict=True,
            )
            for kind, names in only.items()
            if names
        ]
    else:
        lines += [marked(one) for one in found.connections] or ["nothing is stated."]
    text = "\n".join((*lines, places.lines())).rstrip()
    data = found.model_copy(update={"sources": [source.out() for source in places.sources]})
    return ToolResult(text, places.sources, data)


def _conflict_lines(found: ConflictReply, marked: Callable[[ConnectionOut], str]) -> Iterable[str]:
    for kind, collisions in (("pin", found.pins), ("channel", found.channels), ("vector", found.vectors)):
        for one in collisions:
            yield f"{kind} {one.name} is wanted by: {'; '.join(marked(each) for each in one.wanted)}"
    if not (found.pins or found.channels or found.vectors):
        yield "nothing collides as the chip starts."
    elif found.pins and found.free:
        choice = ", ".join(f"{one.peripheral} {one.remap or 'default'}" for one in found.choice)
        yield f"no pin collides with these remaps: {choice}"
    elif found.pins:
        yield "no choice of remaps is free of colliding pins."


def line(one: ConnectionOut) -> str:
    """`USART1 enable: RCC_APB2PCENR.USART1EN 14:14`."""
    name = f"{one.within}.{one.name}" if one.within else one.name
    parts = (f"{one.subject} {one.relation}: {name}", one.value, f"({one.title})" if one.title else "")
    return " ".join(part for part in parts if part)
