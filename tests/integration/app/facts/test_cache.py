"""Facts kept in memory: asked for twice they are read once, and what an ingestion changes is seen at once."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.database import transaction
from app.facts import cache, repository, warming
from app.facts.records import BitField, FactSet, Parameter, Peripheral, Provenance, Register
from app.library.versions import set_progress
from app.models import Document, State, Version
from app.models.base import now

Sessions = async_sessionmaker[AsyncSession]


def facts(reset: str) -> FactSet:
    at = [Provenance(page, (0.0, 0.0, 1.0, 1.0)) for page in range(1, 5)]
    return FactSet(
        peripherals=(Peripheral("HUB", at[0], base_address=0x4000),),
        registers=(
            Register("HUB_CTL", at[1], peripheral="HUB", address=0x4004, reset=reset),
            Register("HUB_CTL", at[2], peripheral="HUB", offset=4, width=32),
            Register("hubcfg", at[2], peripheral="HUB", address=0x4008),
        ),
        fields=(BitField("HUB_CTL", "LANE", 3, 2, at[2]), BitField("hubcfg", "PORT", 1, 0, at[3])),
        parameters=(Parameter("VDD", "Supply", at[3], minimum="1.8", unit="V"),),
    )


@pytest.fixture
async def versions(sessions: Sessions) -> list[str]:
    """A published version, and one that nobody can see yet."""
    found = []
    for state in (State.PUBLISHED, State.CONVERTING):
        async with transaction(sessions) as session:
            document = Document()
            session.add(document)
            await session.flush()
            version = Version(document_id=document.id, file_name="hub.pdf", sha256=state, size=1, state=state)
            session.add(version)
            await session.flush()
            await repository.save(session, version.id, facts("0x1"), lambda page, box: f"p{page}")
            found.append(version.id)
    return found


@pytest.fixture
def queries(sessions: Sessions) -> Iterator[list[str]]:
    """The statements that ask for facts."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "_facts" in statement:
            asked.append(statement)

    engine = sessions.kw["bind"].sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


async def reset_values(sessions: Sessions, versions: list[str]) -> list[str]:
    async with sessions() as session:
        rows = await repository.named(session, Register, versions, ["HUB_CTL"])
    return [row.fact.reset for row in rows]


async def test_facts_are_read_once(sessions: Sessions, versions: list[str], queries: list[str]) -> None:
    first = await reset_values(sessions, versions[:1])
    read = len(queries)
    assert first == await reset_values(sessions, versions[:1]) == ["0x1", ""]
    assert len(queries) == read == 2  # the names, and the registers of the version that has them


async def test_a_version_without_the_name_is_not_read(
    sessions: Sessions, versions: list[str], queries: list[str]
) -> None:
    async with sessions() as session:
        assert await repository.named(session, Register, versions[:1], ["ELSEWHERE"]) == []
    assert len(queries) == 1


async def test_facts_that_were_written_anew_are_seen(sessions: Sessions, versions: list[str]) -> None:
    assert "0x1" in await reset_values(sessions, versions[:1])
    async with transaction(sessions) as session:
        await repository.save(session, versions[0], facts("0x2"), lambda page, box: "")
    async with transaction(sessions) as session:
        await set_progress(session, versions[0], "index", 1, 1)
    assert await reset_values(sessions, versions[:1]) == ["0x2", ""]


async def test_what_is_not_public_or_committed_is_not_kept(sessions: Sessions, versions: list[str]) -> None:
    assert "0x1" in await reset_values(sessions, versions[1:])
    async with sessions() as session, session.begin():
        await repository.save(session, versions[1], facts("0x3"), lambda page, box: "")
        rows = await repository.named(session, Register, versions, ["HUB_CTL"])
        assert {row.fact.reset for row in rows if row.version_id == versions[1]} == {"0x3", ""}
        await session.rollback()
    assert "0x1" in await reset_values(sessions, versions[1:])


async def test_every_look_up_finds_what_the_tables_hold(sessions: Sessions, versions: list[str]) -> None:
    one = versions[:1]
    async with sessions() as session:
        assert await repository.names(session, one) == ["HUB_CTL", "hubcfg", "LANE", "PORT"]
        assert await repository.peripherals(session, one) == ["HUB"]
        assert await repository.printed(session, one, ["hubcfg", "PORT", "hub_ctl"]) == ({"hubcfg"}, {"PORT"})
        assert await repository.versions_naming(session, versions, ["VDD"]) == frozenset(versions)
        assert await repository.versions_naming(session, versions, []) == frozenset()
        fields = await repository.fields_of(session, one, ["HUB_CTL"])
        assert [(row.fact.name, row.passage_id, row.version_id) for row in fields] == [("LANE", "p3", one[0])]
        by_address = await repository.registers_at(session, one, 0x4008)
        assert [row.fact.name for row in by_address] == ["hubcfg"]
        assert [row.fact.width for row in await repository.registers_at(session, one, 4)] == [32]
        on_page = await repository.on_pages(session, Register, [(one[0], 3), (versions[1], 9)])
        assert [row.fact.name for row in on_page] == ["HUB_CTL", "hubcfg"]
        assert [row.fact.symbol for row in await repository.load(session, Parameter, one[0])] == ["VDD"]


async def test_what_many_ask_for_at_once_is_read_once(
    sessions: Sessions, versions: list[str], queries: list[str]
) -> None:
    assert (
        len(set(map(tuple, await asyncio.gather(*(reset_values(sessions, versions[:1]) for _ in range(8))))))
        == 1
    )
    assert len(queries) == 2


def test_the_longest_unused_goes_first() -> None:
    written = now()
    kept: cache._Kept[cache.Names] = cache._Kept(10)

    def entry(name: str, size: int) -> cache.Names:
        return cache.Names(name, frozenset(map(str, range(size - 1))))

    def names(*asked: str) -> list[str]:
        return [held.version_id if (held := kept.get(one, written)) else "" for one in asked]

    for name in ("a", "b"):
        kept.put(name, written, entry(name, 4))
    assert names("a") == ["a"]
    kept.put("c", written, entry("c", 4))
    assert names("a", "b", "c") == ["a", "", "c"]
    assert kept.get("a", written + timedelta(seconds=1)) is None
    kept.put("huge", written, entry("huge", 99))
    assert names("a", "c", "huge") == ["", "", "huge"]


async def test_facts_are_read_ahead_of_the_questions(
    sessions: Sessions, versions: list[str], queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "PAUSE", 0)
    assert await warming.warm(sessions) == 7
    queries.clear()
    assert await reset_values(sessions, versions[:1]) == ["0x1", ""]
    assert queries == []
