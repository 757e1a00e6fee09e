"""The knowledge graph at size, on both engines: load, memory, three hops, replacing a version.

    python -m benchmarks.graph CORPUS/stm32-data [--nodes 1000000] [--engine sql|neo4j|both] [--neo4j bolt://…]

Chips of `stm32-data` are read as uploads are and copied, each under a document of its own, until there are so
many nodes; their edges are three times as many. Neo4j is started by `deploy/scripts/neo4j.sh` where no
address is given. Prints a line for each figure; the shares are of one run on one machine.
"""

import argparse
import asyncio
import dataclasses
import random
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from sqlalchemy import insert

from app.core.database import make_engine, make_sessions, transaction
from app.core.migrations import upgrade
from app.facts.rows import Located
from app.graph.building import Stated, build
from app.graph.sql import SqlGraph
from app.graph.walking import Reach, walk
from app.models import Document, Version
from ingestion.extraction import extract
from ingestion.fence import Fence
from ingestion.hardware import connections
from ingestion.indexing import Places
from ingestion.parsing.markup.stm32 import read_stm32
from ingestion.parsing.structure import structure
from ingestion.types import ConvertedDocument
from retrieval.graph_store import EdgeKind, GraphStore, NodeKind, Step, VersionGraph
from retrieval.graph_store.server import Neo4jGraph

ROOT = Path(__file__).resolve().parent.parent
WALKS = 400
FACTS = 2000
AT_ONCE = 4
"""Versions that Neo4j loads at a time; SQLite has one writer."""
STEPS = (
    Step(frozenset({EdgeKind.CONTAINS}), True, frozenset({NodeKind.SIGNAL})),
    Step(frozenset({EdgeKind.ROUTED_TO}), True, frozenset({NodeKind.PIN})),
    Step(frozenset({EdgeKind.NUMBERED_IN, EdgeKind.SERVED_BY}), True),
)
"""From a peripheral to its signals, to their pins, to the pins' numbers."""


def chip(path: Path) -> Stated:
    """What a chip file states, by the same road as an upload."""
    blocks = read_stm32(path.read_text(encoding="utf-8"))
    converted = ConvertedDocument((), blocks=blocks, metadata=(("format", "stm32-data"),))
    document = structure(converted, path.name, Fence())
    facts = extract(document)

    def located(found: tuple[object, ...]) -> tuple[Located[object], ...]:
        return tuple(Located(one, "", "", one.provenance) for one in found)  # type: ignore[attr-defined]  # records

    names = ("peripherals", "registers", "fields", "interrupts", "pins", "parameters", "errata", "regions")
    stated = {name: located(getattr(facts, name)) for name in names}
    data = tuple(connections(document, Places([])))
    return Stated("", "", path.stem, "STMicroelectronics", "", document.detected.chips, data=data, **stated)


def copies(chips: list[Stated], nodes: int) -> Iterator[VersionGraph]:
    """Graphs of chips, each of a document of its own, until there are as many nodes as wanted."""
    made = 0
    for number, one in enumerate(cycle(chips)):
        if made >= nodes:
            return
        graph = build(dataclasses.replace(one, version_id=f"v{number}", document_id=f"d{number}"))
        made += len({end.id for edge in graph.edges for end in (edge.source, edge.target)})
        yield graph


async def record(sessions: object, names: list[str]) -> None:
    """The versions that the marks belong to."""
    async with transaction(sessions) as session:  # type: ignore[arg-type]  # a session maker
        await session.execute(insert(Document), [{"id": f"d{name[1:]}", "fixed": []} for name in names])
        rows = [
            {"id": name, "document_id": f"d{name[1:]}", "sha256": name, "file_name": name, "size": 1}
            for name in names
        ]
        await session.execute(insert(Version), rows)


