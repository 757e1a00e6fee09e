"""A process that dies in the middle of replacing a version's graph leaves the old one whole."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from app.graph.building import build
from app.graph.sql import SqlGraph
from retrieval.graph_store import GraphStore, NodeKind
from tests.hardware import REGISTERS, chip, located
from tests.integration.app.graph.conftest import gate

pytestmark = pytest.mark.integration
ROOT = Path(__file__).resolve().parents[4]
REPLACE = """
import asyncio, dataclasses, sys, time
import app.graph.sql as sql
import retrieval.graph_store.server as server
from app.core.database import make_engine, make_sessions
from app.graph.building import build
from tests.hardware import chip

def die_after_one_part(work):
    def once(*args):
        result = work(*args)
        print("written", flush=True)
        time.sleep(600)
        return result
    return once

async def main(url):
    graph = build(chip())
    graph = dataclasses.replace(graph, edges=graph.edges[:20])
    if url.startswith("bolt"):
        server.BATCH, server.BATCHES = 10, 2
        server.Neo4jGraph._write_all = die_after_one_part(server.Neo4jGraph._write_all)
        await server.Neo4jGraph(url, "neo4j", "any").replace(graph)
        return
    sql.WRITTEN = 10
    parts = sql._parts
    def counted(edges):
        for number, part in enumerate(parts(edges)):
            if number == 1:
                print("written", flush=True)
                time.sleep(600)
            yield part
    sql._parts = counted
    await sql.SqlGraph(make_sessions(make_engine(url))).replace(graph)

asyncio.run(main(sys.argv[1]))
"""


def _die_in_the_middle(url: str) -> None:
    running = subprocess.Popen([sys.executable, "-c", REPLACE, url], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert running.stdout is not None
        assert running.stdout.readline() == b"written\n"
    finally:
        running.kill()
        running.communicate()


async def test_the_old_graph_answers_whole(store: GraphStore, request: pytest.FixtureRequest) -> None:
    await store.replace(build(chip()))
    whole = await store.find(["v1"], [], list(NodeKind))
    url = str(store.url) if isinstance(store, SqlGraph) else request.getfixturevalue("neo4j_url")
    await asyncio.to_thread(_die_in_the_middle, url)
    assert await store.find(["v1"], [], list(NodeKind)) == whole
    assert await gate(store, "v1") == [("CRU_APB2EN", "UART1EN", "14:14")]
    only = build(
        chip(registers=located(*REGISTERS), fields=(), pins=(), interrupts=(), errata=(), regions=())
    )
    await store.replace(only)
    assert await gate(store, "v1") == []
    await store.remove("v1", "d1")
    assert await store.versions() == {}
