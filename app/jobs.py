"""Starts durable workflows by name: all that the web process knows of ingestion and training.

Stands between what is recorded (`app.documents` an upload, `app.training` a job) and the worker, which may
run in this process or on another machine; both meet in the workflow database only.
"""

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, make_url

from app.core.ids import job_id

if TYPE_CHECKING:
    from dbos import DBOSClient

APPLICATION = "chipcite"
APPLICATION_VERSION = "1"
"""Part of the workflows' identity: a worker takes up only workflows of its own version. It stays the same
over releases, because every step is idempotent and knows its input by fingerprint."""

INGEST_QUEUE = "ingest"
EMBED_QUEUE = "embed"
TRAIN_QUEUE = "train"
INCREMENT_QUEUE = "increment"
ROLLOUT_QUEUE = "rollout"
REINDEX_QUEUE = "reindex"
INGEST_WORKFLOW = "ingest_version"
EMBED_WORKFLOW = "embed_version"
GRAPH_WORKFLOW = "graph_version"
TRAIN_WORKFLOW = "train_adapter"
INCREMENT_WORKFLOW = "increment"
ROLLOUT_WORKFLOW = "rollout"
REINDEX_WORKFLOW = "rebuild_index"

_UNFINISHED = ("ENQUEUED", "PENDING", "DELAYED")


def workflow_id(version_id: str, attempt: int = 1) -> str:
    """The workflow of one attempt to ingest a version; starting it twice is starting it once."""
    job = job_id(version_id)
    return job if attempt == 1 else f"{job}-{attempt}"


def embed_id(version_id: str, cause: str) -> str:
    """The workflow that adds a version's dense vectors, once for every cause."""
    return f"embed-{version_id}-{cause}"


def graph_id(version_id: str, cause: str) -> str:
    """The workflow that builds a version's graph anew, once for every cause."""
    return f"graph-{version_id}-{cause}"


def system_url(url: str) -> str:
    """The workflow database's URL without a driver: DBOS chooses its own."""
    parsed = make_url(url)
    backend = parsed.drivername.partition("+")[0]
    plain = "postgresql" if backend == "postgres" else backend
    return parsed.set(drivername=plain).render_as_string(hide_password=False)


class Jobs:
    """A client of the workflow database. It connects when it is first used, never before."""

    def __init__(self, workflow_database_url: str) -> None:
        self._url = workflow_database_url
        self._client: DBOSClient | None = None
        self._lock = asyncio.Lock()

    async def enqueue(self, version_id: str, attempt: int = 1) -> str:
        """Starts the ingestion of a version and returns the workflow's id."""
        client = await self._connected()
        workflow = workflow_id(version_id, attempt)
        await asyncio.to_thread(_start, client, INGEST_WORKFLOW, INGEST_QUEUE, workflow, version_id)
        return workflow

    async def embed(self, version_id: str, cause: str) -> str:
        """Starts the work that adds a published version's missing dense vectors, unless it waits already."""
        client = await self._connected()
        workflow = embed_id(version_id, cause)
        if not await asyncio.to_thread(_waits, client, embed_id(version_id, "")):
            await asyncio.to_thread(_start, client, EMBED_WORKFLOW, EMBED_QUEUE, workflow, version_id)
        return workflow

    async def graph(self, version_id: str, cause: str) -> str:
        """Starts the work that builds a version's graph from its facts, unless it waits already."""
        client = await self._connected()
        workflow = graph_id(version_id, cause)
        if not await asyncio.to_thread(_waits, client, graph_id(version_id, "")):
            await asyncio.to_thread(_start, client, GRAPH_WORKFLOW, EMBED_QUEUE, workflow, version_id)
        return workflow

    async def reindex(self, number: int, cause: str = "") -> None:
        """Starts the construction of an index, unless it waits already or is going on."""
        client = await self._connected()
        workflow = f"reindex-{number}-"
        if not await asyncio.to_thread(_waits, client, workflow):
            start = (client, REINDEX_WORKFLOW, REINDEX_QUEUE, f"{workflow}{cause}", str(number))
            await asyncio.to_thread(_start, *start)

    async def train(self, job_id: str, cause: str = "") -> None:
        """Starts a training job, unless it waits already or runs; a cause starts what has ended once more."""
        client = await self._connected()
        workflow = f"{job_id}-{cause}" if cause else job_id
        if not await asyncio.to_thread(_waits, client, job_id):
            await asyncio.to_thread(_start, client, TRAIN_WORKFLOW, TRAIN_QUEUE, workflow, job_id)

    async def ready(self) -> str:
        """Says `ok`, or why the workflow database cannot be used."""
        try:
            client = await self._connected()
            await client.check_connection_async()
        except Exception as error:  # whatever is wrong with it, readiness reports it
            return f"unavailable: {type(error).__name__}"
        return "ok"

    def close(self) -> None:
        """Lets go of the connections."""
        if self._client is not None:
            self._client.destroy()
            self._client = None

    async def _connected(self) -> "DBOSClient":
        async with self._lock:
            if self._client is None:
                self._client = await asyncio.to_thread(_connect, self._url)
            return self._client


def _connect(url: str) -> "DBOSClient":
    # Imported here because it costs a second that a process without uploads never needs to pay.
    from dbos import DBOSClient

    prepare(url)
    return DBOSClient(
        system_database_url=system_url(url),
        application_name=APPLICATION,
        lazy=True,
        # A request must get an answer when the database is away, not wait for its return.
        retry_connection_errors=False,
    )


def prepare(url: str) -> None:
    """Creates and migrates the workflow database, whichever process comes first."""
    from dbos import DBOS

    system = system_url(url)
    DBOS.migrate(system)
    if not system.startswith("sqlite"):
        return
    engine = create_engine(system)
    try:
        with engine.connect() as connection:
            # Readers and the queue's polling no longer wait for the writer. The mode stays with the file.
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    finally:
        engine.dispose()


def _start(client: "DBOSClient", name: str, queue: str, workflow: str, subject: str) -> None:
    client.enqueue(
        {
            "workflow_name": name,
            "queue_name": queue,
            "workflow_id": workflow,
            "app_version": APPLICATION_VERSION,
        },
        subject,
    )


def _waits(client: "DBOSClient", prefix: str) -> bool:
    return bool(client.list_workflows(status=list(_UNFINISHED), workflow_id_prefix=prefix, limit=1))
