"""Bit fields from the rows of a bit table, the boxes of a diagram, or lines (`Bit 3 PLLON: …`). Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.facts.records import BitField, EnumeratedValue, Provenance, Source
from ingestion.extraction.columns import Role, is_name, roles
from ingestion.extraction.numbers import bit_ranges, plain, reset_text
from ingestion.types import BitDiagram, Block, DiagramField, Row, Table
from retrieval.identifiers import canonical

RESERVED = "Reserved"
_PLACEHOLDER = re.compile(r"(?<=[A-Z0-9])[xyn](?=$|[A-Z_])")
_FEWEST_INSTANCES = 2
_RESERVED = re.compile(
    r"\(?(?:reserved|reserve|resv|rsvd?|res|保留|未使用|unused|-+|—|–|/)\.?\)?", re.IGNORECASE
)
_RANGE = re.compile(r"\s*[\[<]\s*\d+\s*(?:[:.\-~]+\s*\d+\s*)?[\]>]\s*$")
_UNNAMED = re.compile(r"(?:[0-9xX]|0x[0-9A-Fa-f]+|\s)*")
"""A diagram of one box that shows only its reset value: the field is the whole register."""
_VALUE = re.compile(r"^((?:0[xX][0-9A-Fa-f]+|0[bB][01xX]+|[01xX]{1,16}b?|\d{1,3}))\s*[:=–-]\s*(\S.*)$")
_SEVERAL = re.compile(r";\s*(?=(?:0[bx])?[01xX]{1,8}\s*[:])")
"""`1: Disable; 0: Enable.` on one line."""
_SPOKEN = re.compile(
    r"^(?:Bits?|位)\s*(\d{1,2})(?:\s*[:]\s*(\d{1,2}))?\s*[:]?\s*([A-Za-z_][A-Za-z0-9_]*(?:\[[0-9:]+\])?)\s*[:,]?\s*(.*)$",
    re.DOTALL,
)


def is_reserved(name: str) -> bool:
    """Whether a name only says that nothing is there."""
    return not name.strip() or _RESERVED.fullmatch(name.strip()) is not None


def field_name(cell: str) -> str:
    """The name of a cell, mended where it wrapped, without its bit range; `Reserved` for a reserved one."""
    joined = "".join(cell.split("\n")).strip()
    if is_reserved(joined) or joined.lower().startswith("reserved"):
        return RESERVED
    bare = _RANGE.sub("", joined)
    return bare if is_name(bare) else ""


def table_fields(register: str, table: Table, columns: dict[Role, int]) -> list[BitField]:
    """The fields of a bit table; a row whose bits or name cannot be read is left out."""
    found: list[BitField] = []
    name_column = columns.get(Role.NAME)
    for row in table.rows:
        ranges = bit_ranges(row.texts[columns[Role.BITS]])
        name = field_name(row.texts[name_column]) if name_column is not None else ""
        if ranges and name:
            found += _row_fields(register, name, ranges, row, columns)
    return found


def _row_fields(
    register: str, name: str, ranges: Sequence[tuple[int, int]], row: Row, columns: dict[Role, int]
) -> list[BitField]:
    def cell(role: Role) -> str:
        return row.texts[columns[role]] if role in columns else ""

    description = cell(Role.DESCRIPTION)
    place = Provenance(row.page, row.box, Source.TABLE, quote=_quote(row))
    whole = BitField(
        register,
        name,
        ranges[0][0],
        ranges[0][1],
        place,
        access="".join(cell(Role.ACCESS).split()),
        reset=reset_text(cell(Role.RESET)),
        description=description,
        values=enumerated(description),
    )
    if len(ranges) == 1 or name == RESERVED:
        return [replace(whole, msb=msb, lsb=lsb) for msb, lsb in ranges]
    return _instances(whole, ranges)


def _instances(whole: BitField, ranges: Sequence[tuple[int, int]]) -> list[BitField]:
    """`CNFy[1:0]` over `[31:30] [27:26] …` is CNF7, CNF6, …: the highest instance has the highest bits."""
    if "*" not in canonical(whole.name):
        return [replace(whole, msb=msb, lsb=lsb) for msb, lsb in ranges]
    ordered = sorted(ranges)
    named = re.sub(r"(?<=[A-Z0-9_])[a-z](?=$|[A-Z_])", "{}", whole.name)
    return [
        replace(whole, name=named.format(index), msb=msb, lsb=lsb) for index, (msb, lsb) in enumerate(ordered)
    ]


def diagram_fields(register: str, diagram: BitDiagram) -> list[BitField]:
    """The boxes of a diagram. The two halves of a field drawn over both rows are one field."""
    place = Provenance(diagram.page, diagram.box, Source.DIAGRAM)
    merged: list[DiagramField] = []
    for box in diagram.fields:
        last = merged[-1] if merged else None
        if last and last.lsb == box.msb + 1 and _same_field(last, box):
            merged[-1] = replace(
                last, lsb=box.lsb, name=_RANGE.sub("", last.name), reset=last.reset + box.reset
            )
        else:
            merged.append(box)
    if len(merged) == 1 and _UNNAMED.fullmatch(merged[0].name):
        merged = [replace(merged[0], name=re.sub(r"_REG$", "", register))]
    return [
        BitField(register, name, box.msb, box.lsb, place, access=box.access, reset=reset_text(box.reset))
        for box in merged
        if (name := field_name(box.name))
    ]


def diagram_reset(diagram: BitDiagram) -> str:
    """The register's reset value, where the diagram draws one under each of its boxes."""
    value, covered = 0, 0
    for box in diagram.fields:
        text = reset_text(box.reset)
        if not text or "x" in text.removeprefix("0x"):
            return ""
        width = box.msb - box.lsb + 1
        number = int(text, 0) if text.startswith("0x") else int(text, 2 if len(text) == width else 10)
        value |= (number & ((1 << width) - 1)) << box.lsb
        covered += width
    return f"0x{value:0{diagram.width // 4}X}" if covered == diagram.width else ""


