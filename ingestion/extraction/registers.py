"""Registers and bit fields from a document's blocks: titles, offset lines, tables and bit diagrams.

A walk in reading order. A title announces a register; what follows until the next heading describes it.
Nothing is stated of a register that was only announced, so a mention in brackets makes no fact.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.facts.records import BitField, FactSet, Provenance, Register, Source
from ingestion.extraction.columns import Role, is_name, roles, value_column
from ingestion.extraction.fields import (
    diagram_fields,
    diagram_reset,
    drawn_beside,
    is_reserved,
    numbered_bits,
    paragraph_descriptions,
    quote,
    table_fields,
    text_field,
)
from ingestion.extraction.numbers import Formula, even_stride, only_hexadecimal, register_range, reset_text
from ingestion.extraction.titles import Announced, address_in, announced, offset_in, reset_in
from ingestion.types import BitDiagram, Block, BlockKind, Row, StructuredDocument, Table
from retrieval.identifiers import canonical

_TEXT = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.LIST, BlockKind.CODE})
_NOTE = re.compile(r"\s*(?:notes?|caution|warning|注意?|说明)\b\s*[:：]", re.IGNORECASE)
"""Set in italics like a heading, a note still stands within the register's description."""
_REACH = 3
"""Pages after its title on which a description may still begin."""
_WIDEST = 64
"""Bits of the widest register: a table that numbers more goes on over an array's instances."""
_LARGEST_OFFSET = 0xFFFFF
"""A number beyond a megabyte is an address, even in a column that is headed as offsets."""


@dataclass(slots=True)
class _Open:
    """The register under whose title the walk is."""

    announced: Announced
    block: Block
    register: Register | None = None
    fields: list[BitField] = field(default_factory=list)
    drawn: list[BitField] = field(default_factory=list)
    texts: list[Block] = field(default_factory=list)
    undrawn: list[Table] = field(default_factory=list)
    """Field tables without a bit column: their bits stand in the diagram."""
    bits: int = 0
    """How many bits its tables number."""


def extract(document: StructuredDocument) -> FactSet:
    """All registers and fields, in the order of the document."""
    registers: list[Register] = []
    fields: list[BitField] = []
    current: _Open | None = None
    for block in document.blocks:
        title = _title(block)
        if title is not None or (block.kind == BlockKind.HEADING and not _NOTE.match(block.text)):
            _close(current, registers, fields)
            current = _Open(title, block) if title is not None else None
        elif block.kind == BlockKind.TABLE and block.table is not None:
            registers += summary(block.table)
            if current is not None and block.page - current.block.page <= _REACH:
                _read_table(current, block.table)
        elif current is not None and block.kind == BlockKind.DIAGRAM and block.diagram is not None:
            _read_diagram(current, block.diagram)
        elif current is not None and block.kind in _TEXT:
            current.texts.append(block)
    _close(current, registers, fields)
    return FactSet(registers=tuple(registers), fields=tuple(fields))


def summary(table: Table) -> list[Register]:
    """Registers of a table of names with addresses or offsets."""
    columns = roles(table)
    where = columns.get(Role.ADDRESS, columns.get(Role.OFFSET))
    if Role.NAME not in columns or Role.BITS in columns:
        return []
    if where is None:
        return _spanned(table, columns)
    if Role.RESET not in columns and (column := value_column(table, columns)) is not None:
        columns = columns | {Role.RESET: column}
    return [
        _summarised(name, number, row, columns)
        for row in table.rows
        if (number := only_hexadecimal(row.texts[where])) is not None
        for name in _names(row.texts[columns[Role.NAME]])
        if not is_reserved(name)
    ]


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
        peripheral=_peripheral(name),
        address=number if absolute else None,
        offset=_offset_cell(row, columns) if absolute else number,
        width=_width(name),
        reset=reset_text(cell(Role.RESET)),
        access=cell(Role.ACCESS),
    )


def _offset_cell(row: Row, columns: dict[Role, int]) -> int | None:
    number = only_hexadecimal(row.texts[columns[Role.OFFSET]]) if Role.OFFSET in columns else None
    return number if number is not None and number <= _LARGEST_OFFSET else None


def _title(block: Block) -> Announced | None:
    """A title in a heading, a caption or the last line of a paragraph."""
    if block.kind not in _TEXT:
        return None
    lines = [line for line in block.text.split("\n") if line.strip()]
    return announced(lines[-1]) or announced(" ".join(lines[-2:])) if lines else None


