"""Tables to passages: whole or in groups of rows under their header, and every row by itself. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingestion.chunking.pieces import LIMIT, TARGET, Draft, around, weight
from ingestion.types import Block, ChunkKind, Row, Table
from retrieval.identifiers import identifiers_in

_NAME_HEADER = re.compile(
    r"\b(?:names?|fields?|symbols?|registers?|mnemonic|acronym|signals?|pins?(?: names?)?|vector)\b"
    r"|名称|位名|字段|符号|寄存器|引脚名|信号|位域|助记符",
    re.I,
)
_BIT_HEADER = re.compile(r"^(?:bits?|bit\s*(?:no|number|range|field)s?\.?|位|位号|比特|位段)$", re.I)
_EMPTY = re.compile(r"^(?:reserved|res\.?|rsvd|rfu|保留|-|—|–|/|n/?a|0+|none)?$", re.I)
_ACCESS = re.compile(r"^(?:R|W|R/W|RO|WO|RW[A01]?T?|R[ZFCS]|W[ZA1]C?|RC_W[01]|RW1[CS]|W1[CS])$")
_RANGE = re.compile(r"^[\[(]?\s*\d+\s*(?:[:：\-~]\s*\d+)?\s*[\])]?$")
_SHORT_CELL, _LONG_CELL = 60, 240
"""Characters of a merged cell that rows below it repeat: in a table, and in a row by itself."""
_SHORT_NOTES = 400
"""Weight of footnotes that every group of rows repeats; longer ones stand with the last."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Headings of a table's columns, and which column names what the row is about."""

    titles: tuple[str, ...]
    name: int | None
    bits: int | None


def columns_of(table: Table) -> Columns:
    """Column titles from all header rows, repeated words once."""
    titles = []
    for column in range(table.columns):
        words: dict[str, None] = {}
        for row in table.header:
            if column < len(row.texts):
                words[" ".join(row.texts[column].split())] = None
        titles.append(" ".join(word for word in words if word))
    named = [i for i, title in enumerate(titles) if _NAME_HEADER.search(title)]
    bits = next((i for i, title in enumerate(titles) if _BIT_HEADER.match(title.strip())), None)
    return Columns(tuple(titles), named[0] if named else None, bits)


def is_bit_table(table: Table) -> bool:
    """Whether the rows are the bits of a register."""
    columns = columns_of(table)
    if columns.bits is not None:
        return True
    cells = [row.texts[0] for row in table.rows if row.texts]
    ranges = sum(bool(_RANGE.match(cell.strip())) and ":" in cell for cell in cells)
    return ranges >= 2 and ranges > 0.5 * len(cells)


def row_text(row: Row) -> str:
    """The row as one line; a cell that reaches down from a row above is repeated only when short."""
    return " | ".join(text for _, text in _told(row, _SHORT_CELL))


def _told(row: Row, longest: int) -> list[tuple[int, str]]:
    """Columns and texts of a row, a merged cell once; one from above no longer than given."""
    starts = {cell.column: cell for cell in row.cells}
    covered = {column for cell in row.cells for column in range(cell.column + 1, cell.column + cell.colspan)}
    told: list[tuple[int, str]] = []
    for column, text in enumerate(row.texts):
        if column in covered:
            continue
        flat = _flat(text)
        if column not in starts and (len(flat) > longest or (told and told[-1][1] == flat)):
            flat = ""
        told.append((column, flat))
    return told


def _flat(text: str) -> str:
    return " ".join(text.split())


def header_line(table: Table) -> str:
    """The column titles as one line; empty where the table has none."""
    titles = columns_of(table).titles
    return " | ".join(titles) if any(titles) else ""


