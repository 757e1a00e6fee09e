"""Draws the pictures of docs/tables.md: hard tables of the sample manual, with the cells read from them.

python docs/sample/figures.py OUTDIR      # writes the manual to a folder of its own, then the pictures
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pymupdf

from ingestion.parsing.pdf import read_page
from ingestion.parsing.tables import read_page_tables

MANUAL = "VSK32A1_RM_en_V1.1.pdf"
CELL, DIAGRAM = (0.85, 0.2, 0.2), (0.1, 0.4, 0.8)


@dataclass(frozen=True)
class Figure:
    """A part of a page that shows one shape."""

    name: str
    page: int
    top: float
    bottom: float


FIGURES = (
    Figure("bit-diagram", 6, 325, 560),
    Figure("page-break", 7, 75, 190),
    Figure("slanted-names", 47, 75, 265),
    Figure("spanned-header", 53, 195, 355),
    Figure("upright-header", 50, 75, 260),
)


def main(out: Path) -> None:
    """Writes one PNG for each figure."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        build = Path(__file__).with_name("build.py")
        subprocess.run([sys.executable, str(build), folder], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own script
        with pymupdf.open(Path(folder) / MANUAL) as document:
            for figure in FIGURES:
                draw(document[figure.page - 1], figure, out / f"table-{figure.name}.png")


def draw(page: pymupdf.Page, figure: Figure, path: Path) -> None:
    """Marks what is read on the page and saves the part."""
    read = read_page_tables(read_page(page))
    shape = page.new_shape()
    for table in read.tables:
        for row in (*table.header, *table.rows):
            for cell in row.cells:
                shape.draw_rect(pymupdf.Rect(cell.box))
    shape.finish(color=CELL, width=0.8)
    for diagram in read.diagrams:
        shape.draw_rect(pymupdf.Rect(diagram.box))
    shape.finish(color=DIAGRAM, width=1.2)
    shape.commit()
    clip = pymupdf.Rect(40, figure.top, page.rect.width - 40, figure.bottom)
    page.get_pixmap(dpi=96, clip=clip).save(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
