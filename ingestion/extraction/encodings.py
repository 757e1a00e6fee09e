"""What each value of a field means, from tables under its register: `SM1 | SM0 | Sleep mode`. Pure.

The leading columns are headed by fields of the register, or by the single bits of one field, and hold nothing
but values as wide as they are. Stands beside `fields`, which reads values that a description lists.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from app.facts.records import BitField, EnumeratedValue
from ingestion.extraction.columns import headers
from ingestion.extraction.numbers import plain
from ingestion.types import Table
from retrieval.identifiers import canonical

Bits = tuple[int, int]
_RANGE = re.compile(r"\s*[\[<(]\s*\d+\s*[:.\-~–]+\s*\d+\s*[\]>)]$")
_NOTE = re.compile(r"(?:\s*[(（]\s*\d{1,2}\s*[)）]|\s*\^\d{1,2})+$")
_NUMBERED = re.compile(r"(?P<stem>[A-Za-z]\w*?)(?P<number>\d{1,2})(?P<tail>[A-Za-z]?)")
_LONGEST = 300
"""Characters of a meaning."""


def with_values(fields: Sequence[BitField], tables: Iterable[Table]) -> list[BitField]:
    """The fields of one register with the values that tables under its title list.

    Where two tables give the values of the same bits, which of them holds depends on what stands elsewhere:
    then neither is stated.
    """
    read = [found for table in tables if (found := _values(table, fields)) is not None]
    by_bits: dict[Bits, list[tuple[str, tuple[EnumeratedValue, ...]]]] = defaultdict(list)
    for name, bits, values in read:
        by_bits[bits].append((name, values))
    stated = list(fields)
    for bits, listed in by_bits.items():
        if len(listed) == 1:
            stated = list(_stated(stated, *listed[0], bits))
    return stated


def _stated(
    fields: Sequence[BitField], name: str, values: tuple[EnumeratedValue, ...], bits: Bits
) -> Iterator[BitField]:
    """The fields, of which that over the bits has the values; where there is none, with one more."""
    own = [one for one in fields if (one.msb, one.lsb) == bits]
    for one in fields:
        yield replace(one, values=values) if one in own and not one.values else one
    if not own:
        whole = next(one for one in fields if one.msb == bits[0])
        yield replace(whole, name=name, msb=bits[0], lsb=bits[1], values=values, description="", reset="")


def _values(table: Table, fields: Sequence[BitField]) -> tuple[str, Bits, tuple[EnumeratedValue, ...]] | None:
    """The bits that the leading columns of a table are of, with their values; None for any other table."""
    named = {canonical(one.name): (one.msb, one.lsb) for one in fields}
    over = [named.get(canonical(_bare(text))) for text in headers(table)]
    count = next((column for column, bits in enumerate(over) if bits is None), len(over))
    columns = [bits for bits in over[:count] if bits is not None]
    if not columns or count == table.columns or not _is_one([_bare(text) for text in headers(table)[:count]]):
        return None
    if any(after[0] != before[1] - 1 for before, after in pairwise(columns)):
        return None
    found = list(_rows(table, columns))
    distinct = {one.value for one in found}
    if len(found) < 2 or len(distinct) < len(found) or len(found) < len(table.rows):
        return None
    name = _shared([_bare(text) for text in headers(table)[:count]])
    return name, (columns[0][0], columns[-1][1]), tuple(found)


def _rows(table: Table, columns: Sequence[Bits]) -> Iterator[EnumeratedValue]:
    """The rows whose first cells are binary, a digit for each bit, and say anything behind it."""
    count = len(columns)
    for row in table.rows:
        digits = [_NOTE.sub("", plain(text)).replace(" ", "") for text in row.texts[:count]]
        fits = all(
            re.fullmatch(rf"[01xX]{{{msb - lsb + 1}}}", text)
            for text, (msb, lsb) in zip(digits, columns, strict=True)
        )
        rest = list(dict.fromkeys(" ".join(text.split()) for text in row.texts[count:]))
        meaning = "; ".join(filter(None, rest))[:_LONGEST]
        if fits and meaning:
            yield EnumeratedValue("".join(digits).replace("X", "x"), meaning)


def _bare(header: str) -> str:
    """The name that heads a column, without its range, its notes and its register."""
    return _RANGE.sub("", _NOTE.sub("", plain(header))).rpartition(".")[2].replace(" ", "")


def _is_one(names: Sequence[str]) -> bool:
    """Whether names are one field's, or those of its bits: `SM1`, `SM0`."""
    if len(names) == 1:
        return True
    found = [_NUMBERED.fullmatch(name) for name in names]
    numbers = [int(match["number"]) for match in found if match]
    same = {(match["stem"], match["tail"]) for match in found if match}
    return len(numbers) == len(names) and len(same) == 1 and numbers == sorted(numbers, reverse=True)


def _shared(names: Sequence[str]) -> str:
    """What names begin with: `CS1` of `CS11` and `CS10`, the name itself of one."""
    shared = names[0]
    while not all(name.startswith(shared) for name in names):
        shared = shared[:-1]
    return shared.rstrip("_")
