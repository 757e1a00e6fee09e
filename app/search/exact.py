"""Exact facts for a question: who may answer is settled already, here the facts of each chip are asked apart.

Manuals of different chips share register names, so facts are never merged over chips: each group of
documents that are about the same chip answers for itself, and whoever composes sees all the answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.metrics import SEARCH_SECONDS, measured
from app.core.threads import aside
from app.facts import repository
from app.facts.answers import Language
from app.facts.lowercase_names import lowercase_names
from app.facts.nearest import slips
from app.facts.questions import Asked, FactQuestion, parse
from app.facts.registers import Scope as FactScope
from app.facts.registers import spellings
from app.facts.results import FactAbsence, FactAnswer
from app.facts.service import answer
from app.facts.two_word_names import with_joined_names
from app.library.catalogue import catalogue
from app.library.chips import chip_key, covers
from app.library.editions import revision_key
from app.library.part_numbers import is_brand
from app.library.versions import DATA, VersionRow, chips_of, newest_first
from app.search.revised import Edition, Revised, changes, earlier, revised
from app.search.scope import Scope
from app.search.weights import names_one_thing
from retrieval.identifiers import forms
from retrieval.types import Hit, Passage

_NOT_BY_NAME = frozenset({Asked.PARAMETER, Asked.PIN, Asked.ERRATUM, Asked.ORDERING})
"""Kinds whose names need not be a fact's own: a signal that a pin carries, a peripheral with an erratum."""
_BY_MEANING = frozenset({Asked.PARAMETER, Asked.PIN})
"""Kinds whose facts are only linked by meaning (`app.question`)."""
_COMPARED = frozenset({Asked.OVERVIEW, Asked.BITS})
"""Kinds that ask for a whole register: of two revisions they ask what changed."""
SHORTEST = 4
"""Letters of a name in which a slip of the finger is looked for: any two of three letters are near."""
MOST_MEANT = 3
MOST_GROUPS = 12
"""Chips that are asked at once; a question that fits more of them has to name one anyway."""


@dataclass(frozen=True, slots=True)
class ExactAnswer:
    """What one chip's documents state."""

    chips: tuple[str, ...]
    """Empty for documents that are about no chip in particular."""
    answer: FactAnswer
    revised: tuple[Revised, ...] = ()
    """What older revisions state otherwise, where several may answer."""
    asks: bool = True
    """Whether nothing says which revision is meant, so that the reader is asked where they differ."""


@dataclass(frozen=True, slots=True)
class Exact:
    """What the facts say to a question."""

    question: FactQuestion
    answers: tuple[ExactAnswer, ...] = ()
    absence: FactAbsence | None = None
    """Set when a chip was named whose documents do not hold what was asked for."""
    chips: tuple[str, ...] = ()
    """Every chip that may be meant, one of each group of documents first."""


@measured(SEARCH_SECONDS, "facts")
async def exact(session: AsyncSession, scope: Scope, versions: Sequence[VersionRow]) -> Exact:
    """Asks the facts of each group of documents."""
    ids = [row.id for row in versions if not row.general]
    lowercase = await lowercase_names(session, scope.text, ids)
    question = parse(await with_joined_names(session, scope.text, ids), scope.chips, lowercase)
    if question.kind is Asked.OVERVIEW and not names_one_thing(scope.text):
        # Prose about a subject such as the RTC asks for more than what an interrupt of that name is;
        # a limit of something with a name (`maximum of VDDA`) is looked for among limits alone.
        question = replace(question, kind=Asked.PARAMETER)
    covering = [row for row in versions if not row.general]
    if scope.unknown_chips or not covering or question.kind in _BY_MEANING:
        return Exact(question)
    groups = await chip_groups(session, covering)
    if question.names and question.kind not in _NOT_BY_NAME and len(groups) > 1:
        groups = await _naming(session, groups, question)
    answers: list[ExactAnswer] = []
    absence = None
    several = scope.older or bool(_several_of(covering, "language"))
    for chips, rows in groups[:MOST_GROUPS]:
        if not chips and answers:
            break
        if several and not scope.older and question.kind in _COMPARED:
            changed = await changes(session, question.names, _editions(rows, scope.language))
            if changed:
                answers.append(ExactAnswer(chips, changed, asks=False))
                continue
        asked = fact_scope(_newest(rows) if several else rows, scope.language)
        outcome = await answer(session, question, asked)
        if isinstance(outcome, FactAnswer):
            asks = asks_revision(scope, rows, outcome)
            older = await revised(session, question, outcome, asked) if asks or several else ()
            older = tuple(one for one in older if asks or one.version in rows)
            answers.append(ExactAnswer(chips, outcome, older, asks))
        elif isinstance(outcome, FactAbsence) and chips:
            absence = absence or outcome
    absent = None if answers or not scope.chips else absence
    return Exact(question, tuple(answers), absent, _each_first([names for names, _ in groups]))


