"""What follows what in the workflows, and how each kind of failure ends a version."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, cast
from uuid import uuid4

import pytest
from dbos import DBOS
from sqlalchemy.exc import OperationalError

from app.core.errors import NotFoundError
from app.jobs import APPLICATION, EMBED_QUEUE, INGEST_QUEUE, Jobs, embed_id, prepare
from ingestion import tasks
from ingestion.errors import UnreadableDocument
from ingestion.pipeline import Pipeline
from ingestion.workers import WorkerDiedError
from retrieval.errors import EmbedderUnavailableError, GraphUnavailableError

ORDER = ["convert", "structure", "chunk", "facts", "graph", "index", "publish", "embed"]


class Scripted:
    """A pipeline whose steps do nothing but note themselves, and fail as they are told."""

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.version_id = str(uuid4())
        self.done: list[str] = []
        self.failures: dict[str, list[Exception]] = {}
        self.sentence = ""
        self.gone = False
        self.embeds = True

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


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scripted, str]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('dbos') / 'workflows.db'}"
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
    yield scripted, url
    DBOS.destroy(destroy_registry=True)


@pytest.fixture
def scripted(engine: tuple[Scripted, str], monkeypatch: pytest.MonkeyPatch) -> Scripted:
    monkeypatch.setattr(tasks, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(tasks, "GROWTH", 1.0)
    engine[0].__init__(url=engine[1])  # type: ignore[misc]  # as new for every test
    return engine[0]


def outcome(scripted: Scripted, attempt: int = 1) -> str:
    """Starts the ingestion as the web process does, and waits for both of its workflows."""

    async def start() -> str:
        jobs = Jobs(scripted.url)
        try:
            return await jobs.enqueue(scripted.version_id, attempt)
        finally:
            jobs.close()

    workflow = asyncio.run(start())
    ended = str(DBOS.retrieve_workflow(workflow).get_result(polling_interval_sec=0.02))
    if ended == "published":
        embedding = embed_id(scripted.version_id, workflow)
        DBOS.retrieve_workflow(embedding).get_result(polling_interval_sec=0.02)
    return ended


def test_the_steps_follow_each_other(scripted: Scripted) -> None:
    assert outcome(scripted) == "published"
    assert scripted.done == ORDER


def test_starting_twice_is_starting_once_and_another_attempt_is_another_run(scripted: Scripted) -> None:
    assert [outcome(scripted), outcome(scripted)] == ["published"] * 2
    assert scripted.done == ORDER
    assert outcome(scripted, attempt=2) == "published"
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
def test_a_failure_ends_with_a_sentence(scripted: Scripted, failure: Exception, said: str) -> None:
    scripted.failures["convert"] = [failure]
    assert outcome(scripted) == "failed"
    assert said in scripted.sentence
    assert scripted.done == []


def test_what_passes_by_itself_is_tried_again(scripted: Scripted) -> None:
    away = OperationalError("SELECT 1", {}, Exception("away"))
    scripted.failures["index"] = [away, ConnectionResetError()]
    assert outcome(scripted) == "published"
    assert scripted.done == ORDER


def test_what_does_not_pass_ends_with_a_sentence(scripted: Scripted) -> None:
    scripted.failures["index"] = [ConnectionResetError() for _ in range(tasks.ATTEMPTS)]
    assert outcome(scripted) == "failed"
    assert "/readyz" in scripted.sentence


def test_a_version_that_was_deleted_meanwhile_leaves_nothing(scripted: Scripted) -> None:
    scripted.failures["facts"] = [NotFoundError("There is no such version.")]
    scripted.gone = True
    assert outcome(scripted) == "gone"
    assert scripted.done == ["convert", "structure", "chunk", "forget"]
    assert scripted.sentence == ""


def test_an_embedder_that_is_away_is_asked_again(scripted: Scripted) -> None:
    scripted.failures["embed"] = [EmbedderUnavailableError("away") for _ in range(tasks.ATTEMPTS)]
    assert outcome(scripted) == "published"
    assert scripted.done == ORDER


def test_without_an_embedder_the_version_is_published_all_the_same(scripted: Scripted) -> None:
    scripted.embeds = False
    assert outcome(scripted) == "published"
    assert scripted.done == ORDER[:-1]


def test_without_its_graph_the_version_is_published_all_the_same(scripted: Scripted) -> None:
    scripted.failures["graph"] = [GraphUnavailableError("away") for _ in range(tasks.GRAPH_ATTEMPTS)]
    assert outcome(scripted) == "published"
    assert scripted.done == [step for step in ORDER if step != "graph"]
