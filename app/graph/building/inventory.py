"""Which peripherals a version speaks of, by its own facts, and which of them a name or a text means. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.facts.abbreviation import abbreviates
from app.graph.building.making import Stated
from retrieval.identifiers import canonical

FEWEST_SIGNALS = 2
"""Signals that begin with a name before it counts as a peripheral's."""
SHORTEST_ALIAS = 3
"""Letters of a name below which one letter more makes another name."""
_NAME = re.compile(r"[A-Z][A-Z0-9]+")
_PORT_PIN = re.compile(r"P([A-K])\d{1,2}")
_PORT = re.compile(
    r"(?<![A-Za-z])(?:GPIO|P|IO)([A-K])(?![A-Za-z0-9])|\bports?\s+([A-K])\b|端口\s*([A-K])(?![A-Za-z])"
    r"|(?<![A-Za-z])([A-K])\s*端口",
)
_SPACED = re.compile(r"(?<=[A-Za-z])[\s_/-]+(?=\d)")
"""`Timer 2`, `I2C 1`."""
_ONLY_SWITCHES = re.compile(r"(?:_|CLK|CLOCK|LP|SM|SLP|EN|RST|RESET|N|PR|RB)*")
"""What is left of a field's name without the peripheral's, where it says no more than that it is switched."""
_ENOUGH = 0.2
"""Share of a description's words that a name must be made of."""


@dataclass(frozen=True)
class Inventory:
    """Names of peripherals, in canonical form, each with its name as printed."""

    printed: dict[str, str]
    ports: frozenset[str]
    """Letters of ports that have pins here."""

    @cached_property
    def longest_first(self) -> tuple[str, ...]:
        """Names in the order in which one that stands in another comes behind it."""
        return tuple(sorted(self.printed, key=lambda name: (-len(name), name)))

    def name(self, key: str) -> str:
        """As printed; a name that only an instance's number parts from another is its own."""
        return self.printed.get(key, key)

    def in_name(self, name: str) -> list[str]:
        """The peripherals whose names an identifier holds, longest first, none inside another."""
        text, found = canonical(name), []
        for key in self.longest_first:
            if len(key) > 1 and (at := _held(key, text)) >= 0:
                end = at + len(key)
                digits = re.match(r"\d+", text[end:]) if not key[-1].isdigit() else None
                whole = key + digits[0] if digits else key
                found.append(whole)
                text = f"{text[:at]}·{text[at + len(whole) :]}"
        return found

    def in_text(self, text: str) -> list[str]:
        """The peripherals that a text names, in its order: `USART1`, `Timer 2` as TIM2, `port A` as GPIOA."""
        joined = _SPACED.sub("", text)
        words = re.findall(r"[A-Za-z][A-Za-z0-9]*", joined)
        found = dict.fromkeys(key for word in words if (key := word.upper()) in self.printed)
        for letter in (next(filter(None, groups)) for groups in _PORT.findall(text)):
            if letter in self.ports:
                found[self.port(letter)] = None
        return list(found)

    def aliases(self, key: str, text: str) -> list[str]:
        """Other names of a peripheral that a text names or spells out beside it: USART1 of `UART1`, in
        `Enables clock for USART1`; WWDT of `WDT`, in `Windowed watchdog timer`."""
        described = self.in_text(text)
        return [
            other
            for other in self.printed
            if other != key
            and _varies(other, key)
            and (other in described or abbreviates(other, text) > _ENOUGH)
        ]

    def port(self, letter: str) -> str:
        """The name of a port: GPIOA, or PA where the manual calls it so."""
        return next((key for key in (f"GPIO{letter}", f"P{letter}") if key in self.printed), f"GPIO{letter}")

    def confirmed(self, name: str, text: str) -> list[str]:
        """The peripherals that a field's name and its description agree on."""
        described = self.in_text(text)
        named = self.in_name(name)
        agreed = [
            key for key in named if key in described or abbreviates(key, _SPACED.sub(" ", text)) > _ENOUGH
        ]
        agreed = agreed or [
            key for key in named if _ONLY_SWITCHES.fullmatch(canonical(name).replace(key, "", 1))
        ]
        if agreed:
            return agreed[:1]
        ports = [key for key in described if _PORT.search(key) or key.startswith("GPIO")]
        return ports[:1] if ports and not (set(described) - set(ports)) else []


def inventory(stated: Stated) -> Inventory:
    """The peripherals of the facts: stated ones, owners of registers, prefixes of signals and interrupts."""
    names = [one.fact.name for one in stated.peripherals]
    names += [one.fact.peripheral for one in stated.registers]
    names += [name for one in stated.registers for name in instances(one.fact.peripheral, one.fact.instances)]
    names += _prefixes(name for pin in stated.pins for name in pin.fact.functions)
    vectors = (one.fact for one in stated.interrupts)
    placed = (one.name for one in vectors if one.number is not None or one.address is not None)
    names += _prefixes(placed, fewest=1)
    printed: dict[str, str] = {}
    for name in names:
        key = canonical(name)
        if _NAME.fullmatch(key):
            printed.setdefault(key, name)
    ports = {m[1] for one in stated.pins if (m := _PORT_PIN.fullmatch(canonical(one.fact.name)))}
    ports |= {key[-1] for key in printed if re.fullmatch(r"GPIO[A-K]", key)}
    return Inventory(printed, frozenset(ports))


def instances(peripheral: str, stated: Sequence[str]) -> list[str]:
    """`GPIO*` with A, C, D: the peripherals that it stands for."""
    return [peripheral.replace("*", one) for one in stated] if peripheral.count("*") == 1 else []


def _prefixes(names: Iterable[str], fewest: int = FEWEST_SIGNALS) -> list[str]:
    tails: dict[str, set[str]] = defaultdict(set)
    for name in names:
        head, _, tail = canonical(name).partition("_")
        if (tail or fewest == 1) and not _PORT_PIN.fullmatch(head) and len(head) > 1:
            tails[head].add(tail)
    return [head for head, own in tails.items() if len(own) >= fewest]


def _varies(one: str, other: str) -> bool:
    """Whether two names have the same number, and one has one letter more than the other."""
    first, second = one.rstrip("0123456789"), other.rstrip("0123456789")
    if one[len(first) :] != other[len(second) :] or min(len(first), len(second)) < SHORTEST_ALIAS:
        return False
    shorter, longer = sorted((first, second), key=len)
    letters = iter(longer)
    return len(longer) - len(shorter) == 1 and all(letter in letters for letter in shorter)


def _held(key: str, text: str) -> int:
    """Where a name stands in an identifier, not as part of a longer number; -1 for nowhere."""
    at = text.find(key)
    while at >= 0:
        end = at + len(key)
        cut = key[-1].isdigit() and text[end : end + 1].isdigit()
        inside = key[0].isalpha() and at > 0 and text[at - 1].isalpha() and len(key) < 3
        if not cut and not inside:
            return at
        at = text.find(key, at + 1)
    return -1