def _each_first(groups: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The first name of each group, then all other names."""
    heads = [name for names in groups for name in names[:1]]
    return tuple(dict.fromkeys((*heads, *(name for names in groups for name in names[1:]))))


def _editions(rows: Sequence[VersionRow], language: str) -> list[Edition]:
    """The revisions of the documents that have several of those asked for, oldest first.

    A translation is compared only where the document has them in no common language: it differs by itself.
    """
    spoken = [row for row in rows if row.language == language]
    compared = _several_of(spoken, "language") or _several_of(rows, "language") or _several_of(rows)
    editions: dict[str, list[VersionRow]] = {}
    for row in reversed(newest_first(compared)):
        editions.setdefault(revision_key(row.revision), []).append(row)
    return [(own[0].revision, fact_scope(own, language)) for own in editions.values()]


def _several_of(rows: Sequence[VersionRow], *apart: str) -> list[VersionRow]:
    """Those of which several revisions are there, of one document and one value of what sets them apart."""
    named: dict[tuple[str, ...], set[str]] = {}

    def key(row: VersionRow) -> tuple[str, ...]:
        return (row.document_id, *(str(getattr(row, name)) for name in apart))

    for row in rows:
        named.setdefault(key(row), set()).add(revision_key(row.revision))
    return [row for row in rows if len(named[key(row)]) > 1]


async def misspelt(session: AsyncSession, found: Exact, versions: Sequence[VersionRow]) -> tuple[str, ...]:
    """Names of the documents that an absent one of the question is, but for a slip of the finger."""
    ids = [row.id for row in versions]
    names = [name for name in found.question.names if len(name) >= SHORTEST]
    absent = [name for name in names if not await repository.versions_naming(session, ids, forms(name))]
    if not absent:
        return ()
    known = await repository.names(session, ids)
    meant = await aside(lambda: [each for name in absent for each in slips(name, known)])
    return tuple(dict.fromkeys(meant))[:MOST_MEANT]


async def only_earlier(
    session: AsyncSession, found: Exact, scope: Scope, versions: Sequence[VersionRow]
) -> tuple[Revised, ...]:
    """What an older revision alone states, where none is named and the current ones have no answer.

    Without a name or a chip it would be any old manual's.
    """
    named = scope.revisions or scope.unknown_revision or scope.latest
    if found.answers or named or scope.unknown_chips or not (found.question.names or scope.chips):
        return ()
    asked = fact_scope([row for row in versions if not row.general], scope.language)
    return await earlier(session, found.question, asked, named_alone=not scope.chips)


def asks_revision(scope: Scope, rows: Sequence[VersionRow], found: FactAnswer) -> bool:
    """Whether nothing says which revision is meant of the documents that answer.

    A conversation's revision may be that of another document only.
    """
    if scope.latest or scope.unknown_revision:
        return False
    named = set(map(revision_key, scope.revisions))
    answering = {place.version_id for place in found.places}
    meant = any(row.id in answering and revision_key(row.revision) in named for row in rows)
    return scope.older or not meant


def _newest(rows: Sequence[VersionRow]) -> list[VersionRow]:
    """The newest of each document and language."""
    return list({(row.document_id, row.language): row for row in reversed(newest_first(rows))}.values())


def led(hits: Sequence[Hit], found: Exact, passages: Mapping[str, Passage]) -> tuple[Hit, ...]:
    """Hits with the places of an unambiguous exact answer in front, on the very page that states it."""
    if len(found.answers) != 1:
        return tuple(hits)
    score = max((hit.score for hit in hits), default=0.0)
    sources = {hit.passage.id: hit.sources for hit in hits}
    front: dict[tuple[str, int], Hit] = {}
    for place in found.answers[0].answer.places:
        passage = passages.get(place.passage_id)
        if passage is not None:
            exactly = replace(passage, page=place.provenance.page, box=place.provenance.box)
            named = dict.fromkeys(("facts", *sources.get(passage.id, ())))
            front.setdefault((passage.version_id, exactly.page), Hit(exactly, score, tuple(named)))
    shown = {hit.passage.id for hit in front.values()}
    return (*front.values(), *(hit for hit in hits if hit.passage.id not in shown))


def places(found: Exact) -> tuple[str, ...]:
    """Passages that exact answers rest on, best first."""
    ids = (place.passage_id for one in found.answers for place in one.answer.places)
    return tuple(dict.fromkeys(passage_id for passage_id in ids if passage_id))


_Group = tuple[tuple[str, ...], list[VersionRow]]


async def chip_groups(session: AsyncSession, versions: Sequence[VersionRow]) -> list[_Group]:
    """`by_chip` for the library as it is, remembered: the same versions are asked again and again."""
    held = await catalogue(session)
    covered = await chips_of(session, {row.document_id for row in versions})
    key = ("by chip", tuple((row.id, row.general) for row in versions))
    return held.derive(key, lambda _: by_chip(versions, covered))


def by_chip(versions: Sequence[VersionRow], chips: Mapping[str, Sequence[str]]) -> list[_Group]:
    """Documents that share a chip, together; those without one last, since they may speak for any."""
    groups: list[tuple[set[str], list[VersionRow]]] = []
    named = {row.document_id: chips.get(row.document_id, ()) for row in versions}
    covering = _covering(frozenset(name for names in named.values() for name in names))
    for row in versions:
        own = {name for name in named[row.document_id] if name in covering}
        near = frozenset[str]().union(*(covering[name] for name in own))
        touching = [group for group in groups if group[0] == own or not group[0].isdisjoint(near)]
        merged = (own.union(*(g[0] for g in touching)), [r for g in touching for r in g[1]] + [row])
        groups = [group for group in groups if group not in touching] + [merged]
    groups.sort(key=lambda group: not group[0])
    return [(tuple(sorted(names)), rows) for names, rows in groups]


@lru_cache(maxsize=64)
def _covering(names: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """Those of the names that each of them is about, as STM32F103xx is about the STM32F103x8. A name as wide
    as STM32 is left out: it must not join the chips of a whole line."""
    narrow = [name for name in names if not is_brand(chip_key(name))]
    return {name: frozenset(other for other in narrow if covers(other, name)) for name in narrow}


async def _naming(session: AsyncSession, groups: Sequence[_Group], question: FactQuestion) -> list[_Group]:
    """The groups whose facts hold any of the names."""
    ids = [row.id for _, rows in groups for row in rows]
    wanted = [spelling for name in question.names for spelling in spellings(name)]
    holding = await repository.versions_naming(session, ids, wanted)
    return [group for group in groups if any(row.id in holding for row in group[1])]


def fact_scope(rows: Sequence[VersionRow], language: str) -> FactScope:
    """Manuals before register descriptions, which have no pages; the question's language; the newest."""
    newest = sorted(rows, key=lambda row: row.date, reverse=True)
    ordered = sorted(newest, key=lambda row: (row.kind in DATA, row.language != language))
    spoken: Language = "zh" if language == "zh" else "en"
    return FactScope(tuple(row.id for row in ordered), spoken)
