"""Registers from tables that list them by name and address, and from what print cuts off such tables. Pure.

Stands beside `registers`, which walks a document and reads what describes one register.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.facts.records import Provenance, Register, Source
from ingestion.extraction.columns import (
    Role,
    all_bracketed,
    bracketed_name,
    headers,
    is_name,
    roles,
    value_column,
)
from ingestion.extraction.fields import is_reserved, quote
from ingestion.extraction.numbers import (
    NUMBER,
    even_stride,
    first_hexadecimal,
    only_hexadecimal,
    plain,
    register_range,
    reset_text,
)
from ingestion.types import Block, BlockKind, Row, Table
from retrieval.identifiers import canonical

_SHAPED = re.compile(r"_|\d|^[A-Z]+$")
"""`Shunt` over `Voltage` is one name of two words, not two names."""
_TO = r"\s*(?:to|[-–—~～]|\.{2,3}|…|至|到)\s*"
_NAMES = re.compile(
    rf"(?P<head>[A-Za-z][A-Za-z0-9_]*?[A-Za-z_])(?P<first>\d{{1,3}})(?P<tail>[A-Z_]*){_TO}(?:(?P=head))?(?P<last>\d{{1,3}})(?:(?P=tail))?",
    re.IGNORECASE,
)
"""`MATCH0 to MATCH4`, `DATA0–7`."""
_ENDS = re.compile(rf"({NUMBER}){_TO}({NUMBER})", re.IGNORECASE)
_MOST_SERIES = 128
"""Registers of one row at most."""
_LARGEST_OFFSET = 0xFFFFF
"""A number beyond a megabyte is an address, even in a column that is headed as offsets."""


class Overview:
    """The list of registers that is being read: print cuts it into tables and lines between them."""

    def __init__(self) -> None:
        self._page = 0
        self._columns: tuple[int, dict[Role, int]] = (0, {})

    def read(self, block: Block) -> list[Register]:
        """The registers that a block lists."""
        if block.kind == BlockKind.PARAGRAPH and block.page == self._page:
            return self._line(block)
        if block.table is None:
            return []
        columns = rest_of(block.table, *self._columns if block.page <= self._page + 1 else (0, {}))
        found = summary(block.table, columns)
        if found:
            self._page, self._columns = block.table.rows[-1].page, (block.table.columns, columns)
        return found

    def _line(self, block: Block) -> list[Register]:
        """A row that was left out of the table: its first words are what the first columns hold."""
        _, columns = self._columns
        words = block.text.split()
        order = sorted(columns, key=lambda role: columns[role])
        before = order[: order.index(Role.DESCRIPTION)] if Role.DESCRIPTION in order else []
        said = dict(zip(before, words, strict=False))
        number = only_hexadecimal(said.get(Role.OFFSET, said.get(Role.ADDRESS, "")))
        name = said.get(Role.NAME, "")
        if number is None or not is_name(name) or len(words) <= len(before):
            return []
        place = Provenance(block.page, block.box, Source.TEXT, quote=" ".join(words)[:300])
        absolute = Role.OFFSET not in said or number > _LARGEST_OFFSET
        return [
            Register(
                name,
                place,
                address=number if absolute else None,
                offset=None if absolute else number,
                width=width_of(name),
                access=said.get(Role.ACCESS, ""),
            )
        ]


def rest_of(table: Table, count: int, known: dict[Role, int]) -> dict[Role, int]:
    """What a table's columns hold; without a header of its own what those of the table before do."""
    return known if known and not table.header and table.columns == count else roles(table)


