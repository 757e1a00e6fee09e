"""Register pictures: two rows of 16 bits over a bit table, and one row of 32 with slanted names."""

from collections.abc import Iterator
from dataclasses import dataclass

from samplemanual import richtext
from samplemanual.canvas import Canvas
from samplemanual.flow import GREY, Flow
from samplemanual.fonts import width
from samplemanual.model import Field, Register


@dataclass(frozen=True, slots=True)
class Segment:
    """A field, or the gap between two."""

    field: Field | None
    msb: int
    lsb: int

    @property
    def width(self) -> int:
        return self.msb - self.lsb + 1


def segments(register: Register) -> Iterator[Segment]:
    """From the highest bit down, gaps as reserved segments."""
    above = register.width
    for item in sorted(register.fields, key=lambda item: -item.msb):
        if item.msb < above - 1:
            yield Segment(None, above - 1, item.msb + 1)
        yield Segment(item, item.msb, item.lsb)
        above = item.lsb
    if above:
        yield Segment(None, above - 1, 0)


def _part(name: str, room: float, size: float) -> list[str]:
    """A name cut wherever it must be to fit its box, as narrow boxes of real diagrams do."""
    parts, rest = [], name
    while rest:
        count = len(rest)
        while count > 1 and width(rest[:count], "r", size) > room:
            count -= 1
        if count < len(rest) and (mark := rest.rfind("_", 0, count)) > 0:
            count = mark + 1
        parts.append(rest[:count])
        rest = rest[count:]
    return parts


def bit_rows(flow: Flow, register: Register, reserved: str, access: bool = True) -> None:
    """Each half word of the register, bit numbers above, access below."""
    unit = flow.room / 16
    flow.need(20 + 34 * register.width / 16)
    for high in range(register.width - 1, 0, -16):
        flow.y += 10
        for bit in range(high, high - 16, -1):
            flow.canvas.centred(flow.left + unit * (high - bit + 0.5), flow.y, str(bit), "r", 7.2, GREY)
        flow.y += 3
        half = [item for item in segments(register) if item.msb >= high - 15 and item.lsb <= high]
        labels = {item: _label(item, high, unit, reserved) for item in half}
        height = 7 + 8.2 * max(len(label) for label in labels.values())
        for item, label in labels.items():
            _bit_box(flow, item, label, high, height)
        flow.y += height
        if access:
            _access_line(flow, half, high)
    flow.y += 10


def _span(item: Segment, high: int) -> tuple[int, int]:
    """First column and width within a half word."""
    msb, lsb = min(item.msb, high), max(item.lsb, high - 15)
    return high - msb, msb - lsb + 1


def _label(item: Segment, high: int, unit: float, reserved: str) -> list[str]:
    _, count = _span(item, high)
    if item.field is None:
        return _part(reserved, count * unit - 3, 7.2)
    name = item.field.label
    if item.msb > high or item.lsb < high - 15:
        top, foot = min(item.msb, high) - item.lsb, max(item.lsb, high - 15) - item.lsb
        name = f"{item.field.name}[{top}:{foot}]" if top > foot else f"{item.field.name}[{top}]"
    return _part(name, count * unit - 3, 7.2)


def _bit_box(flow: Flow, item: Segment, label: list[str], high: int, height: float) -> None:
    unit = flow.room / 16
    column, count = _span(item, high)
    x0, x1 = flow.left + column * unit, flow.left + (column + count) * unit
    fill = (0.95, 0.95, 0.95) if item.field is None else None
    flow.canvas.box(x0, flow.y, x1, flow.y + height, 0.6, fill=fill)
    y = flow.y + (height - 8.2 * len(label)) / 2 + 6.6
    for line in label:
        flow.canvas.centred((x0 + x1) / 2, y, line, "r", 7.2)
        y += 8.2


def _access_line(flow: Flow, half: list[Segment], high: int) -> None:
    unit = flow.room / 16
    flow.y += 8
    for item in half:
        if item.field is not None:
            column, count = _span(item, high)
            x = flow.left + (column + count / 2) * unit
            flow.canvas.centred(x, flow.y, item.field.access.lower(), "r", 6.4, GREY)


def slanted(flow: Flow, register: Register, reserved: str, reset: str) -> None:
    """One row of 32 bits; names at 45 degrees above, the reset value below each bit."""
    unit = (flow.room - 34) / 32
    parts = list(segments(register))
    names = [(item.field.name if item.field else reserved) for item in parts]
    rise = max(width(richtext.plain(name), "r", 7.4) for name in names) * 0.7072
    flow.need(rise + 60)
    top = flow.y + rise + 10
    for item, name in zip(parts, names, strict=True):
        x0, x1 = flow.left + (31 - item.msb) * unit, flow.left + (32 - item.lsb) * unit
        flow.canvas.text((x0 + x1) / 2 + 2.5, top - 3, name, "r", 7.4, angle=45)
        flow.canvas.box(x0, top, x1, top + 11, 0.5)
        _bounds(flow.canvas, item, x0, x1, top + 7.6)
        flow.canvas.box(x0, top + 11, x1, top + 23, 0.5)
        _digits(flow.canvas, item, x0, unit, top + 19.6)
    flow.canvas.text(flow.left + 32 * unit + 4, top + 19.6, reset, "r", 7.4)
    flow.y = top + 30


def _bounds(canvas: Canvas, item: Segment, x0: float, x1: float, y: float) -> None:
    """The field's first and last bit number at the ends of its box."""
    if item.width == 1:
        canvas.centred((x0 + x1) / 2, y, str(item.msb), "r", 5.2)
        return
    canvas.text(x0 + 2, y, str(item.msb), "r", 5.2)
    canvas.right(x1 - 2, y, str(item.lsb), "r", 5.2)


def _digits(canvas: Canvas, item: Segment, x0: float, unit: float, y: float) -> None:
    """One reset digit under each bit; a wide field shows its value once."""
    digits = item.field.reset if item.field else "0" * item.width
    if item.field and item.width > 4 and "x" not in digits:
        text = f"0x{int(digits, 2):0{(item.width + 3) // 4}x}"
        canvas.centred(x0 + unit * item.width / 2, y, text, "r", 7)
        return
    for index, digit in enumerate(digits):
        canvas.centred(x0 + unit * (index + 0.5), y, digit, "r", 7)
