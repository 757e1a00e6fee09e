"""Registers that a manual gives two addresses: `0x06 (0x26)`, in a space of its own and in all memory. Pure.

A core with an I/O space prints both, always the same distance apart. The outer address is the register's, the
inner one its offset from where its space begins. Where other registers of the manual have one address only,
the number in brackets is something else: a command's byte, a mirror, a note.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.facts.records import Register, Source
from ingestion.extraction.numbers import NUMBER, first_hexadecimal

_BOTH = re.compile(rf"({NUMBER})\s*[(（]\s*({NUMBER})\s*[)）]")
_OUTER = re.compile(rf"(?:^|\|)\s*[(（]\s*{NUMBER}\s*[)）]")
_FEWEST = 8
"""Registers with two addresses that make an I/O space."""
_MOSTLY = 0.9
"""Share of the listed registers that must have two."""


def in_whole_memory(registers: Sequence[Register]) -> list[Register]:
    """The same registers; where the manual gives two addresses throughout, each with both."""
    listed = [one for one in registers if one.provenance.source is Source.TABLE and one.address is not None]
    pairs = [pair for one in listed if (pair := _both(one)) is not None]
    distances = Counter(outer - inner for inner, outer in pairs)
    single = sum(_both(one) is None and not _OUTER.search(one.provenance.quote) for one in listed)
    if len(pairs) < _FEWEST or len(distances) != 1 or len(pairs) < _MOSTLY * (len(pairs) + single):
        return list(registers)
    outer = dict(pairs)
    return [
        replace(one, address=outer[one.address], offset=one.address)
        if one.address in outer and one.offset is None and not _is_outer(one)
        else one
        for one in registers
    ]


def _both(register: Register) -> tuple[int, int] | None:
    """The inner and the outer address of a register's row, if it was read as the inner one."""
    for inner, outer in _BOTH.findall(register.provenance.quote):
        first, second = first_hexadecimal(inner), first_hexadecimal(outer)
        if first is not None and first == register.address and second is not None and second > first:
            return first, second
    return None


def _is_outer(register: Register) -> bool:
    """`(0x60)`: registers outside the I/O space print the outer address alone."""
    return _both(register) is None and _OUTER.search(register.provenance.quote) is not None
