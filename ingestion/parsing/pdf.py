"""Reads PDF pages through PyMuPDF: words, rulings, shades, images, outline.

The convert step runs it in a process pool.
"""

# mypy: untyped-calls-exclude=pymupdf
# PyMuPDF's own functions carry no types.

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pymupdf
import structlog

from ingestion.errors import UnreadableDocument
from ingestion.fence import STRICT, Fence, Stage
from ingestion.parsing.drawings import read_drawings
from ingestion.parsing.formats import Limits
from ingestion.parsing.guard import UnreadablePageError, library, page_guard, quiet
from ingestion.parsing.lines import build_lines
from ingestion.parsing.ocr import can_recognise, recognised
from ingestion.parsing.tables import PageTables, read_page_tables
from ingestion.parsing.words import read_words, white_boxes
from ingestion.types import Box, ConvertedPage, Fill, OutlineEntry, RawPage, Word

log = structlog.get_logger()

_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
"""Ligatures are taken apart; images are left out, they cost more than the text."""
_DARK = 0.9
"""White text can be read on a shade no lighter than this."""


def read_page(page: pymupdf.Page, text_page: pymupdf.TextPage | None = None) -> RawPage:
    """Everything that later steps need of one page, as the reader sees it.

    `text_page` is given where the text does not come from the page itself (OCR).
    """
    with library():
        text_page = text_page or page.get_textpage(flags=_FLAGS)
        raw, raw_words = (page.get_text(view, textpage=text_page) for view in ("dict", "words"))
        rect, rotation, drawings = page.rect, page.rotation, page.get_cdrawings()
        pictures = page.get_image_info() if page.get_images() else ()
    words, white = read_words(raw, raw_words, rotation)
    rulings, fills = read_drawings(drawings, _box(rect if rotation == 0 else rect * page.derotation_matrix))
    images = tuple(_box(info["bbox"]) for info in pictures)
    if white:
        words = _readable(words, white_boxes(raw), fills, images)
    read = RawPage(
        number=page.number + 1,
        width=round(rect.width, 2),
        height=round(rect.height, 2),
        words=tuple(words),
        rulings=rulings,
        fills=fills,
        images=images,
    )
    return _turned(read, page.rotation_matrix) if rotation else read


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


def convert_range(
    path: str, first: int, last: int, limits: Limits | None = None, fence: Fence = STRICT
) -> list[ConvertedPage]:
    """Pages `first` to `last` of a PDF, both included, from 1. A page that fails is left out.

    Runs in a pool process; a page that takes too long ends the process, which the caller notices.
    """
    limits = limits or Limits()
    converted = []
    with _opened(path) as document:
        for number in range(first, min(last, document.page_count) + 1):
            try:
                with page_guard(limits.page_seconds, limits.memory), fence.around(Stage.PAGE, number):
                    converted.append(convert_page(_page(document, number), fence))
            except (UnreadablePageError, MemoryError) as error:  # the caller warns of pages that are missing
                log.warning("page.unreadable", page=number, error=type(error.__cause__ or error).__name__)
            pymupdf.TOOLS.store_shrink(100)
    return converted


def _page(document: pymupdf.Document, number: int) -> pymupdf.Page:
    with library():
        return document[number - 1]


def convert_page(page: pymupdf.Page, fence: Fence = STRICT) -> ConvertedPage:
    """One page with its tables, diagrams and the lines between them."""
    raw = read_page(page)
    if not raw.words and raw.images and can_recognise():
        with library():
            recognised_text = recognised(page)
        raw = read_page(page, recognised_text)
    tables = PageTables()
    with fence.around(Stage.TABLES, raw.number):
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
        blank=not (raw.words or raw.images or raw.rulings or raw.fills),
    )


def check_pdf(path: str, limits: Limits) -> None:
    """`UnreadableDocument` where the file cannot be opened, is cut off, locked or too long."""
    with page_guard(limits.page_seconds, limits.memory), _opened(path) as document:
        with library(UnreadableDocument(_DAMAGED)):
            locked, count, mended = document.needs_pass, document.page_count, document.is_repaired
        if locked:
            raise UnreadableDocument(
                "The file is encrypted and asks for a password: save it without one and upload that."
            )
    if count <= 0 or (mended and _is_cut_off(path)):
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


@dataclass(frozen=True, slots=True)
class Head:
    """What is read of a PDF before its pages."""

    pages: int
    outline: tuple[OutlineEntry, ...]
    metadata: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...] = ()


def read_head(path: str, limits: Limits | None = None) -> Head:
    """How many pages, the bookmarks, and what the file states about itself."""
    limits = limits or Limits()
    with page_guard(limits.page_seconds, limits.memory), _opened(path) as document:
        with library(UnreadableDocument(_DAMAGED)):
            count = document.page_count
        try:
            return Head(count, outline(document), metadata(document))
        except UnreadablePageError:
            return Head(count, (), (), (_NO_OUTLINE,))


_NO_OUTLINE = "The file's bookmarks and properties are damaged: headings are told from the pages alone."


def outline(document: pymupdf.Document) -> tuple[OutlineEntry, ...]:
    """The bookmarks that point into the file."""
    with library():
        entries = document.get_toc(simple=True)
    return tuple(
        OutlineEntry(level, " ".join(title.split()), page)
        for level, title, page, *_ in entries
        if page > 0 and title.strip()
    )


def metadata(document: pymupdf.Document) -> tuple[tuple[str, str], ...]:
    """What the file states about itself."""
    with library():
        stated = document.metadata or {}
    return tuple((key, str(value).strip()) for key, value in sorted(stated.items()) if value)


@contextmanager
def _opened(path: str) -> Iterator[pymupdf.Document]:
    with quiet():
        with library(UnreadableDocument(_DAMAGED)):
            document = pymupdf.open(path, filetype="pdf")
        with document:
            yield document
