"""Numbers, bit positions and arrays of SVD files, as vendors write them. Pure."""

import re
from collections.abc import Iterator

from lxml import etree

_MOST_INSTANCES = 1024
"""A `dim` beyond this is an error in the file, or an attack on memory."""


def number(text: str) -> int | None:
    """`0x1F`, `#101`, `0b101`, `31`, `00000010`: a leading zero is no octal. None for anything else."""
    bare = text.strip().lower().replace("_", "").removeprefix("+")
    if re.fullmatch(r"0x[0-9a-f]+", bare):
        return int(bare, 16)
    if re.fullmatch(r"(?:#|0b)[01x]+", bare):
        return int(bare.removeprefix("#").removeprefix("0b").replace("x", "0"), 2)
    return int(bare) if bare.isdecimal() else None


def bits_of(field: etree._Element) -> tuple[int, int] | None:
    """The field's msb and lsb, in whichever of the three ways the file gives them."""
    said = {child.tag: (child.text or "") for child in field}
    if match := re.fullmatch(r"\s*\[(\d+):(\d+)\]\s*", said.get("bitRange", "")):
        return int(match.group(1)), int(match.group(2))
    if "lsb" in said and "msb" in said:
        lsb, msb = number(said["lsb"]), number(said["msb"])
    else:
        lsb = number(said.get("bitOffset", ""))
        msb = None if lsb is None else lsb + (number(said.get("bitWidth", "1")) or 1) - 1
    return (msb, lsb) if lsb is not None and msb is not None and msb >= lsb else None


def instances(name: str, element: etree._Element) -> Iterator[tuple[str, int]]:
    """Each instance's name and distance from the first: `IRQ%s` with dim and dimIndex, or the name itself."""
    count = number(element.findtext("dim") or "")
    if count is None:
        yield name.replace("[%s]", "").replace("%s", ""), 0
        return
    step = number(element.findtext("dimIncrement") or "") or 0
    indices = _indices(element.findtext("dimIndex") or "", min(count, _MOST_INSTANCES))
    for place, index in enumerate(indices):
        yield name.replace("[%s]", index).replace("%s", index), place * step


def _indices(text: str, count: int) -> list[str]:
    bare = text.strip()
    if match := re.fullmatch(r"(\d+)\s*-\s*(\d+)", bare):
        first = int(match.group(1))
        return [str(first + place) for place in range(count)]
    listed = [piece.strip() for piece in bare.split(",")] if bare else []
    return listed[:count] if len(listed) >= count else [str(place) for place in range(count)]