def _read_table(current: _Open, table: Table) -> None:
    columns = roles(table)
    name = current.announced.names[0]
    if Role.BITS in columns and len(columns) > 1:
        current.fields += table_fields(name, table, columns, current.drawn)
        current.bits = max(current.bits, numbered_bits(table, columns[Role.BITS]))
    elif (
        Role.NAME in columns
        and Role.DESCRIPTION in columns
        and not {Role.ADDRESS, Role.OFFSET} & columns.keys()
    ):
        current.undrawn.append(table)


def _read_diagram(current: _Open, diagram: BitDiagram) -> None:
    name = current.announced.names[0]
    current.drawn += diagram_fields(name, diagram)
    reset = diagram_reset(diagram)
    if reset:
        place = Provenance(diagram.page, diagram.box, Source.DIAGRAM)
        current.register = Register(name, place, reset=reset, width=diagram.width)


def _close(current: _Open | None, registers: list[Register], fields: list[BitField]) -> None:
    """Writes down what was found under a title, for each register that it names."""
    if current is None:
        return
    found = _fields(current)
    own = _described(current, bool(found))
    drawn = [current.register] if current.register is not None else []
    for name in current.announced.names:
        registers += [replace(register, name=name) for register in (*own, *drawn)]
        fields += [replace(item, register=name) for item in found]


def _fields(current: _Open) -> list[BitField]:
    """Of table, text and drawing the most telling: a drawing names the bits, the others describe them."""
    if current.fields:
        return current.fields + drawn_beside(current.drawn, current.fields)
    spoken = [item for block in current.texts for item in text_field(current.announced.names[0], block)]
    if spoken:
        return spoken + drawn_beside(current.drawn, spoken)
    return paragraph_descriptions(current.drawn, current.undrawn, current.texts)


def _described(current: _Open, has_fields: bool) -> list[Register]:
    """The register as its title and the lines beneath state it."""
    title = current.announced
    offset, reset, address = title.offset, "", title.address
    place = current.block
    for block in current.texts:
        for line in block.text.split("\n"):
            if offset is None and (offset := offset_in(line)) is not None:
                place = block
            reset = reset or reset_in(line)
            address = address_in(line) if address is None else address
    if offset is None and not reset and address is None and not has_fields:
        return []
    name = title.names[0]
    return [
        Register(
            name=name,
            provenance=Provenance(place.page, place.box, Source.TEXT, quote=_line(current.block, place)),
            title=title.title,
            peripheral=_peripheral(name),
            address=address,
            offset=offset.base if offset else None,
            width=_width(name),
            reset=reset,
            instances=title.instances,
            stride=_stride(offset, len(title.instances), current.bits),
        )
    ]


def _stride(offset: Formula | None, count: int, bits: int) -> int | None:
    """The bytes between instances: by a formula, a range, or a table that numbers the bits of all."""
    if offset is not None and offset.stride is not None:
        return offset.stride
    if offset is not None and offset.last is not None:
        return even_stride(offset.base, offset.last, count)
    return even_stride(0, bits // 8 - 1, count) if bits > _WIDEST else None


def _line(title: Block, place: Block) -> str:
    texts = dict.fromkeys((title.text, place.text.split("\n")[0]))
    return " | ".join(" ".join(text.split()) for text in texts)[:300]


def _names(cell: str) -> Iterable[str]:
    """The names of a cell: one, or several on lines or behind slashes of their own."""
    joined = "".join(cell.split("\n"))
    if is_name(joined) and not _siblings(cell.split("\n")):
        return [joined] if "_" in joined or "\n" not in cell else _pieces(cell)
    return _pieces(cell)


def _siblings(lines: Sequence[str]) -> bool:
    """Lines that are a whole name each, of the same peripheral, rather than one name that wrapped."""
    heads = {canonical(line).split("_")[0] for line in lines}
    return len(lines) > 1 and len(heads) == 1 and all("_" in canonical(line) for line in lines)


def _pieces(cell: str) -> list[str]:
    pieces = [piece.strip() for piece in re.split(r"[\n/,、;]", cell)]
    return [piece for piece in pieces if is_name(piece)] if all(map(is_name, pieces)) else []


def _peripheral(name: str) -> str:
    bare = canonical(name)
    return bare.split("_")[0] if "_" in bare else ""


def _width(name: str) -> int | None:
    match = re.match(r"R(8|16|32|64)_", name)
    return int(match.group(1)) if match else None
