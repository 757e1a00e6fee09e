"""Drawn figures: block diagram, clock tree, pinout."""

from collections.abc import Callable

from samplemanual.canvas import BLACK, Canvas, Color
from samplemanual.flow import ACCENT, Flow
from samplemanual.model import Chip

PALE: Color = (0.9, 0.95, 0.97)
SAND: Color = (0.99, 0.95, 0.87)
WHITE: Color = (1.0, 1.0, 1.0)
Spot = tuple[float, float]


def _box(
    canvas: Canvas, x: float, y: float, wide: float, high: float, label: str, fill: Color = PALE
) -> None:
    """A labelled box; the label may have two lines."""
    canvas.box(x, y, x + wide, y + high, 0.7, ACCENT, fill)
    lines = label.split("\n")
    base = y + high / 2 + 2.6 - 4.6 * (len(lines) - 1)
    for index, line in enumerate(lines):
        canvas.centred(x + wide / 2, base + 9.2 * index, line, "r", 7.4)


def _mux(canvas: Canvas, x: float, y: float, high: float, label: str) -> None:
    """A multiplexer, narrow at its output, with the field that selects."""
    points = ((x, y), (x + 13, y + 9), (x + 13, y + high - 9), (x, y + high))
    canvas.polyline(points, 0.7, ACCENT, fill=SAND, closed=True)
    canvas.centred(x + 7, y - 4, label, "m", 6.6)


def _path(canvas: Canvas, *spots: Spot) -> None:
    """A wire that ends in an arrow."""
    if len(spots) > 2:
        canvas.polyline(spots[:-1], 0.7)
    canvas.arrow(*spots[-2], *spots[-1])


def _begin(flow: Flow, high: float) -> tuple[Canvas, float, float]:
    flow.need(high + 36)
    return flow.canvas, flow.left, flow.y + 14


def _end(flow: Flow, high: float, title: str) -> None:
    flow.y += high + 8
    flow.caption_line(flow.caption("figure", title))
    flow.space(4)


def block_diagram(flow: Flow, chip: Chip, lang: str) -> None:
    """Core, matrix, bridges, and the peripherals on each bus, taken from the memory map."""
    canvas, x, y = _begin(flow, 214)
    for row, label in enumerate(("RV32IMAC core\nup to 72 MHz", "DMA\n4 channels")):
        _box(canvas, x, y + 20 + 70 * row, 92, 40, label)
        canvas.arrow(x + 92, y + 40 + 70 * row, x + 128, y + 40 + 70 * row)
    _box(canvas, x + 128, y + 10, 30, 120, "Bus\nmatrix", SAND)
    memories = ("Flash", "SRAM", "RCC", "INTC")
    for row, label in enumerate(memories):
        canvas.arrow(x + 158, y + 23 + 30 * row, x + 190, y + 23 + 30 * row)
        _box(canvas, x + 190, y + 11 + 30 * row, 80, 24, label)
    for column, bus in enumerate(("APB2", "APB1")):
        left = x + 300 + 88 * column
        _box(canvas, left, y + 2, 78, 22, f"Bridge {bus}", SAND)
        regions = [item for item in chip.pages["system"]["region"] if item["bus"] == bus]
        foot = y + 41 + 27 * (len(regions) - 1)
        canvas.line(left + 6, y + 24, left + 6, foot, 0.7)
        for row, region in enumerate(regions):
            canvas.arrow(left + 6, y + 41 + 27 * row, left + 20, y + 41 + 27 * row)
            _box(canvas, left + 20, y + 32 + 27 * row, 58, 18, region["name"])
    canvas.polyline(((x + 143, y + 10), (x + 143, y - 4), (x + 427, y - 4)), 0.7)
    for column in range(2):
        canvas.arrow(x + 339 + 88 * column, y - 4, x + 339 + 88 * column, y + 2)
    _end(flow, 214, flow.words["block_diagram"])


def clock_tree(flow: Flow, chip: Chip, lang: str) -> None:
    """Oscillators to buses, with the fields that choose and divide."""
    canvas, x, y = _begin(flow, 226)
    _box(canvas, x, y + 12, 74, 26, "HSI RC\n8 MHz")
    _box(canvas, x, y + 110, 74, 26, "HSE OSC\n4–16 MHz")
    _box(canvas, x, y + 188, 74, 26, "LSI RC\n40 kHz")
    _box(canvas, x + 98, y + 62, 26, 20, "/2")
    _box(canvas, x + 98, y + 98, 26, 20, "/1,2")
    canvas.text(x + 84, y + 95, "PLLXTPRE", "m", 6.4)
    _mux(canvas, x + 146, y + 58, 62, "PLLSRC")
    _box(canvas, x + 180, y + 76, 52, 26, "PLL\n×2…×17")
    canvas.text(x + 184, y + 111, "PLLMUL", "m", 6.6)
    _mux(canvas, x + 262, y + 16, 120, "SW")
    _path(canvas, (x + 74, y + 25), (x + 262, y + 25))
    _path(canvas, (x + 86, y + 25), (x + 86, y + 72), (x + 98, y + 72))
    _path(canvas, (x + 124, y + 72), (x + 146, y + 72))
    _path(canvas, (x + 74, y + 123), (x + 262, y + 123))
    _path(canvas, (x + 80, y + 123), (x + 80, y + 108), (x + 98, y + 108))
    _path(canvas, (x + 124, y + 108), (x + 146, y + 108))
    _path(canvas, (x + 159, y + 89), (x + 180, y + 89))
    _path(canvas, (x + 232, y + 89), (x + 262, y + 89))
    _path(canvas, (x + 275, y + 76), (x + 308, y + 76))
    canvas.text(x + 277, y + 71, "SYSCLK", "b", 6.8)
    _box(canvas, x + 308, y + 64, 40, 24, "AHB\n/1…512")
    canvas.text(x + 318, y + 97, "HPRE", "m", 6.6)
    _outputs(canvas, x, y)
    _path(canvas, (x + 74, y + 201), (x + 398, y + 201))
    canvas.text(x + 402, y + 204, "IWDG", "r", 7.6)
    _end(flow, 226, flow.words["clock_tree"])


