"""A register as its title announces it, and what the title's brackets add: where it stands. Pure.

Stands beside `titles`, which finds the register's name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingestion.extraction.numbers import Formula, first_hexadecimal, formula, instances, plain
from ingestion.extraction.stated import reset_in

SURE = 5.0
"""Weight from which a line announces a register, whatever follows it."""
KEY = re.compile(r"\b(?:addr(?:ess(?:es)?)?|offset|at)\b|@|地址|偏移", re.IGNORECASE)
_OFFSETS = re.compile(r"offset|偏移", re.IGNORECASE)
_CALLED = re.compile(
    r"(?:register\s+)?(?:name|abbreviation)\s*:\s*([A-Z][A-Z0-9]+(?:_[A-Za-z0-9]+)*|[A-Za-z]+[0-9]*(?:_[A-Za-z0-9]+)+)(?=\s|$)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\[(\d+):(\d+)\]")
_PLACED = re.compile(
    r"(0x[0-9A-F]{1,4}(?:[ _]?[0-9A-F]{4})?)\s*(?:[(]\s*([A-Za-z]\w*)\s*[)])?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Announced:
    """A register as its title announces it."""

    names: tuple[str, ...]
    title: str = ""
    offset: Formula | None = None
    address: int | None = None
    instances: tuple[str, ...] = ()
    stride: int | None = None
    """Bytes between instances, where the addresses of the first and the last are given."""
    owners: tuple[tuple[str, int], ...] = ()
    """Its address in each peripheral that has one: USART0, USART1."""
    reset: str = ""
    weight: float = SURE

    @property
    def sure(self) -> bool:
        return self.weight >= SURE


def called(line: str) -> str:
    """`CTRLA` of the line `Name: CTRLA` under a heading in plain words; empty for any other line."""
    found = _CALLED.match(plain(line))
    return found[1] if found else ""


def also(found: Announced, again: Announced) -> Announced:
    """A title with what it lacks, from where the same name is announced once more."""
    stated = found.offset is not None or found.address is not None or bool(found.owners)
    if not stated:
        found = replace(found, offset=again.offset, address=again.address, owners=again.owners)
    return replace(found, reset=found.reset or again.reset, title=found.title or again.title)


def placed(found: Announced, text: str, own: bool) -> Announced:
    """What one bracket adds: an address, an offset with its formula, instances, a reset value."""
    if reset := reset_in(text):
        return replace(found, reset=reset)
    if first_hexadecimal(text) is None:
        return replace(found, instances=found.instances or instances(text))
    owned = [(owner, first_hexadecimal(digits) or 0) for digits, owner in _PLACED.findall(text)]
    if listed := _LISTED.search(found.names[0]):
        return _array(found, [at for _, at in owned[:2]], *sorted(map(int, listed.groups())))
    owners = tuple((owner, at) for owner, at in owned if owner)
    if owners:
        return replace(found, owners=owners)
    if not own and not (KEY.search(text) and not _OFFSETS.search(text)):
        number = formula(text)
        return replace(found, offset=found.offset or number, instances=found.instances or instances(text))
    if _OFFSETS.search(text):
        return replace(found, offset=found.offset or formula(text))
    return replace(found, address=first_hexadecimal(text) if found.address is None else found.address)


def _array(found: Announced, ends: Sequence[int], first: int, last: int) -> Announced:
    """`INTVAL[0:3]` with the addresses of the first and the last."""
    count = last - first
    stride = (ends[1] - ends[0]) // count if len(ends) > 1 and count and ends[1] > ends[0] else None
    names = (_LISTED.sub("n", found.names[0]),)
    numbers = tuple(map(str, range(first, last + 1)))
    return replace(found, names=names, address=ends[0], instances=numbers, stride=stride)
