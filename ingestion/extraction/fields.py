"""Bit fields from the rows of a bit table, the boxes of a diagram, or lines (`Bit 3 PLLON: …`). Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.facts.records import BitField, EnumeratedValue, Provenance, Source
from ingestion.extraction.columns import Role, is_name, roles, same_header
from ingestion.extraction.numbers import bit_ranges, instances, plain, reset_text
from ingestion.extraction.several import names_of
from ingestion.types import BitDiagram, Block, DiagramField, Row, Table
from retrieval.identifiers import canonical

RESERVED = "Reserved"
_PLACEHOLDER = re.compile(r"(?<=[A-Z0-9])[xyn](?=$|[A-Z_])")
_RESERVED = re.compile(
    r"\(?(?:reserved|reserve|resv|rsvd?|res|保留|未使用|unused|not used|(?:un|not )implemented"
    r"|-+|—|–|/)\.?\)?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*[\[<]\s*\d+\s*(?:[:.\-~]+\s*\d+\s*)?[\]>]\s*$")
_UNNAMED = re.compile(r"(?:[0-9xX]|0x[0-9A-Fa-f]+|\s)*")
"""A diagram of one box that shows only its reset value: the field is the whole register."""
_NUMBERED = re.compile(r"\[?(\d{1,4})\s*[:~-]\s*\d{1,4}\]?")
_WRAPPED = re.compile(r"(?<=[A-Za-z0-9])_\s+(?=[A-Za-z0-9])")
"""`DIV_ Mantissa`: a space after the underscore at which a narrow column might break."""
_VALUE = re.compile(
    r"^((?:0[xX][0-9A-Fa-f]+|0[bB][01xX]+|[01xX]{1,16}b?|\d{1,3}))(?:\s*[(][01]+[)])?\s*[:=–-]\s*(\S.*)$"
)
_SEVERAL = re.compile(r";\s*(?=(?:0[bx])?[01xX]{1,8}\s*[:])")
"""`1: Disable; 0: Enable.` on one line."""


def is_reserved(name: str) -> bool:
    """Whether a name only says that nothing is there."""
    return not name.strip() or _RESERVED.fullmatch(name.strip()) is not None


def field_name(cell: str) -> str:
    """The name of a cell, mended where it wrapped, without its bit range; `Reserved` for a reserved one."""
    joined = _WRAPPED.sub("_", "".join(cell.split("\n"))).strip()
    if is_reserved(joined) or joined.lower().startswith("reserved"):
        return RESERVED
    bare = _RANGE.sub("", joined)
    return bare if is_name(bare) else ""


def table_fields(
    register: str, table: Table, columns: dict[Role, int], drawn: Sequence[BitField] = ()
) -> list[BitField]:
    """The fields of a bit table; a row whose bits or name cannot be read is left out.

    `drawn` are the fields of the diagram above, which tells the instances of a placeholder apart.
    """
    found: list[BitField] = []
    named = same_header(table, columns[Role.NAME]) if Role.NAME in columns else ()
    for row in table.rows:
        ranges = bit_ranges(row.texts[columns[Role.BITS]])
        printed = next((row.texts[column] for column in reversed(named) if row.texts[column].strip()), "")
        name = field_name(printed) if named else ""
        if len(ranges) > 1 and not _PLACEHOLDER.search(name) and _together(ranges):
            ranges = ((max(msb for msb, _ in ranges), min(lsb for _, lsb in ranges)),)
        if ranges and name:
            whole = _field(register, name, ranges[0], row, columns)
            found += _row_fields(whole, ranges, printed, drawn)
        elif len(ranges) == 1 and named:
            several = names_of(printed, *ranges[0])
            found += [_field(register, one, (msb, lsb), row, columns) for one, msb, lsb in several]
    return found


def _together(ranges: Sequence[tuple[int, int]]) -> bool:
    """`2, 1, 0`: single bits side by side are one field."""
    bits = sorted(msb for msb, lsb in ranges if msb == lsb)
    return len(bits) == len(ranges) and bits == list(range(bits[0], bits[0] + len(bits)))


def _field(register: str, name: str, bits: tuple[int, int], row: Row, columns: dict[Role, int]) -> BitField:
    def cell(role: Role) -> str:
        return row.texts[columns[role]] if role in columns else ""

    description = cell(Role.DESCRIPTION)
    return BitField(
        register,
        name,
        *bits,
        Provenance(row.page, row.box, Source.TABLE, quote=quote(row)),
        access="".join(cell(Role.ACCESS).split()),
        reset=reset_text(cell(Role.RESET)),
        description=description,
        values=enumerated(description),
    )


def _row_fields(
    whole: BitField, ranges: Sequence[tuple[int, int]], printed: str, drawn: Sequence[BitField]
) -> list[BitField]:
    """One field, or one for each instance: `CNFy[1:0]` over `[31:30] [27:26] …`, `IDRy` over `[7:0]`.

    The register's own placeholder is no instance of the field: `UEPn_EN` of `UEPn_CTRL` stays one field.
    Where an instance lies is drawn, or follows from the instances that the description lists; its number
    alone says nothing of its position.
    """
    pieces = [replace(whole, msb=msb, lsb=lsb) for msb, lsb in ranges]
    placeholder = _PLACEHOLDER.search(whole.name)
    own = _PLACEHOLDER.search(whole.register)
    if placeholder is None or (own and own.group() == placeholder.group()):
        return pieces
    if pictured := _drawn_instances(whole, ranges, drawn):
        return pictured
    listed = instances(plain(whole.description))
    each = sorted(ranges)
    if len(ranges) == 1 and not _RANGE.search("".join(printed.split())):
        each = [(bit, bit) for bit in range(whole.lsb, whole.msb + 1)]
    if len(each) == 1 or len(listed) != len(each):
        return pieces
    start, end = placeholder.span()
    names = (f"{whole.name[:start]}{number}{whole.name[end:]}" for number in listed)
    return [
        replace(whole, name=name, msb=bits[0], lsb=bits[1]) for name, bits in zip(names, each, strict=True)
    ]


def _drawn_instances(
    whole: BitField, ranges: Iterable[tuple[int, int]], drawn: Sequence[BitField]
) -> list[BitField]:
    """The instances that the diagram draws, where together they fill the row's bits and nothing else."""
    pattern = re.compile(_PLACEHOLDER.sub(r"\\d+", re.escape(whole.name)))
    fits = [item for item in drawn if pattern.fullmatch(item.name)]
    bits = {bit for msb, lsb in ranges for bit in range(lsb, msb + 1)}
    inside = [item for item in fits if item.lsb in bits and item.msb in bits]
    if not inside or {bit for item in inside for bit in range(item.lsb, item.msb + 1)} != bits:
        return []
    return [replace(whole, name=item.name, msb=item.msb, lsb=item.lsb) for item in inside]


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


