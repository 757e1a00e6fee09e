"""The library's queries on both databases: who may answer, what is current, how documents are recognised."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.database import transaction
from app.core.errors import NotFoundError
from app.library.coverage import FIXED
from app.library.documents import apply_detected, get_document, new_document, set_chips, set_document
from app.library.publication import publish, settle
from app.library.versions import (
    allowed_versions,
    chip_names,
    fail,
    get_version,
    set_dense_done,
    set_pages,
    set_progress,
    version_rows,
    warn,
)
from app.models import Document, Page, State, Version
from ingestion.types import Detected

Sessions = async_sessionmaker[AsyncSession]


async def received(session: AsyncSession, name: str, chips: tuple[str, ...] = ()) -> Version:
    document = new_document()
    session.add(document)
    await session.flush()
    await set_chips(session, document, chips)
    version = Version(document_id=document.id, sha256=name.ljust(64, "0"), file_name=name, size=1, fixed=[])
    session.add(version)
    await session.flush()
    return version


async def published(session: AsyncSession, name: str, **said: Any) -> Version:
    version = await received(session, name)
    await apply_detected(session, version.id, Detected(**said))
    return await publish(session, version.id)


async def names(session: AsyncSession, **filters: Any) -> list[str]:
    return [row.file_name for row in await allowed_versions(session, **filters)]


async def test_a_chip_asks_its_own_documents_and_the_general_ones(session: AsyncSession) -> None:
    await published(session, "v003.pdf", title="V003", chips=("CH32V003",))
    await published(session, "esp.pdf", title="ESP", chips=("ESP32",))
    await published(session, "c3.pdf", title="C3", chips=("ESP32-C3",))
    await published(session, "nobody-knows.pdf", title="Something", chips=())
    await published(session, "debug.pdf", title="Debug", kind="specification", chips=())
    assert await names(session, chip="CH32V003F4P6") == ["v003.pdf", "debug.pdf"]
    assert await names(session, chip="esp32") == ["esp.pdf", "debug.pdf"]
    assert await names(session, chip="ESP32-C3") == ["c3.pdf", "debug.pdf"]
    assert await names(session, chip="NX32") == ["debug.pdf"]
    assert [row.general for row in await allowed_versions(session, chip="ESP32")] == [False, True]
    assert len(await names(session)) == 5
    assert await chip_names(session) == ["CH32V003", "ESP32", "ESP32-C3"]


async def test_documents_are_named_in_several_ways(session: AsyncSession) -> None:
    version = await published(session, "Manual.PDF", title="NX32 Manual")
    await published(session, "other.pdf", title="Other")
    for name in (version.id, version.document_id, "manual.pdf", "nx32 manual"):
        assert await names(session, documents=[name]) == ["Manual.PDF"]
    assert await names(session, documents=[]) == []
    assert await names(session, documents=["nx32 manual"], chip="ESP32") == ["Manual.PDF"]


async def test_what_is_not_published_does_not_answer(session: AsyncSession) -> None:
    version = await received(session, "new.pdf")
    await set_progress(session, version.id, "convert", 3, 10)
    assert await names(session) == []
    assert await names(session, revision="1") == []


async def test_a_superseded_revision_answers_when_asked_for(session: AsyncSession) -> None:
    about = {"title": "NX32 Datasheet", "chips": ("NX32",), "language": "en"}
    old = await published(session, "old.pdf", revision="V1.2", date="2020-05", **about)
    new = await published(session, "new.pdf", revision="Rev 1.3", **about)
    assert old.document_id == new.document_id
    assert await names(session) == ["new.pdf"]
    assert await names(session, revision="1.2") == ["old.pdf"]
    assert await names(session, revision="v1.3") == ["new.pdf"]
    assert await names(session, revision="2020") == ["old.pdf"]
    assert await names(session, revision="%") == []
    assert (await version_rows(session, [old.id]))[old.id].state is State.SUPERSEDED


async def test_a_translation_is_current_beside_the_original(session: AsyncSession) -> None:
    about = {"vendor": "WCH", "kind": "reference-manual", "chips": ("CH32V003",)}
    english = await published(session, "en.pdf", title="CH32V003 Reference Manual", language="en", **about)
    chinese = await published(session, "zh.pdf", title="CH32V003参考手册", language="zh", **about)
    assert english.document_id == chinese.document_id
    assert len(await names(session)) == 2


async def test_one_revision_in_two_files_is_shown_as_such(session: AsyncSession) -> None:
    about = {"title": "NX32 Datasheet", "chips": ("NX32",), "language": "en", "revision": "V1.2"}
    first = await published(session, "mirror.pdf", **about)
    second = await published(session, "nx32.pdf", **about)
    assert first.document_id == second.document_id
    assert await names(session) == ["nx32.pdf"]
    assert "nx32.pdf" in first.warnings[0]
    assert "mirror.pdf" in second.warnings[0]
    second.revision_key = "1.3"
    await settle(session, second.document_id)
    assert first.warnings == second.warnings == []


async def test_reading_again_mends_what_was_detected_wrongly(session: AsyncSession) -> None:
    version = await published(session, "a.pdf", title="1 Features", vendor="Acme", chips=("NX31",))
    document = await get_document(session, version.document_id)
    set_document(document, fix=True, vendor="Nexium")
    await apply_detected(
        session, version.id, Detected(title="NX32 Datasheet", vendor="Acme", chips=("NX32",))
    )
    assert (document.title, document.vendor) == ("NX32 Datasheet", "Nexium")
    assert [chip.name for chip in document.chips] == ["NX32"]
    await set_chips(session, document, ["NX32F103"])
    document.fixed = [*document.fixed, FIXED]
    await apply_detected(session, version.id, Detected(title="NX32 Datasheet", chips=("NX32",)))
    assert [chip.name for chip in document.chips] == ["NX32F103"]


async def test_a_history_that_counts_anew_decides_what_is_current(session: AsyncSession) -> None:
    about = {"title": "NX32 Datasheet", "chips": ("NX32",), "language": "en"}
    await published(
        session, "new.pdf", revision="Rev 2", date="2021", history=("19", "20", "1", "2"), **about
    )
    await published(session, "old.pdf", revision="Rev 20", date="2019", history=("19", "20"), **about)
    assert await names(session) == ["new.pdf"]


async def test_files_that_are_only_called_alike_stay_apart(session: AsyncSession) -> None:
    one = await published(session, "wifi.md", title="Frequently asked", language="en", kind="faq")
    other = await published(session, "ble.md", title="Frequently asked", language="en", kind="faq")
    assert one.document_id != other.document_id
    assert len(await names(session)) == 2


async def test_doing_it_again_changes_nothing(session: AsyncSession) -> None:
    about = Detected(title="NX32 Datasheet", revision="V1", language="en", chips=("NX32",))
    first = await published(
        session, "a.pdf", title="NX32 Datasheet", revision="V0", language="en", chips=("NX32",)
    )
    version = await received(session, "b.pdf")
    for _ in range(2):
        await apply_detected(session, version.id, about)
        await publish(session, version.id)
    document = await get_document(session, version.document_id)
    assert document.id == first.document_id
    assert [chip.name for chip in document.chips] == ["NX32"]
    assert await names(session) == ["b.pdf"]
    assert await session.scalar(select(func.count()).select_from(Document)) == 2


async def test_two_files_of_a_new_document_at_once_become_one_document(sessions: Sessions) -> None:
    async def ingest(name: str, revision: str) -> str:
        async with transaction(sessions) as session:
            version = await received(session, name)
        async with transaction(sessions) as session:
            said = Detected(title="NX32 Datasheet", revision=revision, language="en", chips=("NX32",))
            await apply_detected(session, version.id, said)
        async with transaction(sessions) as session:
            return (await publish(session, version.id)).document_id

    documents = await asyncio.gather(*(ingest(f"{number}.pdf", f"V{number}") for number in range(6)))
    assert len(set(documents)) == 1
    async with sessions() as session:
        assert await names(session) == ["5.pdf"]


async def test_the_database_itself_forbids_two_current_versions(session: AsyncSession) -> None:
    first = await published(session, "a.pdf", language="en")
    second = await received(session, "b.pdf")
    second.document_id, second.language, second.state = first.document_id, "en", State.PUBLISHED
    with pytest.raises(IntegrityError):
        await session.flush()


async def test_progress_and_failure(session: AsyncSession) -> None:
    version = await received(session, "a.pdf")
    await set_progress(session, version.id, "convert", 3, 10)
    await session.refresh(version)
    assert (version.state, version.step, version.pages_done, version.pages_total) == (
        State.CONVERTING,
        "convert",
        3,
        10,
    )
    await warn(session, version.id, ["page 2 has no text"])
    await warn(session, version.id, ["page 2 has no text", "page 3 has no text"])
    assert version.warnings == ["page 2 has no text", "page 3 has no text"]
    await fail(session, version.id, "Export it again.")
    await session.refresh(version)
    assert (version.state, version.error) == (State.FAILED, "Export it again.")


async def test_a_published_version_stays_visible_when_its_second_ingestion_fails(
    session: AsyncSession,
) -> None:
    version = await published(session, "a.pdf")
    await set_progress(session, version.id, "convert", 0, 1)
    await fail(session, version.id, "No.")
    await session.refresh(version)
    assert version.state is State.PUBLISHED


async def test_pages_are_recorded_once(session: AsyncSession) -> None:
    version = await received(session, "a.pdf")
    for _ in range(2):
        await set_pages(session, version.id, [(1, 595.0, 842.0), (2, 842.0, 595.0)], 2)
    await set_dense_done(session, version.id)
    await session.refresh(version)
    assert (version.page_count, version.dense_done) == (2, True)
    assert await session.scalar(select(func.count()).select_from(Page)) == 2


async def test_a_version_that_is_not_there(session: AsyncSession) -> None:
    with pytest.raises(NotFoundError):
        await get_version(session, "nothing")
    with pytest.raises(NotFoundError):
        await apply_detected(session, "nothing", Detected())
