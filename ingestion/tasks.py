"""The durable workflows: which step follows which, what is tried again, and how a version fails.

DBOS records the result of each step. After a crash the workflow runs anew and gets the recorded results,
up to the first step that has none.
"""

import asyncio
import concurrent.futures
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from dbos import DBOS, SetWorkflowID
from dbos import error as dbos_error
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.core.errors import NotFoundError
from app.core.metrics import INGESTIONS, STEP_SECONDS, timed
from app.jobs import (
    EMBED_QUEUE,
    EMBED_WORKFLOW,
    GRAPH_WORKFLOW,
    INGEST_WORKFLOW,
    REINDEX_WORKFLOW,
    embed_id,
)
from ingestion.errors import ReindexError, UnreadableDocument
from ingestion.pipeline import Pipeline
from ingestion.reindexing import Rebuild
from ingestion.workers import WorkerDiedError
from retrieval.errors import EmbedderUnavailableError, GraphUnavailableError, StoreUnavailableError

T = TypeVar("T")

log = structlog.get_logger()

TRANSIENT = (
    OperationalError,
    InterfaceError,
    PoolTimeoutError,
    StoreUnavailableError,
    EmbedderUnavailableError,
    GraphUnavailableError,
    ConnectionError,
)
"""What passes by itself: a database, a vector store or an embedder that is away or busy."""

ATTEMPTS = 6
FIRST_PAUSE = 1.0
GROWTH = 3.0
"""1, 3, 9, 27, 81 seconds: two minutes bridge the restart of a server."""

EMBED_ATTEMPTS = 10
"""Nobody waits for dense vectors: an embedder that is away is asked again for hours."""

GRAPH_ATTEMPTS = 3
"""Nor is a version kept back for its graph: the start after the server's return builds what is missing."""

TOO_HEAVY = (
    "This file makes the converter run out of memory or time. Print it to a new PDF, or split it, and "
    "upload that."
)
AWAY = (
    "The database or the vector store was not available for minutes. When /readyz says ok, try again: "
    "what is done already is kept."
)


class StepFailedError(Exception):
    """Ends an ingestion with the sentence that its admin reads."""


class GoneError(Exception):
    """The version was deleted, or the index given up, while it was being made."""


GRACE_S = 60.0
"""Between the change of the index and the removal of the old one: questions that began with it end."""


def register(pipeline: Pipeline, rebuild: Rebuild | None = None) -> None:
    """Makes the workflows known to DBOS under the names that `app.jobs` starts."""

    @DBOS.workflow(name=INGEST_WORKFLOW)
    async def ingest_version(version_id: str) -> str:
        outcome = await ingest(pipeline, version_id)
        INGESTIONS.labels(outcome).inc()
        if outcome == "published":
            with SetWorkflowID(embed_id(version_id, DBOS.workflow_id or "")):
                await DBOS.enqueue_workflow_async(EMBED_QUEUE, embed_version, version_id)
        return outcome

    @DBOS.workflow(name=EMBED_WORKFLOW)
    async def embed_version(version_id: str) -> str:
        return await embed(pipeline, version_id)

    @DBOS.workflow(name=GRAPH_WORKFLOW)
    async def graph_version(version_id: str) -> str:
        return await graph(pipeline, version_id)

    if rebuild is None:
        return

    @DBOS.workflow(name=REINDEX_WORKFLOW)
    async def rebuild_index(number: str) -> str:
        return await reindex(rebuild, number)


async def ingest(pipeline: Pipeline, version_id: str) -> str:
    """From the original to publication; says how it ended."""
    run = Runner(pipeline.exists, version_id)
    try:
        converted = await run.step("convert", pipeline.convert)
        structured = await run.step("structure", pipeline.structure, converted)
        chunks = await run.step("chunk", pipeline.chunk, structured)
        await run.step("facts", pipeline.facts, structured, chunks)
        await graph(pipeline, version_id, structured, chunks)
        await run.step("index", pipeline.index, chunks)
        await run.step("publish", pipeline.publish, chunks)
    except StepFailedError as failure:
        await run.step("fail", pipeline.fail, str(failure))
        return "failed"
    except GoneError:
        await run.step("forget", pipeline.forget)
        return "gone"
    return "published"


