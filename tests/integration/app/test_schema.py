"""The migrations make exactly the tables that the code expects, on both databases."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.core.database import make_engine, make_sessions
from app.core.errors import StartupError
from app.core.migrations import newest_revision, scripts_folder, upgrade
from app.models import Base, Conversation, Turn


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


async def test_migrations_make_the_tables_of_the_code(database_url: str) -> None:
    engine = make_engine(database_url)
    await upgrade(engine)
    async with engine.connect() as connection:
        differences = await connection.run_sync(_differences)
    await engine.dispose()
    assert differences == []


async def test_a_second_start_finds_nothing_to_do(tmp_path_url: str) -> None:
    engine = make_engine(tmp_path_url)
    assert await upgrade(engine) is True
    assert await upgrade(engine) is False
    await engine.dispose()


async def test_a_database_of_a_newer_release_is_left_alone(tmp_path_url: str) -> None:
    engine = make_engine(tmp_path_url)
    await upgrade(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StartupError, match="9999"):
        await upgrade(engine)
    await engine.dispose()


async def test_turns_of_the_first_schema_are_kept(tmp_path_url: str) -> None:
    engine = make_engine(tmp_path_url)
    async with engine.begin() as connection:
        await connection.run_sync(_to_revision, "0001")
        await connection.execute(text(OLD_CONVERSATION))
        await connection.execute(text(OLD_TURN))
    await upgrade(engine)
    async with make_sessions(engine)() as session:
        turn = await session.get(Turn, "t")
        assert turn is not None
        assert (turn.answer, turn.status, turn.details, turn.replaced_by) == ("Yes.", "done", {}, None)
        conversation = await session.get(Conversation, "c")
        assert conversation is not None
        assert not conversation.listed
    await engine.dispose()


OLD_CONVERSATION = """INSERT INTO conversations (id, owner, title, state, created_at, updated_at)
    VALUES ('c', '', 'T', '{}', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"""
OLD_TURN = """INSERT INTO turns (id, conversation_id, question, answer, intent, state, hits, citations,
    verification, abstained, degraded, prompt_version, adapter, latencies, created_at)
    VALUES ('t', 'c', 'Q', 'Yes.', '', '{}', '[]', '[]', '{}', 0, '[]', '', '', '{}', '2026-01-01 00:00')"""


def _to_revision(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def test_the_newest_script_is_alembics_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    assert ScriptDirectory.from_config(config).get_current_head() == newest_revision()


@pytest.fixture
def tmp_path_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('schema') / 'chipcite.db'}"
