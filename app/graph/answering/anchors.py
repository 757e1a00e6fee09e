"""Where a question's walk begins: the pin, signal, address or peripheral that it names, and what that is.

The anchor is followed to the peripherals that it stands for: an address to what lives there, a pin by the
words of the question to one of its signals, and that to its peripheral.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.graph.answering.reading import DEFAULT, Wanted
from app.graph.conflicts import DEFAULTS
from app.graph.queries import OWNERS_OF, Connection, Relation, at_address, functions_of, named
from app.graph.walking import Reach, walk
from retrieval.graph_store import EdgeKind, Node, NodeKind, Step
from retrieval.identifiers import canonical

_NUMBERED = Step(frozenset({EdgeKind.NUMBERED_IN}), False, frozenset({NodeKind.PIN}), 512)
_LINE = re.compile(r"(?:EXTI|EINT)\d{1,2}")
MOST = 4


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a question begins with, and what it stands for."""

    subjects: tuple[Node, ...]
    """Peripherals and signals to ask further about."""
    steps: tuple[Connection, ...] = ()
    """What led to them."""
    pins: tuple[Node, ...] = ()
    indirect: bool = False
    """Whether the question does not name the subjects itself."""
    signals: tuple[str, ...] = field(default=())
    """Signals of the subjects that the question names."""


async def anchors(within: Reach, wanted: Wanted) -> Anchor | None:
    """The anchor of a question; None where it has none, or one that may be several things."""
    if wanted.addresses:
        return await _addressed(within, wanted)
    kinds = (NodeKind.PIN, NodeKind.SIGNAL, NodeKind.PERIPHERAL, NodeKind.INTERRUPT)
    nodes = await named(within, wanted.names, kinds)
    pins = [node for node in nodes if node.kind is NodeKind.PIN]
    peripherals = [node for node in nodes if node.kind is NodeKind.PERIPHERAL]
    signals = [node for node in nodes if node.kind is NodeKind.SIGNAL and "_" in node.key]
    signals += await _compound(within, wanted, peripherals)
    if not (signals or pins):
        owners = {node.key for node in peripherals}
        plain = [node for node in nodes if node.kind is NodeKind.SIGNAL and node.key not in owners]
        signals = [node for node in plain if len(node.key) > len("TX")]
    numbered = await _numbered(within, wanted)
    if signals and not numbered:
        return await _signalled(within, signals, peripherals, pins)
    if pins or numbered:
        return await _carried(within, wanted, pins or numbered, peripherals)
    return Anchor(tuple(peripherals[:MOST])) if peripherals else None


async def _addressed(within: Reach, wanted: Wanted) -> Anchor | None:
    """What lives at the first address: the narrowest peripheral, or the one whose register stands there."""
    for address in wanted.addresses:
        there = await at_address(within, address)
        mapped = {one.name for one in there if one.title == NodeKind.PERIPHERAL.value}
        # A register that another peripheral's table seems to put here is misread: the address map decides.
        for one in sorted(there, key=lambda one: bool(mapped) and (one.within or one.name) not in mapped):
            name = one.within or (one.name if one.title == NodeKind.PERIPHERAL.value else "")
            subjects = await named(within, [name], [NodeKind.PERIPHERAL]) if name else []
            if subjects:
                return Anchor(tuple(subjects[:1]), (one,), indirect=True)
    return None


async def _numbered(within: Reach, wanted: Wanted) -> list[Node]:
    """The pins that have the numbers asked for in the package asked for."""
    if not (wanted.packages and wanted.numbers):
        return []
    packages = await within.store.find(within.versions, (), [NodeKind.PACKAGE])
    meant = [one for one in packages if any(same_package(one.name, name) for name in wanted.packages)]
    found = [
        path.end for path in await walk(within, meant, (_NUMBERED,)) if path.links[0].value in wanted.numbers
    ]
    return list({node.key: node for node in found}.values())


