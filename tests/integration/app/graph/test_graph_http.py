"""The typed queries over HTTP, as a tool, in the chat; and a chat whose graph server is away."""

from typing import Any

import httpx
import pytest

from app.core.database import transaction
from app.facts.records import FactSet
from app.facts.repository import save
from app.graph.service import rebuild, store_of
from app.models import Chip, Document, State, Version
from app.models.base import now
from app.resources import Resources
from app.tools.catalogue import BY_NAME
from tests.hardware import AT, ERRATA, FIELDS, INTERRUPTS, PERIPHERALS, PINS, REGIONS, REGISTERS

VERSION = "00000000-0000-7000-8000-000000000001"
FACTS = FactSet(
    peripherals=PERIPHERALS,
    registers=REGISTERS,
    fields=FIELDS,
    interrupts=INTERRUPTS,
    pins=PINS,
    errata=ERRATA,
    regions=REGIONS,
)


@pytest.fixture(autouse=True)
async def _library(resources: Resources) -> None:
    """One manual of one chip, with its graph."""
    async with transaction(resources.sessions) as session:
        document = Document(title="ZX90 manual", chips=[Chip(name="ZX90A32", key="ZX90A32")])
        session.add(
            Version(
                id=VERSION,
                document=document,
                state=State.PUBLISHED,
                language="en",
                sha256="a" * 64,
                file_name="ZX90.pdf",
                size=1,
                page_count=9,
                published_at=now(),
            )
        )
        await session.flush()
        await save(session, VERSION, FACTS, lambda page, box: "")
    assert await rebuild(store_of(resources.neo4j, resources.sessions), resources.sessions, VERSION) > 0


async def _get(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    reply = await client.get(path)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def test_a_peripheral_with_all_that_it_is_joined_to(client: httpx.AsyncClient) -> None:
    found = await _get(client, "/v1/chips/ZX90A32/graph/uart1")
    by_relation = {one["relation"]: one for one in found["connections"]}
    assert by_relation["enable"]["within"] == "CRU_APB2EN"
    assert by_relation["interrupt"]["value"] == "37"
    assert by_relation["address"]["value"] == "0x40013800"
    assert by_relation["pin"]["place"]["document"] == "ZX90.pdf"
    missing = await client.get("/v1/chips/ZX90A32/graph/UART9")
    assert (missing.status_code, missing.json()["error"]["param"]) == (404, "name")


async def test_addresses_chips_and_comparisons(client: httpx.AsyncClient) -> None:
    held = await _get(client, "/v1/chips/ZX90A32/addresses/0x40013804")
    assert (held["data"][0]["name"], held["data"][0]["within"]) == ("UART1_DATA", "UART1")
    assert (await client.get("/v1/chips/ZX90A32/addresses/UART1")).status_code == 400
    chips = await _get(client, "/v1/peripherals/SPI1/chips")
    assert [one["name"] for one in chips["data"]] == ["ZX90A32"]
    same = await _get(client, "/v1/chips/ZX90A32/compare/ZX90A32")
    assert same["only_first"] == {"peripheral": [], "interrupt": [], "pin": []}
    assert same["shared"]["pin"] == 3


async def test_peripherals_that_want_the_same_pin(client: httpx.AsyncClient) -> None:
    body = {"peripherals": ["UART1", "SPI1"]}
    reply = (await client.post("/v1/chips/ZX90A32/conflicts/peripherals", json=body)).json()
    assert [one["name"] for one in reply["pins"]] == ["PA5"]
    assert reply["free"] is False  # PA5 carries both whatever the remap
    unknown = {"peripherals": ["UART1", "UART7"]}
    assert (await client.post("/v1/chips/ZX90A32/conflicts/peripherals", json=unknown)).status_code == 404


async def test_the_tool_gives_the_same(resources: Resources) -> None:
    tool = BY_NAME["hardware"]
    result = await tool.run(resources, {"chip": "ZX90A32", "name": "UART1"}, "http://chipcite.test")
    assert "UART1 enable: CRU_APB2EN.UART1EN 14:14" in result.text
    assert {source.passage.document for source in result.sources} == {"ZX90.pdf"}
    colliding = {"chip": "ZX90A32", "peripherals": ["UART1", "SPI1"]}
    assert "pin PA5 is wanted by" in (await tool.run(resources, colliding, "http://chipcite.test")).text
    assert (await tool.run(resources, {"chip": "ZX90A32"}, "http://chipcite.test")).failed


async def test_a_question_that_needs_facts_joined_is_answered_with_their_pages(
    client: httpx.AsyncClient,
) -> None:
    question = "On the ZX90A32, which bit of which register gates the clock of the peripheral at 0x40013800?"
    body = {"messages": [{"role": "user", "content": question}]}
    reply = (await client.post("/v1/chat/completions", json=body)).json()
    text = reply["choices"][0]["message"]["content"]
    assert "`CRU_APB2EN`.`UART1EN`, **bit 14**" in text
    assert {one["page"] for one in reply["chipcite"]["citations"]} == {AT.page}
    assert "graph" not in reply["chipcite"]["degraded"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_the_graphs_server_answers_go_on(
    client: httpx.AsyncClient, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrieval.graph_store.server import Neo4jGraph

    nobody = Neo4jGraph("bolt://127.0.0.1:9", "neo4j", "x")
    object.__setattr__(resources, "neo4j", nobody)
    body = {"messages": [{"role": "user", "content": "Which bit of CRU_APB2EN is UART1EN on the ZX90A32?"}]}
    reply = (await client.post("/v1/chat/completions", json=body)).json()
    assert "14" in reply["choices"][0]["message"]["content"]
    assert "graph" in reply["chipcite"]["degraded"]
    assert (await client.get("/readyz")).json()["status"] == "degraded"
    assert (await client.get("/v1/chips/ZX90A32/graph/UART1")).status_code == 503
    nobody.close()


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Can I use UART1 and SPI1 together on the ZX90A32, or do they conflict?",
            ("PA5", "UART1_RX", "SPI1_SCK"),
        ),
        ("ZX90A32 的 UART1 与 SPI1 同时使用有引脚冲突吗?", ("PA5", "同时使用")),
    ],
)
async def test_a_conflict_is_answered_in_the_chat(
    client: httpx.AsyncClient, question: str, parts: tuple[str, ...]
) -> None:
    body = {"messages": [{"role": "user", "content": question}]}
    reply = (await client.post("/v1/chat/completions", json=body)).json()
    assert all(part in reply["choices"][0]["message"]["content"] for part in parts), reply
