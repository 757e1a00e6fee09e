"""`POST /v1/search` over HTTP."""

from typing import Any

import httpx
import pytest


def search(base: str, **body: Any) -> dict[str, Any]:
    response = httpx.post(f"{base}/v1/search", json=body)
    response.raise_for_status()
    return dict(response.json())


def test_hit_has_what_a_citation_needs(base: str) -> None:
    found = search(base, query="reset value of CLK_CTLR on the ZX90A32", limit=3)
    first = found["hits"][0]
    assert set(first) == {
        "document", "document_id", "version_id", "revision", "page", "bbox", "section", "text", "score",
        "sources",
    }  # fmt: skip
    assert (first["document"], first["page"], first["bbox"]) == ("ZX90_V1.5.pdf", 12, [72, 100, 500, 120.5])
    assert len(found["hits"]) <= 3
    assert found["scope"]["chips"] == ["ZX90A32"]


def test_only_current_revisions_unless_one_is_asked_for(base: str) -> None:
    question = "ZX90A32 conversion time"
    assert "old" not in {hit["version_id"] for hit in search(base, query=question, limit=20)["hits"]}
    assert {hit["version_id"] for hit in search(base, query=f"{question} in V1.2")["hits"]} == {"old"}
    assert {hit["version_id"] for hit in search(base, query=question, revision="1.2")["hits"]} == {"old"}


def test_a_revision_that_is_spelled_in_two_ways_is_named_once(base: str) -> None:
    found = search(base, query="ZX90A32 conversion time in revision 1.5", limit=20)
    assert found["scope"]["revisions"] == ["V1.5"]
    assert {hit["version_id"] for hit in found["hits"]} == {"new", "chinese"}


def test_documents_filter(base: str) -> None:
    found = search(base, query="support", documents=["faq"])
    assert {hit["document_id"] for hit in found["hits"]} == {"faq"}


def test_chip_filter_keeps_generic_documents_and_no_other_chips(base: str) -> None:
    found = search(base, query="conversion time support", chip="QQ123")
    assert {hit["document_id"] for hit in found["hits"]} == {"faq"}
    assert found["scope"]["unknown_chips"] == ["QQ123"]


def test_without_dense_vectors_the_reply_says_so(base: str) -> None:
    assert search(base, query="stop mode")["degraded"] == ["dense"]


@pytest.mark.parametrize(
    "body", [{}, {"query": ""}, {"query": "x", "limit": 0}, {"query": "x", "limit": 1000}]
)
def test_bad_requests_are_refused_in_the_envelope(base: str, body: dict[str, Any]) -> None:
    response = httpx.post(f"{base}/v1/search", json=body)
    assert response.status_code in (400, 422)
    assert response.json()["error"]["type"] == "invalid_request_error"
