"""The same manual under two names answers once, and each of them where it is asked for."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app.core.database import transaction
from app.models import Chip, Document, State, Version
from app.models.base import now
from app.resources import Resources
from retrieval.sparse import encode_passage
from retrieval.types import Passage, Point
from tests.integration.app.chat.conftest import PASSAGES, application
from tests.integration.app.chat.test_search import search
from tests.integration.served import running


async def add_copy(resources: Resources) -> None:
    """The newest revision once more, in a document of its own."""
    async with transaction(resources.sessions) as session:
        await session.execute(update(Version).where(Version.id == "new").values(content_digest="same"))
        chip = await session.scalar(select(Chip).where(Chip.name == "ZX90A32"))
        document = Document(id="copy", title="Downloaded again", kind="reference-manual", chips=[chip])
        session.add(
            Version(
                id="copy",
                document=document,
                state=State.PUBLISHED,
                language="en",
                sha256="copy",
                file_name="again.pdf",
                size=1,
                content_digest="same",
                published_at=now(),
            )
        )
    rows = [row for row in PASSAGES if row[0] == "new"]
    resources.retriever.index([point(number, *row[1:]) for number, row in enumerate(rows)])


def point(number: int, page: int, section: str, names: tuple[str, ...], text: str) -> Point:
    words, identifiers = encode_passage(text, names, section)
    passage = Passage(
        f"00000000-0000-5000-8001-{number:012d}",
        *("copy", "copy", "again.pdf", "", "en"),
        page,
        (72.0, 100.0, 500.0, 120.5),
        section,
        text,
        "section",
        names,
    )
    return Point(passage, words, identifiers)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own: the others count what they find."""
    app = application(tmp_path_factory.mktemp("twins"))
    start = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(started: FastAPI) -> AsyncIterator[Mapping[str, Any] | None]:
        async with start(started) as state:
            await add_copy(started.state.resources)
            yield state

    app.router.lifespan_context = lifespan
    with running(app) as url:
        yield url


def documents(base: str, **asked: Any) -> set[str]:
    found = search(base, query="ZX90A32 conversion time", limit=20, **asked)
    return {hit["document_id"] for hit in found["hits"]}


def test_one_of_them_answers(base: str) -> None:
    assert "copy" not in documents(base)
    assert "manual" in documents(base)


def test_each_answers_where_it_is_asked_for(base: str) -> None:
    assert documents(base, documents=["copy"]) == {"copy"}
