"""Numbers the places that a result rests on, and prints them for a model. Pure."""

from collections.abc import Iterable

from app.documents.links import place_url
from app.facts.schemas import PlaceOut
from app.tools.types import Caller, Source
from retrieval.types import Passage

LONGEST_TEXT = 3000
"""Characters of one passage in a result: a table of many pages would fill a model's context."""


class Places:
    """The sources of one result, each passage once."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._found: dict[tuple[str, int, str], Source] = {}

    def passage(self, passage: Passage) -> str:
        """The marker of a passage."""
        key = (passage.version_id, passage.page, passage.id)
        if key not in self._found:
            marker = self._caller.first_marker + len(self._found)
            self._found[key] = Source(marker, passage, place_url(self._caller.base_url, passage))
        return f"[{self._found[key].marker}]"

    def on_page(self, places: Iterable[PlaceOut]) -> dict[tuple[str, int], str]:
        """Markers of the pages on which facts stand: one for all that a page says of one register."""
        pages: dict[tuple[str, int], list[PlaceOut]] = {}
        for place in places:
            pages.setdefault((place.version_id, place.page), []).append(place)
        return {key: self.passage(_together(found)) for key, found in pages.items()}

    @property
    def sources(self) -> tuple[Source, ...]:
        """In the order of their markers."""
        return tuple(self._found.values())

    def lines(self) -> str:
        """Where each marker leads."""
        return "\n".join(f"[{source.marker}] {where(source.passage)}" for source in self.sources)


def where(passage: Passage) -> str:
    """Document, revision, page, section."""
    revision = f" {passage.revision}" if passage.revision else ""
    section = f", {passage.section}" if passage.section else ""
    return f"{passage.document}{revision}, page {passage.page}{section} (version_id {passage.version_id})"


def shortened(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text, cut where it is too long for a model."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()} … (cut; the page has the rest)"


def _together(places: list[PlaceOut]) -> Passage:
    """All that is cited of one page, as one passage: the box around it, the quotes below one another."""
    first = places[0]
    x0, y0, x1, y1 = zip(*(place.bbox for place in places), strict=True)
    box = (min(x0), min(y0), max(x1), max(y1))
    return Passage(
        id=f"{first.version_id}/{first.page}/{','.join(f'{edge:g}' for edge in box)}",
        document_id=first.document_id,
        version_id=first.version_id,
        document=first.document,
        revision=first.revision,
        language="",
        page=first.page,
        box=box,
        section="",
        text="\n".join(dict.fromkeys(place.quote for place in places if place.quote)),
        kind="fact",
    )
