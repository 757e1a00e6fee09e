"""Statements about limits, pins and interrupts, with wrong values from other rows and limits. Pure."""

import random
import re
from collections.abc import Iterator, Sequence

from app.facts.records import Parameter
from app.facts.repository import Located
from benchmarks.planting_types import Pool, Slots, Statement, planted

_LIMITS = (("min", "minimum"), ("typ", "typical"), ("max", "maximum"))


_PLAIN = re.compile(r"[-–−]?\d+(?:\.\d+)?")


_UNITS = {"V": "mV", "mV": "V", "mA": "µA", "uA": "mA", "µA": "mA", "μA": "mA", "MHz": "kHz", "KHz": "MHz", "kHz": "MHz", "ns": "µs",  # noqa: E501 - one pattern or case, one line
          "us": "ms", "µs": "ms", "μs": "ms", "ms": "µs", "pF": "nF", "kΩ": "Ω", "KΩ": "Ω", "nA": "µA", "s": "ms", "mW": "W"}  # fmt: skip  # noqa: E501 - one pattern or case, one line
"""Units that are planted for others."""


def _described(pool: Pool) -> list[Located[Parameter]]:
    """Rows whose names say what they are."""
    found = []
    for located in pool.parameters:
        one = located.fact
        latin = re.fullmatch(r"[A-Za-z][A-Za-z ,/()-]{7,60}", one.name) and pool.language == "en"
        chinese = re.fullmatch(r"[\u4e00-\u9fffA-Z]{4,24}", one.name) and pool.language == "zh"
        if (latin or chinese) and one.unit in _UNITS and len(one.condition) < 50 and "|" not in one.condition:
            found.append(located)
    return found


def _condition(one: Parameter, language: str) -> tuple[str, str]:
    plain = " ".join(one.condition.split())
    if not plain:
        return "", ""
    return (f"（{plain}）", f"{plain} 时，") if language == "zh" else (f" ({plain})", "")


def _what(one: Parameter, language: str) -> str:
    name = one.name.rstrip(" .,")
    if language == "en" and name[1:2].islower():
        name = name[0].lower() + name[1:]
    return (
        f"{name} ({one.symbol})"
        if one.symbol and language == "en"
        else f"{name}{one.symbol and ' ' + one.symbol}"
    )


def _same_row(one: Parameter, other: Parameter) -> bool:
    return (one.symbol, one.name, one.condition) == (other.symbol, other.name, other.condition)


def parameters(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    rows = _described(pool)
    for position, located in enumerate(rows):
        one = located.fact
        label, attribute = draw.choice(_LIMITS)
        printed = getattr(one, attribute)
        if not _PLAIN.fullmatch(printed):
            continue
        twins = [o.fact for o in pool.parameters if _same_row(one, o.fact)]
        true = {getattr(o, attribute) for o in twins}
        around = [o.fact for o in rows[max(0, position - 3) : position + 4] if not _same_row(one, o.fact)]
        options = _wrong_limits(one, label, printed, around, draw)
        wrong = tuple(
            (how, {"value": f"{number} {unit}"})
            for how, number, unit in options
            if not (unit == one.unit and any(_equal(number, value) for value in true))
        )
        slots = _parameter_slots(one, pool.language) | {"label": label, "value": f"{printed} {one.unit}"}
        yield planted("parameter", pool, slots, wrong, located, (printed.lstrip("-–−"), one.unit))


def _wrong_limits(
    one: Parameter, label: str, printed: str, around: Sequence[Parameter], draw: random.Random
) -> Iterator[tuple[str, str, str]]:
    for other, attribute in _LIMITS:
        value = getattr(one, attribute)
        if other != label and _PLAIN.fullmatch(value) and not _equal(value, printed):
            yield f"{other} for {label}", value, one.unit
    for row in around:
        for _, attribute in _LIMITS:
            value = getattr(row, attribute)
            if row.unit == one.unit and _PLAIN.fullmatch(value) and not _equal(value, printed):
                yield "another row's value", value, one.unit
                break
    if not _equal(printed, "0"):
        yield "unit changed", printed, _UNITS[one.unit]
    yield "digit changed", _digit(printed, draw), one.unit


def _digit(printed: str, draw: random.Random) -> str:
    places = [i for i, c in enumerate(printed) if c.isdigit()]
    at = draw.choice(places)
    other = draw.choice([digit for digit in "123456789" if digit != printed[at]])
    return printed[:at] + other + printed[at + 1 :]


def _equal(one: str, other: str) -> bool:
    try:
        return float(one.replace("–", "-").replace("−", "-")) == float(
            other.replace("–", "-").replace("−", "-")
        )
    except ValueError:
        return one == other


def _parameter_slots(one: Parameter, language: str) -> Slots:
    condition, first = _condition(one, language)
    return {"what": _what(one, language), "cond": condition, "cond_first": first}


def ranges(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    for located in _described(pool):
        one = located.fact
        if not (_PLAIN.fullmatch(one.minimum) and _PLAIN.fullmatch(one.maximum)) or _equal(
            one.minimum, one.maximum
        ):
            continue
        right = _parameter_slots(one, pool.language) | {
            "value": f"{one.minimum} {one.unit}",
            "value2": f"{one.maximum} {one.unit}",
        }
        stated = [o.fact.maximum for o in pool.parameters if _same_row(one, o.fact)]
        changed = _digit(one.maximum, draw)
        wrong = (
            ("ends swapped", {"value": right["value2"], "value2": right["value"]}),
            *(
                ()
                if any(_equal(changed, value) for value in stated)
                else (("digit changed", {"value2": f"{changed} {one.unit}"}),)
            ),
            (
                "unit changed",
                {"value": f"{one.minimum} {_UNITS[one.unit]}", "value2": f"{one.maximum} {_UNITS[one.unit]}"},
            ),
        )
        yield planted("range", pool, right, wrong, located, (one.maximum.lstrip("-–−"),))


def pins(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    numbered = [
        (located, package, number) for located in pool.pins for package, number in located.fact.numbers
    ]
    for located, package, number in numbered:
        if not (package and number.isdigit() and re.fullmatch(r"P[A-K]\d{1,2}", located.fact.name)):
            continue
        twins = {n for o, p, n in numbered if o.fact.name == located.fact.name and p == package}
        others = [n for o, p, n in numbered if p == package and n.isdigit() and n not in twins]
        elsewhere = [
            n
            for o, p, n in numbered
            if o.fact.name == located.fact.name and p != package and n.isdigit() and n not in twins
        ]
        wrong = [("another pin's number", {"value": n}) for n in draw.sample(others, min(2, len(others)))]
        wrong += [("another package's number", {"value": n}) for n in elsewhere[:1]]
        slots = {"pin": located.fact.name, "package": package, "value": number}
        yield planted("pin", pool, slots, tuple(wrong), located, (located.fact.name, number))


def interrupts(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    known = [
        o for o in pool.interrupts if o.fact.number is not None and re.fullmatch(r"[A-Z]\w{2,}", o.fact.name)
    ]
    for located in known:
        others = [o.fact.number for o in known if o.fact.number != located.fact.number]
        if not others:
            continue
        wrong = (("another interrupt's number", {"value": str(draw.choice(others))}),)
        slots = {"name": located.fact.name, "value": str(located.fact.number)}
        yield planted("interrupt", pool, slots, wrong, located, (located.fact.name,))
