"""Which bit enables the clock of a peripheral, and which resets it: by name and description together. Pure.

`TIM2EN` in a register of RCC whose text says `Timer 2 clock enable`: the name holds a peripheral's, the text
names it too, and says that it is about its clock. What the peripheral's own registers hold is its own matter.
"""

import re
from collections.abc import Iterator
from enum import Enum

from app.facts.gist import gist
from app.facts.records import BitField
from app.facts.rows import Located
from app.graph.building.inventory import Inventory
from app.graph.building.making import Maker, Stated
from retrieval.graph_store import Edge, EdgeKind, How, NodeKind
from retrieval.identifiers import canonical


class Role(Enum):
    ENABLE = EdgeKind.ENABLED_BY
    RESET = EdgeKind.RESET_BY


_CLOCK = re.compile(r"\bclk\b|clock|时钟", re.IGNORECASE)
_SWITCH = re.compile(
    r"enabl|disabl|gat(?:e|ing)|\bo(?:n|ff)\b|shut|stop|activ|turn|使能|开启|关闭|打开|门控|停止|禁止|允许",
    re.IGNORECASE,
)
_POWER = re.compile(
    r"power[- ]?(?:reduction|down|on|off|up)|shuts? down|功耗|掉电|断电|电源(?:开关|控制)", re.IGNORECASE
)
_RESET = re.compile(r"\breset(?:s|ting)?\b|复位", re.IGNORECASE)
_NO_MODULE = re.compile(
    r"flag|status|\bready\b|select|divid|prescal|interrupt|标志|状态|就绪|选择|分频|中断", re.IGNORECASE
)
"""Flags tell of a reset that was, selectors choose a clock: neither switches a module."""
_ASLEEP = re.compile(r"(?:in|during) (?:sleep|low[- ]power)|(?:睡眠|低功耗)模式", re.IGNORECASE)
_RESET_NAME = re.compile(r"RST|RESET|SRST")
ASLEEP = "sleep"
"""The value of an edge whose bit counts in low-power modes only."""


def gates(stated: Stated, here: Inventory, make: Maker) -> Iterator[Edge]:
    """Edges from peripherals to the bits that enable and reset them, and to the bus of an enabling one."""
    for one in stated.fields:
        for role, key, value in switched(one, here):
            peripheral = make.node(NodeKind.PERIPHERAL, here.name(key))
            field = make.node(NodeKind.FIELD, one.fact.name, gist(one.fact.description), one.fact.register)
            yield make.edge(role.value, peripheral, field, one, How.DESCRIBED, value)
            if role is Role.ENABLE and (bus := bus_of(one.fact.register)):
                yield make.edge(EdgeKind.ON_BUS, peripheral, make.node(NodeKind.BUS, bus), one, How.NAMED)


def switched(one: Located[BitField], here: Inventory) -> list[tuple[Role, str, str]]:
    """The peripherals that a field enables or resets."""
    fact = one.fact
    first = gist(fact.description)
    role = role_of(fact.name, first, fact.description)
    if role is None:
        return []
    owner = canonical(fact.peripheral)
    found = [key for key in here.confirmed(fact.name, first) if not _own(key, owner, fact.register)]
    value = ASLEEP if _ASLEEP.search(first) else ""
    found += [other for key in found for other in here.aliases(key, first)]
    return [(role, key, value) for key in dict.fromkeys(found)]


def role_of(name: str, first: str, whole: str) -> Role | None:
    """What a field does to a module, by its description's first sentence and its values."""
    if _NO_MODULE.search(first):
        return None
    if _RESET.search(first) and _RESET_NAME.search(canonical(name)):
        return Role.RESET
    if _CLOCK.search(first) and _SWITCH.search(whole):
        return Role.ENABLE
    return Role.ENABLE if _POWER.search(first) else None


def bus_of(register: str) -> str:
    """AHB or APB with its number, where a register is called after the bus."""
    match = re.search(r"A[HPX][BI]\d?(?=[A-Z_]|$)", canonical(register))
    return match[0] if match else ""


def _own(key: str, owner: str, register: str) -> bool:
    """Whether a register is the peripheral's own. What is called after a clock or a reset is none at all."""
    kind = key.rstrip("0123456789")
    mine = owner == key or owner.rstrip("*") == kind or canonical(register).startswith(key)
    return mine or bool(_RESET_NAME.fullmatch(kind) or _CLOCK.fullmatch(kind))
