"""Whether peripherals can be used together: which pins, channels and vectors two of them want. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.graph.queries import Connection
from retrieval.identifiers import canonical

DEFAULTS = frozenset({"", "0", "00", "000", "default"})
MOST_CHOICES = 4096


@dataclass(frozen=True, slots=True)
class Collision:
    """One pin, channel or vector that several peripherals want."""

    name: str
    wanted: tuple[Connection, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What collides as the chip starts, and a choice of remaps under which no pin does."""

    pins: tuple[Collision, ...]
    channels: tuple[Collision, ...]
    vectors: tuple[Collision, ...]
    remaps: tuple[tuple[str, str], ...] | None
    """Each peripheral with the value of its remap; None where no choice is free of collisions."""


def plan(
    pins: Mapping[str, Sequence[Connection]],
    channels: Mapping[str, Sequence[Connection]],
    vectors: Mapping[str, Sequence[Connection]],
) -> Plan:
    """By peripheral: the pins of its signals, its channels, its vectors."""
    pins = {name: _told(own) for name, own in pins.items()}
    # Behind a multiplexer nothing is wired before a program chooses.
    first = {name: [] if _chosen_singly(own) else _at(own, _values(own)[0]) for name, own in pins.items()}
    return Plan(collisions(first), collisions(channels), collisions(vectors), _free(pins))


def collisions(wanted: Mapping[str, Sequence[Connection]]) -> tuple[Collision, ...]:
    """What at least two peripherals want."""
    by_name: dict[str, dict[str, Connection]] = {}
    for peripheral, own in wanted.items():
        for one in own:
            by_name.setdefault(canonical(one.name), {}).setdefault(peripheral, one)
    return tuple(
        Collision(next(iter(each.values())).name, tuple(each.values()))
        for each in by_name.values()
        if len(each) > 1
    )


def _free(pins: Mapping[str, Sequence[Connection]]) -> tuple[tuple[str, str], ...] | None:
    """The first choice in which no two peripherals want one pin, found by going back where two do."""
    groups = [(name, options) for name, own in pins.items() for options in _options(own)]
    chosen: list[tuple[str, Option]] = []
    tried = 0

    def fits(name: str, option: Option) -> bool:
        taken = {pin for other, kept in chosen if other != name for pin in kept.pins}
        return taken.isdisjoint(option.pins)

    def choose(at: int) -> bool:
        nonlocal tried
        if at == len(groups):
            return True
        name, options = groups[at]
        for option in options:
            tried += 1
            if tried > MOST_CHOICES:
                return False
            if fits(name, option):
                chosen.append((name, option))
                if choose(at + 1):
                    return True
                chosen.pop()
        return False

    return tuple((name, option.label) for name, option in chosen) if choose(0) else None


@dataclass(frozen=True, slots=True)
class Option:
    """One way to place signals: a remap of all of a peripheral's, or one pin of one signal."""

    label: str
    pins: frozenset[str]


def _options(own: Sequence[Connection]) -> list[list[Option]]:
    """What has to be chosen: a remap for all or, where each pin has a multiplexer, a pin for each signal."""
    if not _chosen_singly(own):
        return [
            [
                Option(value, frozenset(canonical(one.name) for one in _at(own, value)))
                for value in _values(own)
            ]
        ]
    signals: dict[str, list[Option]] = {}
    for one in own:
        label = f"{one.within}: {one.name} {one.value}".strip()
        signals.setdefault(one.within, []).append(Option(label, frozenset({canonical(one.name)})))
    return list(signals.values())


def _pins(own: Sequence[Connection]) -> frozenset[str]:
    return frozenset(canonical(one.name) for one in own)


def _values(own: Sequence[Connection]) -> list[str]:
    """The values of a peripheral's remaps, the default first."""
    values = dict.fromkeys(one.value for one in own if one.value)
    return sorted(values, key=lambda value: (value not in DEFAULTS, value)) or [""]


def _told(own: Sequence[Connection]) -> list[Connection]:
    """Without pins of which one document does not say under which remap, where another says it."""
    valued = {canonical(one.within) for one in own if one.value}
    return [one for one in own if one.value or canonical(one.within) not in valued]


def _chosen_singly(own: Sequence[Connection]) -> bool:
    """Whether each signal has pins to choose from by itself."""
    if any(one.value for one in own):
        return any(one.value.startswith("AF") for one in own)
    return len({canonical(one.within) for one in own}) < len({(one.within, one.name) for one in own})


def _at(own: Sequence[Connection], value: str) -> list[Connection]:
    """The pins under one remap; signals without one are always there."""
    return [one for one in own if one.value in ("", value)]
