"""Looks on a page for the row or sentence that holds a corrected fact. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.documents.passages import StoredPassage
from app.facts.rows import Box
from retrieval.identifiers import canonical, identifiers_in

_NUMBER = re.compile(
    r"(?<![\w.])(0[xX]_?[0-9A-Fa-f][0-9A-Fa-f_]*|0[bB]_?[01][01_]*|[0-9A-Fa-f]+[hH]|\d+)(?![\w.]*\w)"
)
_BITS = frozenset({"msb", "lsb"})
NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
_SENTENCE = re.compile(r"\n|(?<=[.!?])\s+(?=[A-Z])|(?<=[。!?;！？；])")


@dataclass(frozen=True, slots=True)
class Witness:
    """The place that shows a fact."""

    box: Box
    quote: str


def witness(
    passages: Sequence[StoredPassage], page: int, names: Iterable[str], values: Mapping[str, Any]
) -> Witness | None:
    """The shortest unit of a page that holds one of the names and every value."""
    wanted = [name for name in names if name]
    found = [
        (len(unit), Witness(passage.box, unit))
        for passage in passages
        if passage.page == page
        for unit in map(str.strip, _SENTENCE.split(passage.text))
        if any(named(unit, name) for name in wanted) and _holds(unit, values)
    ]
    return min(found, key=lambda one: one[0])[1] if found else None


def passage_at(passages: Sequence[StoredPassage]) -> Callable[[int, Box], str]:
    """The passage of a place that a witness was found in; the page's first for any other place."""

    def at(page: int, box: Box) -> str:
        here = [one for one in passages if one.page == page]
        same = [one.id for one in here if tuple(one.box) == tuple(box)]
        return next(iter([*same, *(one.id for one in here)]), "")

    return at


def stands(value: str, text: str) -> bool:
    """Whether a value stands in a text: numbers by what they are, in any notation; of `7:4` both ends."""
    ends = value.split(":")
    bits = len(ends) == 2 and all(end.isdecimal() for end in ends)
    return _holds(text, dict(zip(("msb", "lsb"), map(int, ends), strict=True)) if bits else {"value": value})


def named(unit: str, name: str) -> bool:
    """Whether a text names something, in any spelling."""
    wanted = canonical(name)
    return any(canonical(each) == wanted for each in identifiers_in(unit)) or _printed(name, unit)


def _holds(unit: str, values: Mapping[str, Any]) -> bool:
    numbers = set(map(_number, _NUMBER.findall(unit)))
    bits = {values[key] for key in _BITS if key in values}
    others = [value for key, value in values.items() if key not in _BITS]
    return bits <= numbers and all(_stands(each, unit, numbers) for each in others)


def _stands(value: Any, unit: str, numbers: set[int]) -> bool:
    if isinstance(value, int):
        return value in numbers
    if isinstance(value, tuple):
        return all(_stands(each, unit, numbers) for each in value)
    text = str(value)
    based = text[:2].lower() in ("0x", "0b") and _NUMBER.fullmatch(text)
    return bool(based and _number(text) in numbers) or _printed(text, unit)


def _number(digits: str) -> int:
    """A number as manuals print it: `0x40`, `40h`, `0b1`, `64`."""
    if digits[-1] in "hH" and digits[:2].lower() != "0x":
        return int(digits[:-1], 16)
    return int(digits, 0) if digits[:2].lower() in ("0x", "0b") else int(digits)


def _printed(text: str, unit: str) -> bool:
    """Whether a text stands in a unit, and is not a part of a longer name or number."""
    spaced = r"\s*".join(map(re.escape, text.split()))
    return bool(spaced and re.search(rf"(?<![\w.]){spaced}(?!\w|\.\d)", unit, re.ASCII | re.IGNORECASE))
