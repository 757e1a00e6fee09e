"""Two chips beside each other: which manuals stand for each, and which facts differ."""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import ConflictError, NotFoundError
from app.documents.comparison import Sessions, facts_of_all
from app.documents.diff import compare_facts
from app.documents.difference_schemas import ChipDifference, FactChange, PassageChange
from app.documents.schemas import VersionOut
from app.documents.views import version_out
from app.library.chips import covers
from app.library.versions import VersionRow, allowed_versions, chips_of, get_version
from app.models.base import storable
from retrieval.expansion import expand
from retrieval.tokens import stem, tokens

_KINDS = "register bit_field parameter interrupt pin region peripheral erratum ordering"
RANK = {kind: place for place, kind in enumerate(_KINDS.split())}
"""Kinds of facts, in the order in which they are shown."""
Change = TypeVar("Change", FactChange, PassageChange)
Rows = tuple[VersionRow, ...]


async def chip_difference(
    sessions: Sessions, chips: tuple[str, str], peripheral: str, language: str, limit: int
) -> ChipDifference:
    """The facts that the manuals of two chips state differently; with `peripheral` those that it names."""
    async with sessions() as session:
        one, other = await _sides(session, chips, language)
        stated = [await facts_of_all(session, [row.id for row in rows]) for rows in (one, other)]
        versions = [
            [version_out(await get_version(session, row.id)) for row in rows] for rows in (one, other)
        ]
    subject = _subject(peripheral, [fact.name for facts in stated for fact in facts.values()])
    changes = await asyncio.to_thread(lambda: list(compare_facts(*stated)))
    facts = ranked(nearest(subject, unreserved(changes), lambda change: (change.name, change.renamed)))
    return ChipDifference(
        chips=list(chips),
        peripheral=peripheral,
        from_versions=versions[0],
        to_versions=versions[1],
        facts=facts[:limit],
        truncated=len(facts) > limit,
    )


async def _version(session: AsyncSession, row: VersionRow) -> VersionOut:
    return version_out(await get_version(session, row.id))


def _subject(text: str, names: Sequence[str]) -> frozenset[str]:
    """The words of a peripheral's name, in the other language where none is so called; none for all."""
    if not text.strip():
        return frozenset()
    there = frozenset().union(*(words_of([name]) for name in names))
    for subject in (_own_words(text), subject_words(text)):
        if subject & there:
            return subject
    raise NotFoundError(
        f"No manual of the two chips states anything of {storable(text)!r}.", param="peripheral"
    )


async def _sides(session: AsyncSession, chips: tuple[str, str], language: str) -> tuple[Rows, Rows]:
    for chip, param in zip(chips, ("from", "to"), strict=True):
        rows = await allowed_versions(session, chip)
        if all(row.general for row in rows):
            raise NotFoundError(f"No manual covers {storable(chip)!r}.", param=param)
    every = {
        row.id: row for chip in chips for row in await allowed_versions(session, chip) if not row.general
    }
    sides = await manuals_of(session, list(every.values()), chips, language)
    if sides is None:
        raise ConflictError("The same manuals cover both chips: they cannot be told apart.", param="to")
    return sides


async def manuals_of(
    session: AsyncSession, rows: Sequence[VersionRow], chips: Sequence[str], language: str
) -> tuple[Rows, Rows] | None:
    """The manuals of each of two chips, in the reader's language where there is one; None where one chip has
    none, or both have the same."""
    about = await chips_of(session, {row.document_id for row in rows})
    one, other = (
        _in_one_language([row for row in rows if _is_about(about.get(row.document_id, ()), chip)], language)
        for chip in chips
    )
    return (one, other) if one and other and one != other else None


def _is_about(names: Iterable[str], chip: str) -> bool:
    return any(covers(name, chip) for name in names)


def _in_one_language(rows: Sequence[VersionRow], language: str) -> Rows:
    spoken = {row.document_id for row in rows if row.language == language}
    return tuple(row for row in rows if row.language == language or row.document_id not in spoken)


def unreserved(changes: Iterable[FactChange]) -> list[FactChange]:
    """Without bits that nobody uses."""
    return [change for change in changes if not change.name.endswith("RESERVED")]


def ranked(changes: Iterable[FactChange]) -> list[FactChange]:
    """Registers before their fields, limits and the rest."""
    return sorted(changes, key=lambda change: RANK[change.kind])


def subject_words(text: str) -> frozenset[str]:
    """The words of a text in both languages."""
    return _own_words(text) | {stem(word) for term, _ in expand(text) for word in tokens(term)}


def _own_words(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tokens(text) if not word.isdigit())


def nearest(
    subject: frozenset[str], changes: Sequence[Change], texts: Callable[[Change], Iterable[str]]
) -> list[Change]:
    """The changes that hold most of the subject's words, in their order; all where no subject is named."""
    if not subject:
        return list(changes)
    shares = [len(subject & words_of(texts(change))) for change in changes]
    most = max(shares, default=0)
    return [change for change, share in zip(changes, shares, strict=True) if share == most > 0]


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts and the parts of names in them: ADC of `ADC_CTLR1.ADON`, TIM of `TIM2`."""
    text = " ".join(texts)
    parts = {stem(part.casefold()) for part in re.split(r"[^A-Za-z0-9\u3400-\u9fff]+", text)}
    bare = {re.sub(r"\d+$", "", part) for part in parts}
    return frozenset(parts | bare | {stem(word) for word in tokens(text)})
