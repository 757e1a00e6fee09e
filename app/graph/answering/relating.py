"""What the graph has of each relation that a question asks of its anchor; nothing where one is missing."""

from collections.abc import Sequence
from dataclasses import replace

from app.graph.answering.anchors import Anchor, port_of, same_package
from app.graph.answering.reading import FUNCTION, PORTS, SHARE, Wanted
from app.graph.conflicts import DEFAULTS
from app.graph.queries import (
    Connection,
    Relation,
    connected,
    fields_for,
    functions_of,
    named,
    pins_of,
    sharing,
)
from app.graph.walking import Reach
from retrieval.graph_store import NodeKind
from retrieval.identifiers import canonical

MOST_EACH = 4
MOST_FUNCTIONS = 8


async def related(within: Reach, wanted: Wanted, anchor: Anchor) -> list[Connection] | None:
    """All that is asked, in the order in which it is said; None where one relation has nothing."""
    found: list[Connection] = []
    routed = await _routed(within, wanted, anchor)
    for relation in wanted.relations:
        if relation is Relation.PIN and not routed and (anchor.indirect or anchor.pins):
            continue  # the pin is what is asked about
        own = await _of(within, relation, wanted, anchor, routed)
        if not own and not (relation is Relation.REMAP and routed):
            return None
        found += own[:MOST_EACH]
    if SHARE in wanted.cues:
        found += [one for node in anchor.subjects for one in await sharing(within, node)]
    found += await _numbers(within, wanted, anchor, routed)
    if FUNCTION in wanted.cues:
        found += await _functions(within, anchor, routed)
    registers = await within.store.find(within.versions, wanted.names, [NodeKind.REGISTER])
    # The pins first, whose ports may follow; a remap is mostly a condition, and is said last.
    found.sort(key=lambda one: (one.relation is Relation.REMAP, one.relation is not Relation.PIN))
    missing = [one for one in registers if all(canonical(each.within) != one.key for each in found)]
    if missing and wanted.names:
        fields = await fields_for(within, missing, _keys(anchor))
        if not fields:
            return None
        found += fields[:MOST_EACH]
    return found


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
    found = [one for node in subjects for one in await connected(within, node, relation)]
    if relation is Relation.REMAP:
        found = list({(one.name, one.within): one for one in found}.values())
    # Who asks for `the bit in RCC` asks nothing of RCC.
    owners = {canonical(one.within).partition("_")[0] for one in found}
    return [one for one in found if canonical(one.subject) not in owners]


async def _routed(within: Reach, wanted: Wanted, anchor: Anchor) -> list[Connection]:
    """The pins of the signals that the question names, under the remap that it names; of a peripheral all."""
    if anchor.indirect or not {Relation.PIN, Relation.REMAP} & set(wanted.relations):
        return []
    nodes = await named(within, anchor.signals, [NodeKind.SIGNAL]) if anchor.signals else []
    if not nodes and Relation.REMAP in wanted.relations:
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
