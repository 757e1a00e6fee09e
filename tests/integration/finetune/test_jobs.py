"""A training job from OpenAI's own client to a candidate, by the real worker, on a tiny model."""

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai import OpenAI
from openai.types.fine_tuning import FineTuningJob

from app import worker
from app.core.config import Settings
from app.main import create_app
from finetune.jobs.running import Jobs
from tests.integration.finetune.conftest import Environment
from tests.integration.served import running

pytestmark = pytest.mark.integration

VERSION = "0123456789abcdef"
OURS = {"length": 512, "r": 4, "steps": 2, "save_every": 1, "evaluate_every": 1, "threads": 1}
PATIENCE = 300
"""Seconds for a busy machine; a quiet one needs ten."""


class Forked:
    """The run's process, as a fork of one that has imported torch: that takes longer than training."""

    environment: Environment

    def __init__(self, folder: Path) -> None:
        self.code: int | None = None
        self._folder = folder
        self._waiting: threading.Thread | None = None

    def alive(self) -> bool:
        return self._waiting is not None and self._waiting.is_alive()

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._pid = self.environment.begin(*command[2:])
        self._waiting = threading.Thread(target=self._wait)
        self._waiting.start()

    def ask_to_stop(self) -> None:
        os.kill(self._pid, signal.SIGTERM)

    def kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)

    def reason(self) -> str:
        return (self.environment.folder / "log").read_text(encoding="utf-8")

    def _wait(self) -> None:
        self.code, _ = self.environment.finish()


@pytest.fixture
def data(training: Environment, tmp_path: Path) -> Path:
    """A data folder with the tiny model, and its dataset as `chipcite dataset` writes a version."""
    folder = tmp_path / "data"
    dataset = folder / "datasets" / "made-up" / VERSION
    shutil.copytree(training.folder / "dataset" / "1", dataset)
    manifest = {"name": "made-up", "version": VERSION, "created_at": "2026-01-01T00:00:00+00:00"}
    (dataset / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "models").mkdir()
    (folder / "models" / "tiny").symlink_to(training.folder / "model", target_is_directory=True)
    return folder


@pytest.fixture
def url(data: Path, training: Environment, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A service with its worker beside it, as `chipcite serve` runs it."""
    monkeypatch.setattr(Forked, "environment", training, raising=False)
    monkeypatch.setattr(worker, "TrainingJobs", partial(Jobs, process=Forked))
    settings = Settings(data_dir=data, embedder="none", workers=1)
    beside = lambda r: worker.working(settings, r.storage, r.retriever)  # noqa: E731 - a line says it
    with running(create_app(settings, beside)) as address:
        yield address


def ended(client: OpenAI, job_id: str) -> FineTuningJob:
    end = time.monotonic() + PATIENCE
    while (job := client.fine_tuning.jobs.retrieve(job_id)).finished_at is None:
        assert time.monotonic() < end
        time.sleep(0.2)
    return job


def test_openais_client_trains_an_adapter_that_lands_in_the_registry(url: str, data: Path) -> None:
    client = OpenAI(base_url=f"{url}/v1", api_key="unused", max_retries=0)
    method: Any = {"type": "supervised", "supervised": {"hyperparameters": {"batch_size": 2}}}
    made = client.fine_tuning.jobs.create(
        model="tiny",
        training_file="made-up",
        method=method,
        suffix="night",
        metadata={"team": "a"},
        extra_body={"chipcite": OURS},
    )
    assert made.status == "queued"
    job = ended(client, made.id)
    events = list(client.fine_tuning.jobs.list_events(made.id, limit=2))
    assert job.status == "succeeded", events
    assert job.training_file == f"made-up/{VERSION}"

    figures = [dict(one.data) for one in reversed(events) if one.type == "metrics"]  # type: ignore[call-overload]  # an object
    assert [one["train_loss"] > 0 for one in figures if "train_loss" in one] == [True, True]
    assert [one["step"] for one in figures if "valid_loss" in one] == [0, 1, 2]
    assert "learning_rate" in figures[1]
    checkpoints = list(client.fine_tuning.jobs.checkpoints.list(made.id, limit=1))
    assert [one.step_number for one in checkpoints] == [2, 1]
    assert [one.id for one in client.fine_tuning.jobs.list(metadata={"team": "a"})] == [made.id]

    (adapter,) = httpx.get(f"{url}/v1/adapters", trust_env=False).json()["data"]
    assert (adapter["state"], adapter["base"]) == ("candidate", "tiny")
    assert job.fine_tuned_model == f"chipcite-{adapter['name']}"
    assert adapter["name"].startswith("night-")
    assert (Path(adapter["path"]) / "adapter_model.safetensors").is_file()
    assert adapter["run"]["result"]["steps"] == 2

    failed = ended(client, client.fine_tuning.jobs.create(model="absent", training_file="made-up").id)
    assert failed.error is not None
    assert (failed.status, failed.error.param) == ("failed", "model")
    assert str(data / "models") in failed.error.message
