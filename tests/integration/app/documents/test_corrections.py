"""What is corrected after indexing shows in search at once, without indexing again."""

from typing import Any

import httpx

from app.core.database import transaction
from app.library.publication import publish
from app.resources import Resources
from retrieval.sparse import encode_passage
from retrieval.types import Passage, Point

TEXT = "The HSION bit of RCC_CTLR enables the oscillator."


async def indexed(client: httpx.AsyncClient, resources: Resources) -> dict[str, Any]:
    accepted: dict[str, Any] = (
        await client.post("/v1/documents", files={"file": ("a.pdf", b"%PDF-")})
    ).json()
    passage = Passage(
        id="0193a5c2-7c1e-7b52-9c1e-0d6f1f3f8a11",
        document_id=accepted["document_id"],
        version_id=accepted["version_id"],
        document="a.pdf",
        revision="V9",
        language="en",
        page=3,
        box=(1, 2, 3, 4),
        section="RCC",
        text=TEXT,
        kind="section",
    )
    resources.retriever.index([Point(passage, *encode_passage(TEXT, ("RCC_CTLR",)))])
    async with transaction(resources.sessions) as session:
        await publish(session, accepted["version_id"])
    return accepted


async def search(client: httpx.AsyncClient, **filters: Any) -> list[dict[str, Any]]:
    reply = await client.post("/v1/search", json={"query": "RCC_CTLR HSION", **filters})
    assert reply.status_code == 200, reply.text
    hits: list[dict[str, Any]] = reply.json()["hits"]
    return hits


async def test_a_corrected_revision_and_document_show_in_search(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    accepted = await indexed(client, resources)
    moved = await client.patch(
        f"/v1/versions/{accepted['version_id']}", json={"revision": "V1.2", "document_id": "new"}
    )
    (hit,) = await search(client, revision="1.2")
    assert (hit["revision"], hit["document_id"]) == ("V1.2", moved.json()["document_id"])


async def test_corrected_chips_filter_search(client: httpx.AsyncClient, resources: Resources) -> None:
    accepted = await indexed(client, resources)
    assert await search(client, chip="NX32F103") == []
    await client.patch(f"/v1/documents/{accepted['document_id']}", json={"chips": ["NX32F207"]})
    assert await search(client, chip="NX32F103") == []
    assert len(await search(client, chip="NX32F207ZET6")) == 1


async def test_what_is_deleted_is_not_found(client: httpx.AsyncClient, resources: Resources) -> None:
    accepted = await indexed(client, resources)
    await client.delete(f"/v1/documents/{accepted['document_id']}")
    assert await search(client) == []
    assert resources.retriever.passages(["0193a5c2-7c1e-7b52-9c1e-0d6f1f3f8a11"]) == {}


async def test_coverage_is_declared_and_taken_back(client: httpx.AsyncClient, resources: Resources) -> None:
    accepted = await indexed(client, resources)
    path = f"/v1/documents/{accepted['document_id']}"
    assert (await client.get(path)).json()["coverage"] == "unknown"
    declared = (await client.patch(path, json={"coverage": "general"})).json()
    assert (declared["coverage"], declared["versions"][0]["warnings"]) == ("general", [])
    assert len(await search(client, chip="NX32F103")) == 1
    taken_back = (await client.patch(path, json={"coverage": "unknown"})).json()
    assert taken_back["coverage"] == "unknown"
    assert "could not tell which chips" in taken_back["versions"][0]["warnings"][0]
    assert await search(client, chip="NX32F103") == []
    set_by_hand = (await client.patch(path, json={"chips": ["NX32F207"], "coverage": "chips"})).json()
    assert (set_by_hand["coverage"], set_by_hand["versions"][0]["warnings"]) == ("chips", [])
