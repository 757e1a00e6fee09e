"""Line and bar charts as SVG, for reports and runs. Pure; text is escaped."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

PALETTE = ("#1f6feb", "#d1242f", "#1a7f37", "#8250df", "#bc4c00", "#57606a")
WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 34, 40
TICKS = 5

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure with its interval."""

    label: str
    value: float
    low: float
    high: float
    group: int = 0
    """Chooses the colour."""


def line_chart(title: str, series: Mapping[str, Points], *, across: str = "step") -> str:
    """One line a series over a common axis; points that are no numbers are left out."""
    lines = {name: [p for p in points if all(map(math.isfinite, p))] for name, points in series.items()}
    shown = {name: points for name, points in lines.items() if points}
    if not shown:
        return _svg(title, _text(WIDTH / 2, HEIGHT / 2, "nothing measured yet", "middle"), HEIGHT)
    xs = [x for points in shown.values() for x, _ in points]
    ys = [y for points in shown.values() for _, y in points]
    plot = _Plot(min(xs), max(xs), *_padded(min(ys), max(ys)))
    parts = [*plot.axes(across)]
    for at, (name, points) in enumerate(shown.items()):
        colour = PALETTE[at % len(PALETTE)]
        path = " ".join(f"{plot.x(x):.1f},{plot.y(y):.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
        parts.extend(
            f'<circle cx="{plot.x(x):.1f}" cy="{plot.y(y):.1f}" r="2" fill="{colour}"/>'
            for x, y in points[-1:]
        )
        parts.append(_text(LEFT + 8 + 150 * at, TOP - 6, name, "start", colour))
    return _svg(title, "".join(parts), HEIGHT)


def bar_chart(title: str, bars: Sequence[Bar]) -> str:
    """Horizontal bars from 0 to 1, each with its interval as a whisker."""
    row, wide = 22, WIDTH - 260 - RIGHT
    parts = []
    for at, bar in enumerate(bars):
        y = TOP + at * row
        colour = PALETTE[bar.group % len(PALETTE)]
        low, high = (240 + wide * min(max(one, 0.0), 1.0) for one in (bar.low, bar.high))
        parts.append(_text(232, y + 13, bar.label, "end"))
        length = wide * min(max(bar.value, 0.0), 1.0)
        span = f'x="240" y="{y + 2}" width="{length:.1f}" height="14"'
        parts.append(f'<rect {span} fill="{colour}" opacity="0.75"/>')
        whisker = f"M{low:.1f} {y + 9}H{high:.1f}M{low:.1f} {y + 5}v8M{high:.1f} {y + 5}v8"
        parts.append(f'<path d="{whisker}" stroke="#24292f"/>')
        parts.append(_text(246 + max(length, high - 240), y + 13, f"{bar.value:.3f}", "start"))
    return _svg(title, "".join(parts), TOP + row * len(bars) + 10)


@dataclass(frozen=True, slots=True)
class _Plot:
    x0: float
    x1: float
    y0: float
    y1: float

    def x(self, value: float) -> float:
        return LEFT + (value - self.x0) / ((self.x1 - self.x0) or 1) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (value - self.y0) / ((self.y1 - self.y0) or 1) * (HEIGHT - TOP - BOTTOM)

    def axes(self, across: str) -> list[str]:
        parts = []
        for tick in range(TICKS):
            share = tick / (TICKS - 1)
            value, step = self.y0 + share * (self.y1 - self.y0), self.x0 + share * (self.x1 - self.x0)
            y, x = self.y(value), self.x(step)
            parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#d0d7de"/>')
            parts.append(_text(LEFT - 6, y + 4, f"{value:.3g}", "end"))
            parts.append(_text(x, HEIGHT - BOTTOM + 16, f"{step:.4g}", "middle"))
        parts.append(_text((LEFT + WIDTH) / 2, HEIGHT - 6, across, "middle"))
        return parts


def _padded(low: float, high: float) -> tuple[float, float]:
    """A little room above and below, and some height where all values are equal."""
    room = (high - low) * 0.05 or abs(high) * 0.05 or 1.0
    return low - room, high + room


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#24292f") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _svg(title: str, body: str, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="11" role="img">'
        f"<title>{escape(title)}</title>"
        f'<rect width="100%" height="100%" fill="#fff"/>{_text(LEFT, 14, title, "start")}{body}</svg>\n'
    )
