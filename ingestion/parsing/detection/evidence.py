"""Where a document says what it is: cover, running lines, metadata, file name, headings, text. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ingestion.parsing.detection.history import Row, history
from ingestion.types import Block, BlockKind, ConvertedDocument, ConvertedPage, Line

_SAMPLE = 400_000
"""Characters of text looked at."""
_COVER_LINES = 150
_RUNNING = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """The places that detection reads, best first."""

    cover: tuple[Line, ...]
    """Lines of the first page; for formats without pages the first heading as a large line."""
    running: tuple[str, ...]
    """Running headers and footers, most frequent first."""
    stated: dict[str, str]
    """The file's own metadata."""
    stem: str
    """File name without folders and suffix."""
    headings: tuple[str, ...]
    text: str
    history: tuple[Row, ...] = ()
    """Revisions that the document lists of itself."""

    @property
    def large(self) -> tuple[Line, ...]:
        """The cover's lines in print nearly as large as its largest, before the first section."""
        if not self.cover:
            return ()
        top = max(line.size for line in self.cover)
        return tuple(line for line in self.cover if line.size >= max(0.58 * top, 11.5))


def gather(
    converted: ConvertedDocument, blocks: Sequence[Block], running: Iterable[str], file_name: str
) -> Evidence:
    """All evidence of one document."""
    headings = tuple(block.text for block in blocks if block.kind is BlockKind.HEADING)
    cover = _cover(converted.pages, headings)
    return Evidence(
        cover=cover,
        running=_frequent(running),
        stated={key.lower(): re.sub(r"<[^<>]{1,12}>", "", value) for key, value in converted.metadata},
        stem=re.sub(r"[\x00-\x1f]", "", PurePath(file_name.replace("\\", "/")).stem),
        headings=headings,
        text=_text(blocks),
        history=history(blocks),
    )


def _frequent(running: Iterable[str]) -> tuple[str, ...]:
    """Running lines that differ in numbers only, once each, most frequent first."""
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text in running:
        key = re.sub(r"\d+", "#", text)
        first.setdefault(key, text)
        counts[key] += 1
    return tuple(first[key] for key, _ in counts.most_common(_RUNNING))


def _cover(pages: Sequence[ConvertedPage], headings: Sequence[str]) -> tuple[Line, ...]:
    for page in pages[:3]:
        if page.lines:  # the first page may be a picture
            return page.lines[:_COVER_LINES]
    return tuple(Line(text, (0.0, 0.0, 0.0, 0.0), 24.0) for text in headings[:1])


def _text(blocks: Iterable[Block]) -> str:
    parts: list[str] = []
    length = 0
    for block in blocks:
        parts.append(block.text)
        length += len(block.text)
        if length > _SAMPLE:
            break
    return "\n".join(parts)
