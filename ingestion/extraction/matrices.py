"""Registers and fields from tables with a column for each bit: `Address, Name, Bit 7 … Bit 0, Reset`. Pure.

A row is a register; the cells over its bit columns are its fields, as wide as they are. A table of that kind
with no name column is one register's, drawn as a table. Stands beside `overviews`, for tables without bits.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.facts.records import BitField, Provenance, Register, Source
from ingestion.extraction.columns import Role, headers, is_name, role_of, roles, value_column
from ingestion.extraction.fields import is_reserved, quote
from ingestion.extraction.numbers import hexadecimal_digits, only_hexadecimal, plain, reset_text
from ingestion.extraction.several import counted, either, worded
from ingestion.types import BitDiagram, DiagramField, Row, Table

_BIT = re.compile(
    r"(?:bits?|b|d)?\s*\[?(\d{1,2})\]?(?:\s*[(（]?(?:msb|lsb)[)）]?)?(?: ?\^?\(?\d\)?)?", re.IGNORECASE
)
_ENDS = re.compile(r"msb\b.*\blsb\b.*", re.IGNORECASE)
_IN_CELL = re.compile(r"D(\d{1,2})\n(.+)", re.DOTALL)
"""`D7` over the field's name in one cell."""
_NOTE = re.compile(r"\s*[(（]\s*\d{1,2}(?:\s*,\s*\d{1,2})*\s*[)）]$|\^\d{1,2}$")
_PLACE = re.compile(r"[(（][0-9A-F]{1,2}[)）]")
"""`(C7)` over a field's name: its own address."""
_RANGE = re.compile(r"\s*[\[<]\s*\d+\s*(?:[:.\-~–]+\s*\d+\s*)?[\]>]$")
_ONE_OF = re.compile(r"(?P<name>.+?)\s*[\[<]\s*(?P<bit>\d{1,2})\s*[\]>]", re.DOTALL)
"""`DBV[7]`: one bit of a field."""
_RUN = re.compile(r"(?P<name>.+)\[(?P<first>\d+):(?P<last>\d+)\]", re.DOTALL)
_VALUES = re.compile(r"[01xX](?:\s*[01xX])*")
_WORD = re.compile(r"[a-z]{3,}")
_WIDTHS = (8, 16, 32)
_TOP = 3
"""Rows from the top among which the bits' numbers stand where no header was told apart."""


@dataclass(frozen=True, slots=True)
class Bits:
    """Where a table's bit columns are."""

    columns: tuple[int, ...]
    """From the most significant bit to the least."""
    width: int
    rows: tuple[Row, ...]
    """Those below the bits' numbers."""

    def of(self, column: int) -> int | None:
        """The bit that a column is of."""
        return self.width - 1 - self.columns.index(column) if column in self.columns else None


def bits_of(table: Table) -> Bits | None:
    """The bit columns of a table; None where it has none."""
    if table.header:
        named = headers(table)
        by_rows = [row.texts for row in table.header]
        found = next((one for texts in (named, *by_rows) if (one := _bit_columns(texts))), None)
        found = found or _between_ends(table.header[-1])
        return Bits(*found, table.rows) if found else None
    for number, row in enumerate(table.rows[:_TOP]):
        if found := _bit_columns(row.texts):
            return Bits(*found, table.rows[number + 1 :])
    return None


def bit_of(text: str) -> int | None:
    """The bit that a header counts: `Bit 7`, `D7`, `7`."""
    match = _BIT.fullmatch(plain(text))
    return int(match[1]) if match else None


def _bit_columns(texts: Sequence[str]) -> tuple[tuple[int, ...], int] | None:
    """Columns side by side whose headers count the bits of a word, in either order."""
    numbers = [(column, bit) for column, text in enumerate(texts) if (bit := bit_of(text)) is not None]
    for width in _WIDTHS[::-1]:
        run = [(column, number) for column, number in numbers if number < width]
        if len(run) != width or {number for _, number in run} != set(range(width)):
            continue
        steps = {after[1] - before[1] for before, after in pairwise(run)}
        together = all(after[0] - before[0] == 1 for before, after in pairwise(run))
        if together and len(steps) == 1 and steps <= {1, -1}:
            ordered = run if steps == {-1} else run[::-1]
            return tuple(column for column, _ in ordered), width
    return None


def _between_ends(header: Row) -> tuple[tuple[int, ...], int] | None:
    """Columns under one header that says `MSB … LSB`."""
    for cell in header.cells:
        if cell.colspan in _WIDTHS and _ENDS.fullmatch(plain(cell.text)):
            return tuple(range(cell.column, cell.column + cell.colspan)), cell.colspan
    return None


