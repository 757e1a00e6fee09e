"""Right statements from a version's facts, each with wrong values as a weak language model makes them. Pure.

For `benchmarks.verification`. A wrong value is drawn from what stands nearby (another field's bits, another
register's address, the other limit) or altered as models alter it (a digit, a unit, the kind of value).
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.facts.records import BitField, Interrupt, Parameter, Pin, Register
from app.facts.repository import Located
from retrieval.identifiers import canonical

Slots = dict[str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """Something right, ready to be put into a template, and what may be planted for it."""

    kind: str
    language: str
    right: Slots
    wrong: tuple[tuple[str, Slots], ...]
    """How the value was falsified, and the slots that change."""
    passage_id: str
    version_id: str
    page: int
    needles: tuple[str, ...] = ()
    """What a passage must hold to be cited for it."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The facts of one version."""

    language: str
    registers: Sequence[Located[Register]] = ()
    fields: Sequence[Located[BitField]] = ()
    parameters: Sequence[Located[Parameter]] = ()
    pins: Sequence[Located[Pin]] = ()
    interrupts: Sequence[Located[Interrupt]] = ()
    truth: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """All values that any version states of a name, by (canonical name, attribute): none of them is wrong."""


def statements(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    """All that can be said, in a random order within each kind."""
    makers = (
        _bits,
        _two,
        _registers,
        _field_values,
        _parameters,
        _ranges,
        _pins,
        _interrupts,
        _enumerations,
        _masks,
    )
    for maker in makers:
        found = list(maker(pool, draw))
        draw.shuffle(found)
        yield from found


def span_words(msb: int, lsb: int, language: str) -> str:
    """`bit 4`, `bits 6:5`, `第4位`, `位6:5`."""
    if language == "zh":
        return f"第{msb}位" if msb == lsb else f"位[{msb}:{lsb}]"
    return f"bit {msb}" if msb == lsb else f"bits {msb}:{lsb}"


def _span(msb: int, lsb: int) -> str:
    return str(msb) if msb == lsb else f"{msb}:{lsb}"


def _slots(one: BitField, msb: int, lsb: int, language: str, suffix: str = "") -> Slots:
    return {
        f"value{suffix}": span_words(msb, lsb, language),
        f"span{suffix}": _span(msb, lsb),
        f"lsb{suffix}": str(lsb),
        f"field{suffix}": _bare(one.name),
        "reg": one.register,
    }


def _bare(name: str) -> str:
    return re.sub(r"\[.*", "", name)


def _groups(pool: Pool) -> list[list[Located[BitField]]]:
    groups: dict[str, list[Located[BitField]]] = {}
    for located in pool.fields:
        named = not re.match(r"(?i)reserved|保留|-|—|$", located.fact.name)
        if named and re.fullmatch(r"\w+(\[[\d:]+\])?", located.fact.name):
            groups.setdefault(located.fact.register, []).append(located)
    return [group for group in groups.values() if len(group) > 1]


def _true_bits(pool: Pool, one: BitField) -> set[str]:
    names = (canonical(one.name), f"{canonical(one.register)}.{canonical(one.name)}")
    return {span for name in names for span in pool.truth.get((name, "bits"), set())}


def _wrong_bits(
    pool: Pool, one: BitField, others: Sequence[Located[BitField]], draw: random.Random
) -> Iterator[tuple[str, tuple[int, int]]]:
    width = one.msb - one.lsb
    neighbours = [o.fact for o in others if o.fact is not one]
    draw.shuffle(neighbours)
    options = [("neighbour field", (o.msb, o.lsb)) for o in neighbours[:2]]
    shift = draw.choice((-1, 1))
    options.append(("bit off by one", (one.msb + shift, one.lsb + shift)))
    if width:
        options.append(("index for position", (width, 0)))
        options.append(("width", (one.msb, one.lsb + 1)))
    for how, (msb, lsb) in options:
        if 0 <= lsb <= msb < 64 and _span(msb, lsb) not in _true_bits(pool, one):
            yield how, (msb, lsb)


def _bits(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    for group in _groups(pool):
        located = draw.choice(group)
        one = located.fact
        wrong = tuple(
            (how, _slots(one, msb, lsb, pool.language))
            for how, (msb, lsb) in _wrong_bits(pool, one, group, draw)
        )
        right = _slots(one, one.msb, one.lsb, pool.language)
        yield _statement("bits", pool, right, wrong, located, (_bare(one.name),))


def _two(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    for group in _groups(pool):
        first, second = draw.sample(group, 2)
        one, other = first.fact, second.fact
        if canonical(one.name) == canonical(other.name):
            continue
        right = _slots(one, one.msb, one.lsb, pool.language) | _slots(
            other, other.msb, other.lsb, pool.language, "2"
        )
        swapped = {
            "value": right["value2"],
            "value2": right["value"],
            "span": right["span2"],
            "span2": right["span"],
        }
        true = _true_bits(pool, one) | _true_bits(pool, other)
        wrong = (
            [("two values swapped", swapped)]
            if _span(other.msb, other.lsb) not in _true_bits(pool, one)
            else []
        )
        for how, (msb, lsb) in _wrong_bits(pool, one, group, draw):
            if _span(msb, lsb) not in true:
                wrong.append((how, {"value": span_words(msb, lsb, pool.language), "span": _span(msb, lsb)}))
        yield _statement("two", pool, right, tuple(wrong), first, (_bare(one.name), _bare(other.name)))


def _registers(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    near = list(pool.registers)
    for position, located in enumerate(near):
        one = located.fact
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*_\w+", one.name):
            continue
        around = [o.fact for o in near[max(0, position - 3) : position + 4] if o.fact.name != one.name]
        if one.address is not None and one.address > 0xFFFF:
            yield _numbered(
                "address", pool, located, f"0x{one.address:08X}", _wrong_addresses(one, around, draw)
            )
        if one.offset is not None and one.peripheral:
            yield _numbered("offset", pool, located, f"0x{one.offset:02X}", _wrong_offsets(one, around, draw))
        if re.fullmatch(r"0x[0-9A-Fa-f]{2,8}", one.reset):
            yield _numbered("reset", pool, located, one.reset, _wrong_resets(one, around, draw))


def _numbered(
    kind: str, pool: Pool, located: Located[Register], value: str, options: Iterator[tuple[str, str]]
) -> Statement:
    one = located.fact
    true = pool.truth.get((canonical(one.name), kind), set()) | {str(int(value, 16))}
    wrong = tuple((how, {"value": text}) for how, text in options if str(int(text, 16)) not in true)
    return _statement(kind, pool, {"reg": one.name, "value": value}, wrong, located, (one.name,))


def _wrong_addresses(
    one: Register, around: Sequence[Register], draw: random.Random
) -> Iterator[tuple[str, str]]:
    value = one.address or 0
    for other in around[:3]:
        if other.address is not None:
            yield "another register's address", f"0x{other.address:08X}"
    yield "digit changed", f"0x{value ^ (1 << draw.choice((2, 3, 4, 8, 12))):08X}"
    if one.offset is not None:
        yield "offset for address", f"0x{one.offset:08X}"


def _wrong_offsets(
    one: Register, around: Sequence[Register], draw: random.Random
) -> Iterator[tuple[str, str]]:
    value = one.offset or 0
    for other in around[:3]:
        if other.offset is not None:
            yield "another register's offset", f"0x{other.offset:02X}"
    yield "digit changed", f"0x{value ^ (1 << draw.choice((2, 3, 4))):02X}"
    if re.fullmatch(r"0x[0-9A-Fa-f]{2,8}", one.reset):
        yield "reset value for offset", one.reset


def _wrong_resets(
    one: Register, around: Sequence[Register], draw: random.Random
) -> Iterator[tuple[str, str]]:
    digits = len(one.reset) - 2
    for other in around[:3]:
        if re.fullmatch(r"0x[0-9A-Fa-f]{2,8}", other.reset):
            yield "another register's reset value", other.reset
    value = int(one.reset, 16) ^ (1 << draw.randrange(min(digits * 4, 8)))
    yield "digit changed", f"0x{value:0{digits}X}"
    if one.offset:
        yield "offset for reset value", f"0x{one.offset:0{digits}X}"


def _field_values(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    """Reset values and access of fields."""
    for group in _groups(pool):
        located = draw.choice(group)
        one = located.fact
        true = pool.truth.get((f"{canonical(one.register)}.{canonical(one.name)}", "reset"), set())
        slots = {"field": _bare(one.name), "reg": one.register}
        if one.reset in ("0", "1"):
            other = "1" if one.reset == "0" else "0"
            wrong = (("reset bit flipped", {"value": other}),) if other not in true else ()
            yield _statement(
                "field_reset", pool, slots | {"value": one.reset}, wrong, located, (_bare(one.name),)
            )
        kinds = {"RO": "r", "RW": "rw", "R/W": "rw", "WO": "w"}
        said = pool.truth.get((f"{canonical(one.register)}.{canonical(one.name)}", "access"), set())
        if one.access in kinds and said <= {kinds[one.access]}:
            wrong_access = tuple(
                (f"access {a}", {"value": a}) for a in ("r", "w", "rw") if a != kinds[one.access]
            )
            right = slots | {"value": kinds[one.access]}
            yield _statement("access", pool, right, wrong_access, located, (_bare(one.name),))


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


def _parameters(pool: Pool, draw: random.Random) -> Iterator[Statement]:
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
        yield _statement("parameter", pool, slots, wrong, located, (printed.lstrip("-–−"), one.unit))


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
    return printed[:at] + str((int(printed[at]) + draw.randint(1, 8)) % 9 + 1) + printed[at + 1 :]


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


def _ranges(pool: Pool, draw: random.Random) -> Iterator[Statement]:
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
        changed = f"{_digit(one.maximum, draw)} {one.unit}"
        wrong = (
            ("ends swapped", {"value": right["value2"], "value2": right["value"]}),
            ("digit changed", {"value2": changed}),
            (
                "unit changed",
                {"value": f"{one.minimum} {_UNITS[one.unit]}", "value2": f"{one.maximum} {_UNITS[one.unit]}"},
            ),
        )
        yield _statement("range", pool, right, wrong, located, (one.maximum.lstrip("-–−"),))


def _pins(pool: Pool, draw: random.Random) -> Iterator[Statement]:
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
        yield _statement("pin", pool, slots, tuple(wrong), located, (located.fact.name, number))


def _interrupts(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    known = [
        o for o in pool.interrupts if o.fact.number is not None and re.fullmatch(r"[A-Z]\w{2,}", o.fact.name)
    ]
    for located in known:
        others = [o.fact.number for o in known if o.fact.number != located.fact.number]
        if not others:
            continue
        wrong = (("another interrupt's number", {"value": str(draw.choice(others))}),)
        slots = {"name": located.fact.name, "value": str(located.fact.number)}
        yield _statement("interrupt", pool, slots, wrong, located, (located.fact.name,))


def _enumerations(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    for group in _groups(pool):
        listed = [o for o in group if len(o.fact.values) > 1]
        if not listed:
            continue
        located = draw.choice(listed)
        one = located.fact
        plain = [
            v
            for v in one.values
            if re.fullmatch(r"[01]{1,6}", v.value) and 8 < len(v.meaning) < 90 and ":" not in v.meaning
        ]
        if len(plain) < 2 or plain[0].meaning == plain[1].meaning:
            continue
        first, second = draw.sample(plain, 2)
        meaning = " ".join(first.meaning.split()).rstrip(".;。；")
        slots = {"field": _bare(one.name), "reg": one.register, "meaning": meaning}
        wrong = (("another meaning's value", {"value": second.value}),)
        yield _statement(
            "enum", pool, slots | {"value": first.value}, wrong, located, (_bare(one.name), meaning[:12])
        )


def _masks(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    for group in _groups(pool):
        single = [o for o in group if o.fact.msb == o.fact.lsb]
        if not single:
            continue
        located = draw.choice(single)
        one = located.fact
        digits = 8 if one.lsb > 7 else 2
        right = {
            "field": _bare(one.name),
            "reg": one.register,
            "lsb": str(one.lsb),
            "value": f"0x{1 << one.lsb:0{digits}X}",
        }
        near = one.lsb + (1 if one.lsb == 0 else draw.choice((-1, 1)))
        wrong = (("mask miscalculated", {"value": f"0x{1 << near:0{digits}X}"}),)
        if str(near) not in _true_bits(pool, one):
            wrong = (
                *wrong,
                ("mask of another bit", {"lsb": str(near), "value": f"0x{1 << near:0{digits}X}"}),
            )
        yield _statement("mask", pool, right, wrong, located, (_bare(one.name),))


def _statement(
    kind: str,
    pool: Pool,
    right: Slots,
    wrong: tuple[tuple[str, Slots], ...],
    located: Located[object],
    needles: tuple[str, ...],
) -> Statement:
    place = located.provenance
    return Statement(
        kind, pool.language, right, wrong, located.passage_id, located.version_id, place.page, needles
    )
