"""A real server over a real store, with passages of a fictional chip's manual indexed directly."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.config import Settings
from app.core.database import transaction
from app.library.editions import revision_key
from app.main import create_app
from app.models import Chip, Document, State, Version
from app.models.base import now
from app.resources import Resources
from retrieval.sparse import encode_passage
from retrieval.types import Passage, Point
from tests.integration.app.chat.asking import Behind
from tests.integration.served import running

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
    revision = {"old": "V1.2", "new": "V1.5", "chinese": "Version 1.5", "guide": ""}
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
    guide = Document(id="faq", title="Questions", kind="faq", fixed=["chips"])

    def version(
        name: str, document: Document, state: State, revision: str, language: str, file: str
    ) -> Version:
        return Version(
            id=name,
            document=document,
            state=state,
            revision=revision,
            revision_key=revision_key(revision),
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
                version("chinese", manual, State.PUBLISHED, "Version 1.5", "zh", "ZX90_zh.pdf"),
                version("guide", guide, State.PUBLISHED, "", "en", "guide.md"),
            ]
        )


def application(folder: Path) -> FastAPI:
    """The service itself, which finds its manuals there when it starts."""
    app = create_app(Settings(data_dir=folder, embedder="none", workers=1))
    start = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(started: FastAPI) -> AsyncIterator[Mapping[str, Any] | None]:
        async with start(started) as state:
            await fill(started.state.resources)
            yield state

    app.router.lifespan_context = lifespan
    return app


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, FastAPI]]:
    """The base URL of a running server, and its application."""
    app = application(tmp_path_factory.mktemp("chat"))
    with running(app) as url:
        yield url, app


@pytest.fixture
def base(served: tuple[str, FastAPI]) -> str:
    """The base URL of a running server."""
    return served[0]


@pytest.fixture
def behind(served: tuple[str, FastAPI]) -> Iterator[Behind]:
    """A place for a model; the service is without one afterwards."""
    place = Behind(served[1])
    yield place
    place.app.state.resources = place.before
