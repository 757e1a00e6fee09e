"""What all tests share: databases of both kinds, the service in this process, the sample manual, the corpus.

Tests that take `database_url`, `settings`, `resources`, `app` or `client` run once on SQLite and once on
PostgreSQL. PostgreSQL's absence skips them here and fails them in CI.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import settings as hypothesis_settings
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.config import Settings
from app.core.database import make_engine, make_sessions
from app.core.logging import configure_logging
from app.core.migrations import upgrade
from app.resources import Resources

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("CHIPCITE_CORPUS", ROOT.parent / "shared" / "corpus"))
hypothesis_settings.register_profile("chipcite", deadline=None)
hypothesis_settings.load_profile("chipcite")
"""No deadline: a loaded machine is no mistake in the code."""
NOT_INSTALLED = 3
"""What deploy/scripts/postgres.sh exits with when there are no programs to start."""


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> None:
    """As the service sets them up: structlog's own default draws each traceback for seconds."""
    configure_logging("info")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real manuals; they are not ours to distribute, so most machines do not have them."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}; CHIPCITE_CORPUS names another place")
    return CORPUS


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with our own sample manual, built once per run."""
    folder = tmp_path_factory.mktemp("sample")
    command = [sys.executable, str(ROOT / "docs" / "sample" / "build.py"), str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


Growth = Callable[[Callable[[int], object], int, int], float]


@pytest.fixture
def growth() -> Growth:
    """How many times longer a call takes for the larger of two inputs: CPU time, the best of three runs.

    A ratio holds on any machine under any load, where seconds do not.
    """

    def taken(run: Callable[[int], object], size: int) -> float:
        times = []
        for _ in range(3):
            began = time.process_time()
            run(size)
            times.append(time.process_time() - began)
        return max(min(times), 0.001)

    return lambda run, small, large: taken(run, large) / taken(run, small)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tests see neither this machine's settings nor its data folder."""
    for name in [name for name in os.environ if name.startswith("CHIPCITE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CHIPCITE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture(scope="session")
def postgres() -> str:
    """URL of a running server, in which tests make databases of their own."""
    script = ROOT / "deploy" / "scripts" / "postgres.sh"
    started = subprocess.run([str(script)], capture_output=True, text=True, timeout=300)
    if started.returncode == NOT_INSTALLED and not os.environ.get("CI"):
        pytest.skip("PostgreSQL is not installed")
    assert started.returncode == 0, started.stderr
    return started.stdout.strip()


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[str]:
    """A database with all tables: a copy of it is made in 50 ms, migrations take a second."""
    name = f"template_{uuid4().hex}"

    async def make() -> None:
        await _administer(postgres, f"CREATE DATABASE {name}")
        engine = make_engine(_named(postgres, name))
        await upgrade(engine)
        await engine.dispose()

    asyncio.run(make())
    yield name
    asyncio.run(_administer(postgres, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database for one test; on PostgreSQL with its tables, on SQLite an empty file."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'chipcite.db'}"
        return
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template")
    name = f"test_{uuid4().hex}"
    asyncio.run(_administer(server, f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield _named(server, name)
    asyncio.run(_administer(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions on a database with all tables, without the rest of the service."""
    engine = make_engine(database_url)
    await upgrade(engine)
    yield make_sessions(engine)
    await engine.dispose()


@pytest.fixture
async def session(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[AsyncSession]:
    """One session; what the test does not commit is gone after it."""
    async with sessions() as session:
        yield session


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a service on its own data folder, without an embedder: loading one takes a second."""
    return Settings(data_dir=tmp_path / "data", database_url=database_url, embedder="none", workers=1)


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The running application, without a worker."""
    from app.main import create_app

    application = create_app(settings)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
def resources(app: FastAPI) -> Resources:
    """The application's resources."""
    found = app.state.resources
    assert isinstance(found, Resources)
    return found


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP to the application, without a socket between."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://chipcite.test") as client:
        yield client


@pytest.fixture
def serving() -> Callable[[Settings], AbstractAsyncContextManager[httpx.AsyncClient]]:
    """Starts an application with settings of the test's own: `async with serving(settings) as client`."""
    from app.main import create_app

    @asynccontextmanager
    async def start(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
        application = create_app(settings)
        transport = httpx.ASGITransport(app=application)
        async with (
            application.router.lifespan_context(application),
            httpx.AsyncClient(transport=transport, base_url="http://chipcite.test") as client,
        ):
            yield client

    return start


async def _administer(url: str, statement: str) -> None:
    """Databases are made and dropped outside of any transaction."""
    engine = make_engine(url, pooled=False)
    async with engine.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.execute(text(statement))
    await engine.dispose()


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
