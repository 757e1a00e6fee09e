"""Whether two values are of one kind, and whether they say the same. Pure."""

import math

from app.chat.verification.atoms import Atom
from app.chat.verification.tables import FARTHEST
from app.chat.verification.types import Kind

_ROLES: dict[str, frozenset[str]] = {
    "address": frozenset({"address", "base", ""}),
    "base": frozenset({"address", "base", ""}),
    "offset": frozenset({"offset", ""}),
    "reset": frozenset({"reset", ""}),
    "value": frozenset({"value", "enum", "reset", "mask", ""}),
    "mask": frozenset({"value", "enum", "reset", "mask", ""}),
}


def comparable(claimed: Atom, stated: Atom) -> bool:
    """Whether two values are of one kind, so that they can agree or contradict."""
    if claimed.kind is Kind.BITS:
        return stated.kind is Kind.BITS and (claimed.role == "index" or stated.role != "index")
    if claimed.kind is Kind.ACCESS:
        return stated.kind is Kind.ACCESS
    if stated.kind not in (Kind.HEX, Kind.NUMBER):
        return False
    if claimed.role == "offset" and not stated.role and stated.values[:1] > (FARTHEST,):
        return False
    allowed = _ROLES.get(claimed.role)
    return allowed is None or stated.role in allowed


def agrees(claimed: Atom, stated: Atom) -> bool:
    """Whether the evidence's value is the claimed one."""
    if claimed.kind is Kind.ACCESS:
        return stated.kind is Kind.ACCESS and claimed.noun == stated.noun
    if stated.kind in (Kind.ACCESS, Kind.NAME):
        return False
    if claimed.kind is Kind.NUMBER and stated.kind is Kind.QUANTITY:
        return claimed.values[:1] == (leading_number(stated.text),)
    return same_value(claimed, stated)


def leading_number(text: str) -> float | None:
    """The number of a quantity without its unit."""
    try:
        return float(text.split()[0].replace(",", ""))
    except ValueError:
        return None


def same_value(claimed: Atom, stated: Atom) -> bool:
    """Whether two atoms say the same number, whatever they say it of."""
    if claimed.open or stated.open:
        return _open_agrees(claimed, stated)
    if claimed.kind is Kind.BITS or stated.kind is Kind.BITS:
        return claimed.kind is stated.kind and claimed.values == stated.values
    if claimed.dimension != stated.dimension:
        return False
    return any(_close(one, other) for one in claimed.values for other in stated.values)


def _close(one: float, other: float) -> bool:
    """Products of decimal fractions and powers of ten differ in their last digits; addresses must not."""
    whole = one.is_integer() and other.is_integer()
    bounded = math.isfinite(one) and math.isfinite(other)
    near = abs(one - other) <= 1e-9 * max(abs(one), abs(other))
    return bounded and (one == other or (not whole and near))


def _open_agrees(claimed: Atom, stated: Atom) -> bool:
    """Digits that are left open agree with any."""
    one, other = _digits(claimed), _digits(stated)
    if not one or not other:
        return False
    width = max(len(one), len(other))
    pairs = zip(one.rjust(width, "0"), other.rjust(width, "0"), strict=True)
    vague = bool(claimed.open) and claimed.role not in ("address", "offset", "base")
    return all(a == b or b == "x" or (a == "x" and vague) for a, b in pairs)


def _digits(atom: Atom) -> str:
    if atom.open:
        return atom.open.removeprefix("b")
    return f"{int(atom.values[0]):x}" if atom.values and atom.values[0] >= 0 else ""
