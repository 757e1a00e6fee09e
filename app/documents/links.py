"""Where a reader finds a passage: on the picture of its page, or in the text of a document without pages."""

from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote, urlencode

from app.core.ids import is_id
from retrieval.types import Passage

PAGELESS = frozenset(
    {".md", ".markdown", ".rst", ".html", ".htm", ".xhtml", ".docx", ".svd", ".xml", ".json", ".txt"}
)
"""Endings of the formats that ingestion reads as text. A file with another name is asked for its picture,
and the reply then says where its text is."""
LONGEST_QUOTE = 160
"""Characters of a quote that an address carries where no passage is indexed at the place."""


def has_pages(file_name: str) -> bool:
    """Whether a document with this name has pages that can be drawn."""
    return PurePath(file_name).suffix.lower() not in PAGELESS


def page_url(base_url: str, version_id: str, page: int, box: Sequence[float] = ()) -> str:
    """The address of the page's picture; with a box, of the one in which it is marked."""
    address = f"{_version(base_url, version_id)}/pages/{page}.png"
    edges = ",".join(f"{edge:.1f}".removesuffix(".0") for edge in box)
    return f"{address}?highlight={edges}" if edges else address


def section_url(base_url: str, version_id: str, passage_id: str = "", text: str = "") -> str:
    """The address of the document's text around a passage, or around words where no passage is named."""
    address = f"{_version(base_url, version_id)}/sections.html"
    wanted = {"passage": passage_id} if is_id(passage_id) else {"quote": text.strip()[:LONGEST_QUOTE]}
    given = {name: value for name, value in wanted.items() if value}
    return f"{address}?{urlencode(given)}#cited" if given else address


def place_url(base_url: str, passage: Passage) -> str:
    """Where this passage is shown, marked."""
    if not has_pages(passage.document):
        return section_url(base_url, passage.version_id, passage.id, passage.text)
    box = passage.box if any(passage.box) else ()  # of some facts only the page is known
    return page_url(base_url, passage.version_id, passage.page, box)


def _version(base_url: str, version_id: str) -> str:
    return f"{base_url.rstrip('/')}/v1/versions/{quote(version_id, safe='')}"
