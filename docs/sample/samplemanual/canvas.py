"""One page as a PDF content stream, and the file made of many: text, lines, boxes, links, outline.

Coordinates are points from the page's top left corner. Nothing here depends on clock or chance.
"""

# mypy: disable-error-code="no-untyped-call"
# PyMuPDF carries no annotations.

import math
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

import pymupdf

from samplemanual.fonts import CJK, EMBOLDEN, FACES, Glyph, font, glyph, width

PAGE_WIDTH = 595.0
PAGE_HEIGHT = 842.0
Color = tuple[float, float, float]
BLACK: Color = (0.0, 0.0, 0.0)
RESOURCE = {face: f"F{index}" for index, face in enumerate([*FACES.values(), CJK], 1)}


def _number(value: float) -> str:
    return f"{value:.2f}"


@cache
def _color(color: Color) -> str:
    return " ".join(_number(part) for part in color)


def _show(glyphs: list[Glyph]) -> str:
    """The operator that shows a run, with shifted glyphs moved out of line and back."""
    if not any(item.shift for item in glyphs):
        return f"<{''.join(f'{item.gid:04x}' for item in glyphs)}> Tj"
    parts = [
        f"{1000 * item.shift:.0f}<{item.gid:04x}>{-1000 * item.shift:.0f}"
        if item.shift
        else f"<{item.gid:04x}>"
        for item in glyphs
    ]
    return f"[{''.join(parts)}] TJ"


@cache
def _runs(text: str, style: str, size: float) -> tuple[str, float]:
    """The operators that show a text, one run for each face, and its width."""
    glyphs = [glyph(char, style) for char in text]
    out = []
    for (face, embolden), run in groupby(glyphs, key=lambda item: (item.face, item.embolden)):
        shown = f"/{RESOURCE[face]} {_number(size)} Tf {_show(list(run))}"
        out.append(f"2 Tr {_number(size * EMBOLDEN)} w {shown} 0 Tr" if embolden else shown)
    return " ".join(out), size * sum(item.advance for item in glyphs)


@dataclass
class Canvas:
    """Collects the drawing operations of a page."""

    operations: list[str] = field(default_factory=list)
    links: list[tuple[tuple[float, float, float, float], int]] = field(default_factory=list)
    """Box and target page, from 1."""

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: str = "r",
        size: float = 9,
        color: Color = BLACK,
        angle: float = 0,
    ) -> float:
        """Draw on the baseline through (x, y), turned counter-clockwise; returns the width."""
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        matrix = f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x:.2f} {PAGE_HEIGHT - y:.2f}"
        shown, advance = _runs(text, style, size)
        shade = _color(color)
        self.operations.append(f"BT {shade} rg {shade} RG {matrix} Tm {shown} ET")
        return advance

    def centred(
        self, x: float, y: float, text: str, style: str = "r", size: float = 9, color: Color = BLACK
    ) -> None:
        self.text(x - width(text, style, size) / 2, y, text, style, size, color)

    def right(
        self, x: float, y: float, text: str, style: str = "r", size: float = 9, color: Color = BLACK
    ) -> None:
        self.text(x - width(text, style, size), y, text, style, size, color)

    def line(
        self, x0: float, y0: float, x1: float, y1: float, weight: float = 0.5, color: Color = BLACK
    ) -> None:
        self.polyline(((x0, y0), (x1, y1)), weight, color)

    def polyline(
        self,
        points: tuple[tuple[float, float], ...],
        weight: float = 0.5,
        color: Color = BLACK,
        fill: Color | None = None,
        closed: bool = False,
    ) -> None:
        path = " ".join(
            f"{_number(x)} {_number(PAGE_HEIGHT - y)} {'l' if index else 'm'}"
            for index, (x, y) in enumerate(points)
        )
        paint = "s" if closed else "S"
        shade = ""
        if fill is not None:
            paint, shade = "b", f"{_color(fill)} rg "
        self.operations.append(f"{shade}{_color(color)} RG {_number(weight)} w {path} {paint}")

    def box(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        weight: float = 0.5,
        color: Color = BLACK,
        fill: Color | None = None,
    ) -> None:
        """An outlined rectangle; weight 0 leaves the outline out."""
        area = " ".join(map(_number, (x0, PAGE_HEIGHT - y1, x1 - x0, y1 - y0))) + " re"
        if fill is not None:
            self.operations.append(f"{_color(fill)} rg {area} f")
        if weight:
            self.operations.append(f"{_color(color)} RG {_number(weight)} w {area} S")

    def arrow(self, x0: float, y0: float, x1: float, y1: float, color: Color = BLACK) -> None:
        """A line with a filled head at its end."""
        self.line(x0, y0, x1, y1, 0.7, color)
        turn = math.atan2(y1 - y0, x1 - x0)
        sides = [(x1 - 5 * math.cos(turn + side), y1 - 5 * math.sin(turn + side)) for side in (-0.4, 0.4)]
        self.polyline(((x1, y1), sides[0], sides[1]), 0.3, color, fill=color, closed=True)


@dataclass(frozen=True, slots=True)
class Info:
    """What the file says of itself."""

    title: str
    author: str
    subject: str
    date: str
    """ISO day; the files carry no other time."""


def save(path: Path, pages: list[Canvas], outline: list[tuple[int, str, int]], info: Info) -> None:
    """Write the pages as one PDF with subset fonts; the same input gives the same bytes."""
    document = pymupdf.open()
    fonts = ""
    for canvas in pages:
        page = document.new_page(width=PAGE_WIDTH, height=PAGE_HEIGHT)
        if not fonts:
            fonts = _embed(page, pages)
        document.xref_set_key(page.xref, "Resources", f"<</Font<<{fonts}>>>>")
        xref = document.get_new_xref()
        document.update_object(xref, "<<>>")
        document.update_stream(xref, "\n".join(canvas.operations).encode("ascii"), new=True)
        page.set_contents(xref)
    for number, canvas in enumerate(pages):
        for box, target in canvas.links:
            link = {"kind": pymupdf.LINK_GOTO, "from": pymupdf.Rect(box), "page": target - 1}
            document[number].insert_link(link)
    document.subset_fonts()
    document.set_toc([list(entry) for entry in outline])
    stamp = f"D:{info.date.replace('-', '')}000000Z"
    document.set_metadata(
        {
            "title": info.title,
            "author": info.author,
            "subject": info.subject,
            "creationDate": stamp,
            "modDate": stamp,
        }
    )
    path.write_bytes(document.tobytes(garbage=3, deflate=True, no_new_id=True, use_objstms=True))


def _embed(page: pymupdf.Page, pages: list[Canvas]) -> str:
    """Put the faces that occur into the file; returns the entries of a font dictionary."""
    entries = []
    text = "\n".join(operation for canvas in pages for operation in canvas.operations)
    for face, name in RESOURCE.items():
        if f"/{name} " in text:
            xref = page.insert_font(fontname=name, fontbuffer=font(face).buffer)
            entries.append(f"/{name} {xref} 0 R")
    return "".join(entries)