def row_names(row: Row, columns: Columns, fields: bool = False) -> tuple[str, ...]:
    """Identifiers that the row defines: those of its name column, else of its first cells.

    `fields` says that the rows are fields of a register, whose names may be any word.
    """
    if columns.name is not None and columns.name < len(row.texts):
        named = row.texts[columns.name]
        if _EMPTY.match(_flat(named)):
            return ()
        if found := field_names(named) if fields else names_in(named):
            return found
    for text in row.texts[:3]:
        if not _ACCESS.match(_flat(text)) and (found := names_in(text)):
            return found
    return ()


_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PROSE = re.compile(r"^[A-Z]?[a-z]+$")


def names_in(cell: str) -> tuple[str, ...]:
    """Names in a cell that holds nothing else: `PLLRDY`, `PA0/WKUP`; a sentence gives its identifiers."""
    flat = _flat(cell)
    if _EMPTY.match(flat):
        return ()
    words = _WORD.findall(re.sub(r"\[[^\]]*\]", "", flat))
    if len(words) <= 3 and not any(_PROSE.match(word) for word in words):
        return tuple(word for word in words if len(word) > 1)
    return identifiers_in(flat)


def field_names(cell: str) -> tuple[str, ...]:
    """Names of register fields, which a manual may write all in small letters."""
    bare = re.sub(r"\[[^\]]*\]", "", _flat(cell)).strip()
    one_word = _WORD.fullmatch(bare) is not None and not _EMPTY.match(bare)
    return (bare,) if one_word and len(bare) > 1 else names_in(cell)


def row_groups(table: Table, room: int) -> Iterator[list[Row]]:
    """Rows that fit together, each group on one page."""
    group: list[Row] = []
    used = 0
    for row in table.rows:
        size = weight(row_text(row)) + 1
        if group and (used + size > room or row.page != group[-1].page):
            yield group
            group, used = [], 0
        group.append(row)
        used += size
    if group:
        yield group


def table_drafts(block: Block, table: Table) -> Iterator[Draft]:
    """The table whole if it fits on its page, else in groups of rows under caption and header."""
    columns = columns_of(table)
    top = table.caption or (block.path[-1] if block.path else "")
    head = [text for text in (top, header_line(table)) if text]
    notes = [_flat(note) for note in table.footnotes]
    shared = notes if weight(" ".join(notes)) <= _SHORT_NOTES else []
    fixed = sum(weight(text) + 1 for text in (*head, *shared))
    groups = list(row_groups(table, max(LIMIT - fixed, TARGET // 2)))
    if not groups:
        yield Draft(ChunkKind.TABLE, block.path, table.page, table.box, [*head, *notes])
    for number, group in enumerate(groups):
        last = number == len(groups) - 1
        names = [name for row in group for name in row_names(row, columns)]
        parts = [*head, *(row_text(row) for row in group), *(notes if last else shared)]
        yield Draft(ChunkKind.TABLE, block.path, group[0].page, _group_box(table, group), parts, names)


def _group_box(table: Table, group: Sequence[Row]) -> tuple[float, float, float, float]:
    boxes = [row.box for row in group]
    if group[0] is table.rows[0] and table.header and table.header[0].page == group[0].page:
        boxes += [row.box for row in table.header]
    return around(boxes)


def row_drafts(block: Block, table: Table, fields: bool = False) -> Iterator[Draft]:
    """One passage per row that says something, with its header's words and what it stands under."""
    columns = columns_of(table)
    heading = block.path[-1] if block.path else ""
    top = [text for text in dict.fromkeys((heading, table.caption)) if text]
    if len(table.rows) < 2:
        return
    for row in table.rows:
        told = [(column, text) for column, text in _told(row, _LONG_CELL) if text]
        if all(_EMPTY.match(text) or _RANGE.match(text) or _ACCESS.match(text) for _, text in told):
            continue
        titles = columns.titles
        parts = [f"{titles[column]}: {text}" if titles[column] else text for column, text in told]
        yield Draft(
            ChunkKind.ROW,
            block.path,
            row.page,
            row.box,
            [*top, " | ".join(parts)],
            list(row_names(row, columns, fields)),
            dense=False,
        )
