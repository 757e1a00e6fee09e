"""Builds the index of a data folder anew in a process of its own, asks questions all the while, and kills the
process where it is told to.

    reindexer.py DATA_DIR FILE VERSION_ID [kill]

Another embedder than before is configured; FILE is uploaded as another version while the index is built.
Prints what was seen as JSON.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from app.core.config import Settings
from app.core.database import transaction
from app.library import search_index
from app.models import IndexState, Version
from app.resources import Resources, open_resources
from app.search.schemas import SearchRequest
from app.search.service import find
from app.worker import working
from ingestion import tasks
from ingestion.reindexing import Rebuild
from retrieval.index import Index
from tests.integration.ingestion.runner import TIMEOUT, finished, upload

embedded: list[int] = []
"""Vectors in each write into the new index."""


def watch(kill: bool) -> None:
    """Notes what is written into the new index; the process dies after the first of it."""
    whole = Index.set_dense

    def set_dense(self: Index, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        whole(self, ids, vectors)
        if self.number > 1:
            embedded.append(len(ids))
            if kill:
                os.kill(os.getpid(), signal.SIGKILL)

    Index.set_dense = set_dense  # type: ignore[method-assign]  # the product has no hook for it


def meanwhile(resources: Resources, path: Path, version_id: str) -> None:
    """Uploads a file before the first look whether all is there, and deletes it before the second."""
    whole = Rebuild.flip
    looks: list[bool] = []

    async def flip(self: Rebuild, number: str) -> bool:
        if not looks:
            await upload(resources, path, version_id)
            await finished(resources, version_id)
        elif len(looks) == 1:
            async with transaction(resources.sessions) as session:
                await session.execute(delete(Version).where(Version.id == version_id))
        looks.append(await whole(self, number))
        return looks[-1]

    Rebuild.flip = flip  # type: ignore[method-assign]  # as above


async def ask(resources: Resources, answers: list[tuple[int, tuple[str, ...], int]]) -> None:
    """One question after the other, for ever."""
    while True:
        async with resources.sessions() as session:
            found = await find(resources, session, SearchRequest(query="Which errata are there?"))
        answers.append((len(found.hits), found.degraded, resources.retriever.number))
        await asyncio.sleep(0.1)


async def replaced(resources: Resources) -> None:
    """Waits until another index answers and the old one is gone."""
    async with asyncio.timeout(TIMEOUT):
        while True:
            async with resources.sessions() as session:
                active = await search_index.in_state(session, IndexState.ACTIVE)
                retired = await search_index.in_state(session, IndexState.RETIRED)
            if active is not None and active.number > 1 and retired is None:
                return
            await asyncio.sleep(0.05)


async def main(data_dir: str, file: str, version_id: str, kill: bool) -> None:
    watch(kill)
    tasks.GRACE_S = 1.0
    settings = Settings(data_dir=Path(data_dir), workers=1)
    async with open_resources(settings, "test") as resources:
        meanwhile(resources, Path(file), version_id)
        await asyncio.to_thread(resources.retriever.embedder.wait)
        answers: list[tuple[int, tuple[str, ...], int]] = []
        asking = asyncio.create_task(ask(resources, answers))
        worker = working(settings, resources.storage, resources.retriever)
        await asyncio.to_thread(worker.__enter__)
        await replaced(resources)
        await asyncio.sleep(0.2)
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking  # fails where a question did
        await asyncio.to_thread(worker.__exit__, None, None, None)
        print(json.dumps(await seen(resources, answers)))


async def seen(resources: Resources, answers: list[tuple[int, tuple[str, ...], int]]) -> dict[str, Any]:
    """What the questions met, and what is left."""
    async with resources.sessions() as session:
        held = await search_index.held(session, resources.retriever.number)
    return {
        "least": min(hits for hits, _, _ in answers),
        "degraded": sorted({source for _, degraded, _ in answers for source in degraded}),
        "answered_by": sorted({number for _, _, number in answers}),
        "passages": resources.retriever.store.count(),
        "held": {version: one.passages for version, one in held.items()},
        "embedded": sum(embedded),
        "folders": sorted(path.name for path in resources.settings.data_dir.glob("vectors*")),
    }


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4], kill=len(sys.argv) > 4))
