"""A version's passages, read from what the chunk step of ingestion kept in storage.

The web process does not load ingestion; the artifact's form is the contract: zlib over MessagePack, a list
of passages with at least the attributes below.
"""

import zlib
from dataclasses import dataclass

import msgspec

from app.core.errors import NotFoundError
from app.core.storage import Storage
from app.documents.schemas import Box, PassageOut

ROW_KINDS = frozenset({"row"})
"""A row says nothing that its table's passage does not say."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """The part of a chunk that readers see."""

    id: str
    kind: str
    text: str
    path: tuple[str, ...]
    page: int
    box: Box

    def out(self) -> PassageOut:
        """As it goes over the wire."""
        return PassageOut(
            id=self.id,
            kind=self.kind,
            section=list(self.path),
            page=self.page,
            bbox=self.box,
            text=self.text,
        )


def read_passages(storage: Storage, version_id: str) -> tuple[StoredPassage, ...]:
    """The passages of the latest ingestion, in reading order. Blocks."""
    key = storage.newest(f"artifacts/{version_id}", "chunk-")
    if not key:
        raise NotFoundError("This version has no passages yet: its ingestion has not come that far.")
    return msgspec.msgpack.decode(zlib.decompress(storage.get(key)), type=tuple[StoredPassage, ...])
