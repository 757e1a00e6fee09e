"""Runs the durable workflows: beside the web service in one process, or alone on grown stores.

The worker has its own database connections and its own event loop (DBOS's), so that ingestion never
takes the loop that answers.
"""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from time import time_ns

import structlog
from dbos import DBOS, DBOSConfig
from dbos import error as dbos_error
from filelock import FileLock, Timeout
from sqlalchemy import select

from app.core.config import Settings
from app.core.database import make_engine, make_sessions, transaction
from app.core.errors import StartupError
from app.core.logging import configure_logging
from app.core.storage import Storage
from app.graph.service import store_of
from app.jobs import (
    APPLICATION,
    APPLICATION_VERSION,
    EMBED_QUEUE,
    INCREMENT_QUEUE,
    INGEST_QUEUE,
    REINDEX_QUEUE,
    ROLLOUT_QUEUE,
    TRAIN_QUEUE,
    Jobs,
    prepare,
    system_url,
)
from app.library import search_index
from app.library.versions import SEARCHABLE
from app.models import IndexState, State, Version
from app.registry.loading import configured
from app.registry.schedule import Rollouts
from app.registry.schedule import register as register_rollout
from app.resources import Resources, open_resources
from app.training import repository as training_records
from finetune.jobs.increment import Increments
from finetune.jobs.running import Jobs as TrainingJobs
from finetune.jobs.tasks import Scheduled
from finetune.jobs.tasks import register as register_training
from ingestion.parsing.formats import Limits
from ingestion.pipeline import Pipeline
from ingestion.reindexing import Rebuild
from ingestion.tasks import register
from ingestion.worker_process import WorkerLimits
from ingestion.workers import WorkerPool
from retrieval.build import build_graph
from retrieval.embedders import NONE
from retrieval.errors import GraphUnavailableError
from retrieval.retriever import Retriever

log = structlog.get_logger()

POLL_SECONDS = 0.2
"""Between two looks into the queue: small beside the seconds that a manual takes."""

AT_A_TIME = 2
"""Versions in work: while one is in a step with a single task, the other's pages keep the cores busy."""

INCREMENT_SCHEDULE = "increment"
ROLLOUT_SCHEDULE = "rollout"

MOST_PROCESSES = 16
"""Beyond this the steps with a single task decide how long a manual takes."""

READING = ("ingestion.steps", "ingestion.parsing.pdf", "ingestion.parsing.markup.readers")
"""What the worker processes need; loaded once, before they are forked."""


@contextmanager
def working(settings: Settings, storage: Storage, retriever: Retriever) -> Iterator[None]:
    """While it is open, this process takes up workflows. To be entered outside an event loop."""
    prepare(settings.workflow_database_url)
    with ExitStack() as stack:
        pipeline = _pipeline(settings, storage, retriever, stack)
        executor = stack.enter_context(executor_name(settings.data_dir))
        # Ends before the processes and the name do: whoever takes the name takes up what it left.
        stack.callback(_stop)
        jobs = Jobs(settings.workflow_database_url)
        stack.callback(jobs.close)
        register(pipeline, Rebuild(pipeline, jobs, settings.data_dir))
        increment = _register_training(settings, pipeline, stack)
        rollout = register_rollout(Rollouts(pipeline.sessions, configured(settings)))
        # A handler of its own would be added otherwise; our logging has the root's.
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        DBOS(config=_config(settings, executor))
        DBOS.launch()
        DBOS.register_queue(INGEST_QUEUE, worker_concurrency=AT_A_TIME, polling_interval_sec=POLL_SECONDS)
        DBOS.register_queue(EMBED_QUEUE, worker_concurrency=1, polling_interval_sec=2 * POLL_SECONDS)
        DBOS.register_queue(TRAIN_QUEUE, worker_concurrency=1, polling_interval_sec=5 * POLL_SECONDS)
        DBOS.register_queue(INCREMENT_QUEUE, concurrency=1, polling_interval_sec=5 * POLL_SECONDS)
        DBOS.register_queue(REINDEX_QUEUE, concurrency=1, polling_interval_sec=5 * POLL_SECONDS)
        DBOS.register_queue(ROLLOUT_QUEUE, concurrency=1, polling_interval_sec=5 * POLL_SECONDS)
        _schedule(INCREMENT_SCHEDULE, INCREMENT_QUEUE, settings.increment, increment)
        _schedule(ROLLOUT_SCHEDULE, ROLLOUT_QUEUE, settings.rollout, rollout)
        asyncio.run(_take_up(pipeline, settings))
        log.info("worker.ready", executor=executor, processes=processes(settings))
        yield


def run(settings: Settings) -> None:
    """`chipcite worker`: works until it is told to stop."""
    configure_logging(settings.log_level, as_json=settings.log_json)
    asyncio.run(_work(settings))


def processes(settings: Settings) -> int:
    """How many processes read files."""
    return settings.workers or min(MOST_PROCESSES, cores())


