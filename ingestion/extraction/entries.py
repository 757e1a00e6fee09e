"""What is said of one register under its title: from tables, drawings and lines to facts. Pure.

`registers` opens an entry at a title, hands it the blocks that follow, and closes it at the next heading.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.facts.records import BitField, Provenance, Register, Source
from ingestion.extraction.beside import drawn_beside
from ingestion.extraction.columns import Role, is_name
from ingestion.extraction.encodings import with_values
from ingestion.extraction.fields import (
    diagram_fields,
    diagram_reset,
    numbered_bits,
    paragraph_descriptions,
    table_fields,
)
from ingestion.extraction.matrices import Bits, bits_of, columns_beside, drawn_as_table, row_fields
from ingestion.extraction.numbers import Formula, even_stride, only_hexadecimal, reset_of_width
from ingestion.extraction.overviews import rest_of, width_of
from ingestion.extraction.places import Announced
from ingestion.extraction.spoken import text_fields
from ingestion.extraction.stated import address_in, offset_in, reset_in
from ingestion.types import BitDiagram, Block, BlockKind, Table
from retrieval.identifiers import canonical, family

TEXT = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.LIST, BlockKind.CODE})
_WIDEST = 64
"""Bits of the widest register: a table that numbers more goes on over an array's instances."""