async def load(
    store: GraphStore, graphs: Iterator[VersionGraph], sessions: object = None
) -> list[VersionGraph]:
    """Stores all graphs and says how long it took; a few are kept to ask about."""
    began, edges, count = time.perf_counter(), 0, 0
    kept: list[VersionGraph] = []
    pending: set[asyncio.Task[None]] = set()
    for graph in graphs:
        if sessions is not None:
            await record(sessions, [graph.version_id])
        pending.add(asyncio.create_task(store.replace(graph)))
        if len(pending) >= (1 if sessions is not None else AT_ONCE):
            _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        edges += len(graph.edges)
        count += 1
        if len(kept) < 50:
            kept.append(graph)
    if pending:
        await asyncio.wait(pending)
    seconds = time.perf_counter() - began
    pace = edges / seconds
    print(
        f"  load              {count} versions, {edges} edges in {seconds:.0f} s, {pace:.0f} a second",
        flush=True,
    )
    return kept


async def hops(store: GraphStore, kept: list[VersionGraph]) -> None:
    """Walks of three hops from random peripherals of random chips."""
    choose = random.Random(7)  # noqa: S311 - the same walks in each run
    times, found = [], []
    for _ in range(WALKS):
        graph = choose.choice(kept)
        starts = [edge.source for edge in graph.edges if edge.kind is EdgeKind.INTERRUPTS_THROUGH]
        within = Reach(store, (graph.version_id,), (graph.scope,))
        began = time.perf_counter()
        paths = await walk(within, [choose.choice(starts)], STEPS)
        times.append(1000 * (time.perf_counter() - began))
        found.append(len(paths))
    times.sort()
    p95 = times[int(0.95 * len(times))]
    print(
        f"  three hops        p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, "
        f"{statistics.mean(found):.1f} paths"
    )


async def replacing(store: GraphStore, kept: list[VersionGraph]) -> None:
    """A version of two thousand facts, replaced."""
    largest = max(kept, key=lambda graph: len(graph.edges))
    facts = dataclasses.replace(largest, edges=largest.edges[:FACTS])
    times = []
    for _ in range(3):
        began = time.perf_counter()
        await store.replace(facts)
        times.append(time.perf_counter() - began)
    print(
        f"  replace           {len(facts.edges)} facts in {min(times):.2f} s (of 3; worst {max(times):.2f} s)"
    )


async def sql(chips: list[Stated], nodes: int, folder: Path) -> None:
    """SQLite, as the embedded default has it."""
    print("SQL (SQLite)")
    engine = make_engine(f"sqlite:///{folder / 'graph.db'}")
    await upgrade(engine)
    sessions = make_sessions(engine)
    store = SqlGraph(sessions)
    kept = await load(store, copies(chips, nodes), sessions)
    await hops(store, kept)
    await replacing(store, kept)
    await engine.dispose()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = (folder / "graph.db").stat().st_size >> 20
    print(f"  memory            {used:.0f} MB of this process, file {size} MB")


async def neo4j(chips: list[Stated], nodes: int, url: str) -> None:
    """The server, which keeps its memory to what it is given."""
    print("Neo4j")
    store = Neo4jGraph(url, "neo4j", "any")
    kept = await load(store, copies(chips, nodes))
    await hops(store, kept)
    await hops(store, kept)  # warm: the first walks plan their queries and read from disk
    await replacing(store, kept)
    store.close()


def started() -> str:
    """The address of the server for tests."""
    script = str(ROOT / "deploy" / "scripts" / "neo4j.sh")
    return subprocess.run([script], check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder of stm32-data")
    parser.add_argument("--nodes", type=int, default=1_000_000)
    parser.add_argument("--engine", choices=("sql", "neo4j", "both"), default="both")
    parser.add_argument("--neo4j", default="", help="address of a running server")
    given = parser.parse_args()
    chips = [chip(path) for path in sorted((given.data / "chips").glob("*.json"))]
    graphs = [build(dataclasses.replace(one, version_id="v", document_id="d")) for one in chips]
    sizes = [len({end.id for edge in one.edges for end in (edge.source, edge.target)}) for one in graphs]
    edges = statistics.mean(len(one.edges) for one in graphs)
    print(f"{len(chips)} chips: {statistics.mean(sizes):.0f} nodes, {edges:.0f} edges each")
    with tempfile.TemporaryDirectory(prefix="chipcite-graph-") as folder:
        if given.engine in ("sql", "both"):
            asyncio.run(sql(chips, given.nodes, Path(folder)))
        if given.engine in ("neo4j", "both"):
            asyncio.run(neo4j(chips, given.nodes, given.neo4j or started()))


if __name__ == "__main__":
    main()
