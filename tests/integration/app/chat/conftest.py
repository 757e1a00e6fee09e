"""A real server over a real store, with passages of a fictional chip's manual indexed directly."""

import threading
import time
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from app.chat.endpoints import router as chat
from app.core import handlers
from app.core.config import Settings
from app.core.database import make_engine, make_sessions, transaction
from app.core.storage import Storage
from app.jobs import Jobs
from app.models import Base, Chip, Document, State, Version
from app.models.base import now
from app.resources import Resources
from app.search.endpoints import router as search
from retrieval.build import RetrievalConfig, build_retriever
from retrieval.retriever import Retriever
from retrieval.sparse import encode_passage
from retrieval.types import Passage, Point

with warnings.catch_warnings():
    # jieba's source has invalid escapes; the warning comes with its first compilation only.
    warnings.simplefilter("ignore")
    import jieba  # noqa: F401 - imported for its warnings

PASSAGES = (
    # version, page, section, names, text
    (
        "new",
        12,
        "Clocks › Clock control register",
        ("CLK_CTLR",),
        "CLK_CTLR | 0x40010000 | Clock control | 0x00000083",
    ),
    (
        "new",
        12,
        "Clocks › Clock control register",
        ("CLK_CTLR", "PLLRDY"),
        "Bit | Name | Access | Description: [25] | PLLRDY | RO | PLL ready flag",
    ),
    (
        "new",
        30,
        "ADC › Conversion time",
        (),
        "The total conversion time is TCONV = sampling time + 11 clock cycles.",
    ),
    (
        "new",
        44,
        "Low power › Stop mode",
        (),
        "To enter stop mode, set the SLEEPDEEP bit and execute the wait instruction. All clocks stop.",
    ),
    (
        "old",
        29,
        "ADC › Conversion time",
        (),
        "The total conversion time is TCONV = sampling time + 12.5 clock cycles.",
    ),
    ("chinese", 30, "ADC › 转换时间", (), "总转换时间 TCONV = 采样时间 + 11 个时钟周期。"),
    (
        "guide",
        1,
        "Connectivity",
        (),
        "Does the ZX90-C3 support [links](http://evil)? Yes, it does <b>support</b> them.",
    ),
)


def point(number: int, version: str, page: int, section: str, names: tuple[str, ...], text: str) -> Point:
    """A passage as ingestion would index it, without a dense vector."""
    words, identifiers = encode_passage(text, names, section)
    document = {"guide": "guide.md", "old": "ZX90_V1.2.pdf", "new": "ZX90_V1.5.pdf", "chinese": "ZX90_zh.pdf"}
    revision = {"old": "V1.2", "new": "V1.5", "chinese": "V1.5", "guide": ""}
    passage = Passage(
        id=f"00000000-0000-5000-8000-{number:012d}",
        document_id="faq" if version == "guide" else "manual",
        version_id=version,
        document=document[version],
        revision=revision[version],
        language="zh" if version == "chinese" else "en",
        page=page,
        box=(72.0, 100.0, 500.0, 120.5),
        section=section,
        text=text,
        kind="row" if " | " in text else "section",
        names=names,
    )
    return Point(passage, words, identifiers)


async def fill(resources: Resources) -> None:
    """The rows and points of a manual in two revisions and two languages, and of a generic guide."""
    resources.retriever.index([point(number, *row) for number, row in enumerate(PASSAGES)])
    chip = Chip(name="ZX90A32", key="ZX90A32")
    manual = Document(id="manual", title="ZX90A32 Reference Manual", kind="reference-manual", chips=[chip])
    guide = Document(id="faq", title="Questions", kind="faq")

    def version(
        name: str, document: Document, state: State, revision: str, language: str, file: str
    ) -> Version:
        return Version(
            id=name,
            document=document,
            state=state,
            revision=revision,
            revision_key=revision.lstrip("V"),
            language=language,
            sha256=name,
            file_name=file,
            size=1,
            published_at=now(),
        )

    async with transaction(resources.sessions) as session:
        session.add_all(
            [
                version("old", manual, State.SUPERSEDED, "V1.2", "en", "ZX90_V1.2.pdf"),
                version("new", manual, State.PUBLISHED, "V1.5", "en", "ZX90_V1.5.pdf"),
                version("chinese", manual, State.PUBLISHED, "V1.5", "zh", "ZX90_zh.pdf"),
                version("guide", guide, State.PUBLISHED, "", "en", "guide.md"),
            ]
        )


@asynccontextmanager
async def resources_in(folder: Path, retriever: Retriever) -> AsyncIterator[Resources]:
    """Resources over a fresh database in a folder."""
    settings = Settings(data_dir=folder)
    engine = make_engine(settings.database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    storage = Storage(settings.storage_url, folder / "cache")
    jobs = Jobs(settings.workflow_database_url)
    try:
        yield Resources(settings, engine, make_sessions(engine), storage, retriever, jobs)
    finally:
        await engine.dispose()


def application(folder: Path, retriever: Retriever) -> FastAPI:
    """The two slices under test, as `app.main` includes them."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with resources_in(folder, retriever) as resources:
            await fill(resources)
            app.state.resources = resources
            yield

    app = FastAPI(lifespan=lifespan)
    app.include_router(chat)
    app.include_router(search)
    handlers.install(app)
    return app


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, FastAPI]]:
    """The base URL of a running server, and its application."""
    folder = tmp_path_factory.mktemp("chat")
    retriever = build_retriever(RetrievalConfig(data_dir=folder, embedder="none"))
    app = application(folder, retriever)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", app
    finally:
        server.should_exit = True
        thread.join()
        retriever.close()


@pytest.fixture
def base(served: tuple[str, FastAPI]) -> str:
    """The base URL of a running server."""
    return served[0]
