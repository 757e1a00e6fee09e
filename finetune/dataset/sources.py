"""Which manuals a dataset may be made of, and what the manifest says of each."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.core.storage import Storage
from app.documents.passages import StoredPassage, read_passages
from app.library.versions import allowed_versions, chips_of
from app.models import Version

OPEN, NDA = "open", "nda"
_CLOSED = re.compile(
    r"\bNDA\b|non-?disclosure|(?<!not )\bconfidential\b|\bproprietary and secret\b|保密|机密|禁止外传",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"\b(Apache(?: License)?,? (?:Version )?2\.0|MIT License|CC[ -]BY(?:-[A-Z]{2})*(?: \d\.\d)?"
    r"|BSD(?:-\d-Clause)?)\b"
)
_FIRST_PAGES = 2


@dataclass(frozen=True, slots=True)
class Source:
    """One version of a manual."""

    version_id: str
    document_id: str
    file_name: str
    revision: str
    sha256: str
    language: str
    chips: tuple[str, ...]
    access: str
    """open, or nda where its own words say that it is not to be passed on."""
    licence: str
    """As its own words name it; empty where they name none: then it is its vendor's."""

    def described(self, items: int) -> dict[str, Any]:
        """For the manifest."""
        return {**asdict(self), "chips": list(self.chips), "items": items}


@dataclass(frozen=True, slots=True)
class Manual:
    """A source with its text."""

    source: Source
    passages: Sequence[StoredPassage]


async def manuals(session: AsyncSession, storage: Storage, closed: Iterable[str]) -> list[Manual]:
    """All manuals that answer now. `closed` are documents that are under NDA whatever they say."""
    rows = await allowed_versions(session)
    chips = await chips_of(session, {row.document_id for row in rows})
    rows_of_files = await session.execute(select(Version.id, Version.sha256))
    hashes = {row.id: row.sha256 for row in rows_of_files}
    named = frozenset(closed)
    found = []
    for row in rows:
        try:
            passages = read_passages(storage, row.id)
        except NotFoundError:
            continue  # made by an earlier release: it has nothing to train on
        front = "\n".join([row.title, row.file_name, *_front(passages)])
        access = NDA if row.document_id in named or _CLOSED.search(front) else OPEN
        licence = match[1] if (match := _LICENCE.search(front)) else ""
        own = tuple(chips.get(row.document_id, ()))
        source = Source(
            row.id,
            row.document_id,
            row.file_name,
            row.revision,
            hashes.get(row.id, ""),
            row.language,
            own,
            access,
            licence,
        )
        found.append(Manual(source, passages))
    return found


def _front(passages: Iterable[StoredPassage]) -> list[str]:
    """Where a document says what it is."""
    return [one.text for one in passages if one.page <= _FIRST_PAGES or one.kind == "notice"]
