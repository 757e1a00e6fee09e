"""What the graph has of each relation that a question asks of its anchor; nothing where one is missing."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from app.graph.answering.anchors import Anchor, port_of, same_package
from app.graph.answering.channels import registers_of
from app.graph.answering.describing import described
from app.graph.answering.reading import ASKED_OF_FIELDS, BIT, FUNCTION, PORTS, SHARE, Wanted
from app.graph.conflicts import DEFAULTS
from app.graph.queries import (
    Connection,
    Relation,
    competing,
    connected,
    fields_for,
    functions_of,
    named,
    pins_of,
    sharing,
)
from app.graph.walking import Reach
from retrieval.graph_store import Node, NodeKind
from retrieval.identifiers import canonical

MOST_EACH = 4
MOST_FUNCTIONS = 8
FIELDS = frozenset({Relation.ENABLE, Relation.RESET, Relation.REMAP, Relation.FIELD})
"""What says which field."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands around a part."""

    whole: Wanted
    ignored: Collection[str]
    """Words that questions are made of."""


async def related(
    within: Reach, wanted: Wanted, anchor: Anchor, beside: Beside | None = None
) -> list[Connection] | None:
    """All that is asked, in the order in which it is said; None where one relation has nothing.

    Of a part, `beside` the rest of its question, some may be found alone, and fields by their descriptions.
    """
    found: list[Connection] = []
    routed = await _routed(within, wanted, anchor)
    for relation in wanted.relations:
        if relation is Relation.PIN and not routed and (anchor.indirect or anchor.pins):
            continue  # the pin is what is asked about
        own = await _of(within, relation, wanted, anchor, routed)
        if not own and not (relation is Relation.REMAP and routed) and not beside:
            return None
        found += own[:MOST_EACH]
    channels = [one for one in found if one.relation is Relation.DMA]
    if SHARE in wanted.cues and channels:
        taken = {one.value for one in channels}
        found += [one for one in await competing(within, channels) if one.name not in taken][:MOST_EACH]
    elif SHARE in wanted.cues:
        found += [one for node in anchor.subjects for one in await sharing(within, node)]
    found += await _numbers(within, wanted, anchor, routed)
    if FUNCTION in wanted.cues:
        found += await _functions(within, anchor, routed)
    registers = await _registers(within, wanted)
    # The pins first, whose ports may follow; a remap is mostly a condition, and is said last.
    found.sort(key=lambda one: (one.relation is Relation.REMAP, one.relation is not Relation.PIN))
    missing = [one for one in registers if all(canonical(each.within) != one.key for each in found)]
    if missing:
        keys = _keys(anchor) or await _signals_at(within, anchor)
        fields = await fields_for(within, missing, keys)
        if not fields and not beside:
            return None
        found += fields[:MOST_EACH]
    return await _told(within, wanted, anchor, found, registers, beside) if beside else found


async def _registers(within: Reach, wanted: Wanted) -> list[Node]:
    """The registers that are named; the store would give all of them for no name."""
    if not wanted.names:
        return []
    return await within.store.find(within.versions, wanted.names, [NodeKind.REGISTER])


async def _told(
    within: Reach,
    part: Wanted,
    anchor: Anchor,
    found: Sequence[Connection],
    registers: Sequence[Node],
    beside: Beside,
) -> list[Connection]:
    """What was found for a part, and the field that it describes where it asks for one that was not."""
    named = {one.key for one in registers}
    held = _within(found, named) if registers else list(found)
    asks = part.cues & ASKED_OF_FIELDS and Relation.ADDRESS not in part.relations
    if not asks or any(one.relation in FIELDS for one in held):
        return held
    about = [name for name in part.names if name not in named] or _keys(anchor)
    return [*held, *await described(within, part, beside.whole, about, registers, beside.ignored)]


def _within(found: Sequence[Connection], registers: Collection[str]) -> list[Connection]:
    """Without the fields of other registers, where those that are named hold one."""
    here = [one for one in found if one.relation not in FIELDS or canonical(one.within) in registers]
    return here if any(one.relation in FIELDS for one in here) else list(found)


