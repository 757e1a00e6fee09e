"""Registers from maps whose address is the row's digits with the column's: `F8h` beside `0/8 … 7/F`. Pure.

Stands beside `matrices`, whose tables have a column for each bit: here each cell is a whole register.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from app.facts.records import Provenance, Register, Source
from ingestion.extraction.columns import is_name
from ingestion.extraction.fields import is_reserved
from ingestion.extraction.matrices import Listed
from ingestion.extraction.numbers import plain
from ingestion.types import Row, Table

_WIDTHS = (8, 16)
"""Columns of a map: the low digit of an address, or half of its values."""
_DIGIT = re.compile(r"[+xX]?(?P<digit>[0-9A-F])[hH]?(?:/(?P<other>[0-9A-F])[hH]?)?")
"""`3`, `+3`, `x3`, `3/B`."""
_ROW = re.compile(r"(?:0[xX])?(?P<digits>[0-9A-F]{2,7})[hH]?")
_HIGH, _LOW = re.compile(r"(?P<bits>[01]{4}) ?[xX]{4}"), re.compile(r"[01]{4}")
"""`0011 xxxx` over `0101`: the halves of an address of eight bits."""
_FEWEST, _NAMED = 4, 0.8
"""Rows of a map, and the share of its cells that hold names or nothing."""


def address_grid(table: Table) -> list[Listed]:
    """The registers of a map, each with its address; empty for any other table."""
    for header in (*reversed(table.header), *(table.rows[:1] if not table.header else ())):
        rows = table.rows if table.header else table.rows[1:]
        for columns, row_pattern in ((_high_halves(header), _LOW), (_low_digits(header), _ROW)):
            if columns and (found := _registers(rows, columns, row_pattern)):
                return found
    return []


def _low_digits(header: Row) -> dict[int, int]:
    """The columns of the digits 0 to 7 or 0 to F, in order side by side; none in any other header."""
    found = {
        column: match for column, text in enumerate(header.texts) if (match := _DIGIT.fullmatch(plain(text)))
    }
    columns, digits = list(found), [int(match["digit"], 16) for match in found.values()]
    beside = columns == list(range(columns[0], columns[0] + len(columns))) if columns else False
    if not beside or len(digits) not in _WIDTHS or digits != list(range(len(digits))):
        return {}
    others = [match["other"] for match in found.values()]
    fits = all(
        other is None or int(other, 16) == digit + 8 for other, digit in zip(others, digits, strict=True)
    )
    return dict(zip(columns, digits, strict=True)) if fits else {}


def _high_halves(header: Row) -> dict[int, int]:
    """The columns of `0000 xxxx` and its like, with the address at which each begins."""
    found = [(column, _HIGH.fullmatch(plain(text))) for column, text in enumerate(header.texts)]
    halves = {column: int(match["bits"], 2) << 4 for column, match in found if match}
    return halves if len(halves) > 1 and len(set(halves.values())) == len(halves) else {}


def _registers(rows: Sequence[Row], columns: Mapping[int, int], pattern: re.Pattern[str]) -> list[Listed]:
    """The registers of the rows, where nearly each cell under the digits is a name or empty."""
    placed = [(row, place) for row in rows if (place := _place(row, min(columns), pattern)) is not None]
    if len(placed) < max(_FEWEST, _NAMED * len(rows)) or len({at for _, at in placed}) < len(placed):
        return []
    step = 1 if pattern is _LOW else len(columns)
    if any(at % step for _, at in placed):
        return []
    cells = [row.texts[column] for row, _ in placed for column in columns]
    names = [cell for cell in cells if any(_names(cell))]
    fits = sum(any(_names(cell)) or is_reserved(cell) for cell in cells)
    if 2 * len(names) < len(cells) or fits < _NAMED * len(cells):
        return []
    found: dict[str, Listed] = {}
    for row, at in placed:
        for column, low in columns.items():
            for name in _names(row.texts[column]):
                # One that stands in each column is the same register: only the first of its places is stated.
                found.setdefault(name, Listed(_register(name, at + low, row), ()))
    return list(found.values())


def _register(name: str, address: int, row: Row) -> Register:
    return Register(name, Provenance(row.page, row.box, Source.TABLE, quote=_quote(row)), address=address)


def _place(row: Row, end: int, pattern: re.Pattern[str]) -> int | None:
    """The row's part of the address, in the last column before those of the digits."""
    text = plain(row.texts[end - 1]) if end else ""
    match = pattern.fullmatch(text)
    if match is None:
        return None
    return int(text, 2) if pattern is _LOW else int(match["digits"], 16)


def _names(cell: str) -> Iterator[str]:
    """The registers of a cell: one, or on lines of their own those of several pages at one address."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    if all(is_name(line) or is_reserved(line) for line in lines):
        yield from (line for line in lines if not is_reserved(line) and not line[0].isdigit())


def _quote(row: Row) -> str:
    return " | ".join(" ".join(text.split()) for text in row.texts)[:600]
