"""The passages of a version, and what differs between two revisions, over HTTP."""

import zlib
from typing import Any

import httpx
import msgspec
import pytest

from app.core.database import transaction
from app.facts.records import BitField, FactSet, Parameter, Provenance, Register
from app.facts.repository import save
from app.library.publication import publish
from app.resources import Resources
from ingestion.types import Chunk, ChunkKind

BOX = (10.0, 20.0, 30.0, 40.0)


def passage(number: int, section: str, text: str, kind: ChunkKind = ChunkKind.SECTION) -> Chunk:
    return Chunk(f"passage-{number}", kind, text, (section,), number, BOX)


def register(name: str, page: int, reset: str = "", address: int | None = None) -> Register:
    return Register(name, Provenance(page, BOX), reset=reset, address=address)


@pytest.fixture
async def revisions(client: httpx.AsyncClient, resources: Resources) -> tuple[str, str, str]:
    """Document and two versions, with passages and facts as ingestion leaves them."""
    first = await upload(client, b"%PDF-1")
    second = await upload(client, b"%PDF-2", document_id=first["document_id"])
    store(
        resources,
        first["version_id"],
        passage(1, "1 Overview", "A small chip."),
        passage(2, "2.1 Clock", "The clock runs at 48 MHz.\nIt may be divided."),
        passage(3, "2.2 Reset", "Reset is low."),
        passage(3, "2.2 Reset", "| a | 1 |", ChunkKind.ROW),
    )
    store(
        resources,
        second["version_id"],
        passage(1, "1 Overview", "A  small\nchip."),
        passage(4, "3.1 Clock", "The clock runs at 72 MHz.\nIt may be divided."),
        passage(5, "3.2 Power", "Power is new."),
    )
    await facts(
        resources,
        first["version_id"],
        FactSet(
            registers=(
                register("R32_RCC_CTLR", 2, reset="0x83"),
                register("RCC_CTLR", 9, address=0x4002_1000),
                register("RCC_OLD", 2),
            ),
            fields=(BitField("RCC_CTLR", "HSION", 0, 0, Provenance(2, BOX), reset="1"),),
            parameters=(Parameter("VDD", "Supply", Provenance(8, BOX), maximum="3.6", unit="V"),),
        ),
    )
    await facts(
        resources,
        second["version_id"],
        FactSet(
            registers=(register("RCC_CTLR", 4, reset="0x85", address=0x4002_1000),),
            fields=(BitField("RCC_CTLR", "HSION", 1, 1, Provenance(4, BOX), reset="1"),),
            parameters=(
                Parameter("VDD", "Supply", Provenance(9, BOX), maximum="3.6", unit="V"),
                Parameter("VDD", "Supply", Provenance(9, BOX), condition="at 85 °C", maximum="3.3", unit="V"),
            ),
        ),
    )
    return first["document_id"], first["version_id"], second["version_id"]


async def upload(client: httpx.AsyncClient, content: bytes, **fields: str) -> dict[str, str]:
    reply = await client.post("/v1/documents", files={"file": ("a.pdf", content)}, data=fields)
    found: dict[str, str] = reply.json()
    return found


def store(resources: Resources, version_id: str, *chunks: Chunk) -> None:
    data = zlib.compress(msgspec.msgpack.encode(chunks))
    resources.storage.put(f"artifacts/{version_id}/chunk-abc.msgpack", data)


async def facts(resources: Resources, version_id: str, found: FactSet) -> None:
    async with transaction(resources.sessions) as session:
        await save(session, version_id, found, lambda _page, _box: "")


async def compare(client: httpx.AsyncClient, document: str, before: str, after: str) -> dict[str, Any]:
    reply = await client.get(f"/v1/documents/{document}/diff", params={"from": before, "to": after})
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def test_passages_that_differ(client: httpx.AsyncClient, revisions: tuple[str, str, str]) -> None:
    found = await compare(client, *revisions)
    changes = {change["section"][0]: change for change in found["passages"]}
    assert {section: change["change"] for section, change in changes.items()} == {
        "3.1 Clock": "changed",
        "2.2 Reset": "removed",
        "3.2 Power": "added",
    }
    clock = changes["3.1 Clock"]
    assert clock["diff"] == ["- The clock runs at 48 MHz.", "+ The clock runs at 72 MHz."]
    assert (clock["before"]["page"], clock["after"]["page"]) == (2, 4)
    assert not found["truncated"]


async def test_facts_that_differ(client: httpx.AsyncClient, revisions: tuple[str, str, str]) -> None:
    found = {change["name"]: change for change in (await compare(client, *revisions))["facts"]}
    assert {name: change["change"] for name, change in found.items()} == {
        "RCC_CTLR": "changed",
        "RCC_OLD": "removed",
        "RCC_CTLR.HSION": "changed",
        "VDD (at 85 °C)": "added",
    }
    register = found["RCC_CTLR"]
    assert register["before"] == {"address": ["0x40021000"], "reset": ["0x83"]}
    assert register["after"] == {"address": ["0x40021000"], "reset": ["0x85"]}
    assert (register["before_page"], register["after_page"]) == (2, 4)
    assert found["RCC_CTLR.HSION"]["after"]["bits"] == ["1"]