async def _of(
    within: Reach, relation: Relation, wanted: Wanted, anchor: Anchor, routed: Sequence[Connection]
) -> list[Connection]:
    if relation is Relation.PIN:
        return list(routed)
    if relation is Relation.ENABLE and routed and PORTS in wanted.cues:
        return await _ports(within, routed)
    subjects = list(anchor.subjects)
    if relation is Relation.REMAP:
        names = [one.name for one in anchor.steps if one.relation is Relation.PIN]
        names += [*anchor.signals, *(one.within for one in routed)]
        subjects = [*await named(within, list(dict.fromkeys(names)), [NodeKind.SIGNAL]), *subjects]
    if relation is Relation.INTERRUPT and Relation.DMA in wanted.relations:
        channels = [one.name for one in await _of(within, Relation.DMA, wanted, anchor, routed)]
        subjects = await named(within, channels, [NodeKind.DMA_CHANNEL]) or subjects
    if relation is Relation.ADDRESS and BIT in wanted.cues and Relation.DMA in wanted.relations:
        serving = await _of(within, Relation.DMA, wanted, anchor, routed)
        if registers := await registers_of(within, serving, wanted.text):
            return registers
    found = [one for node in subjects for one in await connected(within, node, relation)]
    if relation is Relation.ADDRESS and not found:
        nodes = await named(within, wanted.names, [NodeKind.REGISTER])
        found = [one for node in nodes for one in await connected(within, node, relation)]
    if relation is Relation.DMA:
        return requested(found, wanted)
    if relation is Relation.REMAP:
        found = list({(one.name, one.within): one for one in found}.values())
    # Who asks for `the bit in RCC` asks nothing of RCC.
    owners = {canonical(one.within).partition("_")[0] for one in found}
    return [one for one in found if canonical(one.subject) not in owners]


def requested(found: Sequence[Connection], wanted: Wanted) -> list[Connection]:
    """The channels of the requests that the question speaks of: `TIM2 update`, `SPI1 transmission`."""
    spoken = {*wanted.roles, *wanted.names}

    def asked(one: Connection) -> bool:
        return re.split(r"[\s_]", canonical(one.value))[-1] in spoken

    return [one for one in found if asked(one)] or list(found)


async def _routed(within: Reach, wanted: Wanted, anchor: Anchor) -> list[Connection]:
    """The pins of the signals that the question names, under the remap that it names; of a peripheral all."""
    if anchor.indirect or not {Relation.PIN, Relation.REMAP} & set(wanted.relations):
        return []
    nodes = await named(within, anchor.signals, [NodeKind.SIGNAL]) if anchor.signals else []
    if not nodes and (Relation.REMAP in wanted.relations or FUNCTION in wanted.cues):
        nodes = list(anchor.subjects)
    found: list[Connection] = []
    for node in nodes:
        own = await pins_of(within, node)
        chosen = [one for one in own if any(_fits(one.value, value) for value in wanted.values)]
        plain = [one for one in own if one.value in DEFAULTS]
        moved = own if Relation.REMAP in wanted.relations and not wanted.values else plain or own
        found += chosen or ([] if wanted.values else moved)
    return list({(one.within, one.name): one for one in found}.values())


async def _numbers(
    within: Reach, wanted: Wanted, anchor: Anchor, routed: Sequence[Connection]
) -> list[Connection]:
    """The numbers of pins in the packages that the question names, or that they have none there."""
    names = [*(one.name for one in routed), *(pin.name for pin in anchor.pins)]
    found: list[Connection] = []
    for node in await named(within, names, [NodeKind.PIN]) if wanted.packages and names else []:
        own = await connected(within, node, Relation.PACKAGE)
        for package in wanted.packages:
            here = [one for one in own if same_package(one.name, package)]
            absent = [replace(own[0], relation=Relation.ABSENT, name=package, value="")] if own else []
            found += here or absent
    return found[: 2 * MOST_EACH]


async def _functions(within: Reach, anchor: Anchor, routed: Sequence[Connection]) -> list[Connection]:
    """What else the pins can be, a line for each."""
    names = [*(one.name for one in routed), *(pin.name for pin in anchor.pins)]
    found = []
    for node in await named(within, names, [NodeKind.PIN]) if names else []:
        own = await functions_of(within, node)
        others = list(
            dict.fromkeys(one.name for one in own if one.name not in {each.within for each in routed})
        )
        if others:
            listed = ", ".join(others[:MOST_FUNCTIONS])
            found.append(replace(own[0], relation=Relation.FUNCTION, name=listed, value=""))
    return found


async def _signals_at(within: Reach, anchor: Anchor) -> list[str]:
    """The signals of the pins that a question is about: PCINT3 of PB3."""
    return [canonical(one.name) for pin in anchor.pins for one in await functions_of(within, pin)]


async def _ports(within: Reach, routed: Sequence[Connection]) -> list[Connection]:
    """The clock of the ports that the pins belong to."""
    letters = dict.fromkeys(port_of(one.name) for one in routed)
    nodes = await named(within, [f"GPIO{letter}" for letter in letters if letter], [NodeKind.PERIPHERAL])
    return [one for node in nodes for one in await connected(within, node, Relation.ENABLE)]


def _keys(anchor: Anchor) -> list[str]:
    """The names by which a register's field may be the anchor's."""
    names = [node.key for node in anchor.subjects]
    names += [canonical(one.name) for one in anchor.steps if one.relation is Relation.PIN]
    return [*dict.fromkeys((*anchor.signals, *names))]


def _fits(value: str, asked: str) -> bool:
    """Whether a remap's value, which may leave a bit open, is the one asked for."""
    pairs = zip(value.lower(), asked, strict=False)
    return len(value) == len(asked) and all(one in (other, "x") for one, other in pairs)
