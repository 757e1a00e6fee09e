"""The text around a passage over HTTP, for documents without pages."""

import zlib

import httpx
import msgspec
import pytest

from app.resources import Resources
from ingestion.types import Chunk, ChunkKind

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Text comes from storage."""

PASSAGE = "0193a5c2-7c1e-7b52-9c1e-0d6f1f3f8a11"


@pytest.fixture
async def version_id(client: httpx.AsyncClient, resources: Resources) -> str:
    form = {"title": "Guide <b>"}
    reply = await client.post("/v1/documents", files={"file": ("a.md", b"# Guide\n")}, data=form)
    version_id = str(reply.json()["version_id"])
    chunk = Chunk(PASSAGE, ChunkKind.SECTION, "Clocks\n<script>x</script>", ("Clocks",), 1, (0, 0, 0, 0))
    data = zlib.compress(msgspec.msgpack.encode((chunk,)))
    resources.storage.put(f"artifacts/{version_id}/chunk-abc.msgpack", data)
    return version_id


async def test_the_passage_is_marked(client: httpx.AsyncClient, version_id: str) -> None:
    reply = await client.get(f"/v1/versions/{version_id}/sections", params={"passage": PASSAGE})
    section = reply.json()
    assert (section["document"], section["title"], section["total"]) == ("a.md", "Guide <b>", 1)
    assert [(part["id"], part["cited"]) for part in section["parts"]] == [(PASSAGE, True)]


async def test_as_a_page_of_its_own_it_runs_nothing(client: httpx.AsyncClient, version_id: str) -> None:
    reply = await client.get(f"/v1/versions/{version_id}/sections.html", params={"passage": PASSAGE})
    assert reply.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "<mark>&lt;script&gt;x&lt;/script&gt;</mark>" in reply.text
    assert "<script" not in reply.text
    assert 'id="cited"' in reply.text


async def test_a_version_that_is_not_read_yet_says_so(client: httpx.AsyncClient) -> None:
    accepted = (await client.post("/v1/documents", files={"file": ("b.md", b"# Notes\n")})).json()
    reply = await client.get(f"/v1/versions/{accepted['version_id']}/sections.html")
    assert reply.status_code == 404
    assert reply.json()["error"]["code"] == "not_found"
