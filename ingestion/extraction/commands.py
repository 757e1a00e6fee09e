"""Registers from tables of one command: its code and name, the bits' numbers, a row for each byte. Pure.

Controllers of displays are set by commands with parameters: `B7h | ETMOD (Entry Mode Set)` over `D7 … D0`
over the bits of the command itself and of its parameters. Where one byte alone has named bits, these are
the fields of a register at the command's code; of several bytes no bit of the whole can be told.
"""

import re
from collections.abc import Iterator, Sequence

from app.facts.records import BitField, Provenance, Register, Source
from ingestion.extraction.columns import is_name
from ingestion.extraction.fields import quote
from ingestion.extraction.matrices import Listed, bit_of, field_of, together
from ingestion.extraction.numbers import only_hexadecimal, plain
from ingestion.types import Cell, Row, Table

_BITS = 8
_TITLED = re.compile(r"(?P<name>[A-Z][A-Za-z0-9_]+)(?:\s*[(（](?P<title>[^()（）]+)[)）])?")
_ANY = re.compile(r"[Xx]|D\d{1,2}")
"""What a box holds where its bit may be anything: `X`, or its own number."""


def command(table: Table) -> Listed | None:
    """The command that a table describes, with the fields of the byte that has any; None for other tables."""
    rows = (*table.header, *table.rows)
    if len(rows) < 3 or len(rows[0].cells) != 2:
        return None
    code, name = rows[0].cells
    number, titled = only_hexadecimal(code.text), _TITLED.fullmatch(plain(name.text))
    bits = _bit_cells(rows[1])
    if number is None or titled is None or not is_name(titled["name"]) or not bits:
        return None
    place = Provenance(rows[0].page, rows[0].box, Source.TABLE, quote=quote(rows[0]))
    register = Register(titled["name"], place, title=titled["title"] or "", address=number, width=_BITS)
    named = [fields for row in rows[2:] if (fields := list(_fields(register.name, row, bits)))]
    return Listed(register, tuple(named[0]) if len(named) == 1 else ())


def _bit_cells(row: Row) -> Sequence[Cell]:
    """The cells `D7 … D0` of a row, side by side from the most significant; empty where it has none."""
    cells = [cell for cell in row.cells if bit_of(cell.text) is not None]
    numbers = [bit_of(cell.text) for cell in cells]
    ends = [cell.column + cell.colspan for cell in cells]
    beside = [cell.column for cell in cells[1:]] == ends[:-1]
    return cells if numbers == list(range(_BITS - 1, -1, -1)) and beside else []


def _fields(register: str, row: Row, bits: Sequence[Cell]) -> Iterator[BitField]:
    """The fields of one byte."""
    place = Provenance(row.page, row.box, Source.TABLE, quote=quote(row))
    boxes = [(cell.text, over) for cell in row.cells if (over := _over(cell, bits))]
    spans = together((text, max(over), min(over)) for text, over in boxes if not _ANY.fullmatch(text.strip()))
    for text, msb, lsb in spans:
        if name := field_of(text):
            yield BitField(register, name, msb, lsb, place)


def _over(cell: Cell, bits: Sequence[Cell]) -> list[int]:
    """The bits whose columns a cell covers; none where it reaches beyond them."""
    first, last = cell.column, cell.column + cell.colspan
    if first < bits[0].column or last > bits[-1].column + bits[-1].colspan:
        return []
    return [_BITS - 1 - place for place, bit in enumerate(bits) if first <= bit.column < last]
