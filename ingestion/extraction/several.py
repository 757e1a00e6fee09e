"""Cells of a bit table that hold no single identifier: several bits by name, names of words. Pure.

Stands beside `fields`, which reads the cells with one.
"""

import re
from collections.abc import Sequence

from ingestion.extraction.columns import is_name

_PART = re.compile(r"\s*[:,;]\s*|\s*\n\s*")
_NUMBERED = re.compile(r"(?P<stem>[A-Za-z_][A-Za-z0-9_]*?)(?P<number>\d+)")
_EITHER = re.compile(r"[A-Za-z0-9]{2,}(?:/[A-Za-z0-9]{2,}){1,2}")
"""`AM/PM`, `12/24`: a bit that is called by both of its meanings."""
_NO_VALUES = re.compile(r"(?=.*[A-Z2-9]).*", re.DOTALL)
_COUNTED = re.compile(r"\d{1,3}\s(?P<word>[A-Z][A-Za-z]+)")
"""`10 Seconds`: the digit above that of `Seconds`."""
_WORDED = re.compile(r"[A-Z][A-Za-z0-9]*(?:[ \n][A-Z0-9][A-Za-z0-9]*){1,2}")
"""`BAUD DIVINT`: words that each begin as names do."""


def names_of(cell: str, msb: int, lsb: int) -> list[tuple[str, int, int]]:
    """The names of a cell over some bits, each with its bits; empty where it holds none that can be told."""
    text = cell.strip()
    if each := _numbered(_PART.split(text), msb, lsb):
        return each
    name = worded(text)
    return [(name, msb, lsb)] if name else []


def worded(text: str) -> str:
    """A name of words as one; empty for any other text."""
    return "_".join(text.split()) if _WORDED.fullmatch(text.strip()) else ""


def either(text: str) -> str:
    """A name of two alternatives as one, `AM_PM`; empty for any other text, values among them."""
    bare = re.sub(r"\s*/\s*", "/", text.strip())
    return bare.replace("/", "_") if _EITHER.fullmatch(bare) and _NO_VALUES.fullmatch(bare) else ""


def counted(text: str, others: Sequence[str]) -> str:
    """`10_Seconds` of `10 Seconds` beside `Seconds`; empty where no field beside is called by the word."""
    found = _COUNTED.fullmatch(" ".join(text.split()))
    beside = {" ".join(other.split()) for other in others}
    return "_".join(text.split()) if found and found["word"] in beside else ""


def _numbered(parts: Sequence[str], msb: int, lsb: int) -> list[tuple[str, int, int]]:
    """`CUR2, CUR1, CUR0` or `CUR2:CUR0` over three bits: a name for each bit."""
    found = [_NUMBERED.fullmatch(part) for part in parts if part]
    numbers = [int(match["number"]) for match in found if match]
    stems = {match["stem"] for match in found if match}
    if len(numbers) < 2 or len(numbers) != len(found) or len(stems) != 1 or not is_name(*stems):
        return []
    first, last = numbers[0], numbers[-1]
    whole = list(range(first, last - 1, -1))
    if len(whole) != msb - lsb + 1 or numbers not in (whole, [first, last]):
        return []
    (stem,) = stems
    return [(f"{stem}{number}", msb - place, msb - place) for place, number in enumerate(whole)]
