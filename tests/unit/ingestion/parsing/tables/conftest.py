"""Pages made by hand: words of a known width, lines and shades, without a PDF in between."""

from collections.abc import Iterable, Sequence

import pytest

from ingestion.parsing.tables import read_page_tables
from ingestion.parsing.tables.text import lines
from ingestion.types import ConvertedPage, Fill, Line, RawPage, Ruling, Word


class Sheet:
    """A page to draw on; a character is half as wide as the font is high."""

    def __init__(self, number: int = 1, width: float = 595.0, height: float = 842.0) -> None:
        self.number, self.width, self.height = number, width, height
        self.words: list[Word] = []
        self.rulings: list[Ruling] = []
        self.fills: list[Fill] = []

    def text(self, x: float, y: float, text: str, size: float = 10.0, **look: object) -> float:
        """Words from x on, with their middle at y; gives the end."""
        for part in text.split():
            end = x + len(part) * size * 0.5
            self.words.append(Word(part, (x, y - size / 2, end, y + size / 2), size, **look))
            x = end + size * 0.25
        return x - size * 0.25

    def centred(self, x: float, y: float, text: str, size: float = 10.0, **look: object) -> None:
        """The text with its middle at x."""
        wide = sum(len(part) for part in text.split()) * size * 0.5 + text.count(" ") * size * 0.25
        self.text(x - wide / 2, y, text, size, **look)

    def upwards(self, x: float, y: float, text: str, size: float = 10.0) -> None:
        """Text that runs from y upwards, with its middle at x."""
        for part in text.split():
            end = y - len(part) * size * 0.5
            self.words.append(Word(part, (x - size / 2, end, x + size / 2, y), size, angle=90.0))
            y = end - size * 0.25

    def slanted(self, x: float, y: float, text: str, size: float = 8.0) -> None:
        """A name that begins at a place and rises by 45 degrees."""
        rise = len(text) * size * 0.5 * 0.707
        self.words.append(Word(text, (x, y - rise, x + rise, y), size, angle=45.0))

    def across(self, y: float, x0: float, x1: float) -> None:
        self.rulings.append(Ruling(x0, y, x1, y))

    def down(self, x: float, y0: float, y1: float) -> None:
        self.rulings.append(Ruling(x, y0, x, y1))

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Four lines round a cell, as a word processor draws each cell's own."""
        self.across(y0, x0, x1)
        self.across(y1, x0, x1)
        self.down(x0, y0, y1)
        self.down(x1, y0, y1)

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """A full grid of long lines."""
        for y in ys:
            self.across(y, xs[0], xs[-1])
        for x in xs:
            self.down(x, ys[0], ys[-1])

    def table(
        self, xs: Sequence[float], y: float, rows: Iterable[Sequence[str]], step: float = 16.0
    ) -> float:
        """A ruled table with one line of text a cell; gives its bottom."""
        rows = list(rows)
        ys = [y + k * step for k in range(len(rows) + 1)]
        self.grid(xs, ys)
        for k, row in enumerate(rows):
            for column, text in enumerate(row):
                self.text(xs[column] + 3, ys[k] + step / 2, text)
        return ys[-1]

    def shade(self, x0: float, y0: float, x1: float, y1: float, grey: float = 0.8) -> None:
        self.fills.append(Fill((x0, y0, x1, y1), grey))

    def page(self) -> RawPage:
        return RawPage(
            self.number, self.width, self.height, tuple(self.words), tuple(self.rulings), tuple(self.fills)
        )


@pytest.fixture(scope="session")
def sheet() -> type[Sheet]:
    """The class, so that a property test can draw a page for each example."""
    return Sheet


def _converted(sheet: Sheet) -> ConvertedPage:
    page = sheet.page()
    found = read_page_tables(page)
    rest = [word for i, word in enumerate(page.words) if i not in found.used]
    text = tuple(Line(line.text, line.box, line.size) for line in lines(rest))
    return ConvertedPage(page.number, page.width, page.height, text, found.tables, found.diagrams)


@pytest.fixture(scope="session")
def converted() -> object:
    """A sheet as the convert step keeps it."""
    return _converted