def cores() -> int:
    """The processors that this process may use, which in a container are fewer than there are."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux says
        return os.cpu_count() or 1


async def _work(settings: Settings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    async with open_resources(settings, "chipcite worker") as resources:
        context = working(settings, resources.storage, resources.retriever)
        await asyncio.to_thread(context.__enter__)
        try:
            await stopped.wait()
        finally:
            await asyncio.to_thread(context.__exit__, None, None, None)


def _pipeline(settings: Settings, storage: Storage, retriever: Retriever, stack: ExitStack) -> Pipeline:
    engine = make_engine(settings.database_url, pooled=False)
    logging_ready = partial(configure_logging, settings.log_level, as_json=settings.log_json)
    pool = WorkerPool(processes(settings), WorkerLimits(), READING, logging_ready)
    # One process, which uses all cores: each would load the embedder anew. Behind everything else.
    embedding = WorkerPool(1, WorkerLimits(memory=0, cpu_seconds=0, nice=10))
    # Forked while nothing waits for it: the libraries take seconds to load.
    pool.submit(int)
    for one in (pool, embedding):
        stack.callback(one.shutdown, wait=False, cancel_futures=True)
    limits = Limits(max_bytes=settings.max_upload_bytes, max_pages=settings.max_pages)
    neo4j = build_graph(settings.neo4j_url, settings.neo4j_user, settings.neo4j_password)
    if neo4j is not None:
        stack.callback(neo4j.close)
    sessions = make_sessions(engine)
    graph = store_of(neo4j, sessions)
    return Pipeline(sessions, storage, retriever, pool, embedding, limits, graph)


def _register_training(settings: Settings, pipeline: Pipeline, stack: ExitStack) -> Scheduled:
    jobs = Jobs(settings.workflow_database_url)
    stack.callback(jobs.close)
    sessions, storage, retriever = pipeline.sessions, pipeline.storage, pipeline.retriever
    resources = Resources(settings, sessions.kw["bind"], sessions, storage, retriever, jobs)
    training = TrainingJobs(sessions, settings.data_dir, keep=settings.keep_runs)
    return register_training(training, Increments(resources, training))


def _schedule(name: str, queue: str, cron: str, workflow: Scheduled) -> None:
    """A schedule as it is configured now, whatever an earlier start had."""
    if not cron:
        DBOS.delete_schedule(name)
        return
    try:
        DBOS.apply_schedules(
            [
                {
                    "schedule_name": name,
                    "workflow_fn": workflow,
                    "schedule": cron,
                    "context": None,
                    "queue_name": queue,
                }
            ]
        )
    except dbos_error.DBOSException as error:
        variable = f"CHIPCITE_{name.upper()}"
        raise StartupError(f"{variable} is no cron expression: {cron!r}; e.g. 0 3 * * *.") from error


def _config(settings: Settings, executor: str) -> DBOSConfig:
    return {
        "name": APPLICATION,
        "system_database_url": system_url(settings.workflow_database_url),
        "application_version": APPLICATION_VERSION,
        "executor_id": executor,
        "log_level": "WARNING",
        "run_migrations": False,
    }


def _stop() -> None:
    """Ends the workflows where they are: a step that is not done is not recorded, and is taken up again."""
    # It warns of every task that it cancels, which is what was asked for.
    logging.getLogger("dbos").setLevel(logging.ERROR)
    DBOS.destroy(destroy_registry=True)


@contextmanager
def executor_name(folder: Path) -> Iterator[str]:
    """A name that no living worker has, and that the next start after a crash finds again.

    A worker takes up what its name left unfinished, so two must never share one.
    """
    slots = folder / "workers"
    slots.mkdir(parents=True, exist_ok=True)
    for number in range(1000):
        lock = FileLock(slots / f"{number}.lock", blocking=False)
        try:
            lock.acquire()
        except Timeout:
            continue
        try:
            yield f"{socket.gethostname()}-{number}"
        finally:
            lock.release()
        return


async def _take_up(pipeline: Pipeline, settings: Settings) -> None:
    """Starts what a crash kept from being started, between the records and the workflows."""
    unfinished = (State.RECEIVED, State.CONVERTING, State.READY)
    due = select(Version.id, Version.attempt).where(Version.state.in_(unfinished))
    bare = select(Version.id).where(Version.state.in_(SEARCHABLE), ~Version.dense_done)
    async with pipeline.sessions() as session:
        waiting = (await session.execute(due)).all()
        unembedded = list(await session.scalars(bare))
        training = await training_records.unfinished(session)
    building = await _wanted_index(pipeline, settings)
    jobs = Jobs(settings.workflow_database_url)
    try:
        for version_id, attempt in waiting:
            await jobs.enqueue(version_id, attempt)
        for version_id in unembedded:
            await jobs.embed(version_id, f"start-{time_ns()}")
        for job_id in training:
            await jobs.train(job_id, f"start-{time_ns()}")
        if building is not None:
            await jobs.reindex(building, f"start-{time_ns()}")
        for version_id in await _without_graph(pipeline):
            await jobs.graph(version_id, f"start-{time_ns()}")
    finally:
        jobs.close()


async def _without_graph(pipeline: Pipeline) -> list[str]:
    """Versions that may answer and have no graph; none while its server is away: a later start asks again."""
    try:
        built = await pipeline.graph_store.versions()
    except GraphUnavailableError:
        return []
    async with pipeline.sessions() as session:
        found = await session.scalars(select(Version.id).where(Version.state.in_(SEARCHABLE)))
        return sorted(set(found) - built.keys())


async def _wanted_index(pipeline: Pipeline, settings: Settings) -> int | None:
    """The index that is to be built, by its number: one was begun, or another embedder is configured than
    made the one that answers."""
    async with transaction(pipeline.sessions) as session:
        active = await search_index.in_state(session, IndexState.ACTIVE)
        building = await search_index.in_state(session, IndexState.BUILDING)
        wanted = (settings.embedder, settings.embedder_model)
        if building is not None and (building.embedder, building.model) != wanted and wanted[0] != NONE:
            await search_index.give_up(session, building.number, "Another embedder was configured.")
            building = None
        differs = active is not None and (active.embedder, active.model) != wanted
        if building is None and differs and wanted[0] != NONE:
            building = await search_index.start(session, *wanted)
        return building.number if building else None
