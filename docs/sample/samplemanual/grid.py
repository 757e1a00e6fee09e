"""Tables: spans, shaded headers, upright text, and every way a real manual breaks them over pages.

A `Grid` is laid out once (`Layout`), then drawn down a flow row by row; what does not fit goes over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from samplemanual import richtext
from samplemanual.canvas import BLACK, Canvas, Color
from samplemanual.fonts import width

HEADER_FILL: Color = (0.84, 0.89, 0.92)
INK: Color = (0.25, 0.3, 0.34)


class Rules(StrEnum):
    """Which lines are drawn."""

    FULL = "full"
    BARS = "bars"
    """Between rows only, no vertical lines."""
    OPEN = "open"
    """Above and below the header and at the end; nothing between rows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; a merged one stands where it begins."""

    text: str = ""
    colspan: int = 1
    rowspan: int = 1
    align: str = "left"
    style: str = "r"
    upright: bool = False
    """Text turned by 90 degrees, read from below."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells that begin in this row, from left to right."""

    cells: tuple[Cell, ...]
    keys: tuple[str, ...] = ()
    """What of the truth this row prints; the page is noted under these keys."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as content, and how it looks and breaks."""

    widths: tuple[float, ...]
    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    rules: Rules = Rules.FULL
    size: float = 7.8
    padding: float = 2.0
    repeat_header: bool = True
    split_rows: bool = False
    """Whether a row may go on over the page break."""
    weight: float = 0.5
    continued: str = ""
    """Caption to repeat after a page break."""


