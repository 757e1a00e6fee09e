"""Which passages facts stand in, where these are cut anew: the facts stay, and so do their places."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Version
from app.models.base import now
from app.models.facts import FACT_TABLES

PassageAt = Callable[[int, Any], str]
"""The passage that shows a box of a page."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact that another passage shows."""

    table: Any
    id: int
    passage_id: str


async def moved(
    session: AsyncSession, version_id: str, passages: Collection[str], passage_at: PassageAt
) -> list[Moved]:
    """The version's facts whose passage is not among these any more, with the passage that shows them now."""
    found = []
    for table in FACT_TABLES:
        rows = await session.execute(
            select(table.id, table.passage_id, table.page, table.box).where(
                table.version_id == version_id, table.passage_id != ""
            )
        )
        found += [
            Moved(table, one, passage_at(page, box)) for one, old, page, box in rows if old not in passages
        ]
    return found


async def move(session: AsyncSession, facts: Iterable[Moved], versions: Iterable[str]) -> None:
    """Record it; what processes remember of these versions' facts is read anew."""
    by_table: dict[Any, list[dict[str, Any]]] = {}
    for one in facts:
        by_table.setdefault(one.table, []).append({"id": one.id, "passage_id": one.passage_id})
    for table, rows in by_table.items():
        await session.execute(update(table), rows)
    if ids := list(versions):
        await session.execute(update(Version).where(Version.id.in_(ids)).values(updated_at=now()))
