"""What older revisions state otherwise than an exact answer, and what only they still state."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.decode import same_reset
from app.facts.differences import Side, differences
from app.facts.questions import Asked, FactQuestion
from app.facts.registers import Scope as FactScope
from app.facts.registers import find_register
from app.facts.results import FactAnswer, Sentence
from app.facts.service import answer
from app.library.editions import revision_key
from app.library.versions import VersionRow, superseded_versions, version_rows
from retrieval.identifiers import forms

MOST = 4
"""Older revisions that are asked, the newest of them first."""
_HEX = re.compile(r"0x[0-9a-f_]+")
_DECIMAL = re.compile(r"(\d)[.,](\d+)")
_MEASURED = re.compile(r"[<>≤≥±~+-]*\d")
"""What begins otherwise (`see 5.3`, `VDD + 0.3`) is words, which are printed in many ways."""


@dataclass(frozen=True, slots=True)
class Revised:
    """What one older revision states otherwise, or alone."""

    version: VersionRow
    sentences: tuple[Sentence, ...]


async def revised(
    session: AsyncSession, question: FactQuestion, current: FactAnswer, scope: FactScope
) -> tuple[Revised, ...]:
    """Each older revision of the documents that answer, where it gives a fact of the answer another value."""
    answering = {place.version_id for place in current.places}
    rows = await version_rows(session, answering)
    shown = {(row.document_id, revision_key(row.revision)) for row in rows.values()}
    found = []
    for version in (await _older(session, answering, shown, scope.language))[:MOST]:
        outcome = await answer(session, question, FactScope((version.id,), scope.language))
        if isinstance(outcome, FactAnswer) and (sentences := differing(current, outcome)):
            found.append(Revised(version, sentences))
    return tuple(found)


async def earlier(
    session: AsyncSession, question: FactQuestion, current: FactScope, named_alone: bool
) -> tuple[Revised, ...]:
    """The newest older revision that answers, of the documents whose current versions do not.

    Where a name alone says which manuals are meant, only those that have a fact of that name are asked.
    """
    older = await _older(session, current.versions, (), current.language)
    if named_alone:
        named = [form for name in question.names for form in forms(name)]
        holding = await repository.versions_naming(session, [version.id for version in older], named)
        older = [version for version in older if version.id in holding]
    for version in older[:MOST]:
        outcome = await answer(session, question, FactScope((version.id,), current.language))
        if isinstance(outcome, FactAnswer):
            return (Revised(version, outcome.sentences),)
    return ()


Edition = tuple[str, FactScope]
"""A revision as printed, and its versions."""


async def changes(
    session: AsyncSession, names: Sequence[str], editions: Sequence[Edition]
) -> FactAnswer | None:
    """What changed in the first of the names that is a register, from each edition to the next one."""
    for name in names:
        views = [(revision, await find_register(session, name, scope)) for revision, scope in editions]
        sides = [Side(revision, view) for revision, view in views if view]
        if len(sides) > 1:
            language, others = editions[0][1].language, [each for each in names if each != name]
            found = [differences(old, new, language, others) for old, new in pairwise(sides)]
            return FactAnswer(Asked.CHANGES, tuple(said for each in found for said in each.sentences))
    return None


async def _older(
    session: AsyncSession, answering: Iterable[str], shown: Container[tuple[str, str]], language: str
) -> list[VersionRow]:
    """One version of each older revision, in the reader's language where there is one."""
    once: dict[tuple[str, str], VersionRow] = {}
    for row in await superseded_versions(session, answering):
        key = (row.document_id, revision_key(row.revision))
        if key not in shown and (key not in once or row.language == language != once[key].language):
            once[key] = row
    return list(once.values())


def differing(current: FactAnswer, older: FactAnswer) -> tuple[Sentence, ...]:
    """The sentences of an older revision that give a fact of the current answer another value.

    What only one of them states is no difference: tables are reworded and facts are added.
    """
    said: dict[str, list[str]] = {}
    for name, value in _plain(current.sentences):
        said.setdefault(name, []).append(value)
    return tuple(
        sentence
        for sentence in older.sentences
        if any(
            name in said and not any(_agree(name, value, own) for own in said[name])
            for name, value in _plain([sentence])
        )
    )


def _plain(sentences: Sequence[Sentence]) -> list[tuple[str, str]]:
    """The values without what is only a manner of printing: case, blanks, zeros at either end."""
    values = [value for sentence in sentences for value in sentence.values]
    return [("".join(name.split()), _folded(value)) for name, value in values]


def _folded(text: str) -> str:
    text = re.sub(r"[\s\\_*`]+", "", text.casefold()).translate(str.maketrans("−–", "--"))
    text = _DECIMAL.sub(lambda found: f"{found[1]}.{found[2]}".rstrip("0").rstrip("."), text)
    return _HEX.sub(lambda found: hex(int(found[0], 16)), text)


def _agree(name: str, one: str, other: str) -> bool:
    """Whether two values are the same as far as both are printed: a unit may be left out."""
    if not (_MEASURED.match(one) and _MEASURED.match(other)):
        return True
    if name.endswith("reset"):
        return same_reset(one, other)
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and not any(map(str.isdigit, long[len(short) :]))
