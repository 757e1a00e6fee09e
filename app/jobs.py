"""Starts durable workflows by name: all that the web process knows of ingestion.

Stands between `app.documents`, which stores an upload, and the worker, which may run in this process or
on another machine; both meet in the workflow database only.
"""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dbos import DBOSClient

APPLICATION = "chipcite"
APPLICATION_VERSION = "1"
"""Part of the workflows' identity: a worker takes up only workflows of its own version. It stays the same
over releases, because every step is idempotent and knows its input by fingerprint."""

INGEST_QUEUE = "ingest"
EMBED_QUEUE = "embed"
INGEST_WORKFLOW = "ingest_version"
EMBED_WORKFLOW = "embed_version"

_FINISHED = frozenset({"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})


def ingest_id(version_id: str) -> str:
    """The workflow that ingests this version; starting it twice is starting it once."""
    return f"ingest-{version_id}"


def embed_id(version_id: str) -> str:
    """The workflow that adds the dense vectors of this version after publication."""
    return f"embed-{version_id}"


class Jobs:
    """A client of the workflow database. It connects when it is first used, never before."""

    def __init__(self, workflow_database_url: str) -> None:
        self._url = workflow_database_url
        self._client: DBOSClient | None = None
        self._lock = asyncio.Lock()

    async def enqueue(self, version_id: str, *, again: bool = False) -> str:
        """Starts the ingestion of a version and returns the workflow's id.

        With `again`, a workflow that has ended (a failed version, a new converter) is started anew; one
        that still runs is left to run.
        """
        client = await self._connected()
        return await asyncio.to_thread(_start, client, INGEST_WORKFLOW, INGEST_QUEUE, version_id, again)

    async def embed(self, version_id: str) -> str:
        """Starts the background work that adds missing dense vectors to a published version."""
        client = await self._connected()
        return await asyncio.to_thread(_start, client, EMBED_WORKFLOW, EMBED_QUEUE, version_id, True)

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
        system_database_url=url,
        application_name=APPLICATION,
        lazy=True,
        # A request must get an answer when the database is away, not wait for its return.
        retry_connection_errors=False,
    )


def prepare(url: str) -> None:
    """Creates and migrates the workflow database, whichever process comes first."""
    from dbos import DBOS
    from sqlalchemy import create_engine

    DBOS.migrate(url)
    if not url.startswith("sqlite"):
        return
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            # Readers and the queue's polling no longer wait for the writer. The mode stays with the file.
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    finally:
        engine.dispose()


def _start(client: "DBOSClient", workflow: str, queue: str, version_id: str, again: bool) -> str:
    workflow_id = ingest_id(version_id) if workflow == INGEST_WORKFLOW else embed_id(version_id)
    if again:
        _forget_finished(client, workflow_id)
    client.enqueue(
        {
            "workflow_name": workflow,
            "queue_name": queue,
            "workflow_id": workflow_id,
            "app_version": APPLICATION_VERSION,
        },
        version_id,
    )
    return workflow_id


def _forget_finished(client: "DBOSClient", workflow_id: str) -> None:
    """Drops the record of a workflow that has ended, so that its id can be used again."""
    known = client.list_workflows(workflow_ids=[workflow_id])
    if known and known[0].status in _FINISHED:
        client.delete_workflow(workflow_id)