async def test_a_version_does_not_differ_from_itself(
    client: httpx.AsyncClient, revisions: tuple[str, str, str]
) -> None:
    document, first, _ = revisions
    found = await compare(client, document, first, first)
    assert (found["facts"], found["passages"]) == ([], [])


async def test_versions_can_be_named_by_revision(
    client: httpx.AsyncClient, revisions: tuple[str, str, str]
) -> None:
    document, first, second = revisions
    for version_id, revision in ((first, "V1.0"), (second, "Rev 2")):
        await client.patch(f"/v1/versions/{version_id}", json={"revision": revision, "language": "en"})
    found = await compare(client, document, "1.0", "V2")
    assert (found["from_version"]["id"], found["to_version"]["id"]) == (first, second)
    # A translation of the second revision: still compared within one language.
    await upload(client, b"%PDF-zh", document_id=document, revision="2", language="zh")
    found = await compare(client, document, "V1", "2")
    assert found["to_version"]["id"] == second
    reply = await client.get(f"/v1/documents/{document}/diff", params={"from": "1", "to": "V3"})
    assert (reply.status_code, reply.json()["error"]["param"]) == (404, "to")


async def test_only_versions_of_one_document_are_compared(
    client: httpx.AsyncClient, revisions: tuple[str, str, str]
) -> None:
    document, first, _ = revisions
    other = await upload(client, b"%PDF-3")
    for before, after in ((first, other["version_id"]), ("nothing", first)):
        reply = await client.get(f"/v1/documents/{document}/diff", params={"from": before, "to": after})
        assert reply.status_code == 404


async def test_the_passages_of_a_version(client: httpx.AsyncClient, revisions: tuple[str, str, str]) -> None:
    address = f"/v1/versions/{revisions[1]}/text"
    found = (await client.get(address, params={"limit": 2, "offset": 1})).json()
    assert (found["total"], found["has_more"]) == (4, True)
    assert found["data"][0] == {
        "id": "passage-2",
        "kind": "section",
        "section": ["2.1 Clock"],
        "page": 2,
        "bbox": list(BOX),
        "text": "The clock runs at 48 MHz.\nIt may be divided.",
    }


async def test_a_version_without_passages_says_so(client: httpx.AsyncClient) -> None:
    accepted = await upload(client, b"%PDF-3")
    reply = await client.get(f"/v1/versions/{accepted['version_id']}/text")
    assert reply.status_code == 404
    assert "no passages yet" in reply.json()["error"]["message"]


async def chip_manual(client: httpx.AsyncClient, resources: Resources, chip: str, reset: str) -> None:
    """A published manual of one chip, with a register of the clocks and one of the real-time clock."""
    sent = await client.post(
        "/v1/documents", files={"file": (f"{chip}.pdf", chip.encode())}, data={"chips": chip}
    )
    version = sent.json()["version_id"]
    own = (register("RCC_CTLR", 2, reset="0x83"), register("RTC_CNT", 5, reset=reset))
    await facts(resources, version, FactSet(registers=own))
    async with transaction(resources.sessions) as session:
        await publish(session, version)


async def test_two_chips_are_compared(client: httpx.AsyncClient, resources: Resources) -> None:
    await chip_manual(client, resources, "QX583", "0x0")
    await chip_manual(client, resources, "QX573", "0xF")
    asked = {"from": "QX583", "to": "QX573"}
    found = (await client.get("/v1/chips/diff", params=asked)).json()
    assert [one["file_name"] for one in (*found["from_versions"], *found["to_versions"])] == [
        "QX583.pdf",
        "QX573.pdf",
    ]
    (change,) = found["facts"]
    assert (change["change"], change["name"], change["before_page"]) == ("changed", "RTC_CNT", 5)
    assert change["after"]["reset"] == ["0xF"]
    rtc = (await client.get("/v1/chips/diff", params=asked | {"peripheral": "RTC"})).json()
    assert rtc["facts"] == found["facts"]
    rcc = (await client.get("/v1/chips/diff", params=asked | {"peripheral": "RCC"})).json()
    assert rcc["facts"] == []


@pytest.mark.parametrize(
    ("asked", "status", "param"),
    [
        ({"from": "QX583", "to": "QX999"}, 404, "to"),
        ({"from": "QX583", "to": "QX573", "peripheral": "CAN"}, 404, "peripheral"),
        ({"from": "QX583", "to": "QX583"}, 409, "to"),
    ],
)
async def test_chips_that_cannot_be_compared(
    client: httpx.AsyncClient, resources: Resources, asked: dict[str, str], status: int, param: str
) -> None:
    await chip_manual(client, resources, "QX583", "0x0")
    await chip_manual(client, resources, "QX573", "0xF")
    reply = await client.get("/v1/chips/diff", params=asked)
    assert (reply.status_code, reply.json()["error"]["param"]) == (status, param)
