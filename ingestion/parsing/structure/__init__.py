"""The structure step: pages or blocks to a document with sections, captions and what it is about."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingestion.fence import STRICT, Fence, Stage
from ingestion.parsing.detection import detect
from ingestion.parsing.structure.captions import with_captions
from ingestion.parsing.structure.flow import to_blocks
from ingestion.parsing.structure.furniture import without_furniture
from ingestion.parsing.structure.headings import Style, body_style, find_headings
from ingestion.parsing.structure.patterns import CONTENTS_LINE, is_contents_page
from ingestion.parsing.structure.prose import Prose
from ingestion.parsing.tables import join_tables
from ingestion.types import (
    Block,
    ConvertedDocument,
    ConvertedPage,
    Detected,
    OutlineEntry,
    StructuredDocument,
)

__all__ = ["structure"]


def structure(converted: ConvertedDocument, file_name: str, fence: Fence = STRICT) -> StructuredDocument:
    """The document's blocks in reading order under their headings, and what it says of itself."""
    pages = without_furniture(converted.pages, (entry.title for entry in converted.outline), fence)
    blocks = tuple(_blocks(pages, converted.outline, fence)) if pages else converted.blocks
    running = list(_removed(converted.pages, pages))
    detected = Detected()
    with fence.around(Stage.DETECTION, 1):
        detected = detect(converted, blocks, running, file_name)
    return StructuredDocument(
        blocks=blocks,
        detected=detected,
        page_count=len(converted.pages) or 1,
        warnings=(*converted.warnings, *fence.warnings),
    )


def _removed(before: Sequence[ConvertedPage], after: Sequence[ConvertedPage]) -> Iterator[str]:
    """The running lines, as often as they run, without the page's number."""
    for page, kept in zip(before, after, strict=True):
        if len(kept.lines) != len(page.lines):
            remaining = {id(line) for line in kept.lines}
            yield from (line.text for line in page.lines if id(line) not in remaining)


def _blocks(pages: Sequence[ConvertedPage], outline: Sequence[OutlineEntry], fence: Fence) -> list[Block]:
    style = body_style(pages)
    front = max(12, len(pages) // 10)
    pages = join_tables([_captioned(page, page.number <= front, style, fence) for page in pages], fence)
    found = find_headings(pages, outline, fence)
    prose = Prose(_texts(pages))
    return to_blocks(pages, found, style, prose, fence)


def _captioned(page: ConvertedPage, early: bool, style: Style, fence: Fence) -> ConvertedPage:
    """The page without its table of contents, its captions and footnotes given to its tables."""
    with fence.around(Stage.CONTENTS, page.number):
        page = _without_contents(page, early)
    with fence.around(Stage.CAPTIONS, page.number):
        return with_captions(page, style)
    return page


def _texts(pages: Sequence[ConvertedPage]) -> Iterator[str]:
    for page in pages:
        yield from (line.text for line in page.lines)
        yield from (cell.text for table in page.tables for row in table.rows for cell in row.cells)


def _without_contents(page: ConvertedPage, early: bool) -> ConvertedPage:
    """A table of contents repeats every heading with a page: it answers nothing and finds everything."""
    if is_contents_page(page.lines, early):
        return replace(page, lines=())
    lines = tuple(line for line in page.lines if not CONTENTS_LINE.search(line.text))
    return page if len(lines) == len(page.lines) else replace(page, lines=lines)
