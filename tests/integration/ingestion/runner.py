"""Ingests one file in a process of its own, and kills that process where it is told to.

    runner.py DATA_DIR FILE VERSION_ID [STEP enter|leave]

Prints what the ingestion left as JSON. Only this test wraps the steps; the product has no hook for it.
"""

import asyncio
import hashlib
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.core.config import Settings
from app.core.database import transaction
from app.library.versions import get_version
from app.models import Document, Version
from app.models.facts import FACT_TABLES
from app.resources import Resources, open_resources
from app.worker import working
from ingestion.pipeline import Pipeline
from ingestion.state import load
from ingestion.types import Chunk

STEPS = ("convert", "structure", "chunk", "facts", "graph", "index", "publish", "embed")
TIMEOUT = 180.0
OWN = {"id", "created_at", "updated_at", "published_at", "uploaded_at"}
"""Columns that differ between any two runs."""


def watch(data_dir: Path, step: str = "", moment: str = "") -> None:
    """Notes every step that is begun, and lets the process die on entering one, or when its work is done
    and not yet recorded."""
    for name in STEPS:
        setattr(Pipeline, name, watched(name, data_dir / "begun", moment if name == step else ""))


def watched(name: str, begun: Path, moment: str) -> Callable[..., Awaitable[Any]]:
    """The step, as it is told to end."""
    whole: Callable[..., Awaitable[Any]] = getattr(Pipeline, name)

    async def step(*arguments: Any) -> Any:
        with begun.open("a") as file:  # must be on disk before the process dies
            file.write(f"{name}\n")
        if moment == "enter":
            os.kill(os.getpid(), signal.SIGKILL)
        result = await whole(*arguments)
        if moment == "leave":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return step


async def upload(resources: Resources, path: Path, version_id: str) -> None:
    """What the upload does, once."""
    data = await asyncio.to_thread(path.read_bytes)
    digest = hashlib.sha256(data).hexdigest()
    async with transaction(resources.sessions) as session:
        if await session.get(Version, version_id) is not None:
            return
        resources.storage.put(f"originals/{digest}", data)
        document = Document(id=version_id)
        session.add(document)
        await session.flush()
        session.add(
            Version(
                id=version_id, document_id=document.id, sha256=digest, file_name=path.name, size=len(data)
            )
        )
    await resources.jobs.enqueue(version_id)


async def finished(resources: Resources, version_id: str) -> None:
    """Waits for the dense vectors, which come last, or for a failure."""
    async with asyncio.timeout(TIMEOUT):
        while True:
            async with resources.sessions() as session:
                version = await get_version(session, version_id)
            if version.dense_done or version.state == "failed":
                return
            await asyncio.sleep(0.05)


async def left(resources: Resources, version_id: str) -> dict[str, Any]:
    """Everything that answers can come from."""
    key = resources.storage.newest(f"artifacts/{version_id}", "chunk-")
    chunks = load(resources.storage, key, tuple[Chunk, ...]) if key else ()
    passages = resources.retriever.passages([chunk.id for chunk in chunks])
    async with resources.sessions() as session:
        versions = [row(version) for version in await session.scalars(select(Version))]
        documents = [row(document) for document in await session.scalars(select(Document))]
        facts = {
            table.__tablename__: [
                row(fact) for fact in await session.scalars(select(table).order_by(table.id))
            ]
            for table in FACT_TABLES
        }
    return {
        "versions": versions,
        "documents": documents,
        "facts": facts,
        "chunks": len(chunks),
        "passages": [asdict(passages[chunk.id]) for chunk in chunks],
        "stored": resources.retriever.store.count(version_id),
        "without_dense": sorted(
            set(resources.retriever.store.without_dense(version_id))
            & {chunk.id for chunk in chunks if chunk.dense}
        ),
    }


def row(record: Any) -> dict[str, Any]:
    """A record's columns, without those that differ between any two runs."""
    columns = (column.key for column in record.__mapper__.column_attrs)
    return {name: getattr(record, name) for name in columns if name not in OWN}


async def main(data_dir: str, file: str, version_id: str) -> None:
    settings = Settings(data_dir=Path(data_dir), workers=1)
    async with open_resources(settings, "test") as resources:
        await upload(resources, Path(file), version_id)
        worker = working(settings, resources.storage, resources.retriever)
        await asyncio.to_thread(worker.__enter__)
        await finished(resources, version_id)
        await asyncio.to_thread(worker.__exit__, None, None, None)
        print(json.dumps(await left(resources, version_id), default=str, sort_keys=True))


if __name__ == "__main__":
    watch(Path(sys.argv[1]), *sys.argv[4:6])
    asyncio.run(main(*sys.argv[1:4]))
