"""Where a citation leads: the page's picture, or the text where the format has no pages."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.links import has_pages, place_url, section_url
from retrieval.types import Passage

PASSAGE = Passage(
    id="0193a5c2-7c1e-7b52-9c1e-0d6f1f3f8a11",
    document_id="d",
    version_id="0193a5c2-7c1f-7d03-8f5e-5f1c2b3a4d5e",
    document="a.pdf",
    revision="V1",
    language="en",
    page=3,
    box=(1, 2, 3, 4),
    section="",
    text="Reset | 0x83",
    kind="section",
)


@pytest.mark.parametrize("name", ["a.md", "A.RST", "b.html", "c.docx", "d.SVD", "e.xml", "f.txt"])
def test_a_format_without_pages_is_shown_as_text(name: str) -> None:
    url = place_url("http://host/", replace(PASSAGE, document=name))
    assert url == f"http://host/v1/versions/{PASSAGE.version_id}/sections.html?passage={PASSAGE.id}#cited"


def test_a_pdf_is_shown_as_a_picture() -> None:
    assert place_url("http://host", PASSAGE).endswith("/pages/3.png?highlight=1,2,3,4")
    assert place_url("http://host", replace(PASSAGE, box=(0, 0, 0, 0))).endswith("/pages/3.png")
    assert has_pages("manual")


def test_without_an_indexed_passage_the_words_say_where() -> None:
    url = place_url("", replace(PASSAGE, document="a.svd", id=""))
    assert url.endswith("/sections.html?quote=Reset+%7C+0x83#cited")


@given(st.text(), st.text())
def test_an_address_never_holds_a_template(passage_id: str, text: str) -> None:
    url = section_url("http://host", "v", passage_id, text)
    assert "{" not in url
    assert " " not in url
    assert len(url) < 3000
