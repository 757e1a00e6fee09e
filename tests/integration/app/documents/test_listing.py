"""The list of the library: filtered and paged in the database, compressed, followed by events."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from app.core.database import transaction
from app.documents import watching
from app.library.documents import apply_detected
from app.library.publication import publish
from app.library.versions import fail, set_progress
from app.models.facts import BitFieldFact, ParameterFact, PinFact
from app.resources import Resources
from ingestion.types import Detected


async def upload(client: httpx.AsyncClient, number: int, **fields: str) -> dict[str, Any]:
    file = (f"manual-{number}.pdf", b"%PDF-1.7 " + str(number).encode())
    found: dict[str, Any] = (await client.post("/v1/documents", files={"file": file}, data=fields)).json()
    return found


async def listed(client: httpx.AsyncClient, **params: Any) -> list[str]:
    reply = await client.get("/v1/documents", params=params)
    assert reply.status_code == 200, reply.text
    return [document["versions"][0]["file_name"] for document in reply.json()["data"]]


async def test_state_and_coverage_filter(client: httpx.AsyncClient, resources: Resources) -> None:
    one, two = await upload(client, 1, chips="QX32F103"), await upload(client, 2)
    async with transaction(resources.sessions) as session:
        await publish(session, one["version_id"])
    assert await listed(client, state="published") == ["manual-1.pdf"]
    assert await listed(client, state="received") == ["manual-2.pdf"]
    assert len(await listed(client, state=["received", "published"])) == 2
    assert await listed(client, coverage="chips") == ["manual-1.pdf"]
    assert await listed(client, coverage="unknown") == []  # it may yet name its chips
    async with transaction(resources.sessions) as session:
        await publish(session, two["version_id"])
    assert await listed(client, coverage="unknown") == ["manual-2.pdf"]
    assert await listed(client, coverage="unknown", q="manual-1") == []
    assert (await client.get("/v1/documents", params={"state": "lost"})).status_code == 422


async def test_names_are_there_without_the_list(client: httpx.AsyncClient, resources: Resources) -> None:
    await upload(client, 1, chips="QX32F103,QX32F105", revision="V1.2")
    await upload(client, 2, chips="QX32F103", revision="Version 1.2")
    names = (await client.get("/v1/documents/names")).json()
    versions = [(await upload(client, number))["version_id"] for number in (3, 4)]
    async with transaction(resources.sessions) as session:
        await publish(session, versions[0])
        await fail(session, versions[1], "The PDF is damaged.")
    assert (names["total"], names["unknown"], names["chips"]) == (2, 0, ["QX32F103", "QX32F105"])
    assert (await client.get("/v1/documents/names")).json()["unknown"] == 1
    assert len(names["revisions"]) == 1


async def test_examples_ask_for_what_was_read_whole(client: httpx.AsyncClient, resources: Resources) -> None:
    version = (await upload(client, 1, chips="QX32F103", language="en"))["version_id"]
    here = {"version_id": version, "canonical": "x", "page": 1, "box": [0, 0, 1, 1], "source": "pdf-table"}
    bits = {"Bn": [(0, 0)] * 40, "CTLR": [(7, 6), (5, 4), (3, 1), (0, 0)], "STAT": [(7, 7), (0, 0)]}
    limits = {"Supply voltage, all pins on": "VDD", "Supply voltage": "VDD", "Junction": ""}
    async with transaction(resources.sessions) as session:
        await publish(session, version)
        session.add_all(
            BitFieldFact(
                **here,
                register=name,
                register_canonical=name,
                name=f"F{at}",
                msb=msb,
                lsb=lsb,
                description="-",
            )
            for name, fields in bits.items()
            for at, (msb, lsb) in enumerate(fields)
        )
        session.add_all(
            ParameterFact(**here, symbol=symbol, name=name, maximum="5.5") for name, symbol in limits.items()
        )
        session.add_all(
            PinFact(**here, name=name, kind="I/O", functions=functions)
            for name, functions in {"ANT": [], "PA10": ["TX", "CH1"]}.items()
        )
    examples = (await client.get("/v1/documents/names")).json()["examples"]
    assert {one["kind"]: one["name"] for one in examples if one["language"] == "en"} == {
        "fields": "CTLR",
        "limit": "Supply voltage",
        "pin": "PA10",
    }


async def test_a_list_is_compressed(client: httpx.AsyncClient) -> None:
    for number in range(20):
        await upload(client, number)
    packed = await client.get("/v1/documents", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(packed.content) / 4
    plain = await client.get("/v1/documents", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == packed.json()


async def test_changes_are_told_as_they_come(
    client: httpx.AsyncClient, resources: Resources, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.05)
    accepted = await upload(client, 1)

    async def work() -> None:
        await asyncio.sleep(0.3)
        async with transaction(resources.sessions) as session:
            await set_progress(session, accepted["version_id"], "convert", 1, 2)
        await asyncio.sleep(0.3)
        await client.patch(f"/v1/documents/{accepted['document_id']}", json={"chips": ["QX32F103"]})
        await asyncio.sleep(0.3)
        app.state.watcher.close()

    call = client.get("/v1/documents/events", headers={"Accept-Encoding": "gzip"})
    async with asyncio.timeout(20):
        _, reply = await asyncio.gather(work(), call)
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in reply.headers
    first, second, third = [json.loads(line[6:]) for line in reply.text.splitlines() if line]
    assert (first["versions"], first["documents"]) == ([], [])
    assert [(one["state"], one["pages_done"]) for one in second["versions"]] == [("converting", 1)]
    assert third["documents"] == [accepted["document_id"]]


async def test_a_correction_survives_a_second_ingestion(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    """Every field that a person can set, set to another value and set to nothing."""
    accepted = await upload(client, 1)
    document, version = (f"/v1/{kind}s/{accepted[f'{kind}_id']}" for kind in ("document", "version"))
    read = Detected(
        title="Wrong", vendor="Wrong", number="W1", revision="V9", date="2020", language="zh", kind="errata",
        chips=("WRONG1",),
    )  # fmt: skip
    about = {
        "title": "QX32F103 manual",
        "vendor": "",
        "number": "",
        "kind": "datasheet",
        "chips": ["QX32F103"],
    }
    of_file = {"revision": "V1.2", "date": "2024-05", "language": "en"}
    for _ in range(2):
        async with transaction(resources.sessions) as session:
            await apply_detected(session, accepted["version_id"], read)
            await publish(session, accepted["version_id"])
        assert (await client.patch(document, json=about)).status_code == 200
        assert (await client.patch(version, json=of_file)).status_code == 200
    async with transaction(resources.sessions) as session:
        await apply_detected(session, accepted["version_id"], read)
    shown = (await client.get(document)).json()
    assert {name: shown[name] for name in about} == about
    assert {name: shown["versions"][0][name] for name in of_file} == of_file
    assert shown["versions"][0]["current"]
