"""Statements about registers and their fields, with wrong values from their neighbours. Pure."""

import random
import re
from collections.abc import Iterator, Sequence

from app.facts.records import BitField, Register
from app.facts.repository import Located
from benchmarks.planting_types import Pool, Slots, Statement, bare, planted, span_words
from retrieval.identifiers import canonical

_ACCESS_AT_END = re.compile(r"[.\s]*\((?:R/?[WO]?|WO?)\)\s*$")
"""`open drain output. (R/W)`: the access that some manuals print behind a last meaning is no part of it."""


def _span(msb: int, lsb: int) -> str:
    return str(msb) if msb == lsb else f"{msb}:{lsb}"


def _slots(one: BitField, msb: int, lsb: int, language: str, suffix: str = "") -> Slots:
    return {
        f"value{suffix}": span_words(msb, lsb, language),
        f"span{suffix}": _span(msb, lsb),
        f"lsb{suffix}": str(lsb),
        f"field{suffix}": bare(one.name),
        "reg": one.register,
    }


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


def bits(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    for group in _groups(pool):
        located = draw.choice(group)
        one = located.fact
        wrong = tuple(
            (how, _slots(one, msb, lsb, pool.language))
            for how, (msb, lsb) in _wrong_bits(pool, one, group, draw)
        )
        foreign = sorted(pool.elsewhere.get((f"{canonical(one.register)}.{canonical(one.name)}", "bits"), ()))
        for span in foreign[:1]:
            high, _, low = span.partition(":")
            changed = _slots(one, int(high), int(low or high), pool.language)
            wrong += (("another chip's bits", changed),)
        right = _slots(one, one.msb, one.lsb, pool.language)
        yield planted("bits", pool, right, wrong, located, (bare(one.name),))


def two(pool: Pool, draw: random.Random) -> Iterator[Statement]:
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
        yield planted("two", pool, right, tuple(wrong), first, (bare(one.name), bare(other.name)))


def registers(pool: Pool, draw: random.Random) -> Iterator[Statement]:
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
    digits = len(value) - 2
    others = sorted(pool.elsewhere.get((canonical(one.name), kind), set()))
    wrong += tuple(("another chip's value", {"value": f"0x{int(other):0{digits}X}"}) for other in others[:2])
    return planted(kind, pool, {"reg": one.name, "value": value}, wrong, located, (one.name,))


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


def field_values(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    """Reset values and access of fields."""
    for group in _groups(pool):
        located = draw.choice(group)
        one = located.fact
        true = pool.truth.get((f"{canonical(one.register)}.{canonical(one.name)}", "reset"), set())
        slots = {"field": bare(one.name), "reg": one.register}
        if one.reset in ("0", "1"):
            other = "1" if one.reset == "0" else "0"
            wrong = (("reset bit flipped", {"value": other}),) if other not in true else ()
            yield planted(
                "field_reset", pool, slots | {"value": one.reset}, wrong, located, (bare(one.name),)
            )
        kinds = {"RO": "r", "RW": "rw", "R/W": "rw", "WO": "w"}
        said = pool.truth.get((f"{canonical(one.register)}.{canonical(one.name)}", "access"), set())
        if one.access in kinds and said <= {kinds[one.access]}:
            wrong_access = tuple(
                (f"access {a}", {"value": a}) for a in ("r", "w", "rw") if a != kinds[one.access]
            )
            right = slots | {"value": kinds[one.access]}
            yield planted("access", pool, right, wrong_access, located, (bare(one.name),))


def enumerations(pool: Pool, draw: random.Random) -> Iterator[Statement]:
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
        if len(plain) < 2:
            continue
        first, second = draw.sample(plain, 2)
        if first.meaning == second.meaning or int(first.value, 2) == int(second.value, 2):
            continue  # both are right
        meaning = _ACCESS_AT_END.sub("", " ".join(first.meaning.split())).rstrip(".;。；")
        slots = {"field": bare(one.name), "reg": one.register, "meaning": meaning}
        wrong = (("another meaning's value", {"value": second.value}),)
        yield planted(
            "enum", pool, slots | {"value": first.value}, wrong, located, (bare(one.name), meaning[:12])
        )


def masks(pool: Pool, draw: random.Random) -> Iterator[Statement]:
    for group in _groups(pool):
        single = [o for o in group if o.fact.msb == o.fact.lsb]
        if not single:
            continue
        located = draw.choice(single)
        one = located.fact
        digits = 8 if one.lsb > 7 else 2
        right = {
            "field": bare(one.name),
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
        yield planted("mask", pool, right, wrong, located, (bare(one.name),))
