"""Which of a version's tables were read for facts, from what the facts step of ingestion kept in storage.

The web process does not load ingestion; the artifact's form is the contract: zlib over MessagePack, a list of
counts with the attributes of `TableCountOut`.
"""

import asyncio
import zlib

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.core.storage import Storage
from app.documents.schemas import TableCountOut, TableReport
from app.library.versions import get_version


async def report(session: AsyncSession, storage: Storage, version_id: str) -> TableReport:
    """The tables of a version by kind, with the pages of those that gave no facts."""
    await get_version(session, version_id)
    return await asyncio.to_thread(_read, storage, version_id)


def _read(storage: Storage, version_id: str) -> TableReport:
    key = storage.newest(f"artifacts/{version_id}", "tables-")
    if not key:
        raise NotFoundError("This version's tables are not counted yet: its ingestion has not come that far.")
    counts = msgspec.msgpack.decode(zlib.decompress(storage.get(key)))
    return TableReport(data=[TableCountOut.model_validate(count) for count in counts])
