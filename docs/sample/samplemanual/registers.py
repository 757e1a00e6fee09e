"""The register part of a chapter: summary table, then each register with its picture and its fields."""

from samplemanual import picture
from samplemanual.flow import Flow
from samplemanual.grid import Cell, Grid, Row
from samplemanual.model import Field, FieldRow, Peripheral, Register, pick


def address(value: int) -> str:
    return f"0x{value:08X}"


def summary(flow: Flow, peripheral: Peripheral, lang: str) -> None:
    """All registers of all instances by absolute address."""
    words = flow.words
    names = ("col_name", "col_address", "col_description", "col_reset")
    header = Row(tuple(Cell(words[name], align="centre") for name in names))
    rows = [
        Row(
            (
                Cell(item.name),
                Cell(address(item.address), align="centre"),
                Cell(pick(item.title, lang)),
                Cell(item.register.reset, align="centre"),
            ),
            (f"register:{item.name}", f"summary:{item.name}"),
        )
        for item in peripheral.concrete
    ]
    widths = (flow.room * 0.24, flow.room * 0.2, flow.room * 0.36, flow.room * 0.2)
    family = peripheral.key.upper()
    flow.table(Grid(widths, (header,), tuple(rows)), words["summary"].format(family))


def describe(flow: Flow, peripheral: Peripheral, register: Register, lang: str) -> None:
    """Heading, offset, picture and fields of one register."""
    title = pick(register.title, lang).replace("{n}", "n")
    if peripheral.style == "picture":
        _pictured(flow, peripheral, register, lang, title)
        return
    flow.heading(
        3, flow.words["register"].format(title, register.name) + _range(peripheral, register), keep=110
    )
    flow.mark(*_keys(peripheral, register))
    flow.paragraph(f"{flow.words['offset']}{register.place}", size=8.8, after=0)
    flow.paragraph(f"{flow.words['reset']}{register.reset}", size=8.8, after=1)
    picture.bit_rows(flow, register, flow.words["reserved"])
    _bit_table(flow, peripheral, register, lang)
    if note := pick(register.note, lang):
        flow.note(note, flow.words["note"])


def _keys(peripheral: Peripheral, register: Register) -> list[str]:
    """Every register of the address map that this description is about."""
    own = [item for item in peripheral.concrete if item.register is register]
    return [key for item in own for key in (f"register:{item.name}", f"detail:{item.name}")]


def _range(peripheral: Peripheral, register: Register) -> str:
    """What the placeholders of a name stand for: ` (x = A..C)`."""
    parts = []
    suffixes = [instance.suffix for instance in peripheral.instances]
    if "{x}" in register.template:
        parts.append(f"x = {suffixes[0]}..{suffixes[-1]}")
    if register.channels:
        parts.append(f"n = {register.channels[0]}..{register.channels[-1]}")
    return f" ({', '.join(parts)})" if parts else ""


def _place(register: Register) -> str:
    """The offset as a picture's caption prints it: `(n: 0-1) (0x0004+0x4*n)`."""
    if not register.channels:
        return f"(0x{register.offset:04x})"
    first, last = register.channels[0], register.channels[-1]
    return f"(n: {first}-{last}) (0x{register.offset:04x}+0x{register.stride:x}*n)"


def reset_digits(field: Field) -> str:
    """As a bit table prints a field's reset value."""
    if "x" in field.reset:
        return "x" if field.width == 1 else f"{'x' * ((field.width + 3) // 4)}h"
    if field.width == 1:
        return field.reset
    if field.width <= 5:
        return f"{field.reset}b"
    return f"{int(field.reset, 2):0{(field.width + 3) // 4}X}h"


def _bit_table(flow: Flow, peripheral: Peripheral, register: Register, lang: str) -> None:
    words = flow.words
    names = ("col_bit", "col_name", "col_access", "col_description", "col_reset")
    header = Row(tuple(Cell(words[name], align="centre") for name in names))
    rows: list[Row] = []
    printed: set[str] = set()
    for segment in picture.segments(register):
        if segment.field is None:
            rows.append(_reserved(segment, words["reserved"]))
            continue
        row = next(row for row in register.rows if segment.field in row.fields)
        if row.name not in printed:
            printed.add(row.name)
            rows.append(_field_row(peripheral, register, row, lang))
    rows = rows if not _grouped(register) else [row for row in rows if row.keys]
    widths = tuple(flow.room * share for share in (0.1, 0.125, 0.09, 0.565, 0.12))
    flow.table(
        Grid(
            widths,
            (header,),
            tuple(rows),
            repeat_header=peripheral.repeat_header,
            split_rows=peripheral.split_rows,
        )
    )


def _grouped(register: Register) -> bool:
    """Whether like fields share a row, so that gaps between them cannot be listed in order."""
    return any(len(row.fields) > 1 for row in register.rows)


def _reserved(segment: picture.Segment, word: str) -> Row:
    bits = f"[{segment.msb}:{segment.lsb}]" if segment.width > 1 else str(segment.msb)
    cells = (Cell(bits, align="centre"), Cell(word), Cell("RO", align="centre"), Cell(word))
    return Row((*cells, Cell("0", align="centre")))


def _field_row(peripheral: Peripheral, register: Register, row: FieldRow, lang: str) -> Row:
    first = row.fields[0]
    name = f"{row.name}[{first.width - 1}:0]" if first.width > 1 else row.name
    own = [item.name for item in peripheral.concrete if item.register is register]
    return Row(
        (
            Cell(row.bits, align="centre"),
            Cell(name),
            Cell(first.access, align="centre"),
            Cell(pick(first.description, lang)),
            Cell(reset_digits(first), align="centre"),
        ),
        tuple(f"field:{one}.{item.name}" for one in own for item in row.fields),
    )


def _pictured(flow: Flow, peripheral: Peripheral, register: Register, lang: str, title: str) -> None:
    """The other style: a caption, one drawn row of 32 bits, a list of fields."""
    words = flow.words
    flow.need(190)
    caption = flow.caption("picture", f"{register.name} {_place(register)}")
    flow.space(6)
    flow.caption_line(caption)
    flow.mark(*_keys(peripheral, register))
    picture.slanted(flow, register, words["reserved_paren"], words["reset_word"])
    flow.paragraph(title + words["stop"], after=3)
    for row in register.rows:
        first = row.fields[0]
        keys = [item.name for item in peripheral.concrete if item.register is register]
        body = pick(first.description, lang).replace("\n", " ")
        flow.need(24)
        flow.mark(*(f"field:{key}.{item.name}" for key in keys for item in row.fields))
        flow.item("", f"**{row.name}**  {body} ({first.access})", indent=0, hang=0)
    flow.space(6)
