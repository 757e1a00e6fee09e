"""Reads PDF pages through PyMuPDF: words, rulings, shades, images, outline.

The convert step runs it in a process pool.
"""

# mypy: untyped-calls-exclude=pymupdf
# PyMuPDF's own functions carry no types.

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pymupdf

from ingestion.parsing.drawings import read_drawings
from ingestion.parsing.formats import Limits, UnreadableDocument
from ingestion.parsing.guard import page_guard, quiet
from ingestion.parsing.lines import build_lines
from ingestion.parsing.ocr import can_recognise, recognised
from ingestion.parsing.tables import read_page_tables
from ingestion.parsing.words import read_words, white_boxes
from ingestion.types import Box, ConvertedPage, Fill, OutlineEntry, RawPage, Word

_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
"""Ligatures are taken apart; images are left out, they cost more than the text."""
_DARK = 0.9
"""White text can be read on a shade no lighter than this."""


def read_page(page: pymupdf.Page, text_page: pymupdf.TextPage | None = None) -> RawPage:
    """Everything that later steps need of one page, as the reader sees it.

    `text_page` is given where the text does not come from the page itself (OCR).
    """
    if text_page is None:
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


def convert_range(path: str, first: int, last: int, limits: Limits | None = None) -> list[ConvertedPage]:
    """Pages `first` to `last` of a PDF, both included, from 1. A page that fails is left out.

    Runs in a pool process; a page that takes too long ends the process, which the caller notices.
    """
    limits = limits or Limits()
    converted = []
    with quiet(), pymupdf.open(path, filetype="pdf") as document:
        for number in range(first, min(last, document.page_count) + 1):
            with page_guard(limits.page_seconds, limits.memory), contextlib.suppress(*_PAGE_ERRORS):
                converted.append(convert_page(document[number - 1]))
            pymupdf.TOOLS.store_shrink(100)
    return converted


_PAGE_ERRORS = (MemoryError, RuntimeError, ValueError, TypeError, IndexError, ArithmeticError, RecursionError)
"""What PyMuPDF and our own reading raise on a broken page; one page does not fail a document."""


def convert_page(page: pymupdf.Page) -> ConvertedPage:
    """One page with its tables, diagrams and the lines between them."""
    raw = read_page(page)
    if not raw.words and raw.images:
        raw = read_page(page, recognised(page)) if can_recognise() else raw
    tables = read_page_tables(raw)
    boxes = [table.box for table in tables.tables] + [diagram.box for diagram in tables.diagrams]
    return ConvertedPage(
        number=raw.number,
        width=raw.width,
        height=raw.height,
        lines=build_lines(raw.words, tables.used, boxes, raw.height),
        tables=tables.tables,
        diagrams=tables.diagrams,
        images=raw.images,
        has_text=bool(raw.words),
    )


def check_pdf(path: str, limits: Limits) -> None:
    """`UnreadableDocument` where the file cannot be opened, is cut off, locked or too long."""
    try:
        with quiet(), pymupdf.open(path, filetype="pdf") as document:
            if document.needs_pass:
                raise UnreadableDocument(
                    "The file is encrypted and asks for a password: save it without one and upload that."
                )
            count = document.page_count
            if count and document.is_repaired and _is_cut_off(path):
                count = 0
    except (RuntimeError, ValueError) as error:
        raise UnreadableDocument(_DAMAGED) from error
    if count == 0:
        raise UnreadableDocument(_DAMAGED)
    if count > limits.max_pages:
        raise UnreadableDocument(
            f"The file has {count:,} pages, more than the limit of {limits.max_pages:,}: split it."
        )


_DAMAGED = "The PDF is damaged or cut off: download or export it again and upload that."


def _is_cut_off(path: str) -> bool:
    """A PDF ends with a mark; one that had to be mended and has none lost its end."""
    with Path(path).open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - 2048))
        return b"%%EOF" not in file.read()


def read_head(path: str) -> tuple[int, tuple[OutlineEntry, ...], tuple[tuple[str, str], ...]]:
    """How many pages, the bookmarks, and what the file states about itself."""
    with quiet(), pymupdf.open(path, filetype="pdf") as document:
        count = document.page_count
    return count, outline(path), metadata(path)


def outline(path: str) -> tuple[OutlineEntry, ...]:
    """The bookmarks that point into the file."""
    with quiet(), pymupdf.open(path, filetype="pdf") as document:
        return tuple(
            OutlineEntry(level, " ".join(title.split()), page)
            for level, title, page, *_ in document.get_toc(simple=True)
            if page > 0 and title.strip()
        )


def metadata(path: str) -> tuple[tuple[str, str], ...]:
    """What the file states about itself."""
    with quiet(), pymupdf.open(path, filetype="pdf") as document:
        stated = document.metadata or {}
    return tuple((key, str(value).strip()) for key, value in sorted(stated.items()) if value)
