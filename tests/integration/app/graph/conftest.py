"""Both engines of the graph: the tables of each database, and a real Neo4j."""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.database import make_engine, make_sessions, transaction
from app.core.migrations import upgrade
from app.graph.queries import Relation, connected, named
from app.graph.sql import SqlGraph
from app.graph.walking import reach
from app.models import Document, Version
from retrieval.graph_store import GraphStore, NodeKind
from retrieval.graph_store.server import Neo4jGraph

SCRIPT = Path(__file__).resolve().parents[4] / "deploy" / "scripts" / "neo4j.sh"
NOT_INSTALLED = 3


def neo4j(command: str) -> subprocess.CompletedProcess[str]:
    """Starts, stops or kills the server."""
    return subprocess.run([str(SCRIPT), command], capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="session")
def neo4j_url() -> Iterator[str]:
    """A running server; where there is none to start, CI fails and others skip."""
    started = neo4j("start")
    if started.returncode == NOT_INSTALLED and not os.environ.get("CI"):
        pytest.skip("Neo4j is not installed")
    assert started.returncode == 0, started.stderr
    yield started.stdout.strip()
    neo4j("stop")


@pytest.fixture(params=["sqlite", "postgresql", "neo4j"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[GraphStore]:
    """One engine, with the versions v1 and v2 of one document and v3 of another on record."""
    if request.param == "neo4j":
        server = Neo4jGraph(request.getfixturevalue("neo4j_url"), "neo4j", "any")
        yield server
        for version in list(await server.versions()):
            await server.remove(version)
        server.close()
        return
    url = f"sqlite:///{tmp_path / 'graph.db'}"
    if request.param == "postgresql":
        server_url = request.getfixturevalue("postgres")
        name = f"graph_{uuid4().hex}"
        await _administer(server_url, f"CREATE DATABASE {name}")
        url = server_url.rpartition("/")[0] + f"/{name}"
    engine = make_engine(url)
    await upgrade(engine)
    sessions = make_sessions(engine)
    await record_versions(sessions)
    yield SqlGraph(sessions)
    await engine.dispose()
    if request.param == "postgresql":
        await _administer(server_url, f"DROP DATABASE {name} WITH (FORCE)")


async def gate(store: GraphStore, version: str) -> list[tuple[str, str, str]]:
    """Register, field and bits that enable UART1."""
    within = await reach(store, [version])
    return [
        (one.within, one.name, one.value)
        for node in await named(within, ["UART1"], [NodeKind.PERIPHERAL])
        for one in await connected(within, node, Relation.ENABLE)
    ]


async def record_versions(sessions: async_sessionmaker[AsyncSession]) -> None:
    """The rows that the marks of builds belong to."""
    async with transaction(sessions) as session:
        session.add_all([Document(id="d1"), Document(id="d2")])
        await session.flush()
        for version, document in (("v1", "d1"), ("v2", "d1"), ("v3", "d2")):
            session.add(Version(id=version, document_id=document, sha256=version, file_name=version, size=1))


async def _administer(url: str, statement: str) -> None:
    engine = make_engine(url, pooled=False)
    async with engine.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.execute(text(statement))
    await engine.dispose()