class Sheet(Protocol):
    """What a grid needs of the flow that it is drawn on."""

    y: float

    @property
    def canvas(self) -> Canvas: ...
    @property
    def left(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    def new_page(self) -> None: ...
    def mark(self, *keys: str) -> None: ...
    def caption_line(self, text: str) -> None: ...


@dataclass(slots=True)
class _Placed:
    """A cell with its column and the lines it holds."""

    cell: Cell
    column: int
    lines: tuple[richtext.Line, ...]
    room: float
    top: float = 0.0
    left_rows: int = 0
    """Rows that it still has to cover."""


@dataclass
class _Band:
    """One laid-out row."""

    cells: list[_Placed]
    height: float
    keys: tuple[str, ...] = ()
    joined: bool = False
    """Whether a cell from above reaches into it."""


@dataclass
class Drawing:
    """Draws one grid on one sheet."""

    grid: Grid
    sheet: Sheet
    shaded: bool = False
    spanning: list[_Placed] = field(default_factory=list)

    def run(self) -> None:
        header, body = self._bands(self.grid.header, "b"), self._bands(self.grid.rows, "r")
        head = sum(band.height for band in header)
        if body and self.sheet.y + head + min(self._first(body), 120) > self.sheet.bottom:
            self.sheet.new_page()
        self._header(header)
        for band in body:
            self._body_band(band, header)
        self._edge(1.0)

    def _first(self, body: list[_Band]) -> float:
        """Height that must follow the header on its page."""
        return body[0].height if not self.grid.split_rows else 3 * self._leading

    @property
    def _leading(self) -> float:
        return self.grid.size * 1.2

    # Layout

    def _bands(self, rows: Sequence[Row], style: str) -> list[_Band]:
        bands: list[_Band] = []
        busy = [0] * len(self.grid.widths)
        for row in rows:
            placed, column = [], 0
            joined = any(busy)
            taken = list(busy)
            for cell in row.cells:
                while taken[column]:
                    column += 1
                placed.append(self._place(cell, column, style))
                for covered in range(column, column + cell.colspan):
                    taken[covered] = cell.rowspan
                column += cell.colspan
            busy = [max(0, count - 1) for count in taken]
            heights = [self._height(item) for item in placed if item.cell.rowspan == 1]
            bands.append(_Band(placed, max(heights, default=self._leading), row.keys, joined))
        self._stretch(bands)
        return bands

    def _place(self, cell: Cell, column: int, style: str) -> _Placed:
        room = sum(self.grid.widths[column : column + cell.colspan])
        look = cell.style if cell.style != "r" else style
        inner = 400.0 if cell.upright else room - 2 * self.grid.padding
        lines = richtext.wrap(cell.text, inner, look, self.grid.size)
        return _Placed(cell, column, lines, room, left_rows=cell.rowspan)

    def _height(self, item: _Placed) -> float:
        if item.cell.upright:
            return max(line.width for line in item.lines) + 10
        return len(item.lines) * self._leading + 2 * self.grid.padding

    def _stretch(self, bands: list[_Band]) -> None:
        """Make the last row under a merged cell high enough for its text."""
        for index, band in enumerate(bands):
            for item in band.cells:
                covered = bands[index : index + item.cell.rowspan]
                lack = self._height(item) - sum(other.height for other in covered)
                if item.cell.rowspan > 1 and lack > 0:
                    covered[-1].height += lack

    # Drawing

    def _header(self, header: list[_Band]) -> None:
        self._edge(1.0)
        self.shaded = self.grid.rules is Rules.FULL
        for band in header:
            self._draw(band)
        self.shaded = False
        if header and self.grid.rules is not Rules.FULL:
            self._edge(0.6)

    def _body_band(self, band: _Band, header: list[_Band]) -> None:
        room = self.sheet.bottom - self.sheet.y
        if band.height > room and self.grid.split_rows and not self.spanning:
            band = self._split(band, room)
        if band.height > self.sheet.bottom - self.sheet.y:
            self._break(header)
        self._draw(band)

    def _split(self, band: _Band, room: float) -> _Band:
        """Draw as many lines as fit; returns the rest of the row, which the next page takes."""
        count = int((room - 2 * self.grid.padding) / self._leading)
        longest = max(len(item.lines) for item in band.cells)
        if count < 1 or longest <= count:
            return band
        upper = [_Placed(i.cell, i.column, i.lines[:count], i.room, 0, 1) for i in band.cells]
        lower = [_Placed(i.cell, i.column, i.lines[count:], i.room, 0, 1) for i in band.cells]
        self._draw(_Band(upper, count * self._leading + 2 * self.grid.padding, band.keys))
        rest = (longest - count) * self._leading + 2 * self.grid.padding
        return _Band(lower, rest, band.keys)

    def _break(self, header: list[_Band]) -> None:
        for item in self.spanning:
            self._close(item)
        self._edge(1.0)
        self.sheet.new_page()
        if self.grid.continued:
            self.sheet.caption_line(self.grid.continued)
        if self.grid.repeat_header:
            held, self.spanning = self.spanning, []
            for band in header:
                for item in band.cells:
                    item.left_rows = item.cell.rowspan
            self._header(header)
            self.spanning = held
        else:
            self._edge(1.0)
        for item in self.spanning:
            item.top, item.lines = self.sheet.y, ()

    def _draw(self, band: _Band) -> None:
        top = self.sheet.y
        for item in band.cells:
            item.top = top
        self.spanning.extend(band.cells)
        self.sheet.y = top + band.height
        for item in self.spanning:
            item.left_rows -= 1
            if item.left_rows <= 0:
                self._close(item)
        self.spanning = [item for item in self.spanning if item.left_rows > 0]
        if self.grid.rules is Rules.BARS and not self.spanning:
            self._edge(0.3)
        self.sheet.mark(*band.keys)

    def _close(self, item: _Placed) -> None:
        """Draw a cell from where it began on this page down to the current height."""
        x0 = self._x(item.column)
        top, bottom = item.top, self.sheet.y
        fill = HEADER_FILL if self.shaded else None
        weight = self.grid.weight if self.grid.rules is Rules.FULL else 0
        self.sheet.canvas.box(x0, top, x0 + item.room, bottom, weight, INK, fill)
        if item.cell.upright:
            self._upright(item, x0, bottom)
            return
        size, leading = self.grid.size, self._leading
        y = (top + bottom - len(item.lines) * leading) / 2 + 0.92 * size
        for line in item.lines:
            richtext.draw(self.sheet.canvas, line, self._aligned(item, line, x0), y)
            y += leading

    def _aligned(self, item: _Placed, line: richtext.Line, x0: float) -> float:
        if item.cell.align == "centre":
            return x0 + (item.room - line.width) / 2
        if item.cell.align == "right":
            return x0 + item.room - line.width - self.grid.padding
        return x0 + self.grid.padding

    def _upright(self, item: _Placed, x0: float, bottom: float) -> None:
        size = self.grid.size
        text = richtext.plain(item.cell.text)
        style = "b" if self.shaded else item.cell.style
        middle = (item.top + bottom + width(text, style, size)) / 2
        self.sheet.canvas.text(x0 + item.room / 2 + 0.35 * size, middle, text, style, size, BLACK, angle=90)

    def _x(self, column: int) -> float:
        return self.sheet.left + sum(self.grid.widths[:column])

    def _edge(self, weight: float) -> None:
        if self.grid.rules is Rules.FULL and weight > 0.9:
            weight = self.grid.weight * 1.6
        right = self._x(len(self.grid.widths))
        self.sheet.canvas.line(self._x(0), self.sheet.y, right, self.sheet.y, weight, INK)