def _outputs(canvas: Canvas, x: float, y: float) -> None:
    """From HCLK to the buses and the peripherals on them."""
    canvas.line(x + 348, y + 76, x + 358, y + 76, 0.7)
    canvas.line(x + 358, y + 16, x + 358, y + 108, 0.7)
    _path(canvas, (x + 358, y + 16), (x + 398, y + 16))
    canvas.text(x + 402, y + 19, "HCLK ≤ 72 MHz", "r", 7.6)
    for offset, field, label in (
        (56, "PPRE1", "PCLK1 ≤ 36 MHz"),
        (108, "PPRE2", "PCLK2 ≤ 72 MHz"),
    ):
        _path(canvas, (x + 358, y + offset), (x + 366, y + offset))
        _box(canvas, x + 366, y + offset - 10, 24, 20, "/1…\n16")
        canvas.text(x + 366, y + offset + 18, field, "m", 6.6)
        _path(canvas, (x + 390, y + offset), (x + 398, y + offset))
        canvas.text(x + 402, y + offset + 3, label, "r", 7.6)
    canvas.line(x + 394, y + 108, x + 394, y + 156, 0.7)
    _path(canvas, (x + 394, y + 156), (x + 402, y + 156))
    _box(canvas, x + 402, y + 146, 26, 20, "/2,4\n6,8")
    canvas.text(x + 402, y + 174, "ADCPRE", "m", 6.6)
    canvas.text(x + 432, y + 154, "ADCCLK", "r", 7.4)
    canvas.text(x + 432, y + 163, "≤ 14 MHz", "r", 7.0)


def pinout(flow: Flow, chip: Chip, lang: str) -> None:
    """The larger package from above."""
    package, body = chip.pages["pins"]["packages"][0], 172.0
    names = {item[package]: item["name"] for item in chip.pages["pins"]["pin"]}
    canvas, _, y = _begin(flow, body + 84)
    x, y = (flow.left + flow.right - body) / 2, y + 40
    canvas.box(x, y, x + body, y + body, 1.0, ACCENT, PALE)
    canvas.centred(x + body / 2, y + body / 2, package, "b", 13, ACCENT)
    canvas.text(x + 16, y + 24, "•", "b", 16, ACCENT)
    side = len(names) // 4
    for number in range(1, len(names) + 1):
        _lead(canvas, x, y, body, side, number, names[number])
    _end(flow, body + 84, flow.words["pinout"].format(package))


def _lead(canvas: Canvas, x: float, y: float, body: float, side: int, number: int, name: str) -> None:
    """One pin, counted counter-clockwise from the top left; names read outwards."""
    edge, index = divmod(number - 1, side)
    at = 12 + index * (body - 24) / (side - 1)
    if edge == 0:
        canvas.box(x - 7, y + at - 2, x, y + at + 2, 0.5, BLACK, WHITE)
        canvas.right(x - 9, y + at + 2.4, name, "r", 6.4)
        canvas.text(x + 3, y + at + 2.2, str(number), "r", 5.6)
    elif edge == 1:
        canvas.box(x + at - 2, y + body, x + at + 2, y + body + 7, 0.5, BLACK, WHITE)
        canvas.text(x + at + 2.2, y + body + 9 + 6.4 * 0.6 * len(name), name, "r", 6.4, angle=90)
        canvas.text(x + at + 2, y + body - 3, str(number), "r", 5.6, angle=90)
    elif edge == 2:
        canvas.box(x + body, y + body - at - 2, x + body + 7, y + body - at + 2, 0.5, BLACK, WHITE)
        canvas.text(x + body + 9, y + body - at + 2.4, name, "r", 6.4)
        canvas.right(x + body - 3, y + body - at + 2.2, str(number), "r", 5.6)
    else:
        canvas.box(x + body - at - 2, y - 7, x + body - at + 2, y, 0.5, BLACK, WHITE)
        canvas.text(x + body - at + 2.2, y - 9, name, "r", 6.4, angle=90)
        canvas.text(x + body - at + 2, y + 11, str(number), "r", 5.6, angle=90)


FIGURES: dict[str, Callable[[Flow, Chip, str], None]] = {
    "block_diagram": block_diagram,
    "clock_tree": clock_tree,
    "pinout": pinout,
}