def summary(table: Table, columns: dict[Role, int] | None = None) -> list[Register]:
    """Registers of a table of names with addresses or offsets."""
    columns = roles(table) if columns is None else columns
    where = columns.get(Role.ADDRESS, columns.get(Role.OFFSET))
    if Role.NAME not in columns or Role.BITS in columns:
        return []
    if where is None:
        return _spanned(table, columns)
    if Role.RESET not in columns and (column := value_column(table, columns)) is not None:
        columns = columns | {Role.RESET: column}
    bare = bool(table.header) and re.search(r"\bhex", headers(table)[where], re.IGNORECASE) is not None
    small = all_bracketed([row.texts[columns[Role.NAME]] for row in table.rows])
    found: list[Register] = []
    for row in table.rows:
        name, place = row.texts[columns[Role.NAME]], row.texts[where]
        if (number := only_hexadecimal(place, bare)) is not None:
            names = (one for one in _names(name, small) if not is_reserved(one))
            found += [_summarised(one, number, row, columns) for one in names]
        else:
            found += _series(name, place, row, columns)
    return found


def _series(name: str, place: str, row: Row, columns: dict[Role, int]) -> list[Register]:
    """`MATCH0 to MATCH4` at `0x100 to 0x110`: an array where the distance is even, else only its first."""
    names, places = _NAMES.fullmatch(plain(name)), _ENDS.fullmatch(plain(place))
    start, end = map(first_hexadecimal, places.groups()) if places else (None, None)
    if names is None or start is None or end is None:
        return []
    head, first, last, tail = names["head"], int(names["first"]), int(names["last"]), names["tail"]
    count = last - first + 1
    if end > start and 1 < count <= _MOST_SERIES and (stride := even_stride(start, end, count)) is not None:
        array = _summarised(f"{head}n{tail}", start, row, columns)
        return [replace(array, instances=tuple(map(str, range(first, last + 1))), stride=stride)]
    return [_summarised(f"{head}{first}{tail}", start, row, columns)]


def _spanned(table: Table, columns: dict[Role, int]) -> list[Register]:
    """Registers of a memory map that gives each by its first and last byte."""
    return [
        _summarised(name, number, row, columns | {Role.ADDRESS: column})
        for row in table.rows
        for column in range(table.columns)
        if column not in columns.values() and (number := register_range(row.texts[column])) is not None
        for name in _names(row.texts[columns[Role.NAME]])
        if "_" in name and not is_reserved(name)
    ]


def _summarised(name: str, number: int, row: Row, columns: dict[Role, int]) -> Register:
    def cell(role: Role) -> str:
        return " ".join(row.texts[columns[role]].split()) if role in columns else ""

    absolute = Role.ADDRESS in columns or number > _LARGEST_OFFSET
    return Register(
        name=name,
        provenance=Provenance(row.page, row.box, Source.TABLE, quote=quote(row)),
        title=cell(Role.DESCRIPTION),
        address=number if absolute else None,
        offset=_offset_cell(row, columns) if absolute else number,
        width=width_of(name),
        reset=reset_text(cell(Role.RESET)),
        access=cell(Role.ACCESS),
    )


def _offset_cell(row: Row, columns: dict[Role, int]) -> int | None:
    number = only_hexadecimal(row.texts[columns[Role.OFFSET]]) if Role.OFFSET in columns else None
    return number if number is not None and number <= _LARGEST_OFFSET else None


def _names(cell: str, small: bool = False) -> Iterable[str]:
    """The names of a cell: one, or several on lines or behind slashes of their own."""
    if name := bracketed_name(cell, small):
        return [name]
    joined = "".join(cell.split("\n"))
    if is_name(joined) and not _siblings(cell.split("\n")):
        return [joined] if "_" in joined or "\n" not in cell else _pieces(cell)
    return _pieces(cell)


def _siblings(lines: Sequence[str]) -> bool:
    """Lines that are a whole name each, of the same peripheral, rather than one name that wrapped."""
    heads = {canonical(line).split("_")[0] for line in lines}
    return len(lines) > 1 and len(heads) == 1 and all("_" in canonical(line) for line in lines)


def _pieces(cell: str) -> list[str]:
    pieces = [piece.strip() for piece in re.split(r"[/,、;]?\n|[/,、;]", cell)]
    named = all(map(is_name, pieces)) and (len(pieces) < 2 or all(map(_SHAPED.search, pieces)))
    return pieces if named else []


def width_of(name: str) -> int | None:
    match = re.match(r"R(8|16|32|64)_", name)
    return int(match.group(1)) if match else None
