"""Reads PDF pages through PyMuPDF: words, rulings, shades, images, outline.

The convert step runs it in a process pool.
"""

# mypy: untyped-calls-exclude=pymupdf
# PyMuPDF's own functions carry no types.

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pymupdf

from ingestion.parsing.drawings import read_drawings
from ingestion.parsing.words import read_words, white_boxes
from ingestion.types import Box, Fill, OutlineEntry, RawPage, Word

_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
"""Ligatures are taken apart; images are left out, they cost more than the text."""
_DARK = 0.9
"""White text can be read on a shade no lighter than this."""


def read_page(page: pymupdf.Page) -> RawPage:
    """Everything that later steps need of one page, as the reader sees it."""
    text_page = page.get_textpage(flags=_FLAGS)
    raw = page.get_text("dict", textpage=text_page)
    words, white = read_words(raw, page.get_text("words", textpage=text_page), page.rotation)
    upright = page.rect if page.rotation == 0 else page.rect * page.derotation_matrix
    rulings, fills = read_drawings(page.get_cdrawings(), _box(upright))
    images = tuple(_box(info["bbox"]) for info in page.get_image_info()) if page.get_images() else ()
    if white:
        words = _readable(words, white_boxes(raw), fills, images)
    read = RawPage(
        number=page.number + 1,
        width=round(page.rect.width, 2),
        height=round(page.rect.height, 2),
        words=tuple(words),
        rulings=rulings,
        fills=fills,
        images=images,
    )
    return _turned(read, page.rotation_matrix) if page.rotation else read


def _readable(
    words: list[Word], white: Sequence[Box], fills: Sequence[Fill], images: Sequence[Box]
) -> list[Word]:
    """Drops white words that stand on nothing: nobody sees them."""
    grounds = [fill.box for fill in fills if fill.grey < _DARK] + list(images)

    def seen(word: Word) -> bool:
        x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
        return not any(_within(box, x, y) for box in white) or any(_within(box, x, y) for box in grounds)

    return [word for word in words if seen(word)]


def _within(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _box(rect: Any) -> Box:
    x0, y0, x1, y1 = rect
    return (float(x0), float(y0), float(x1), float(y1))


def _turned(page: RawPage, matrix: pymupdf.Matrix) -> RawPage:
    """PyMuPDF gives the unrotated page's coordinates; the reader sees it turned."""

    def turn(box: Box) -> Box:
        return _box((pymupdf.Rect(box) * matrix).normalize())

    def ruling(line: Any) -> Any:
        x0, y0, x1, y1 = turn((line.x0, line.y0, line.x1, line.y1))
        return replace(line, x0=x0, y0=y0, x1=x1, y1=y1)

    return replace(
        page,
        words=tuple(replace(word, box=turn(word.box)) for word in page.words),
        rulings=tuple(ruling(line) for line in page.rulings),
        fills=tuple(replace(fill, box=turn(fill.box)) for fill in page.fills),
        images=tuple(turn(box) for box in page.images),
    )


def outline(path: str) -> tuple[OutlineEntry, ...]:
    """The bookmarks that point into the file."""
    with pymupdf.open(path, filetype="pdf") as document:
        return tuple(
            OutlineEntry(level, " ".join(title.split()), page)
            for level, title, page, *_ in document.get_toc(simple=True)
            if page > 0 and title.strip()
        )


def metadata(path: str) -> tuple[tuple[str, str], ...]:
    """What the file states about itself."""
    with pymupdf.open(path, filetype="pdf") as document:
        stated = document.metadata or {}
    return tuple((key, str(value).strip()) for key, value in sorted(stated.items()) if value)
