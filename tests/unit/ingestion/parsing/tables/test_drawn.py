"""PDFs drawn by PyMuPDF and read back through `read_page`: what is drawn is what is read."""

from typing import Any

import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.parsing.pdf import read_page
from ingestion.parsing.tables import PageTables, read_page_tables
from ingestion.types import RawPage, Table

LETTERS = st.sampled_from(["Clock", "reset", "EN", "PA0", "0x04", "31:16", "typ", "rw", "-", "时钟", "3.3"])
TEXTS = st.lists(LETTERS, min_size=1, max_size=2).map(" ".join)


@st.composite
def grids(draw: st.DrawFn) -> list[list[tuple[int, int, int, int, str]]]:
    """A table as cells (row, column, rowspan, colspan, text) that tile it, by rows of cells."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 5))
    free = [[True] * columns for _ in range(rows)]
    tiled: list[list[tuple[int, int, int, int, str]]] = [[] for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if not free[row][column]:
                continue
            width = 1
            while column + width < columns and free[row][column + width] and draw(st.integers(0, 5)) == 0:
                width += 1
            height = 1
            while row + height < rows and draw(st.integers(0, 5)) == 0:
                height += 1
            for r in range(row, row + height):
                for c in range(column, column + width):
                    free[r][c] = False
            lines = draw(st.lists(TEXTS, min_size=1, max_size=height))
            tiled[row].append((row, column, height, width, "\n".join(lines)))
    return tiled


def _draw(page: pymupdf.Page, cells: list[list[tuple[int, int, int, int, str]]], style: str) -> None:
    """Cells 90 by 22 points, with borders as lines, as rectangles, or as thin filled ones."""
    for row, column, height, width, text in (cell for line in cells for cell in line):
        box = pymupdf.Rect(
            50 + 90 * column, 120 + 22 * row, 50 + 90 * (column + width), 120 + 22 * (row + height)
        )
        if style == "rectangles":
            page.draw_rect(box, width=0.5)
        else:
            for a, b in ((box.tl, box.tr), (box.tr, box.br), (box.br, box.bl), (box.bl, box.tl)):
                if style == "lines":
                    page.draw_line(a, b, width=0.6)
                else:
                    page.draw_rect(_thick(a, b), fill=(0, 0, 0), color=None)
        for k, line in enumerate(text.split("\n")):
            font = "helv" if line.isascii() else "china-s"
            page.insert_text((box.x0 + 4, box.y0 + 14 + 22 * k), line, fontname=font, fontsize=9)


def _thick(a: pymupdf.Point, b: pymupdf.Point) -> pymupdf.Rect:
    """A line as a filled rectangle."""
    box = pymupdf.Rect(a, b).normalize()
    return pymupdf.Rect(box.x0 - 0.3, box.y0 - 0.3, box.x1 + 0.3, box.y1 + 0.3)


def _read(page: pymupdf.Page) -> tuple[RawPage, PageTables]:
    raw = read_page(page)
    return raw, read_page_tables(raw)


def _expected(cells: list[list[tuple[int, int, int, int, str]]]) -> list[tuple[str, ...]]:
    rows = len(cells)
    columns = max(cell[1] + cell[3] for line in cells for cell in line)
    texts = [[""] * columns for _ in range(rows)]
    for row, column, height, width, text in (cell for line in cells for cell in line):
        for r in range(row, row + height):
            texts[r][column : column + width] = [text] * width
    return [tuple(line) for line in texts]


def _whole(cells: list[list[tuple[int, int, int, int, str]]]) -> bool:
    """Whether every column and row border is drawn somewhere, so that it can be seen at all."""
    rows = len(cells)
    columns = max(cell[1] + cell[3] for line in cells for cell in line)
    starts = {cell[1] for line in cells for cell in line}
    return len(starts) == columns and all(cells) and rows * columns > 3


@settings(max_examples=40, deadline=None)
@given(grids().filter(_whole), st.sampled_from(["lines", "rectangles", "fills"]))
def test_any_grid_is_read_back(cells: list[list[tuple[int, int, int, int, str]]], style: str) -> None:
    document = pymupdf.open()
    page = document.new_page()
    _draw(page, cells, style)
    raw, found = _read(page)
    (table,) = found.tables
    assert [row.texts for row in (*table.header, *table.rows)] == _expected(cells)
    assert found.used == frozenset(range(len(raw.words)))
    assert _words_of(table) == sorted("".join(word.text for word in raw.words))


def _words_of(table: Table) -> list[str]:
    cells = [cell.text for row in (*table.header, *table.rows) for cell in row.cells]
    return sorted("".join("".join(cells).split()))


@pytest.mark.parametrize("rotation", [90, 270])
def test_a_page_turned_to_landscape(rotation: int) -> None:
    """The page's content is drawn so that it stands upright once the page is turned."""
    document = pymupdf.open()
    upright = document.new_page(width=842, height=595)
    rows = [("Pin", "Function"), ("PA0", "ADC"), ("PA1", "TIM2")]
    cells = [[(r, c, 1, 1, text) for c, text in enumerate(row)] for r, row in enumerate(rows)]
    _draw(upright, cells, "lines")
    turned = pymupdf.open()
    page = turned.new_page(width=595, height=842)
    page.show_pdf_page(page.rect, document, 0, rotate=rotation)
    page.set_rotation(rotation)
    _, found = _read(page)
    (table,) = found.tables
    assert [row.texts for row in (*table.header, *table.rows)] == rows


def test_shaded_header_and_raised_marks() -> None:
    document = pymupdf.open()
    page = document.new_page()
    page.draw_rect((50, 120, 230, 142), fill=(0.7, 0.7, 0.7), color=None)
    rows = [("alpha", "beta"), ("one", "20"), ("two", "30")]
    cells = [[(r, c, 1, 1, text) for c, text in enumerate(row)] for r, row in enumerate(rows)]
    _draw(page, cells, "lines")
    page.insert_text((155, 153), "(1)", fontsize=5.5)
    _, found = _read(page)
    (table,) = found.tables
    assert [row.texts for row in table.header] == [("alpha", "beta")]
    assert table.rows[0].texts[1].split() == ["20", "(1)"]


def test_each_word_of_real_manuals_has_one_place(corpus: Any) -> None:
    """Over a share of all pages: nothing is in two cells, nothing drawn in a cell is lost."""
    for path in sorted((corpus / "pdf").glob("*.pdf"))[::4]:
        with pymupdf.open(path) as document:
            for number in range(0, len(document), 9):
                raw, found = _read(document[number])
                drawn = sorted("".join("".join(raw.words[i].text for i in found.used).split()))
                cells = "".join(
                    cell.text for t in found.tables for row in (*t.header, *t.rows) for cell in row.cells
                )
                if not found.diagrams and "^" not in cells + "".join(drawn) and "-" not in drawn:
                    assert sorted("".join(cells.split())) == drawn, (path.name, number + 1)
