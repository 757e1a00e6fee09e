"""What both stores share: names of vectors, payloads of passages, and the record of who wrote the vectors."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Any

from retrieval.errors import StoreMismatchError
from retrieval.protocols import Ranking
from retrieval.types import Passage

SCHEMA = 1
"""Counts changes of payloads or sparse weights that older points cannot serve."""
WORDS, IDENTIFIERS = "words", "identifiers"
INDEXED = ("version_id", "document_id")
_SHARED = ("document_id", "version_id", "document", "revision", "language", "section", "kind")
"""What many passages have in common: a quarter of the memory that they take when each has its own."""
META_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "chipcite/vector-store/meta"))
"""One point without vectors and version: it holds the `Meta` and no search can find it."""
BATCH = 256
"""Points in one write: about a megabyte with dense vectors."""


@dataclass(frozen=True, slots=True)
class Meta:
    """How the store was written."""

    schema: int = SCHEMA
    fingerprint: str = ""
    """The embedder that made the dense vectors; empty as long as there are none."""
    dimension: int = 0


def dense_name(dimension: int) -> str:
    """Vectors of another length are another vector, so that an embedder can be changed in place."""
    return f"dense{dimension}"


def to_payload(passage: Passage) -> dict[str, Any]:
    return {
        "document_id": passage.document_id,
        "version_id": passage.version_id,
        "document": passage.document,
        "revision": passage.revision,
        "language": passage.language,
        "page": passage.page,
        "box": list(passage.box),
        "section": passage.section,
        "text": passage.text,
        "kind": passage.kind,
        "names": list(passage.names),
    }


def to_passage(identity: object, payload: Mapping[str, Any]) -> Passage:
    x0, y0, x1, y1 = payload["box"]
    return Passage(
        id=str(identity),
        box=(float(x0), float(y0), float(x1), float(y1)),
        text=payload["text"],
        page=payload["page"],
        names=tuple(map(intern, payload["names"])),
        **{key: intern(payload[key]) for key in _SHARED},
    )


def to_ranking(points: Iterable[Any]) -> Ranking:
    """Equal scores in the order of ids, so that the same question has the same answer."""
    found = [(str(point.id), float(point.score)) for point in points]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def meta_payload(meta: Meta) -> dict[str, Any]:
    return {"schema": meta.schema, "fingerprint": meta.fingerprint, "dimension": meta.dimension}


def read_meta(payload: Mapping[str, Any] | None) -> Meta:
    """The record of an existing store; one of another schema cannot be used."""
    if payload is None or payload.get("schema") != SCHEMA:
        raise StoreMismatchError(
            "The vector store was written by another version of Chipcite. "
            "Remove it and ingest the documents again."
        )
    return Meta(SCHEMA, str(payload["fingerprint"]), int(payload["dimension"]))


def batches(count: int, size: int = BATCH) -> Iterable[slice]:
    return (slice(start, start + size) for start in range(0, count, size))


def floats(vector: Sequence[float]) -> list[float]:
    """Plain floats, also of a numpy vector."""
    return [float(value) for value in vector]
