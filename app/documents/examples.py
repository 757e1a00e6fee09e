"""What a reader may ask to begin with: things that the library states of chips that it covers.

The page makes questions of them in the reader's language (`examples` in `js/strings`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.library.catalogue import VersionRow
from app.library.coverage import specific
from app.library.versions import allowed_versions, chips_of
from app.models.facts import BitFieldFact, FactColumns, ParameterFact, PinFact, RegisterFact

LANGUAGES = ("en", "zh")
SHORTEST, LONGEST = 8, 30
"""Letters of a parameter's name: a shorter one may be a heading, a longer one is a sentence."""


@dataclass(frozen=True, slots=True)
class Example:
    """Something that can be asked about."""

    kind: str
    """register: its value after reset; fields: the bits of a register; limit: a parameter; pin."""
    language: str
    """Of the manual that states it, where it has a choice."""
    chip: str
    name: str


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    table: type[FactColumns]
    asked: Any
    """The column that a question names."""
    fit: tuple[ColumnElement[bool], ...]


_KINDS = (
    _Kind("register", RegisterFact, RegisterFact.name, (RegisterFact.reset != "",)),
    _Kind("fields", BitFieldFact, BitFieldFact.register, (BitFieldFact.description != "",)),
    _Kind(
        "limit",
        ParameterFact,
        ParameterFact.name,
        (ParameterFact.maximum != "", func.length(ParameterFact.name).between(SHORTEST, LONGEST)),
    ),
    _Kind("pin", PinFact, PinFact.name, (func.length(PinFact.name) > 2, PinFact.kind != "")),
)


async def examples(session: AsyncSession) -> list[Example]:
    """Of each kind one in each language, from the manual that states most of the kind."""
    rows = await allowed_versions(session)
    covered = await chips_of(session, {row.document_id for row in rows})
    chips = {row.id: specific(covered.get(row.document_id, ())) for row in rows}
    answering = [row for row in rows if chips[row.id]]
    found = []
    for kind in _KINDS:
        counts = await _counts(session, kind)
        for language in LANGUAGES:
            if version := _richest(answering, counts, language):
                name = await _name(session, kind, version)
                found.append(Example(kind.name, language, chips[version.id][0], name))
    return found


async def _counts(session: AsyncSession, kind: _Kind) -> dict[str, int]:
    query = select(kind.table.version_id, func.count()).where(*kind.fit).group_by(kind.table.version_id)
    return {row[0]: row[1] for row in await session.execute(query)}


def _richest(rows: Sequence[VersionRow], counts: dict[str, int], language: str) -> VersionRow | None:
    """In the reader's language where there is one."""
    stating = [row for row in rows if row.id in counts]
    return max(stating, key=lambda row: (row.language == language, counts[row.id]), default=None)


async def _name(session: AsyncSession, kind: _Kind, version: VersionRow) -> str:
    """The shortest name; of a limit the one with the fewest rows and the most to say: one row is meant."""
    length = func.length(kind.asked)
    order = (func.count(), -length) if kind.name == "limit" else (length,)
    named = select(kind.asked).where(kind.table.version_id == version.id, *kind.fit)
    query = named.group_by(kind.asked).order_by(*order, kind.asked).limit(1)
    return str(await session.scalar(query))