def text_field(register: str, block: Block) -> list[BitField]:
    """Fields of manuals that describe bits in paragraphs: `Bits 7:4 HPRE: AHB prescaler`."""
    match = _SPOKEN.match(plain(block.text))
    if match is None or not (name := field_name(match.group(3))):
        return []
    msb = int(match.group(1))
    lsb = int(match.group(2) or msb)
    if msb < lsb or msb > 63:
        return []
    place = Provenance(block.page, block.box, Source.TEXT, quote=" ".join(block.text.split())[:600])
    description = match.group(4).strip()
    return [
        BitField(register, name, msb, lsb, place, description=description, values=enumerated(description))
    ]


def paragraph_descriptions(
    drawn: Sequence[BitField], tables: Iterable[Table], texts: Iterable[Block]
) -> list[BitField]:
    """Drawn fields with the descriptions that a table without bits, or a paragraph after each name, gives."""
    described: dict[str, tuple[str, str, Provenance]] = {}
    for table in tables:
        columns = roles(table)
        for row in table.rows:
            name = field_name(row.texts[columns[Role.NAME]])
            access = row.texts[columns[Role.ACCESS]] if Role.ACCESS in columns else ""
            place = Provenance(row.page, row.box, Source.TABLE, quote=_quote(row))
            described.setdefault(canonical(name), (row.texts[columns[Role.DESCRIPTION]], access, place))
    for block in texts:
        name, _, rest = block.text.strip().partition(" ")
        if rest and is_name(name) and (found := re.search(r"\(([A-Z]{1,3}(?:/[A-Z0-9]+)*)\)\s*$", rest)):
            place = Provenance(block.page, block.box, Source.TEXT, quote=" ".join(block.text.split())[:600])
            described.setdefault(canonical(name), (rest, found.group(1), place))
    return [_with_description(item, described.get(canonical(item.name))) for item in drawn]


def _with_description(item: BitField, found: tuple[str, str, Provenance] | None) -> BitField:
    if found is None or item.name == RESERVED:
        return item
    description, access, _ = found
    return replace(
        item, description=description, access=item.access or access, values=enumerated(description)
    )


def enumerated(description: str) -> tuple[EnumeratedValue, ...]:
    """The values that a description lists on lines of their own: `00: off`."""
    pieces = (piece for line in description.split("\n") for piece in _SEVERAL.split(line.strip()))
    matches = (_VALUE.match(unicodedata.normalize("NFKC", piece.strip())) for piece in pieces)
    return tuple(
        EnumeratedValue(found.group(1), found.group(2).rstrip(" .;。；")) for found in matches if found
    )


def _same_field(one: DiagramField, other: DiagramField) -> bool:
    """FKEYR[31:16] beside FKEYR[15:0]; reserved boxes stay apart."""
    return not is_reserved(one.name) and canonical(one.name) == canonical(other.name)


def _quote(row: Row) -> str:
    return " | ".join(" ".join(cell.text.split()) for cell in row.cells)[:600]
