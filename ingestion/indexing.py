"""Chunks to points: the passage that a reader is shown, with the sparse vectors that find it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ingestion.types import Box, Chunk
from retrieval.sparse import encode_passage
from retrieval.types import Passage, Point

SEPARATOR = " › "

CONTEXT_HEADINGS = 2
"""Headings that are searched with a passage. The outer ones name the chapter of thousands of passages."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the passages of one version share."""

    document_id: str
    version_id: str
    file_name: str
    revision: str
    language: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands."""

    id: str
    page: int
    box: Box


class Places:
    """Finds the passage that shows a place of the document."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._pages: dict[int, list[Place]] = defaultdict(list)
        for place in places:
            self._pages[place.page].append(place)

    def at(self, page: int, box: Box) -> str:
        """The smallest passage that covers most of the box; the page's first when none does."""
        here = self._pages.get(page)
        if not here:
            return ""
        covering = [place for place in here if _shared(place.box, box) >= _area(box) / 2]
        return min(covering, key=lambda place: _area(place.box)).id if covering else here[0].id


def passage(chunk: Chunk, origin: Origin) -> Passage:
    """A chunk as the store keeps and shows it."""
    return Passage(
        id=chunk.id,
        document_id=origin.document_id,
        version_id=origin.version_id,
        document=origin.file_name,
        revision=origin.revision,
        language=origin.language,
        page=chunk.page,
        box=chunk.box,
        section=SEPARATOR.join(chunk.path),
        text=chunk.text,
        kind=chunk.kind.value,
        names=chunk.names,
    )


def searched_text(chunk: Chunk) -> str:
    """A chunk's text under its nearest headings, as it is encoded and embedded."""
    return "\n".join((SEPARATOR.join(chunk.path[-CONTEXT_HEADINGS:]), chunk.text)).strip()


def point(chunk: Chunk, origin: Origin) -> Point:
    """A chunk with all its vectors but the dense one, which follows after publication."""
    words, identifiers = encode_passage(searched_text(chunk), chunk.names)
    return Point(passage(chunk, origin), words, identifiers)


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _shared(one: Box, other: Box) -> float:
    return _area((max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])))
