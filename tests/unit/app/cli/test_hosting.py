"""One process for service and worker: how it refuses to start, and what it says."""

from pathlib import Path

import pytest

from app.cli import hosting
from app.cli.output import CommandFailedError
from app.core.config import Settings
from app.core.locking import lock_data_folder


def test_a_folder_in_use_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "welcome", lambda *_: None)
    # The signal handlers are the process's, and pytest has its own.
    monkeypatch.setattr("signal.signal", lambda *_: None)
    settings = Settings(data_dir=tmp_path, port=0, embedder="none")
    with lock_data_folder(tmp_path, "another service"), pytest.raises(CommandFailedError) as refused:
        hosting.run(settings, with_worker=False, ingest=())
    assert "is in use by another service" in refused.value.sentence
