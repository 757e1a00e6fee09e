"""Texts that no honest client sends: every answer is one of ours, on both databases."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.database import transaction
from app.library.documents import apply_detected
from app.library.versions import allowed_versions
from app.resources import Resources
from ingestion.types import Detected

NASTY = ["\0", "a\0b", "%00", "'; DROP TABLE documents; --", "\\", "_%", "../..", "𝕏" * 300, "‮", "\r\n"]


PATHS = (
    "/v1/documents/{}",
    "/v1/documents/{}/versions",
    "/v1/versions/{}",
    "/v1/versions/{}/text",
    "/v1/versions/{}/pages/1.png",
    "/v1/jobs/{}",
)


async def test_as_a_path_and_a_query(client: httpx.AsyncClient) -> None:
    for text in NASTY:
        for path in PATHS:
            reply = await client.get(path.format(quote(text, safe="")))
            assert reply.status_code in (404, 405, 422), (path, reply.text)
            assert "error" in reply.json()
        reply = await client.get("/v1/documents", params={"q": text})
        assert reply.status_code in (200, 422)


async def test_as_metadata(client: httpx.AsyncClient) -> None:
    for number, text in enumerate(NASTY):
        await check_as_metadata(client, b"%%PDF-%d" % number, text)


async def check_as_metadata(client: httpx.AsyncClient, content: bytes, text: str) -> None:
    reply = await client.post(
        "/v1/documents",
        files={"file": ("a.pdf", content)},
        data={"title": text, "chips": text, "revision": text, "vendor": text},
    )
    assert reply.status_code in (202, 400), reply.text
    if reply.status_code == 202:
        document = f"/v1/documents/{reply.json()['document_id']}"
        reply = await client.patch(document, json={"title": text, "chips": [text]})
        assert reply.status_code in (200, 422)
        assert "\0" not in (await client.get(document)).json()["title"]


@pytest.mark.parametrize(
    "body", [b'{"title": "\\ud800"}', b'{"title": "\\u0000"}', b'{"chips": ["\\udfff"]}']
)
async def test_halves_of_characters(client: httpx.AsyncClient, body: bytes) -> None:
    accepted = (await client.post("/v1/documents", files={"file": ("a.pdf", b"%PDF-")})).json()
    reply = await client.patch(
        f"/v1/documents/{accepted['document_id']}", content=body, headers={"Content-Type": "application/json"}
    )
    assert reply.status_code in (200, 422), reply.text


async def test_what_a_damaged_file_says_of_itself(client: httpx.AsyncClient, resources: Resources) -> None:
    accepted: dict[str, Any] = (
        await client.post("/v1/documents", files={"file": ("a.pdf", b"%PDF-")})
    ).json()
    said = Detected(
        title="NX\x0032 \ud800", vendor="\0", number="\0", revision="V\x001", chips=("NX\x0032", "\0")
    )
    async with transaction(resources.sessions) as session:
        await apply_detected(session, accepted["version_id"], said)
    document = (await client.get(f"/v1/documents/{accepted['document_id']}")).json()
    assert (document["title"], document["chips"]) == ("NX32 ?", ["NX32"])


async def test_as_a_filter_of_search(session: AsyncSession) -> None:
    for text in [*NASTY, "\ud800"]:
        assert await allowed_versions(session, chip=text, revision=text, documents=[text]) == []
