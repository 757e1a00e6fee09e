"""Citations: numbers in the text, links to the page image, and objects for clients that can show more."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.chat.schemas import Box, Citation
from app.documents import links
from retrieval.types import Passage


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that the answer stands on, with the words that it takes from there."""

    marker: int
    passage: Passage
    quote: str


def page_url(base_url: str, passage: Passage) -> str:
    """The page's image with the passage marked, or the text around it where there are no pages."""
    return links.place_url(base_url, passage)


def citation(cited: Cited, base_url: str) -> Citation:
    """The object of one citation."""
    passage = cited.passage
    return Citation(
        marker=cited.marker,
        document=passage.document,
        document_id=passage.document_id,
        version_id=passage.version_id,
        revision=passage.revision,
        page=passage.page,
        bbox=box_of(passage),
        section=passage.section,
        quote=cited.quote,
        url=page_url(base_url, passage),
    )


def citations(cited: Sequence[Cited], base_url: str) -> list[Citation]:
    """The objects of all citations, in the order of their numbers."""
    return [citation(each, base_url) for each in cited]


def box_of(passage: Passage) -> Box:
    """The passage's box; stores may hand it back as a list."""
    x0, y0, x1, y1 = passage.box
    return (x0, y0, x1, y1)