async def embed(pipeline: Pipeline, version_id: str) -> str:
    """Adds dense vectors. Without them a version still answers, so that a failure here fails nothing."""
    if not pipeline.embeds:
        return "off"
    try:
        await Runner(pipeline.exists, version_id, EMBED_ATTEMPTS).step("embed", pipeline.embed)
    except StepFailedError:
        return "failed"
    except GoneError:
        return "gone"
    return "done"


async def graph(pipeline: Pipeline, version_id: str, *made: str) -> str:
    """Builds the version's graph. Without it the version still answers: a failure here fails nothing."""
    try:
        await Runner(pipeline.exists, version_id, GRAPH_ATTEMPTS).step("graph", pipeline.graph, *made)
    except StepFailedError:
        return "failed"
    except GoneError:
        return "gone"
    return "done"


async def reindex(rebuild: Rebuild, number: str) -> str:
    """From an empty index to the one that answers; a failure leaves the one before."""
    run = Runner(rebuild.exists, number)
    patient = Runner(rebuild.exists, number, EMBED_ATTEMPTS)
    try:
        await _prepare(rebuild, run, number)
        while True:
            await patient.step("fill", rebuild.fill)
            if await run.step("flip", rebuild.flip):
                break
    except StepFailedError as failure:
        await run.step("give up", rebuild.give_up, str(failure))
        return "failed"
    except GoneError:
        await run.step("discard", rebuild.discard)
        return "gone"
    await DBOS.sleep_async(GRACE_S)
    await run.step("retire", rebuild.retire)
    return "done"


async def _prepare(rebuild: Rebuild, run: "Runner", number: str) -> None:
    try:
        await run.step("prepare", rebuild.prepare)
    except StepFailedError as failure:
        raise StepFailedError(await rebuild.problem(number) or str(failure)) from None


class Runner:
    """Runs the steps of one subject, a version or an index, as durable ones."""

    def __init__(
        self, exists: Callable[[str], Awaitable[bool]], subject: str, attempts: int = ATTEMPTS
    ) -> None:
        """`exists` says whether the subject is still wanted."""
        self._exists = exists
        self._subject = subject
        self._attempts = attempts

    async def step(self, name: str, work: Callable[..., Awaitable[T]], *args: Any) -> T:
        """The step's result, from the record if it was finished before."""

        async def guarded() -> T:
            return await self._guarded(name, work, *args)

        try:
            return await DBOS.run_step_async(
                {
                    "name": name,
                    "retries_allowed": True,
                    "max_attempts": self._attempts,
                    "interval_seconds": FIRST_PAUSE,
                    "backoff_rate": GROWTH,
                    "should_retry": is_transient,
                },
                guarded,
            )
        except dbos_error.DBOSMaxStepRetriesExceeded:
            raise StepFailedError(AWAY) from None

    async def _guarded(self, name: str, work: Callable[..., Awaitable[T]], *args: Any) -> T:
        try:
            with timed(STEP_SECONDS, name):
                return await work(self._subject, *args)
        except TRANSIENT as error:
            log.warning("step.waits", step=name, subject=self._subject, error=repr(error)[:200])
            raise
        except concurrent.futures.CancelledError:
            # The service is stopping: nothing is recorded, and the next start takes this step up.
            raise asyncio.CancelledError from None
        except (UnreadableDocument, ReindexError) as error:
            raise StepFailedError(str(error)) from None
        except (WorkerDiedError, MemoryError):
            raise StepFailedError(TOO_HEAVY) from None
        except Exception as error:
            if isinstance(error, NotFoundError) and not await self._exists(self._subject):
                raise GoneError from None
            raise self._unexpected(name, error) from None

    def _unexpected(self, name: str, error: Exception) -> StepFailedError:
        reference = secrets.token_hex(4)
        log.error("step.failed", step=name, subject=self._subject, reference=reference, exc_info=error)
        return StepFailedError(
            f"An error inside Chipcite ended the step {name!r}; the log has it under {reference}. "
            "Try again: what is done already is kept. Report that log entry if it fails again."
        )


def is_transient(error: BaseException) -> bool:
    """Whether the same step may succeed a little later."""
    return isinstance(error, TRANSIENT)