async def _carried(
    within: Reach, wanted: Wanted, pins: Sequence[Node], peripherals: Sequence[Node]
) -> Anchor | None:
    """A pin with the one signal that the question's words choose."""
    found: list[Connection] = []
    for pin in pins[:MOST]:
        own = await functions_of(within, pin)
        external = [one for one in own if _LINE.fullmatch(one.name)]
        found += external[:1] if external and "interrupt" in wanted.cues else _chosen(own, wanted)
    owners = dict.fromkeys(one.within for one in found if one.within)
    lines = [one.name for one in found if _LINE.fullmatch(one.name)]
    subjects = await named(within, lines, [NodeKind.SIGNAL]) if lines else []
    subjects += await named(within, list(owners), [NodeKind.PERIPHERAL]) if len(owners) == 1 else []
    leading = {one.name: one for one in reversed(found) if one.within in owners or one.name in lines}
    steps = tuple(leading.values())[::-1][:MOST]
    if not subjects:
        several = tuple(leading.values())[::-1] if len(owners) <= len(wanted.names) else ()
        return Anchor(tuple(peripherals[:MOST]), several[:MOST], tuple(pins))
    return Anchor(tuple(subjects), steps, tuple(pins), True)


def _chosen(own: Sequence[Connection], wanted: Wanted) -> list[Connection]:
    """The signals of a pin that the question speaks of: by name, by kind of peripheral and role."""
    meant = [one for one in own if one.within and _spoken(one, wanted)]
    if DEFAULT in wanted.cues:
        plain = [one for one in meant if one.value in DEFAULTS]
        meant = plain or meant
    roles = [one for one in meant if _role(one.name, wanted)]
    return roles or meant


def _spoken(one: Connection, wanted: Wanted) -> bool:
    """Whether the question names the signal, its peripheral, or the peripheral's kind: `USART` for USART1."""
    kind = canonical(one.within).rstrip("0123456789")
    spoken = set(wanted.names) | {word.upper() for word in re.findall(r"[a-z]{3,}", wanted.text)}
    return bool({canonical(one.name), canonical(one.within), kind} & spoken) or _role(one.name, wanted)


def _role(signal: str, wanted: Wanted) -> bool:
    """Whether the question has the signal's role as a word: TX for USART1_TX and for TXD1."""
    tail = canonical(signal).rpartition("_")[2]
    forms = {tail, tail.rstrip("0123456789"), tail.rstrip("0123456789").removesuffix("D")}
    return bool({form for form in forms if len(form) > 1} & {*wanted.names, *wanted.roles})


async def _compound(within: Reach, wanted: Wanted, peripherals: Sequence[Node]) -> list[Node]:
    """`the TX of USART1`: signals whose names are a peripheral's and a word's."""
    whole = [node.key for node in peripherals if node.key in wanted.names]
    keys = [f"{key}_{name}" for key in whole for name in wanted.names if name != key]
    return await within.store.find(within.versions, keys, [NodeKind.SIGNAL]) if keys else []


async def _signalled(
    within: Reach, signals: Sequence[Node], peripherals: Sequence[Node], pins: Sequence[Node]
) -> Anchor:
    unique = list({node.key: node for node in signals}.values())
    owners = await walk(within, unique[:MOST], (OWNERS_OF,))
    subjects = list({path.end.key: path.end for path in owners}.values())
    meant = [node for node in peripherals if node.key in {one.key for one in subjects}]
    subjects = meant or subjects or list(peripherals)
    names = tuple(node.key for node in unique[:MOST])
    return Anchor(tuple(subjects[:MOST]), pins=tuple(pins[:MOST]), signals=names)


def same_package(printed: str, asked: str) -> bool:
    """`LQFP48/UFQFPN48` and `QFN20 F1` hold LQFP48 and QFN20."""
    return asked in re.split(r"[/ ,]", printed.upper().replace("-", ""))


def port_of(pin: str) -> str:
    """The letter of a pin's port."""
    match = re.fullmatch(r"P([A-K])\d{1,2}", canonical(pin))
    return match[1] if match else ""


__all__ = ["Anchor", "Relation", "anchors", "port_of", "same_package"]