@dataclass(frozen=True, slots=True)
class Listed:
    """A register that a row of such a table gives, with its fields."""

    register: Register
    fields: tuple[BitField, ...]


def matrix(table: Table, bits: Bits, before: Mapping[Role, int] | None = None) -> list[Listed]:
    """The registers of the rows that have a name and an address; empty for a table without such columns."""
    columns = columns_beside(table, bits) or dict(before or {})
    where = columns.get(Role.ADDRESS, columns.get(Role.OFFSET))
    if Role.NAME not in columns or where is None:
        return []
    bare = re.search(r"\bhex", headers(table)[where], re.IGNORECASE) is not None
    resets = [row.texts[columns[Role.RESET]] for row in bits.rows] if Role.RESET in columns else []
    unmarked = hexadecimal_digits(resets, bits.width)
    found: list[Listed] = []
    for row in (_without_values(row, columns[Role.NAME]) for row in bits.rows):
        name = register_name(row.texts[columns[Role.NAME]])
        number = only_hexadecimal(row.texts[where], bare)
        if name and number is not None:
            register = _register(name, number, row, columns, bits.width, unmarked)
            one = Listed(register, tuple(row_fields(name, row, bits)))
            found[-1:] = _joined_rows(found[-1:], one)
    return found


def _without_values(row: Row, column: int) -> Row:
    """The row of the names alone, of `FLASH_ACR` over `Reset value` and each field's name over its value."""
    lines = row.texts[column].split("\n")
    if len(lines) < 2 or role_of(lines[-1].strip()) is not Role.RESET:
        return row
    texts = tuple(_name_alone(text) for text in row.texts)
    cells = tuple(replace(cell, text=_name_alone(cell.text)) for cell in row.cells)
    label = "\n".join(lines[:-1])
    return replace(row, cells=cells, texts=(*texts[:column], label, *texts[column + 1 :]))


def _name_alone(text: str) -> str:
    """A cell without the values in its last line."""
    above, _, last = text.rpartition("\n")
    return above if above and _VALUES.fullmatch(last.strip()) else text


def _joined_rows(before: Sequence[Listed], one: Listed) -> list[Listed]:
    """A register whose row is cut, by the value of one of its fields, is one register."""
    if not before or _place(before[0].register) != _place(one.register):
        return [*before, one]
    names = {field.name for field in before[0].fields}
    more = (field for field in one.fields if field.name not in names)
    return [Listed(before[0].register, (*before[0].fields, *more))]


def _place(register: Register) -> tuple[str, int | None, int | None]:
    return register.name, register.address, register.offset


def columns_beside(table: Table, bits: Bits) -> dict[Role, int]:
    """The roles of the columns that are no bits'."""
    known = {role: column for role, column in roles(table).items() if column not in bits.columns}
    known.pop(Role.BITS, None)
    if Role.NAME not in known and Role.DESCRIPTION in known:
        known[Role.NAME] = known.pop(Role.DESCRIPTION)
    if Role.RESET not in known:
        taken = known | {Role.BITS: bits.columns[0]}
        column = value_column(table, taken)
        if column is not None and column not in bits.columns:
            known[Role.RESET] = column
    return known


def register_name(cell: str) -> str:
    """The name of a row's register, without notes; empty where the cell holds none or several."""
    name = _NOTE.sub("", "".join(cell.split("\n"))).strip()
    if is_reserved(name):
        return ""
    return name if is_name(name) else worded(cell) or either(cell)


def _register(
    name: str, number: int, row: Row, columns: Mapping[Role, int], width: int, unmarked: bool
) -> Register:
    def cell(role: Role) -> str:
        return " ".join(row.texts[columns[role]].split()) if role in columns else ""

    absolute = Role.ADDRESS in columns
    return Register(
        name,
        Provenance(row.page, row.box, Source.TABLE, quote=quote(row)),
        title=cell(Role.DESCRIPTION),
        address=number if absolute else None,
        offset=None if absolute else number,
        width=width,
        reset=reset_text(f"0x{cell(Role.RESET)}" if unmarked and cell(Role.RESET) else cell(Role.RESET)),
        access=cell(Role.ACCESS),
    )


def row_fields(register: str, row: Row, bits: Bits) -> Iterator[BitField]:
    """The fields of a row, each over the columns that its cell covers. What is no name is left out."""
    seen: set[str] = set()
    place = Provenance(row.page, row.box, Source.TABLE, quote=quote(row))
    over = spans(row, bits)
    texts = [text for text, _, _ in over]
    found = [(field_of(text) or _of_several(text, texts), msb, lsb) for text, msb, lsb in over]
    twice = {name for name, _, _ in found if name and sum(name == other for other, _, _ in found) > 1}
    for name, msb, lsb in found:
        if name and name not in seen and name not in twice:
            seen.add(name)
            yield BitField(register, name, msb, lsb, place)


