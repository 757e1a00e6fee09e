"""A Neo4j that dies while it is asked: refused at once, and asked again by itself when it is back."""

import asyncio
import time

import pytest

from app.graph.building import build
from retrieval.errors import GraphUnavailableError
from retrieval.graph_store.server import Neo4jGraph
from tests.hardware import chip
from tests.integration.app.graph.conftest import gate, neo4j

pytestmark = pytest.mark.integration
TRIES = 240
"""Two minutes for a server that starts on a busy machine."""


async def test_a_server_that_is_killed_is_missed_and_comes_back(neo4j_url: str) -> None:
    store = Neo4jGraph(neo4j_url, "neo4j", "any")
    await store.replace(build(chip()))
    neo4j("kill")
    with pytest.raises(GraphUnavailableError):
        await gate(store, "v1")
    began = time.monotonic()
    with pytest.raises(GraphUnavailableError):
        await gate(store, "v1")
    assert time.monotonic() - began < 1.0  # nobody waits for a dead server again
    assert await store.ready() != "ok"
    assert neo4j("start").returncode == 0
    for _ in range(TRIES):
        if await store.ready() == "ok":
            break
        await asyncio.sleep(0.5)
    assert await gate(store, "v1") == [("CRU_APB2EN", "UART1EN", "14:14")]
    await store.remove("v1")
    store.close()
