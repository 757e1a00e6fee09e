"""What can be done with documents: take in, describe, correct, remove. Never commits."""

import asyncio
from dataclasses import asdict

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import ConflictError, NotFoundError
from app.core.ids import job_id, version_of_job
from app.core.storage import Storage
from app.documents import repository
from app.documents.examples import examples
from app.documents.intake import Upload
from app.documents.repository import Filters
from app.documents.schemas import (
    DOCUMENT_FIELDS,
    VERSION_FIELDS,
    Accepted,
    DocumentChange,
    DocumentList,
    DocumentOut,
    ExampleOut,
    JobOut,
    LibraryNames,
    Metadata,
    VersionChange,
    VersionOut,
)
from app.documents.views import document_out, job_out, version_out
from app.graph.service import store_of
from app.library.catalogue import live_indexes
from app.library.coverage import FIXED, Coverage
from app.library.documents import (
    DOCUMENT,
    declare,
    get_document,
    new_document,
    note_coverage,
    set_chips,
    set_document,
    set_version,
)
from app.library.publication import settle, withdraw
from app.library.versions import get_version
from app.models import Document, State, Version
from app.models.base import now
from app.resources import Resources
from retrieval.errors import RetrievalError

log = structlog.get_logger()

ENDED = frozenset({State.PUBLISHED, State.SUPERSEDED, State.FAILED})
NEW = "new"


def original_key(sha256: str) -> str:
    """Where the bytes of a version are kept."""
    return f"originals/{sha256}"


async def receive(session: AsyncSession, upload: Upload, given: Metadata) -> tuple[Version, bool]:
    """A version for the uploaded bytes; says whether they were here already.

    A version that failed is started anew. `store` comes before: the row promises the bytes.
    """
    known = await repository.version_by_bytes(session, upload.sha256)
    if known is None:
        document = await _document_for(session, given)
        known = Version(
            document_id=document.id,
            sha256=upload.sha256,
            file_name=upload.name,
            size=upload.size,
            state=State.RECEIVED,
            revision="",
            fixed=[],
        )
        session.add(known)
        _describe(known, given)
        await session.flush()
        return known, False
    if given.document_id and (await get_document(session, given.document_id)).id != known.document_id:
        raise ConflictError("These bytes are a version of another document already.", param="document_id")
    if known.state == State.FAILED:
        _start_again(known)
        known.file_name = upload.name
        _describe(known, given)
    return known, True


async def retry(session: AsyncSession, version_id: str) -> Version:
    """Start a failed version anew from the bytes that are stored; one that is in work or done stays as it is.

    What its steps have finished is found by fingerprint, so that the work goes on at the step that failed.
    """
    found = await get_version(session, version_id)
    if found.state == State.FAILED:
        _start_again(found)
    return found


def accepted(version: Version, duplicate: bool) -> Accepted:
    """The answer to an upload."""
    return Accepted(
        document_id=version.document_id,
        version_id=version.id,
        job_id=job_id(version.id),
        duplicate=duplicate,
        state=version.state,
    )


async def documents(session: AsyncSession, filters: Filters, limit: int, offset: int) -> DocumentList:
    """A page of the library."""
    found, total = await repository.list_documents(session, filters, limit, offset)
    data = [document_out(document, document.versions) for document in found]
    return DocumentList(data=data, total=total, has_more=offset + len(data) < total)


async def names(session: AsyncSession) -> LibraryNames:
    """What a reader can name."""
    begin = [ExampleOut(**asdict(one)) for one in await examples(session)]
    return LibraryNames(**asdict(await repository.names(session)), examples=begin)


async def document(session: AsyncSession, document_id: str) -> DocumentOut:
    """One document with its versions."""
    found = await get_document(session, document_id)
    return document_out(found, await repository.versions_of(session, found.id))


async def versions(session: AsyncSession, document_id: str) -> list[VersionOut]:
    """The versions of one document."""
    found = await get_document(session, document_id)
    return [version_out(version) for version in await repository.versions_of(session, found.id)]


async def version(session: AsyncSession, version_id: str, document_id: str = "") -> Version:
    """A version, of this document if one is named."""
    found = await get_version(session, version_id)
    if document_id and (await get_document(session, document_id)).id != found.document_id:
        raise NotFoundError("This document has no such version.")
    return found


