"""The work of the steps between conversion and the index, from artifact to artifact.

Each function runs in a worker process: documents never pass through the serving process, only their keys
and what the records and the store keep of them do.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from app.core.storage import Storage
from app.facts.records import FactSet
from app.graph.building import Joined, Mention
from app.library.unread import UnreadTables
from ingestion.chunking import chunk
from ingestion.embedding import Batch, batches
from ingestion.extraction import extract
from ingestion.extraction.report import TableCount, report, unread
from ingestion.fence import Fence
from ingestion.hardware import connections
from ingestion.indexing import Origin, Place, Places, point
from ingestion.parsing.structure import structure
from ingestion.state import load, save
from ingestion.types import Chunk, ConvertedDocument, Detected, StructuredDocument
from retrieval.types import Point

Chunks = tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the records keep of a document's structure."""

    detected: Detected
    page_count: int
    page_sizes: tuple[tuple[int, float, float], ...]
    """Number, width and height in points; empty for a format without pages."""
    warnings: tuple[str, ...]


def structure_document(storage: Storage, source: str, target: str, file_name: str) -> Summary:
    """Converted pages to sections, tables and captions."""
    converted = load(storage, source, ConvertedDocument)
    if storage.exists(target):
        structured = load(storage, target, StructuredDocument)
    else:
        structured = structure(converted, file_name, Fence())
        save(storage, target, structured)
    sizes = tuple((page.number, page.width, page.height) for page in converted.pages)
    return Summary(structured.detected, structured.page_count, sizes, structured.warnings)


def chunk_document(storage: Storage, source: str, target: str, version_id: str) -> tuple[str, ...]:
    """Structure to passages; returns the warnings, which lie beside them for a second run of the step."""
    folder, _, name = target.rpartition("/")
    beside = f"{folder}/warnings-{name}"
    if not storage.exists(target):
        fence = Fence()
        chunks = chunk(load(storage, source, StructuredDocument), version_id, fence)
        save(storage, beside, fence.warnings)
        save(storage, target, chunks)
    return load(storage, beside, tuple[str, ...])


def content(storage: Storage, source: str) -> str:
    """A digest of what the passages say and where; the same in another file with the same pages."""
    whole = hashlib.sha256()
    for one in load(storage, source, Chunks):
        whole.update(msgspec.json.encode((one.kind, one.text, one.path, one.page, one.box, one.names)))
    return whole.hexdigest()


def extract_facts(storage: Storage, source: str, target: str) -> FactSet:
    """Structure to facts; which tables gave none is kept beside them."""
    if storage.exists(target):
        return load(storage, target, FactSet)
    document = load(storage, source, StructuredDocument)
    found = extract(document, Fence())
    save(storage, _tables(target), report(document, found))
    save(storage, target, found)
    return found


def unread_tables(storage: Storage, facts: str) -> list[UnreadTables]:
    """The tables of which facts were expected and none was read."""
    counts = load(storage, _tables(facts), tuple[TableCount, ...])
    return [UnreadTables(one.kind, one.unread, one.pages) for one in unread(counts)]


def _tables(facts: str) -> str:
    folder, _, name = facts.rpartition("/")
    return f"{folder}/tables-{name}"


def places(storage: Storage, source: str) -> list[Place]:
    """Where the passages stand, in the order of the document."""
    return [Place(one.id, one.page, one.box) for one in load(storage, source, Chunks)]


def mentions(storage: Storage, source: str) -> list[Mention]:
    """The names that passages hold, each under the heading that it stands under."""
    return [
        Mention(one.path[-1], name, one.page, one.box, one.id)
        for one in load(storage, source, Chunks)
        if one.path
        for name in one.names
    ]


def joined(storage: Storage, structured: str, chunks: str) -> list[Joined]:
    """What a hardware data file connects; nothing for a manual."""
    found = places(storage, chunks)
    return connections(load(storage, structured, StructuredDocument), Places(found))


def points(storage: Storage, source: str, origin: Origin, first: int, last: int) -> list[Point]:
    """The passages from `first` to before `last`, with their sparse vectors."""
    return [point(one, origin) for one in load(storage, source, Chunks)[first:last]]


def unembedded(storage: Storage, source: str, missing: Collection[str]) -> list[Batch]:
    """The passages that still need a dense vector."""
    return batches(load(storage, source, Chunks), missing)
