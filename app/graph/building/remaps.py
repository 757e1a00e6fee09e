"""Fields that move a peripheral's signals to other pins, by what each of their values says. Pure.

`1: RXD2_/TXD2_ is mapped to PB[22]/PB[23]` and `0: No remap (TX/PA9, RX/PA10)` both pair signals with pins.
"""

import re
from collections.abc import Iterator

from app.facts.encodings import encodings
from app.facts.gist import gist
from app.graph.building.inventory import Inventory
from app.graph.building.making import Maker, Stated
from retrieval.graph_store import Edge, EdgeKind, How, NodeKind
from retrieval.identifiers import canonical

_MAPS = re.compile(r"\bre-?map|\bmapp(?:ed|ing)\b|映射", re.IGNORECASE)
_PIN = r"P[A-K](?:\d{1,2}|\[\d{1,2}\])"
_BESIDE = re.compile(rf"([A-Za-z][A-Za-z0-9_+#-]*)\s*/\s*({_PIN})(?![\w\]])")
_LIST = re.compile(r"[A-Za-z][A-Za-z0-9_+#-]*(?:\s*/\s*[A-Za-z0-9_+#-]+)*")
_PINS = re.compile(rf"{_PIN}(?:\s*/\s*{_PIN})*")
MOST_SIGNALS = 16


def remaps(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """From peripherals and signals to the field that moves them; from signals to the pins of each value."""
    for one in stated.fields:
        first = gist(one.fact.description)
        keys = here.confirmed(one.fact.name, first) if _MAPS.search(first) else []
        if not keys:
            continue
        peripheral = make.node(NodeKind.PERIPHERAL, here.name(keys[0]))
        field = make.node(NodeKind.FIELD, one.fact.name, first, one.fact.register)
        yield make.edge(EdgeKind.SELECTED_BY, peripheral, field, one, How.DESCRIBED)
        for value in one.fact.values or encodings(one.fact.description):
            for name, pin in pairs(value.meaning):
                signal = make.node(NodeKind.SIGNAL, _whole(name, here.name(keys[0])))
                yield make.edge(EdgeKind.CONTAINS, peripheral, signal, one, How.DESCRIBED)
                yield make.edge(EdgeKind.SELECTED_BY, signal, field, one, How.DESCRIBED)
                target = make.node(NodeKind.PIN, pin)
                yield make.edge(EdgeKind.ROUTED_TO, signal, target, one, How.DESCRIBED, value.value)


def pairs(meaning: str) -> list[tuple[str, str]]:
    """Each signal of a value's meaning with its pin: in pairs, or a list of signals beside a list of pins."""
    beside = [(name, pin) for name, pin in _BESIDE.findall(meaning) if not re.fullmatch(_PIN, name)]
    if beside:
        return [(name.rstrip("_"), _plain(pin)) for name, pin in beside]
    match = _PINS.search(meaning)
    pins = re.findall(_PIN, match[0]) if match else []
    named = _LIST.match(meaning)
    names = [name.strip() for name in named[0].split("/")] if named and pins else []
    head = re.match(r"[A-Za-z]+", names[0]) if names else None
    full = [name if not name[:1].isdigit() or head is None else f"{head[0]}{name}" for name in names]
    same = len(full) == len(pins) <= MOST_SIGNALS
    return [(name.rstrip("_"), _plain(pin)) for name, pin in zip(full, pins, strict=True)] if same else []


def _plain(pin: str) -> str:
    return pin.replace("[", "").replace("]", "")


def _whole(name: str, peripheral: str) -> str:
    """`TX` under USART1 is USART1_TX; TXD1 and SCL are names by themselves."""
    return (
        f"{peripheral}_{name}"
        if re.fullmatch(r"[A-Z]{2,3}", canonical(name)) and peripheral[-1:].isdigit()
        else name
    )