async def change_document(session: AsyncSession, document_id: str, change: DocumentChange) -> DocumentOut:
    """Correct what is known of a document; what a person says stays."""
    found = await get_document(session, document_id)
    await _set_document(session, found, change)
    if change.coverage is not None and not change.chips:
        declare(found, general=change.coverage is Coverage.GENERAL)
    found.updated_at = now()  # chips stand in rows of their own
    await session.flush()
    await note_coverage(session, found)
    return document_out(found, await repository.versions_of(session, found.id))


async def change_version(session: AsyncSession, version_id: str, change: VersionChange) -> VersionOut:
    """Correct what is known of a version, and decide anew which version is current."""
    found = await get_version(session, version_id)
    await withdraw(session, found)
    _describe(found, change)
    left = found.document_id
    if change.document_id:
        await _move(session, found, change.document_id)
    for document_id in {left, found.document_id}:
        await settle(session, document_id)
    return version_out(found)


async def remove_document(session: AsyncSession, document_id: str) -> list[Version]:
    """Delete a document; returns the versions whose vectors and files are to be removed after the commit."""
    found = await get_document(session, document_id)
    removed = await repository.versions_of(session, found.id)
    await repository.delete_document(session, found.id)
    return removed


async def remove_version(session: AsyncSession, version_id: str) -> list[Version]:
    """Delete a version; the one before it becomes current, and a document without versions goes too."""
    found = await get_version(session, version_id)
    others = [other for other in await repository.versions_of(session, found.document_id) if other != found]
    if not others:
        return await remove_document(session, found.document_id)
    await repository.delete_version(session, version_id)
    await settle(session, found.document_id)
    return [found]


async def clean_up(resources: Resources, removed: list[Version]) -> None:
    """Remove vectors and files of deleted versions. They are invisible already, so a failure harms nobody."""
    async with resources.sessions() as session:
        indexes = await live_indexes(session)
    for version in removed:
        try:
            await asyncio.to_thread(resources.retriever.use, indexes)
            await asyncio.to_thread(resources.retriever.remove, version.id)
            await store_of(resources.neo4j, resources.sessions).remove(version.id, version.document_id)
            await asyncio.to_thread(resources.storage.delete, f"artifacts/{version.id}")
            await asyncio.to_thread(resources.storage.delete, original_key(version.sha256))
        except (RetrievalError, OSError) as error:
            log.warning("version.leftovers", version=version.id, error=type(error).__name__)


async def job(session: AsyncSession, job: str) -> JobOut:
    """How far an ingestion is, as the version's row says."""
    version_id = version_of_job(job)
    if not version_id:
        raise NotFoundError("There is no such job.")
    found = await session.get(Version, version_id)
    if found is None:
        raise NotFoundError("There is no such job: its version was deleted.")
    return job_out(found)


async def _document_for(session: AsyncSession, given: Metadata) -> Document:
    """The document that the uploader names, or a new one; ingestion may find that it is a known one."""
    if given.document_id:
        document = await get_document(session, given.document_id)
    else:
        document = new_document()
        session.add(document)
        await session.flush()
    await _set_document(session, document, given)
    return document


async def _set_document(session: AsyncSession, document: Document, given: Metadata | DocumentChange) -> None:
    said = given.model_dump(include=set(DOCUMENT_FIELDS), exclude_none=True)
    if said:
        set_document(document, fix=True, **said)
    if given.chips is not None:
        await set_chips(session, document, given.chips)
        document.fixed = sorted({*document.fixed, FIXED})


def _describe(version: Version, given: Metadata | VersionChange) -> None:
    said = given.model_dump(include=set(VERSION_FIELDS), exclude_none=True)
    if said:
        set_version(version, fix=True, **said)
    if given.document_id:
        version.fixed = sorted({*version.fixed, DOCUMENT})


def _start_again(version: Version) -> None:
    version.state = State.RECEIVED
    version.attempt += 1
    version.error, version.step, version.warnings = "", "", []
    version.pages_done = version.pages_total = 0


async def _move(session: AsyncSession, version: Version, document_id: str) -> None:
    if document_id == NEW:
        target = new_document()
        session.add(target)
        await session.flush()
    else:
        target = await get_document(session, document_id)
    left, version.document_id = version.document_id, target.id
    await session.flush()
    if left != target.id and not await repository.versions_of(session, left):
        (await get_document(session, left)).merged_into = target.id


async def store(storage: Storage, upload: Upload) -> None:
    """Keep the uploaded bytes, outside any transaction: a large file takes long, and writers would wait.

    The key is made of the bytes: what is there already, perhaps from a first try, is the same.
    """
    key = original_key(upload.sha256)
    if not await asyncio.to_thread(storage.exists, key):
        await asyncio.to_thread(storage.put_file, key, upload.path)