@dataclass(slots=True)
class Entry:
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
    others: list[Table] = field(default_factory=list)
    """Tables of neither bits nor names: they may say what the values of a field mean."""
    bits: int = 0
    """How many bits its tables number."""
    columns: tuple[int, dict[Role, int]] = (0, {})
    """How many columns the last table with a header has, and what they hold: so does its rest."""
    address: int | None = None
    """What stands beside its drawing."""

    @property
    def name(self) -> str:
        return self.announced.names[0]

    def read(self, block: Block) -> None:
        """What a block under the register's title says of it."""
        if block.table is not None:
            self._read_table(block.table)
        elif block.diagram is not None:
            self._read_diagram(block.diagram)
        elif block.kind in TEXT and block is not self.block:
            self.texts.append(block)

    def give_up(self, texts: Sequence[Block]) -> None:
        """Leaves out lines that turn out to be another register's."""
        self.texts = [text for text in self.texts if text not in texts]

    def of_another(self, block: Block) -> "Entry | None":
        """The entry of the register whose name stands beside a drawing, where it is not this one."""
        label = beside(block.diagram)[0] if block.diagram is not None else ""
        own = {family(name) for name in self.announced.names}
        one_of_several = len(own) > 1 and family(label) in own
        if not one_of_several and (
            not label or any(name == family(label) or name.endswith(f"_{family(label)}") for name in own)
        ):
            return None
        return Entry(replace(self.announced, names=(label,), offset=None, address=None), block, self.owner)

    def _read_table(self, table: Table) -> None:
        if self.address is None and table.caption:
            self.address = address_in(table.caption)
        if (picture := drawn_as_table(table)) is not None:
            self._read_diagram(picture)
            return
        bits = bits_of(table)
        if bits is not None:
            self._read_row(table, bits)
            return
        columns = rest_of(table, *self.columns)
        if table.header:
            self.columns = (table.columns, columns)
        if Role.BITS in columns and len(columns) > 1:
            self.fields += table_fields(self.name, table, columns, self.drawn)
            self.bits = max(self.bits, numbered_bits(table, columns[Role.BITS]))
        elif (
            Role.NAME in columns
            and Role.DESCRIPTION in columns
            and not {Role.ADDRESS, Role.OFFSET} & columns.keys()
        ):
            self.undrawn.append(table)
        else:
            self.others.append(table)

    def _read_row(self, table: Table, bits: Bits) -> None:
        """Of a table of registers by their bits, the row of this one: a summary printed again."""
        columns = columns_beside(table, bits)
        if Role.NAME not in columns:
            return
        for row in bits.rows:
            if canonical(row.texts[columns[Role.NAME]]) == canonical(self.name):
                self.drawn += row_fields(self.name, row, bits)

    def _read_diagram(self, diagram: BitDiagram) -> None:
        self.drawn += diagram_fields(self.name, diagram)
        self.address = beside(diagram)[1] if self.address is None else self.address
        reset = diagram_reset(diagram)
        if reset:
            place = Provenance(diagram.page, diagram.box, Source.DIAGRAM)
            self.register = Register(
                self.name, place, peripheral=self.owner, reset=reset, width=diagram.width
            )

    def facts(self) -> tuple[list[Register], list[BitField]]:
        """What was read, for each register that the title names; nothing where it only might be a title."""
        found = with_values(self._fields(), self.others)
        listed = self.block.kind is BlockKind.CAPTION  # of tables: in a list of them no table follows
        if not found and (listed or not self.announced.sure):
            return [], []
        width = 8 * (max((item.msb for item in found), default=7) // 8 + 1)
        own = [replace(one, reset=reset_of_width(one.reset, width)) for one in self._described(bool(found))]
        drawn = [self.register] if self.register is not None else []
        registers = [replace(one, name=name) for name in self.announced.names for one in (*own, *drawn)]
        fields = [
            replace(one, register=name, peripheral=self.owner)
            for name in self.announced.names
            for one in found
        ]
        return registers, fields

    def _fields(self) -> list[BitField]:
        """Of table, text and drawing the most telling: a drawing names the bits, the others describe them."""
        if self.fields:
            return self.fields + drawn_beside(self.drawn, self.fields)
        spoken = text_fields(self.name, self.texts)
        if spoken:
            return spoken + drawn_beside(self.drawn, spoken)
        return paragraph_descriptions(self.drawn, self.undrawn, self.texts)

    def _described(self, has_fields: bool) -> list[Register]:
        """The register as its title and the lines beneath state it."""
        title = self.announced
        offset, reset, place = title.offset, title.reset, self.block
        address = self.address if title.address is None else title.address
        for block in self.texts:
            for line in block.text.split("\n"):
                if offset is None and (offset := offset_in(line)) is not None:
                    place = block
                reset = reset or reset_in(line)
                address = address_in(line) if address is None else address
        if offset is None and not reset and address is None and not title.owners and not has_fields:
            return []
        found = Register(
            name=self.name,
            provenance=Provenance(place.page, place.box, Source.TEXT, quote=_line(self.block, place)),
            title=title.title,
            peripheral=self.owner,
            address=address,
            offset=offset.base if offset else None,
            width=width_of(self.name),
            reset=reset,
            instances=title.instances,
            stride=title.stride or _stride(offset, len(title.instances), self.bits),
        )
        return [replace(found, peripheral=owner, address=at) for owner, at in title.owners] or [found]


def beside(diagram: BitDiagram | None) -> tuple[str, int | None]:
    """The register's name and the address that stand in the margins of its drawing."""
    texts = diagram.beside if diagram is not None else ()
    name = next((text for text in texts if is_name(text) and text.upper() == text and len(text) > 1), "")
    return name, next((at for text in texts if (at := only_hexadecimal(text)) is not None), None)


def _stride(offset: Formula | None, count: int, bits: int) -> int | None:
    """The bytes between instances: by a formula, a range, or a table that numbers the bits of all."""
    if offset is not None and offset.stride is not None:
        return offset.stride
    if offset is not None and offset.last is not None:
        return even_stride(offset.base, offset.last, count)
    return even_stride(0, bits // 8 - 1, count) if bits > _WIDEST else None


def _line(title: Block, place: Block) -> str:
    said: Sequence[str] = [
        block.table.caption if block.table is not None else block.text for block in (title, place)
    ]
    texts = dict.fromkeys(text.split("\n")[0] if text != title.text else text for text in said)
    return " | ".join(" ".join(text.split()) for text in texts)[:300]
