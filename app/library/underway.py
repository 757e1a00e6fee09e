"""Versions that cannot answer yet but may cover a chip: it must not be said that no manual covers it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.library.chips import covers
from app.models import Document, State, Version

UNDER_WAY = (State.RECEIVED, State.CONVERTING, State.READY)
PART = re.compile(r"[A-Za-z]+[0-9][A-Za-z0-9-]*")
"""What may be a part number in a file's name: letters, then a digit."""
SHORTEST = 4
"""Characters of a name that may be a part's: V2 and DS1 are none."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A version that is being read."""

    name: str
    """The document's title where it has one, else the file's name."""
    pages_done: int
    pages_total: int
    """0 while nobody has counted them."""


async def under_way(session: AsyncSession, chips: Sequence[str] = ()) -> list[UnderWay]:
    """Versions on their way that may cover one of the chips, oldest upload first; all of them without chips.

    What speaks for a chip is what the uploader said, what was detected so far, and the file's name.
    """
    query = (
        select(Version)
        .where(Version.state.in_(UNDER_WAY))
        .options(selectinload(Version.document).selectinload(Document.chips))
        .order_by(Version.created_at, Version.id)
    )
    found = [version for version in await session.scalars(query) if not chips or _may_cover(version, chips)]
    return [
        UnderWay(
            version.document.title or version.file_name,
            min(version.pages_done, version.pages_total),
            version.pages_total,
        )
        for version in found
    ]


def _may_cover(version: Version, chips: Iterable[str]) -> bool:
    listed = [chip.name for chip in version.document.chips] or parts_in(version.file_name)
    return any(covers(name, chip) for name in listed for chip in chips)


def parts_in(file_name: str) -> list[str]:
    """What may be part numbers in a file's name. Pure."""
    stem = PurePath(file_name).stem.replace("_", " ")
    # A small x stands for any letter, also where the whole name is written small.
    return [
        "".join(char if char == "x" else char.upper() for char in part)
        for part in PART.findall(stem)
        if len(part) >= SHORTEST
    ]
