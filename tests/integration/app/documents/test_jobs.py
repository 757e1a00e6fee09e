"""Jobs over HTTP: asked once, and followed as server-sent events while an ingestion goes on."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from app.core.database import transaction
from app.documents import jobs
from app.library.publication import publish
from app.library.versions import fail, set_progress, warn
from app.resources import Resources


@pytest.fixture
async def accepted(client: httpx.AsyncClient) -> dict[str, Any]:
    reply = await client.post("/v1/documents", files={"file": ("manual.pdf", b"%PDF-1.7")})
    found: dict[str, Any] = reply.json()
    return found


def events(body: str) -> list[dict[str, Any]]:
    return [
        json.loads(line.removeprefix("data: ")) for line in body.splitlines() if line.startswith("data: ")
    ]


async def test_events_follow_an_ingestion_to_its_end(
    client: httpx.AsyncClient, resources: Resources, accepted: dict[str, Any]
) -> None:
    async def ingest() -> None:
        version_id = accepted["version_id"]
        for done in (1, 2):
            await asyncio.sleep(2 * jobs.LOOK_SECONDS)
            async with transaction(resources.sessions) as session:
                await set_progress(session, version_id, "convert", done, 2)
                await warn(session, version_id, [f"page {done} has no text"])
        await asyncio.sleep(2 * jobs.LOOK_SECONDS)
        async with transaction(resources.sessions) as session:
            await publish(session, version_id)

    async with asyncio.timeout(20):
        _, reply = await asyncio.gather(ingest(), client.get(f"/v1/jobs/{accepted['job_id']}/events"))
    assert reply.headers["content-type"].startswith("text/event-stream")
    seen = events(reply.text)
    assert [(event["state"], event["pages_done"]) for event in seen] == [
        ("received", 0),
        ("converting", 1),
        ("converting", 2),
        ("published", 2),
    ]
    assert seen[-1]["warnings"] == ["page 1 has no text", "page 2 has no text"]
    assert seen[-1] == (await client.get(f"/v1/jobs/{accepted['job_id']}")).json()


async def test_events_of_a_job_that_has_ended(
    client: httpx.AsyncClient, resources: Resources, accepted: dict[str, Any]
) -> None:
    async with transaction(resources.sessions) as session:
        await fail(session, accepted["version_id"], "Export it again.")
    reply = await client.get(f"/v1/jobs/{accepted['job_id']}/events")
    assert [(event["state"], event["error"]) for event in events(reply.text)] == [
        ("failed", "Export it again.")
    ]


async def test_events_end_when_the_version_is_deleted(
    client: httpx.AsyncClient, accepted: dict[str, Any]
) -> None:
    async def delete() -> None:
        await asyncio.sleep(2 * jobs.LOOK_SECONDS)
        await client.delete(f"/v1/versions/{accepted['version_id']}")

    async with asyncio.timeout(20):
        _, reply = await asyncio.gather(delete(), client.get(f"/v1/jobs/{accepted['job_id']}/events"))
    assert events(reply.text)[-1]["error"]["code"] == "not_found"


async def test_a_silent_job_is_kept_alive(
    client: httpx.AsyncClient,
    resources: Resources,
    accepted: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "KEEP_ALIVE_SECONDS", 0.0)

    async def publish_later() -> None:
        await asyncio.sleep(3 * jobs.LOOK_SECONDS)
        async with transaction(resources.sessions) as session:
            await publish(session, accepted["version_id"])

    async with asyncio.timeout(20):
        _, reply = await asyncio.gather(publish_later(), client.get(f"/v1/jobs/{accepted['job_id']}/events"))
    assert "\n\n: still there\n\n" in reply.text


@pytest.mark.parametrize(
    "job", ["nonsense", "ingest-nonsense", "ingest-00000000-0000-0000-0000-000000000000", "%00"]
)
async def test_a_job_that_is_not_there(client: httpx.AsyncClient, job: str) -> None:
    for address in (f"/v1/jobs/{job}", f"/v1/jobs/{job}/events"):
        reply = await client.get(address)
        assert reply.status_code == 404
        assert reply.json()["error"]["code"] == "not_found"
