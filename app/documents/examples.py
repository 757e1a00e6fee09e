"""What a reader may ask to begin with: things that the library states of chips that it covers.

The page makes questions of them in the reader's language (`examples` in `js/strings`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from app.library.catalogue import VersionRow, catalogue
from app.library.coverage import specific
from app.library.versions import allowed_versions, chips_of
from app.models.facts import BitFieldFact, FactColumns, ParameterFact, PinFact, RegisterFact

LANGUAGES = ("en", "zh")
LETTERS = {"en": (8, 30), "zh": (4, 14)}
"""Of a parameter's name: a shorter one may be a heading, a longer one is a sentence."""
SENTENCE = ("%,%", "%，%", "%;%", "%(%", "%（%")
"""Signs of a parameter's name that has its condition in it."""
NAME = 4
"""Letters of a register's name; a shorter one, such as Bn, may be a row's label."""
WIDTHS = (8, 16, 32)
FIELDS = 4
"""Of a register whose bits are worth a question."""


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
    whole: ColumnElement[bool] = field(default_factory=true)
    """What holds of all rows of one name together."""


def _long(name: Any, least: int, most: int = 1000) -> ColumnElement[bool]:
    return func.length(name).between(least, most)


def _kinds(language: str) -> tuple[_Kind, ...]:
    width = BitFieldFact.msb - BitFieldFact.lsb + 1
    filled = and_(
        func.sum(width).in_(WIDTHS),
        func.count() == func.count(BitFieldFact.name.distinct()),
        func.count() >= FIELDS,
    )
    limits = (
        ParameterFact.maximum != "",
        ParameterFact.symbol != "",
        _long(ParameterFact.name, *LETTERS[language]),
        *(ParameterFact.name.not_like(sign) for sign in SENTENCE),
    )
    functions = func.json_array_length(PinFact.functions) > 1
    return (
        _Kind(
            "register",
            RegisterFact,
            RegisterFact.name,
            (RegisterFact.reset != "", _long(RegisterFact.name, NAME)),
        ),
        _Kind(
            "fields",
            BitFieldFact,
            BitFieldFact.register,
            (BitFieldFact.description != "", _long(BitFieldFact.register, NAME)),
            filled,
        ),
        _Kind("limit", ParameterFact, ParameterFact.name, limits),
        _Kind("pin", PinFact, PinFact.name, (_long(PinFact.name, 3), PinFact.kind != "", functions)),
    )


async def examples(session: AsyncSession) -> list[Example]:
    """Of each kind one in each language, from the manual that states most of the kind; made once per state of
    the library, because every page that is opened asks for them."""
    kept: list[Example] = (await catalogue(session)).derive("examples", lambda _: [])
    if not kept:
        kept[:] = await _made(session)
    return kept


async def _made(session: AsyncSession) -> list[Example]:
    rows = await allowed_versions(session)
    covered = await chips_of(session, {row.document_id for row in rows})
    chips = {row.id: specific(covered.get(row.document_id, ())) for row in rows}
    answering = [row for row in rows if chips[row.id]]
    found = []
    for language in LANGUAGES:
        for kind in _kinds(language):
            if version := _richest(answering, await _counts(session, kind), language):
                name = await _name(session, kind, version)
                found.append(Example(kind.name, language, chips[version.id][0], name))
    return found


def _named(kind: _Kind) -> Select[Any]:
    """The names that a question of this kind may ask for, by version."""
    named = select(kind.table.version_id, kind.asked.label("name"), func.count().label("rows")).where(
        *kind.fit
    )
    return named.group_by(kind.table.version_id, kind.asked).having(kind.whole)


async def _counts(session: AsyncSession, kind: _Kind) -> dict[str, int]:
    named = _named(kind).subquery()
    query = select(named.c.version_id, func.sum(named.c.rows)).group_by(named.c.version_id)
    return {row[0]: row[1] for row in await session.execute(query)}


def _richest(rows: Sequence[VersionRow], counts: dict[str, int], language: str) -> VersionRow | None:
    """In the reader's language where there is one."""
    stating = [row for row in rows if row.id in counts]
    return max(stating, key=lambda row: (row.language == language, counts[row.id]), default=None)


async def _name(session: AsyncSession, kind: _Kind, version: VersionRow) -> str:
    """The shortest name; of a limit the one with the fewest rows and the most to say: one row is meant."""
    named = _named(kind).where(kind.table.version_id == version.id).subquery()
    length = func.length(named.c.name)
    order = (named.c.rows, -length) if kind.name == "limit" else (length,)
    return str(await session.scalar(select(named.c.name).order_by(*order, named.c.name).limit(1)))