def _of_several(text: str, texts: Sequence[str]) -> str:
    """A field's name that is no identifier; what stands over all bits of a row describes its register."""
    return either(text) or counted(text, texts) if len(texts) > 1 else ""


def spans(row: Row, bits: Bits) -> list[tuple[str, int, int]]:
    """The texts over the bit columns with the bits that they cover."""
    found: list[tuple[str, int, int]] = []
    first, last = min(bits.columns), max(bits.columns)
    for cell in row.cells:
        inside = [c for c in range(cell.column, cell.column + cell.colspan) if first <= c <= last]
        numbers = [bit for column in inside if (bit := bits.of(column)) is not None]
        if numbers and cell.column >= first and cell.column + cell.colspan - 1 <= last:
            found.append((cell.text, max(numbers), min(numbers)))
    return together(found)


def together(spans: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The texts over bits; `DBV[7]` beside `DBV[6]` down to `DBV[0]` is one field over all of them."""
    found: list[tuple[str, int, int]] = []
    for text, msb, lsb in sorted(spans, key=lambda one: -one[1]):
        one, last = _ONE_OF.fullmatch(text.strip()), found[-1] if found else ("", 0, 0)
        before = _RUN.fullmatch(last[0])
        if one and before and before["name"] == one["name"] and _next(before, one, last[2], msb):
            found[-1] = (f"{one['name']}[{before['first']}:{one['bit']}]", last[1], lsb)
        elif one and msb == lsb:
            found.append((f"{one['name']}[{one['bit']}:{one['bit']}]", msb, lsb))
        else:
            found.append((text, msb, lsb))
    return found


def _next(before: re.Match[str], one: re.Match[str], lsb: int, msb: int) -> bool:
    """Whether a bit of a field goes on one below the bits before it."""
    return int(before["last"]) == int(one["bit"]) + 1 and lsb == msb + 1


def field_of(text: str) -> str:
    """The field's name in a cell: without its own address above it, its range and its notes."""
    lines = [line.strip() for line in text.split("\n") if line.strip() and not _PLACE.fullmatch(line.strip())]
    name = _RANGE.sub("", _NOTE.sub("", re.sub(r"\s*_\s*", "_", _joined(lines))).strip())
    letters = name[:1].isalpha() or name[:1] == "_"
    return name if letters and is_name(name) and not is_reserved(name) else ""


def _joined(lines: Sequence[str]) -> str:
    """The lines of a box as one name: `TAP_X` over `enable` is a name and a word, not a name that wrapped."""
    name = ""
    for line in lines:
        apart = _WORD.fullmatch(line) and any(map(str.isupper, name)) and not name.endswith("_")
        name = f"{name}_{line}" if apart else f"{name}{line}"
    return name


def drawn_as_table(table: Table) -> BitDiagram | None:
    """A table that is one register's picture: `D7 … D0` over a row of names, or each over its name."""
    bits = bits_of(table)
    rows = [row for row in bits.rows if any(map(str.strip, row.texts))] if bits is not None else []
    if bits is not None and len(bits.columns) == table.columns and len(rows) == 1:
        fields = tuple(DiagramField(_drawn(text), msb, lsb) for text, msb, lsb in spans(rows[0], bits))
        named = any(field_of(field.name) for field in fields)
        return BitDiagram(table.page, table.box, bits.width, fields) if named else None
    cells = [cell for row in (*table.header, *table.rows) for cell in row.cells]
    found = [match for cell in cells if (match := _IN_CELL.fullmatch(cell.text.strip()))]
    numbers = [int(match[1]) for match in found]
    if (
        len(found) != len(cells)
        or numbers != list(range(len(cells) - 1, -1, -1))
        or len(cells) not in _WIDTHS
    ):
        return None
    fields = tuple(DiagramField(_drawn(match[2]), int(match[1]), int(match[1])) for match in found)
    return BitDiagram(table.page, table.box, len(cells), fields)


def _drawn(text: str) -> str:
    """The text of a box: words that are no name stay as they are, for no box to be called reserved."""
    empty = re.fullmatch(r"[01xX]?", text.strip()) or is_reserved(text)
    return field_of(text) or ("-" if empty else text)


def with_peripheral(found: Listed, label: str) -> Listed:
    """The same of a peripheral, unless it is said whose it is."""
    return Listed(
        replace(found.register, peripheral=found.register.peripheral or label),
        tuple(replace(one, peripheral=label) for one in found.fields),
    )