def numbered_bits(table: Table, column: int) -> int:
    """How many bits the rows of a table number, also where they go on over many registers."""
    found = (_NUMBERED.fullmatch(plain(row.texts[column])) for row in table.rows)
    return max((int(match.group(1)) + 1 for match in found if match), default=0)


def diagram_reset(diagram: BitDiagram) -> str:
    """The register's reset value, where the diagram draws one under its boxes.

    Four bits of which one is drawn as x, or not at all, are an x in it.
    """
    value, known = 0, 0
    for box in diagram.fields:
        single = len(diagram.fields) == 1 and _UNNAMED.fullmatch(box.name)
        text = reset_text(box.reset or (box.name if single else ""))
        if not text:
            return ""
        bits = _drawn_bits(text, box.msb - box.lsb + 1)
        if bits is None:
            continue
        value |= bits << box.lsb
        known |= ((1 << (box.msb - box.lsb + 1)) - 1) << box.lsb
    digits = [
        f"{value >> shift & 0xF:X}" if known >> shift & 0xF == 0xF else "x"
        for shift in range(diagram.width // 4 * 4 - 4, -1, -4)
    ]
    return f"0x{''.join(digits)}" if digits.count("x") <= len(digits) // 2 else ""


def _drawn_bits(text: str, width: int) -> int | None:
    """The bits of one box: a digit for each, else a number for all of them; None where one is open."""
    if not re.fullmatch(r"0x[0-9A-Fa-f]+|\d+", text):
        return None
    binary = len(text) == width and set(text) <= set("01")
    number = int(text, 0) if text.startswith("0x") else int(text, 2 if binary else 10)
    return number if number < 1 << width else None


def paragraph_descriptions(
    drawn: Sequence[BitField], tables: Iterable[Table], texts: Iterable[Block]
) -> list[BitField]:
    """Drawn fields with the descriptions that a table without bits, or a paragraph after each name, gives."""
    described: dict[str, tuple[str, str]] = {}
    for table in tables:
        columns = roles(table)
        for row in table.rows:
            name = field_name(row.texts[columns[Role.NAME]])
            access = row.texts[columns[Role.ACCESS]] if Role.ACCESS in columns else ""
            described.setdefault(canonical(name), (row.texts[columns[Role.DESCRIPTION]], access))
    for block in texts:
        name, _, rest = block.text.strip().partition(" ")
        if rest and is_name(name) and (found := re.search(r"\(([A-Z]{1,3}(?:/[A-Z0-9]+)*)\)\s*$", rest)):
            described.setdefault(canonical(name), (rest, found.group(1)))
    return [_with_description(item, described.get(canonical(item.name))) for item in drawn]


def _with_description(item: BitField, found: tuple[str, str] | None) -> BitField:
    if found is None or item.name == RESERVED:
        return item
    description, access = found
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


def quote(row: Row) -> str:
    """A row as printed, each cell once."""
    return " | ".join(" ".join(cell.text.split()) for cell in row.cells)[:600]
