"""What doctor finds, and what it tells to do."""

import asyncio
import socket
from pathlib import Path

import pytest

from app.cli.checks import (
    FAILED,
    OK,
    WARNING,
    check_database,
    check_disk,
    check_folder,
    check_index,
    check_llm,
    check_service,
    check_vectors,
)
from app.cli.output import CommandFailedError
from app.cli.settings import load_settings
from app.core.config import Settings
from app.core.database import make_engine
from app.core.migrations import newest_revision, upgrade
from tests.unit.app.cli.conftest import Canned


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def test_a_fresh_machine_is_fine_and_stays_untouched(settings: Settings) -> None:
    assert check_folder(settings).state == OK
    assert check_database(settings).found.endswith("made at the first start")
    assert not settings.data_dir.exists()


def test_what_the_data_folder_holds_is_said_the_largest_first(settings: Settings) -> None:
    assert check_disk(settings).found == "nothing yet"
    for name, count in (
        ("runs/ftjob-1/final/weights", 3_000_000),
        ("chipcite.db", 5_000),
        ("models/m", 9_000_000),
    ):
        file = settings.data_dir / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"0" * count)
    found = check_disk(settings).found
    assert found.index("models") < found.index("runs") < found.index("chipcite.db")
    assert found.endswith("; 1 training runs")


def test_the_schema_is_shown(settings: Settings) -> None:

    async def upgraded() -> None:
        engine = make_engine(settings.database_url)
        await upgrade(engine)
        await engine.dispose()

    asyncio.run(upgraded())
    assert check_database(settings).found.endswith(f"schema {newest_revision()}")


def test_a_database_that_cannot_be_reached_is_a_failure_without_its_password(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://u:secret@127.0.0.1:9/x")
    found = check_database(settings)
    assert found.state == FAILED
    assert "secret" not in found.found
    assert "CHIPCITE_DATABASE_URL" in found.remedy


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert check_folder(Settings(data_dir=tmp_path / "file")).state == FAILED


def test_servers_that_do_not_answer(tmp_path: Path, service: Canned) -> None:
    away = Settings(data_dir=tmp_path, llm_url=f"{service.url}/v1", llm_model="m", qdrant_url=service.url)
    assert check_llm(away).state == FAILED
    assert check_vectors(away).state == FAILED
    service.answers["GET /v1/models"] = service.answers["GET /readyz"] = (200, {})
    assert check_llm(away).state == OK
    assert check_vectors(away).state == OK


def test_a_running_service_says_what_it_is_without(settings: Settings, service: Canned) -> None:
    service.answers["GET /readyz"] = (
        503,
        {"checks": {"database": "ok", "embedder": "loading", "llm": "none"}},
    )
    found = check_service(settings, service.url)
    assert (found.state, "embedder: loading" in found.found) == (WARNING, True)
    service.answers["GET /readyz"] = (200, {"checks": {"database": "ok"}})
    assert check_service(settings, service.url).state == OK


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(data_dir=tmp_path, port=taken.getsockname()[1])
        found = check_service(settings, "http://127.0.0.1:9")
    assert (found.state, "--port" in found.remedy) == (WARNING, True)


def test_a_wrong_setting_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPCITE_PORT", "many")
    with pytest.raises(CommandFailedError, match="CHIPCITE_PORT"):
        load_settings()


def test_an_index_that_could_not_be_built_is_a_warning(service: Canned) -> None:
    failed = {"number": 2, "embedder": "bge-m3", "state": "failed", "error": "No room."}
    found = {"active": {"number": 1, "embedder": "default"}, "construction": None}
    service.answers["GET /v1/index"] = (200, found)
    assert check_index(service.url).state == OK
    service.answers["GET /v1/index"] = (200, found | {"construction": failed})
    assert check_index(service.url).state == WARNING
    assert "reindex" in check_index(service.url).remedy
