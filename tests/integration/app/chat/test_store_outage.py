"""With the vector store away, exact facts are answered from the tables, marked and fast."""

import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI

from app.core.config import Settings
from app.main import create_app
from tests.integration.retrieval.qdrant_double import QdrantDouble, qdrant_double
from tests.integration.shelf import QUESTION, fill

AT_ONCE = 40
WAITED_S = 1.0
"""No answer takes that long on a loaded machine either, but for the one that meets a server that hangs."""


@pytest.fixture
def server() -> Iterator[QdrantDouble]:
    with qdrant_double() as double:
        yield double


@pytest.fixture
async def app(settings: Settings, server: QdrantDouble) -> AsyncIterator[FastAPI]:
    application = create_app(settings.model_copy(update={"qdrant_url": server.url}))
    async with application.router.lifespan_context(application):
        await fill(application.state.resources)
        yield application


async def ask(client: httpx.AsyncClient, question: str) -> httpx.Response:
    body = {"model": "chipcite", "messages": [{"role": "user", "content": question}]}
    return await client.post("/v1/chat/completions", json=body)


@pytest.mark.parametrize("outage", ["refuse", "hang"])
async def test_exact_facts_go_on_marked_and_fast(
    client: httpx.AsyncClient, server: QdrantDouble, outage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.breaker.REST_S", 0.2)
    assert (await ask(client, QUESTION)).json()["chipcite"]["degraded"] in ([], ["dense"])
    getattr(server, outage)()
    seconds = []
    for _ in range(AT_ONCE):
        began = time.perf_counter()
        reply = await ask(client, QUESTION)
        seconds.append(time.perf_counter() - began)
        assert reply.status_code == 200, reply.text
        ours = reply.json()["chipcite"]
        assert ours["degraded"] == ["sparse", "dense"]
        assert not ours["abstained"]
        assert "0x00000083" in reply.json()["choices"][0]["message"]["content"]
        assert ours["citations"][0]["page"] == 1
    assert sum(taken > WAITED_S for taken in seconds) <= 1
    server.come_back()
    end = time.monotonic() + 20
    while "sparse" in (await ask(client, QUESTION)).json()["chipcite"]["degraded"]:
        assert time.monotonic() < end


async def test_what_only_passages_could_answer_is_not_called_absent(
    client: httpx.AsyncClient, server: QdrantDouble
) -> None:
    server.refuse()
    reply = await ask(client, "How is the ZX90A32 kept dry in the rain?")
    assert reply.status_code == 503
    assert "cannot be searched" in reply.json()["error"]["message"]


async def test_search_shows_the_places_of_facts_by_name(
    client: httpx.AsyncClient, server: QdrantDouble
) -> None:
    server.refuse()
    reply = await client.post("/v1/search", json={"query": "CLK_CTLR on the ZX90A32"})
    assert reply.status_code == 200
    assert reply.json()["degraded"] == ["sparse", "dense"]
    assert any("CLK_CTLR" in hit["text"] for hit in reply.json()["hits"])
