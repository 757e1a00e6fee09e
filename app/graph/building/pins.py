"""Pins in their packages, the signals that reach them, and whose signals these are. Pure."""

import re
from collections.abc import Iterator

from app.facts.records import Pin
from app.facts.rows import Located
from app.graph.building.inventory import Inventory
from app.graph.building.making import Maker, Stated
from retrieval.graph_store import Edge, EdgeKind, How, NodeKind
from retrieval.identifiers import canonical

_ASSIGNED = re.compile(r"(?P<field>[A-Za-z]\w*)\s*(?:\[[\d:]+\])?\s*=\s*(?:0b)?(?P<value>[01xX]{1,4})b?\b")
"""`USART1_RM=01` in a column's header."""
_ALTERNATE = re.compile(r"(AF\d{1,2}): ([^;]+)")
_INSTANCE = re.compile(r"_(\d)$")
"""`SCL_2`: the signal where its remap is 2."""
_SHORT = re.compile(r"([A-Z]{1,3})(\d)(?=[A-Z])")
"""U2 of U2TXD: a peripheral's letters with its number."""
DEFAULT, REMAPPED = "default", "remap"
_DEFAULT = re.compile(r"default|no remap|默认|缺省|复位", re.IGNORECASE)
_REMAP = re.compile(r"remap|mapping|重映射|映射", re.IGNORECASE)
_LED = re.compile(r"(default|alternate|remap|默认|复用|重映射)\s*[:：]", re.IGNORECASE)


def pins(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """From signals to pins, from pins to packages, from peripherals to signals."""
    selectors = {canonical(one.fact.name): one for one in stated.fields}
    for one in stated.pins:
        pin = make.node(NodeKind.PIN, one.fact.name)
        for package, number in one.fact.numbers:
            if package:
                case = make.node(NodeKind.PACKAGE, package)
                yield make.edge(EdgeKind.NUMBERED_IN, pin, case, one, value=number)
        for name in one.fact.functions:
            signal, value = routed(name, one.fact)
            node = make.node(NodeKind.SIGNAL, signal)
            yield make.edge(EdgeKind.ROUTED_TO, node, pin, one, value=value)
            for key in owners(name, one, here):
                peripheral = make.node(NodeKind.PERIPHERAL, here.name(key))
                yield make.edge(EdgeKind.CONTAINS, peripheral, node, one, How.NAMED)
            selecting = _ASSIGNED.search(one.fact.description)
            if selecting and (field := selectors.get(canonical(selecting["field"]))):
                chosen = make.node(NodeKind.FIELD, field.fact.name, "", field.fact.register)
                yield make.edge(EdgeKind.SELECTED_BY, node, chosen, field, How.NAMED)


def routed(name: str, pin: Pin) -> tuple[str, str]:
    """A signal without the mark of its remap, and what brings it to the pin."""
    for label, listed in _ALTERNATE.findall(pin.description):
        if name in re.split(r",\s*", listed):
            return name, label
    if assigned := _ASSIGNED.search(pin.description):
        return name, assigned["value"]
    if name.endswith("_"):
        return name.rstrip("_"), REMAPPED
    match = _INSTANCE.search(name)
    if match and "_" not in (bare := name[: match.start()]):
        return bare, match[1]
    return name, _by_column(name, pin)


def _by_column(name: str, pin: Pin) -> str:
    """`Default pins`, `Remapped pins` over a column, or `Remap:` before the name in the cell."""
    header = pin.description if len(pin.functions) == 1 else ""
    if _DEFAULT.search(header):
        return DEFAULT
    if _REMAP.search(header):
        return REMAPPED
    before = pin.provenance.quote.partition(name)[0]
    led = _LED.findall(before)
    if led and _REMAP.search(led[-1]):
        return REMAPPED
    return ""


def owners(name: str, one: Located[Pin], here: Inventory) -> list[str]:
    """Whose signal it is: by its first part, else by what is said of it behind its name."""
    head = canonical(name).partition("_")[0]
    if head in here.printed:
        return [head]
    if short := _SHORT.match(head):
        meant = [key for key in here.printed if key.startswith(short[1]) and key.endswith(short[2])]
        if len(meant) == 1:
            return meant
    clause = re.search(rf"(?<!\w){re.escape(name)}\s*[:：]\s*([^.;。；]+)", one.fact.description)
    return here.in_text(clause[1])[:1] if clause else []
