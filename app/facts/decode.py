"""A register's value to its fields and back. Pure; stands behind `/v1/registers/decode` and the chat."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import InvalidRequestError
from app.facts.records import BitField


@dataclass(frozen=True, slots=True)
class DecodedField:
    """One field of a decoded value."""

    name: str
    msb: int
    lsb: int
    value: int
    meaning: str = ""
    """The manual's word for this value, where it enumerates one."""


def decode(value: int, fields: Sequence[BitField], width: int = 32) -> tuple[DecodedField, ...]:
    """Splits a register's value into its fields, most significant first.

    Raises `InvalidRequestError` if the value does not fit into the register.
    """
    if not 0 <= value < 1 << width:
        raise InvalidRequestError(f"0x{value:x} does not fit into a register of {width} bits.", param="value")
    ordered = sorted(fields, key=lambda field: -field.msb)
    return tuple(_decoded(field, (value >> field.lsb) & _mask(field)) for field in ordered)


def compose(values: Mapping[str, int], fields: Sequence[BitField], base: int = 0) -> int:
    """Puts field values into a register's value; fields that are not named keep the bits of `base`.

    Raises `InvalidRequestError` for a field that the register does not have, or a value that its field
    cannot hold.
    """
    by_name = {field.name.upper(): field for field in fields}
    result = base
    for name, value in values.items():
        field = by_name.get(name.upper())
        if field is None:
            known = ", ".join(field.name for field in fields)
            raise InvalidRequestError(f"The register has no field {name}. It has: {known}.", param="fields")
        if not 0 <= value <= _mask(field):
            bits = field.msb - field.lsb + 1
            raise InvalidRequestError(
                f"{value} does not fit into {name}, which has {bits} bits.", param="fields"
            )
        result = result & ~(_mask(field) << field.lsb) | value << field.lsb
    return result


def value_of(text: str) -> int | None:
    """The number that an enumerated value or a typed value stands for, e.g. `0b10`, `10b`, `0x1F`, `3`.

    None where digits are left open (`1x`) or nothing is a number.
    """
    bare = text.strip().replace("_", "").replace(" ", "").lower()
    for suffix, base in (("b", 2), ("h", 16)):
        if bare.endswith(suffix) and not bare.startswith(("0x", "0b")):
            return _integer(bare[:-1], base)
    return _integer(bare, 0)


def _integer(text: str, base: int) -> int | None:
    try:
        return int(text, base)
    except ValueError:
        return _integer(text, 10) if base == 0 and text.isdigit() else None


def _mask(field: BitField) -> int:
    return (1 << (field.msb - field.lsb + 1)) - 1


def _decoded(field: BitField, value: int) -> DecodedField:
    width = field.msb - field.lsb + 1
    meaning = next((v.meaning for v in field.values if _enumerates(v.value, value, width)), "")
    return DecodedField(field.name, field.msb, field.lsb, value, meaning)


def _enumerates(printed: str, value: int, width: int) -> bool:
    """Whether a printed value, which may leave bits open with an x, covers this one.

    A string of as many binary digits as the field has bits is binary, as manuals print it.
    """
    bare = printed.strip().lower().removeprefix("0b").removesuffix("b").replace("_", "")
    if len(bare) == width and set(bare) <= set("01x"):
        return all(p in ("x", b) for p, b in zip(bare, f"{value:0{width}b}", strict=True))
    return value_of(printed) == value


def same_reset(one: str, other: str) -> bool:
    """Whether two printed reset values are the same number, in hexadecimal or binary: digits left open with
    an x agree with any."""
    left, right = (_digits(text.lower()) for text in (one, other))
    width = max(len(left), len(right))
    pairs = zip(left.rjust(width, "0"), right.rjust(width, "0"), strict=True)
    return all(a == b or "x" in (a, b) for a, b in pairs)


def _digits(text: str) -> str:
    """The digits of a value; of a binary one that leaves none open, in hexadecimal."""
    bare = re.sub(r"[_\s]", "", text)
    if re.fullmatch(r"0b[01]+", bare):
        return f"{int(bare, 2):x}"
    return re.sub(r"^0[xb]|h$", "", bare)
