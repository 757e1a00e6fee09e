"""Settings: nothing is required, what is left open follows from the data folder."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.core.config import Settings

GROWN = {"processes": 2, "database_url": "postgresql://db/chipcite", "qdrant_url": "http://qdrant:6333"}
"""What several server processes need."""


def test_everything_has_a_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHIPCITE_DATA_DIR")
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert settings.data_dir == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/chipcite.db"
    assert settings.workflow_database_url == f"sqlite:///{tmp_path}/data/workflows.db"
    assert settings.storage_url == f"{tmp_path}/data/storage"
    assert settings.embedded_vectors


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPCITE_DATABASE_URL", "postgresql://db/chipcite")
    monkeypatch.setenv("CHIPCITE_QDRANT_URL", "http://qdrant:6333")
    monkeypatch.setenv("CHIPCITE_PORT", "9000")
    settings = Settings()
    assert settings.workflow_database_url == "postgresql://db/chipcite"
    assert (settings.port, settings.embedded_vectors) == (9000, False)


def test_a_language_model_is_a_server_or_a_file(tmp_path: Path) -> None:
    file = Settings(llm_url=str(tmp_path / "Some-Model.gguf"))
    assert (file.llm_file, file.llm_model) == (tmp_path / "Some-Model.gguf", "Some-Model")
    server = Settings(llm_url="http://127.0.0.1:8001/v1", llm_model="m")
    assert (server.llm_file, server.llm_model) == (None, "m")
    assert Settings().llm_file is None


def test_secrets_are_not_shown() -> None:
    settings = Settings(
        api_key="s3cret", qdrant_api_key="s3cret", neo4j_password="s3cret", llm_api_key="s3cret"
    )
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"llm_url": "http://localhost:8001/v1"}, "CHIPCITE_LLM_MODEL"),
        ({"port": 70000}, "port"),
        ({"processes": 2}, "CHIPCITE_QDRANT_URL"),
        ({"processes": 2, "database_url": "postgresql://db/chipcite"}, "CHIPCITE_QDRANT_URL"),
        ({"processes": 2, "qdrant_url": "http://qdrant:6333"}, "CHIPCITE_DATABASE_URL"),
        (GROWN | {"llm_url": "/models/some.gguf"}, "CHIPCITE_LLM_URL"),
        ({"max_upload_bytes": 0}, "max_upload_bytes"),
    ],
)
def test_what_cannot_work_is_refused(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Settings.model_validate(wrong)


def test_several_processes_share_stores() -> None:
    assert Settings.model_validate(GROWN).processes == 2
