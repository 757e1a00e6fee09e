"""What a list must show anew, and streams that end when they have to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from app.documents import watching
from app.documents.repository import Glance, VersionGlance
from app.documents.watching import Watcher, changes, follow
from app.models import State

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def row(document: str = "d", done: int = 0, state: State = State.CONVERTING) -> VersionGlance:
    return VersionGlance(document, state, "convert", done, 9, False)


def test_only_what_changed_is_told() -> None:
    before = Glance({"v": row(), "w": row()}, {"d": DAY})
    news = changes(before, Glance({"v": row(done=3), "w": row()}, {"d": DAY}))
    assert [(one.id, one.pages_done) for one in news.versions] == [("v", 3)]
    assert news.documents == []


def test_documents_that_came_went_or_were_described_anew_are_named() -> None:
    before = Glance({"v": row("a"), "w": row("b")}, {"a": DAY, "b": DAY, "c": DAY})
    after = Glance({"v": row("a"), "x": row("n")}, {"a": DAY, "c": DAY.replace(day=2), "n": DAY})
    assert changes(before, after).documents == ["b", "c", "n"]


class Library:
    """A database of which every look is counted."""

    def __init__(self) -> None:
        self.looks = 0
        self.now = Glance({"v": row()}, {"d": DAY})

    @asynccontextmanager
    async def session(self) -> AsyncIterator[None]:
        self.looks += 1
        yield None


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    library = Library()

    async def glance(_session: Any) -> Glance:
        return library.now

    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(watching.repository, "glance", glance)
    return library


async def test_listeners_share_one_look_and_it_ends_with_the_last(library: Library) -> None:
    watcher = Watcher()
    sessions: Any = library.session
    streams = [follow(watcher, sessions, 5) for _ in range(20)]
    assert all([(await anext(stream)).versions == [] for stream in streams if stream])  # type: ignore[union-attr]  # a first event is never a keep-alive
    library.now = Glance({"v": row(done=5)}, {"d": DAY})
    news = [await anext(stream) for stream in streams]
    assert all(one is not None and one.versions[0].pages_done == 5 for one in news)
    assert library.looks < 40
    for stream in streams:
        await stream.aclose()
    assert watcher.task is None
    looks = library.looks
    await asyncio.sleep(0.05)
    assert library.looks == looks


async def test_closing_ends_all_streams_and_those_that_begin_later(library: Library) -> None:
    watcher = Watcher()
    sessions: Any = library.session
    stream = follow(watcher, sessions, 5)
    await anext(stream)
    watcher.close()
    assert [one async for one in stream] == []
    assert len([one async for one in follow(watcher, sessions, 5)]) == 1


async def test_a_silent_library_keeps_the_line_open(library: Library) -> None:
    sessions: Any = library.session
    stream = follow(Watcher(), sessions, 0.02)
    await anext(stream)
    assert await anext(stream) is None
    await stream.aclose()
