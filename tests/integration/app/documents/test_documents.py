"""Upload, metadata, versions and deletion over HTTP, on both databases; ingestion is played by the test."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.core.database import transaction
from app.library.documents import apply_detected
from app.library.publication import publish
from app.library.versions import allowed_versions, fail, set_progress, warn
from app.models import Chip, Version
from app.resources import Resources
from ingestion.types import Detected

PDF = b"%PDF-1.7\nnot much of a manual\n%%EOF\n"


async def upload(
    client: httpx.AsyncClient, content: bytes = PDF, name: str = "manual.pdf", **fields: str
) -> dict[str, Any]:
    reply = await client.post("/v1/documents", files={"file": (name, content)}, data=fields)
    assert reply.status_code in (200, 202), reply.text
    found: dict[str, Any] = reply.json()
    return found


async def ingest(resources: Resources, version_id: str, **said: Any) -> None:
    async with transaction(resources.sessions) as session:
        await apply_detected(session, version_id, Detected(**said))
        await publish(session, version_id)


async def test_an_upload_is_stored_and_queued(client: httpx.AsyncClient, resources: Resources) -> None:
    reply = await client.post("/v1/documents", files={"file": ("manual.pdf", PDF)})
    assert reply.status_code == 202
    accepted = reply.json()
    assert accepted["job_id"] == f"ingest-{accepted['version_id']}"
    assert not accepted["duplicate"]

    job = (await client.get(f"/v1/jobs/{accepted['job_id']}")).json()
    assert job["state"] == "received"
    assert job["document_id"] == accepted["document_id"]

    version = (await client.get(f"/v1/versions/{accepted['version_id']}")).json()
    assert version["file_name"] == "manual.pdf"
    assert version["size"] == len(PDF)
    assert resources.storage.get(f"originals/{version['sha256']}") == PDF
    assert list((resources.settings.data_dir / "incoming").iterdir()) == []


async def test_the_same_bytes_are_the_same_version(client: httpx.AsyncClient, resources: Resources) -> None:
    first = await upload(client)
    again = await upload(client, name="other name.pdf")
    assert again == first | {"duplicate": True}
    await ingest(resources, first["version_id"])
    reply = await client.post("/v1/documents", files={"file": ("manual.pdf", PDF)})
    assert reply.status_code == 200
    assert reply.json() == first | {"duplicate": True, "state": "published"}


async def test_a_failed_version_is_tried_again(client: httpx.AsyncClient, resources: Resources) -> None:
    first = await upload(client)
    async with transaction(resources.sessions) as session:
        await set_progress(session, first["version_id"], "convert", 0, 7)
        await fail(session, first["version_id"], "The file is damaged. Export it again.")
    job = (await client.get(f"/v1/jobs/{first['job_id']}")).json()
    assert (job["state"], job["error"]) == ("failed", "The file is damaged. Export it again.")

    again = await upload(client)
    assert (again["version_id"], again["state"], again["duplicate"]) == (
        first["version_id"],
        "received",
        True,
    )
    async with resources.sessions() as session:
        version = await session.get_one(Version, first["version_id"])
        assert (version.attempt, version.error, version.pages_total) == (2, "", 0)


async def test_a_failed_version_is_retried_without_its_file(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    first = await upload(client)
    path = f"/v1/versions/{first['version_id']}/retry"
    in_work = await client.post(path)
    assert (in_work.status_code, in_work.json()["state"]) == (202, "received")
    async with transaction(resources.sessions) as session:
        await warn(session, first["version_id"], ["Page 5: tables could not be read."])
        await fail(session, first["version_id"], "The database was not available for minutes.")
    again = await client.post(path)
    assert again.status_code == 202
    assert again.json() == first | {"duplicate": True}
    version = (await client.get(f"/v1/versions/{first['version_id']}")).json()
    assert (version["state"], version["error"], version["warnings"]) == ("received", "", [])
    async with resources.sessions() as session:
        assert (await session.get_one(Version, first["version_id"])).attempt == 2
    await ingest(resources, first["version_id"])
    done = await client.post(path)
    assert (done.status_code, done.json()["state"]) == (200, "published")
    assert (await client.post("/v1/versions/none/retry")).status_code == 404


async def test_what_the_uploader_says_wins_over_what_the_file_says(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    said = {"title": "NX32 Reference Manual", "chips": "NX32F103, NX32F105", "revision": "V1.4", "vendor": ""}
    accepted = await upload(client, **said)
    await ingest(
        resources,
        accepted["version_id"],
        title="Untitled",
        vendor="Nexium",
        revision="V9",
        language="en",
        date="2024-05",
        chips=("NX32F999",),
    )
    document = (await client.get(f"/v1/documents/{accepted['document_id']}")).json()
    assert document["title"] == "NX32 Reference Manual"
    assert document["vendor"] == "Nexium"
    assert document["chips"] == ["NX32F103", "NX32F105"]
    version = document["versions"][0]
    assert (version["revision"], version["language"], version["date"]) == ("V1.4", "en", "2024-05")
    assert version["current"]


async def test_a_new_revision_joins_its_document_and_supersedes(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    about = {"title": "NX32F103 Datasheet", "vendor": "Nexium", "kind": "datasheet", "chips": ("NX32F103",)}
    first = await upload(client, b"%PDF-1", "a.pdf")
    await ingest(resources, first["version_id"], revision="V1.2", language="en", **about)
    second = await upload(client, b"%PDF-2", "b.pdf")
    assert second["document_id"] != first["document_id"]
    await ingest(resources, second["version_id"], revision="V1.10", language="en", **about)

    # The id that the second upload answered still leads to the document that it turned out to be.
    document = (await client.get(f"/v1/documents/{second['document_id']}")).json()
    assert document["id"] == first["document_id"]
    states = {version["revision"]: version["state"] for version in document["versions"]}
    assert states == {"V1.2": "superseded", "V1.10": "published"}
    listed = (await client.get("/v1/documents")).json()
    assert (listed["total"], len(listed["data"]), listed["has_more"]) == (1, 1, False)


async def test_an_older_revision_uploaded_later_does_not_supersede(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    first = await upload(client, b"%PDF-1")
    await ingest(resources, first["version_id"], title="NX32 Manual", revision="V2.0", language="en")
    older = await upload(client, b"%PDF-2", document_id=first["document_id"])
    assert older["document_id"] == first["document_id"]
    await ingest(resources, older["version_id"], title="Something else", revision="V1.9", language="en")
    async with resources.sessions() as session:
        current = await allowed_versions(session)
        asked = await allowed_versions(session, revision="1.9")
    assert [row.id for row in current] == [first["version_id"]]
    assert [row.id for row in asked] == [older["version_id"]]


async def test_deleting_the_current_version_brings_the_one_before_back(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    first = await upload(client, b"%PDF-1")
    await ingest(resources, first["version_id"], revision="1", language="en")
    second = await upload(client, b"%PDF-2", document_id=first["document_id"])
    await ingest(resources, second["version_id"], revision="2", language="en")
    assert (await client.delete(f"/v1/versions/{second['version_id']}")).status_code == 204
    version = (await client.get(f"/v1/versions/{first['version_id']}")).json()
    assert version["state"] == "published"
    assert (await client.get(f"/v1/versions/{second['version_id']}")).status_code == 404


async def test_deletion_leaves_nothing_behind(client: httpx.AsyncClient, resources: Resources) -> None:
    accepted = await upload(client, chips="NX32F103")
    version = (await client.get(f"/v1/versions/{accepted['version_id']}")).json()
    resources.storage.put(f"artifacts/{version['id']}/chunk-1.msgpack", b"x")
    assert (await client.delete(f"/v1/documents/{accepted['document_id']}")).status_code == 204
    assert resources.storage.keys("originals") == []
    assert resources.storage.keys("artifacts") == []
    async with resources.sessions() as session:
        assert (await session.scalars(select(Chip))).all() == []
    for address in (
        f"/v1/documents/{accepted['document_id']}",
        f"/v1/versions/{version['id']}",
        f"/v1/jobs/{accepted['job_id']}",
    ):
        reply = await client.get(address)
        assert reply.status_code == 404
        assert reply.json()["error"]["code"] == "not_found"


async def test_a_wrong_merge_is_repaired_by_hand(client: httpx.AsyncClient, resources: Resources) -> None:
    first = await upload(client, b"%PDF-1")
    await ingest(resources, first["version_id"], revision="1", language="en")
    second = await upload(client, b"%PDF-2", document_id=first["document_id"])
    await ingest(resources, second["version_id"], revision="2", language="en")
    reply = await client.patch(f"/v1/versions/{second['version_id']}", json={"document_id": "new"})
    assert reply.json()["document_id"] != first["document_id"]
    assert reply.json()["current"]
    assert (await client.get(f"/v1/versions/{first['version_id']}")).json()["current"]

    back = await client.patch(
        f"/v1/versions/{second['version_id']}", json={"document_id": first["document_id"]}
    )
    assert back.json()["current"]
    assert not (await client.get(f"/v1/versions/{first['version_id']}")).json()["current"]
    moved = (await client.get(f"/v1/documents/{reply.json()['document_id']}")).json()
    assert moved["id"] == first["document_id"]


async def test_a_corrected_revision_changes_what_is_current(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    first = await upload(client, b"%PDF-1")
    await ingest(resources, first["version_id"], revision="1", language="en")
    second = await upload(client, b"%PDF-2", document_id=first["document_id"])
    await ingest(resources, second["version_id"], revision="2", language="en")
    await client.patch(f"/v1/versions/{first['version_id']}", json={"revision": "3"})
    versions = (await client.get(f"/v1/documents/{first['document_id']}/versions")).json()["data"]
    assert [version["state"] for version in versions] == ["published", "superseded"]


async def test_corrections_to_a_document_stay(client: httpx.AsyncClient, resources: Resources) -> None:
    accepted = await upload(client)
    address = f"/v1/documents/{accepted['document_id']}"
    change = {"title": "Right", "chips": ["NX32F103"], "vendor": "Nexium"}
    assert (await client.patch(address, json=change)).status_code == 200
    await ingest(resources, accepted["version_id"], title="Wrong", vendor="Nobody", chips=("ABC123",))
    document = (await client.get(address)).json()
    assert {name: document[name] for name in change} == change


@pytest.mark.parametrize(
    ("query", "found"), [("nexium", 1), ("NX32F1", 1), ("nx32 rev", 0), ("%", 0), ("manual", 2), ("", 2)]
)
async def test_the_list_can_be_searched(
    client: httpx.AsyncClient, resources: Resources, query: str, found: int
) -> None:
    await upload(client, b"%PDF-1", "manual a.pdf", vendor="Nexium", chips="NX32F103")
    await upload(client, b"%PDF-2", "manual b.pdf")
    listed = (await client.get("/v1/documents", params={"q": query})).json()
    assert listed["total"] == found == len(listed["data"])


async def test_the_list_has_pages(client: httpx.AsyncClient) -> None:
    for number in range(3):
        await upload(client, b"%%PDF-%d" % number)
    page = (await client.get("/v1/documents", params={"limit": 2, "offset": 2})).json()
    assert (len(page["data"]), page["total"], page["has_more"]) == (1, 3, False)
