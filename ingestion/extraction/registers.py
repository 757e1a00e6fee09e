"""Registers and bit fields from a document's blocks: titles, offset lines, tables and bit diagrams.

A walk in reading order. A title announces a register; what follows until the next heading describes it.
Nothing is stated of a register that was only announced, so a mention in brackets makes no fact.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.facts.records import BitField, FactSet, Provenance, Register, Source
from ingestion.extraction.columns import Role
from ingestion.extraction.fields import (
    diagram_fields,
    diagram_reset,
    drawn_beside,
    numbered_bits,
    paragraph_descriptions,
    table_fields,
    text_field,
)
from ingestion.extraction.numbers import Formula, even_stride
from ingestion.extraction.overviews import Overview, rest_of, width_of
from ingestion.extraction.owners import Owner, labels, owner_of, peripheral, unprefixed
from ingestion.extraction.titles import Announced, address_in, announced, captioned, offset_in, reset_in
from ingestion.types import BitDiagram, Block, BlockKind, StructuredDocument, Table

_TEXT = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.LIST, BlockKind.CODE})
_NOTE = re.compile(r"\s*(?:notes?|caution|warning|注意?|说明)\b\s*[:：]", re.IGNORECASE)
"""Set in italics like a heading, a note still stands within the register's description."""
_REACH = 3
"""Pages after its title on which a description may still begin."""
_WIDEST = 64
"""Bits of the widest register: a table that numbers more goes on over an array's instances."""

_NOBODY = Owner("", "")


@dataclass(slots=True)
class _Open:
    """The register under whose title the walk is."""

    announced: Announced
    block: Block
    owner: str
    """The peripheral that the headings above name."""
    register: Register | None = None
    fields: list[BitField] = field(default_factory=list)
    drawn: list[BitField] = field(default_factory=list)
    texts: list[Block] = field(default_factory=list)
    undrawn: list[Table] = field(default_factory=list)
    """Field tables without a bit column: their bits stand in the diagram."""
    bits: int = 0
    """How many bits its tables number."""
    columns: tuple[int, dict[Role, int]] = (0, {})
    """How many columns the last table with a header has, and what they hold: so does its rest."""


def extract(document: StructuredDocument) -> FactSet:
    """All registers and fields, in the order of the document."""
    strangers = tuple(filter(None, (*document.detected.chips, document.detected.vendor)))
    registers: list[Register] = []
    fields: list[BitField] = []
    owners: list[Owner] = []
    current: _Open | None = None
    overview = Overview()
    for block in document.blocks:
        title = _title(block)
        if _goes_on(block, title, current):
            title = None
        listed = overview.read(block)
        owner = owner_of(block, strangers) if title is not None or listed else _NOBODY
        owners.append(owner)
        if title is not None or (block.kind == BlockKind.HEADING and not _NOTE.match(block.text)):
            _close(current, registers, fields)
            current = _Open(title, block, owner.label) if title is not None else None
        registers += [replace(one, peripheral=owner.label) for one in listed]
        if current is not None and block.page - current.block.page <= _REACH:
            _read(current, block)
    _close(current, registers, fields)
    return _owned(registers, fields, labels(owners))


def _goes_on(block: Block, title: Announced | None, current: _Open | None) -> bool:
    """Whether a caption is that of the table before, over the rest of it."""
    same = title is not None and current is not None and title.names == current.announced.names
    return same and block.kind in (BlockKind.TABLE, BlockKind.CAPTION)


def _read(current: _Open, block: Block) -> None:
    """What a block under a register's title says of it."""
    if block.table is not None:
        _read_table(current, block.table)
    elif block.diagram is not None:
        _read_diagram(current, block.diagram)
    elif block.kind in _TEXT and block is not current.block:
        current.texts.append(block)


def _owned(registers: Sequence[Register], fields: Sequence[BitField], named: Mapping[str, str]) -> FactSet:
    """Each register and field with its peripheral, now that all are read."""
    registers = [replace(one, peripheral=named.get(one.peripheral, one.peripheral)) for one in registers]
    bare = unprefixed((one.name, one.peripheral) for one in registers)
    return FactSet(
        registers=tuple(
            replace(one, peripheral=peripheral(one.name, one.peripheral, bare)) for one in registers
        ),
        fields=tuple(
            replace(one, peripheral=peripheral(one.register, named.get(one.peripheral, one.peripheral), bare))
            for one in fields
        ),
    )


def _title(block: Block) -> Announced | None:
    """A title in a heading, a caption, that of its bit table, or the last line of a paragraph."""
    if block.kind == BlockKind.TABLE and block.table is not None:
        return captioned(block.table.caption)
    if block.kind not in _TEXT:
        return None
    if block.kind == BlockKind.CAPTION and (found := captioned(block.text)):
        return found
    lines = [line for line in block.text.split("\n") if line.strip()]
    return announced(lines[-1]) or announced(" ".join(lines[-2:])) if lines else None


def _read_table(current: _Open, table: Table) -> None:
    columns = rest_of(table, *current.columns)
    if table.header:
        current.columns = (table.columns, columns)
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
        current.register = Register(name, place, peripheral=current.owner, reset=reset, width=diagram.width)


def _close(current: _Open | None, registers: list[Register], fields: list[BitField]) -> None:
    """Writes down what was found under a title, for each register that it names."""
    if current is None:
        return
    found = _fields(current)
    own = _described(current, bool(found))
    drawn = [current.register] if current.register is not None else []
    for name in current.announced.names:
        registers += [replace(register, name=name) for register in (*own, *drawn)]
        fields += [replace(item, register=name, peripheral=current.owner) for item in found]


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
    if offset is None and not reset and address is None and not title.owners and not has_fields:
        return []
    name = title.names[0]
    found = Register(
        name=name,
        provenance=Provenance(place.page, place.box, Source.TEXT, quote=_line(current.block, place)),
        title=title.title,
        peripheral=current.owner,
        address=address,
        offset=offset.base if offset else None,
        width=width_of(name),
        reset=reset,
        instances=title.instances,
        stride=title.stride or _stride(offset, len(title.instances), current.bits),
    )
    return [replace(found, peripheral=owner, address=at) for owner, at in title.owners] or [found]


def _stride(offset: Formula | None, count: int, bits: int) -> int | None:
    """The bytes between instances: by a formula, a range, or a table that numbers the bits of all."""
    if offset is not None and offset.stride is not None:
        return offset.stride
    if offset is not None and offset.last is not None:
        return even_stride(offset.base, offset.last, count)
    return even_stride(0, bits // 8 - 1, count) if bits > _WIDEST else None


def _line(title: Block, place: Block) -> str:
    said = (block.table.caption if block.table is not None else block.text for block in (title, place))
    texts = dict.fromkeys(text.split("\n")[0] if text != title.text else text for text in said)
    return " | ".join(" ".join(text.split()) for text in texts)[:300]
