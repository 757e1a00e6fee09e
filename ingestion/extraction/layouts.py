"""Tables of bits in other layouts, brought into the usual one: a column for bits, one for names. Pure.

`registers` reads every document through this, so that nothing behind it needs to know these layouts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingestion.extraction.columns import Role, is_name, role_of, roles
from ingestion.extraction.fields import is_reserved
from ingestion.extraction.numbers import first_hexadecimal, plain
from ingestion.extraction.places import called
from ingestion.types import Block, BlockKind, Row, Table

_DEEPEST = 4
"""Rows from the top among which the header may stand below the register's name and offset."""
_MOST_LABELS = 4
"""Cells of one row of labels and values."""
_NUMBERED = re.compile(
    r"\[?(?P<bits>\d{1,2}(?:\s*(?:[-–—:~]|to)\s*\d{1,2})?)\]?\s+(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\[[0-9:]+\])?|[-–—])"
)
"""`7–4 MODE` in one cell."""
_MOSTLY = 0.8
_NAMED = 0.6
"""Share of rows, without the reserved ones, whose description must begin with a name."""
_SHAPED = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|[A-Z][A-Z0-9]{2,}")


def usual(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of a document; what stands in a table above its header comes before the table as text."""
    for block in blocks:
        if block.table is None or not block.table.rows:
            yield block
            continue
        table, banner = _without_banner(block.table)
        x0, y0, x1, _ = table.box
        for text in banner:
            yield replace(block, kind=BlockKind.PARAGRAPH, text=text, box=(x0, y0, x1, y0), table=None)
        yield replace(block, table=_undivided(_named(_numbered(table))))


def _without_banner(table: Table) -> tuple[Table, list[str]]:
    """A table whose header names bits, and the lines of the rows above it."""
    if not table.header or Role.BITS in roles(table):
        return table, []
    rows = (*table.header, *table.rows)
    for index, row in enumerate(rows[1:_DEEPEST], 1):
        named = {role_of(" ".join(text.split())) for text in row.texts}
        if (
            Role.BITS in named
            and {Role.DESCRIPTION, Role.NAME} & named
            and all(map(_is_banner, rows[:index]))
        ):
            lines = [line for above in rows[:index] for line in _labelled(above)]
            return replace(table, header=(row,), rows=rows[index + 1 :]), sorted(lines, key=_not_name)
    return table, []


def _is_banner(row: Row) -> bool:
    """A row of a title, or of labels with their values: `Offset: 0x0`."""
    cells = {" ".join(text.split()) for text in row.texts if text.strip()}
    placed = [text for text in cells if first_hexadecimal(text) is not None or called(text)]
    return len(cells) == 1 or (0 < len(cells) <= _MOST_LABELS and bool(placed))


def _labelled(row: Row) -> Iterator[str]:
    """`Register offset | 0x0` as one line, `Offset: 0x0 | Register name: CTRL` as two."""
    cells = [" ".join(cell.text.split()) for cell in row.cells if cell.text.strip()]
    if len(cells) == 2 and not any(mark in cells[0] for mark in ":："):
        yield f"{cells[0]}: {cells[1]}"
    else:
        yield from cells


def _not_name(line: str) -> bool:
    return re.match(r"(?:register\s+)?name\b|寄存器名", line, re.IGNORECASE) is None


def _numbered(table: Table) -> Table:
    """A table whose names have their bits before them, with a column for the bits."""
    columns = roles(table)
    if Role.BITS in columns or not {Role.NAME, Role.DESCRIPTION} <= columns.keys():
        return table
    where = columns[Role.NAME]
    found = [_NUMBERED.fullmatch(plain(row.texts[where])) for row in table.rows]
    if sum(match is not None for match in found) < max(1, _MOSTLY * len(found)):
        return table
    pairs = [(match["name"], match["bits"]) if match else ("", "") for match in found]
    rows = [_with(row, where, name, bits) for row, (name, bits) in zip(table.rows, pairs, strict=True)]
    return _wider(table, rows, "Bits")


def _named(table: Table) -> Table:
    """A table without names whose descriptions begin with them, with a column for the names."""
    columns = roles(table)
    if Role.NAME in columns or not {Role.BITS, Role.DESCRIPTION} <= columns.keys():
        return table
    where = columns[Role.DESCRIPTION]
    names = [_leading_name(row.texts[where]) for row in table.rows]
    used = [
        name
        for name, row in zip(names, table.rows, strict=True)
        if not row.texts[where].strip().lower().startswith("reserved") and not is_reserved(row.texts[where])
    ]
    if not used or sum(map(bool, used)) < _NAMED * len(used):
        return table
    rows = [
        _with(row, where, row.texts[where].strip().removeprefix(name).lstrip(" \n:.-–"), name)
        for row, name in zip(table.rows, names, strict=True)
    ]
    return _wider(table, rows, "Name")


def _leading_name(text: str) -> str:
    """The name that a description begins with: all of its first line, or a word in a name's shape."""
    if is_reserved(text) or text.strip().lower().startswith("reserved"):
        return "Reserved"
    line = text.strip().split("\n")[0].strip()
    word = re.split(r"[\s:.]", line, maxsplit=1)[0]
    alone = word == line and "\n" in text.strip() and is_name(word) and not word.istitle()
    return word if alone or _SHAPED.fullmatch(word) else ""


def _undivided(table: Table) -> Table:
    """A table of bits whose fields are a row each, though a table of values stands within a description."""
    if all(sum(cell.colspan for cell in row.cells) >= table.columns for row in table.rows):
        return table
    columns = roles(table)
    if not {Role.BITS, Role.NAME, Role.DESCRIPTION} <= columns.keys():
        return table
    bits, name = columns[Role.BITS], columns[Role.NAME]
    rows: list[Row] = []
    for row in table.rows:
        merged = {bits, name}.isdisjoint(cell.column for cell in row.cells)
        if rows and merged and row.texts[bits].strip() and row.texts[bits] == rows[-1].texts[bits]:
            rows[-1] = _longer(rows[-1], row, columns[Role.DESCRIPTION])
        else:
            rows.append(row)
    return replace(table, rows=tuple(rows))


def _longer(whole: Row, row: Row, column: int) -> Row:
    """A field's row with those below it behind its description: `0: off` of the cells `0` and `off`."""
    texts = [cell.text.strip() for cell in row.cells if cell.column >= column]
    cells = [text.split("\n") for text in texts if text]
    even = len({len(lines) for lines in cells}) == 1
    rows = zip(*cells, strict=True) if even else [map(" ".join, cells)]
    said = [": ".join(filter(None, (first, ", ".join(rest)))) for first, *rest in rows]
    text = "\n".join((whole.texts[column], *said)).strip()
    return replace(whole, texts=(*whole.texts[:column], text, *whole.texts[column + 1 :]))


def _with(row: Row, column: int, text: str, last: str) -> Row:
    texts = (*row.texts[:column], text, *row.texts[column + 1 :], last)
    return replace(row, texts=texts)


def _wider(table: Table, rows: Sequence[Row], header: str) -> Table:
    """The table with a column more."""
    above = tuple(replace(row, texts=(*row.texts, header)) for row in table.header)
    return replace(table, columns=table.columns + 1, header=above, rows=tuple(rows))
