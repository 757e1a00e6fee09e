"""What follows what in the workflows, and how each kind of failure ends a version."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from dbos import DBOS
from sqlalchemy.exc import OperationalError

from app.core.errors import NotFoundError
from app.jobs import APPLICATION, EMBED_QUEUE, INGEST_QUEUE, Jobs, prepare
from ingestion import tasks
from ingestion.parsing.formats import UnreadableDocument
from ingestion.pipeline import Pipeline
from ingestion.workers import WorkerDiedError
from retrieval.errors import EmbedderUnavailableError

ORDER = ["convert", "structure", "chunk", "facts", "index", "publish", "embed"]


class Scripted:
    """A pipeline whose steps do nothing but note themselves, and fail as they are told."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.failures: dict[str, list[Exception]] = {}
        self.sentence = ""
        self.gone = False

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def step(version_id: str, *_: object) -> str:
            failures = self.failures.get(name)
            if failures:
                raise failures.pop(0)
            self.done.append(name)
            return f"{name}-{version_id}"

        return step

    async def fail(self, version_id: str, sentence: str) -> None:
        self.sentence = sentence

    async def exists(self, version_id: str) -> bool:
        return not self.gone


@pytest.fixture
def scripted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    monkeypatch.setattr(tasks, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(tasks, "GROWTH", 1.0)
    url = f"sqlite:///{tmp_path / 'workflows.db'}"
    prepare(url)
    scripted = Scripted()
    tasks.register(cast(Pipeline, scripted))
    DBOS(
        config={
            "name": APPLICATION,
            "system_database_url": url,
            "application_version": "1",
            "log_level": "ERROR",
        }
    )
    DBOS.launch()
    for queue in (INGEST_QUEUE, EMBED_QUEUE):
        DBOS.register_queue(queue, polling_interval_sec=0.02)
    yield scripted
    DBOS.destroy(destroy_registry=True)


def outcome(tmp_path: Path, attempt: int = 1) -> str:
    """Starts the ingestion as the web process does, and waits for both of its workflows."""

    async def start() -> str:
        jobs = Jobs(f"sqlite:///{tmp_path / 'workflows.db'}")
        try:
            return await jobs.enqueue("v1", attempt)
        finally:
            jobs.close()

    workflow = asyncio.run(start())
    ended = str(DBOS.retrieve_workflow(workflow).get_result(polling_interval_sec=0.02))
    if ended == "published":
        DBOS.retrieve_workflow(f"embed-v1-{workflow}").get_result(polling_interval_sec=0.02)
    return ended


def test_the_steps_follow_each_other(scripted: Scripted, tmp_path: Path) -> None:
    assert outcome(tmp_path) == "published"
    assert scripted.done == ORDER


def test_starting_twice_is_starting_once_and_another_attempt_is_another_run(
    scripted: Scripted, tmp_path: Path
) -> None:
    assert [outcome(tmp_path), outcome(tmp_path)] == ["published"] * 2
    assert scripted.done == ORDER
    assert outcome(tmp_path, attempt=2) == "published"
    assert scripted.done == ORDER * 2


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (UnreadableDocument("The file is encrypted: remove its password."), "The file is encrypted: remove"),
        (WorkerDiedError("died"), "memory or time"),
        (ValueError("a bug"), "the step 'convert'"),
        (NotFoundError("no original"), "the step 'convert'"),
    ],
)
def test_a_failure_ends_with_a_sentence(
    scripted: Scripted, tmp_path: Path, failure: Exception, said: str
) -> None:
    scripted.failures["convert"] = [failure]
    assert outcome(tmp_path) == "failed"
    assert said in scripted.sentence
    assert scripted.done == []


def test_what_passes_by_itself_is_tried_again(scripted: Scripted, tmp_path: Path) -> None:
    away = OperationalError("SELECT 1", {}, Exception("away"))
    scripted.failures["index"] = [away, ConnectionResetError()]
    assert outcome(tmp_path) == "published"
    assert scripted.done == ORDER


def test_what_does_not_pass_ends_with_a_sentence(scripted: Scripted, tmp_path: Path) -> None:
    scripted.failures["index"] = [ConnectionResetError() for _ in range(tasks.ATTEMPTS)]
    assert outcome(tmp_path) == "failed"
    assert "/readyz" in scripted.sentence


def test_a_version_that_was_deleted_meanwhile_leaves_nothing(scripted: Scripted, tmp_path: Path) -> None:
    scripted.failures["facts"] = [NotFoundError("There is no such version.")]
    scripted.gone = True
    assert outcome(tmp_path) == "gone"
    assert scripted.done == ["convert", "structure", "chunk", "forget"]
    assert scripted.sentence == ""


def test_without_an_embedder_the_version_is_published_all_the_same(
    scripted: Scripted, tmp_path: Path
) -> None:
    scripted.failures["embed"] = [EmbedderUnavailableError("none")]
    assert outcome(tmp_path) == "published"
    assert scripted.sentence == ""
