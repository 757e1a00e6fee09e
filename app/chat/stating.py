"""The linked fact as an exact answer: what the documents of its chip say of it, older revisions beside it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from app.chat.deciding import LIKELY, MAY_BE, MEANT, NEAR
from app.facts.answers import Language
from app.facts.kinds import CARDS, Aspect, Statement
from app.facts.records import BitField, Register
from app.facts.results import FactAnswer, Sentence
from app.facts.service import answer
from app.library.versions import VersionRow, chips_of
from app.question.linked import FAR, Linked, Scored, companions
from app.resources import Resources
from app.search.exact import Exact, ExactAnswer, asks_revision, by_chip, fact_scope
from app.search.revised import revised
from app.search.service import Found
from retrieval.identifiers import WILDCARD, canonical, matches

TIE = 0.25
"""A step in order below which two statements of one name are asked for alike: rows that differ in a condition
which the question does not say."""
MOST, MOST_CHIPS, SEVERAL = 3, 12, 2
Group = tuple[tuple[str, ...], list[VersionRow]]
"""Chips, and the versions of the documents that are about them."""
Chosen = tuple[tuple[Scored, ...], ...]
"""The statements of each thing that is asked for."""


def asked_alike(ranked: Sequence[Scored]) -> tuple[Scored, ...]:
    """The leading statement, and those of the same kind and name that come as close, or belong to it."""
    lead = ranked[0]
    step = FAR if CARDS[lead.statement.kind].joined else TIE
    alike = [
        one
        for one in ranked[1:]
        if one.value > lead.value - step
        and (one.statement.kind, one.statement.names[:1]) == (lead.statement.kind, lead.statement.names[:1])
        and one.statement.fact.version_id == lead.statement.fact.version_id
        and one.candidate.said != lead.candidate.said
    ]
    return (lead, *alike[: MOST - 1])


async def meant_by(resources: Resources, linked: Linked, found: Found, language: str) -> Exact | None:
    """The answer of the leading fact; None where it is not surely meant.

    Without a chip's name it is the like of each chip's documents, so that the reader is asked which is meant.
    """
    if linked.chance < LIKELY:
        return None
    rows = [row for row in found.versions if not row.general]
    async with resources.sessions() as session:
        groups = by_chip(rows, await chips_of(session, {row.document_id for row in rows}))
        chosen = _of_each(linked, groups, len(found.scope.written) >= SEVERAL)
        if linked.chance < (MEANT if len(chosen) < SEVERAL else MAY_BE):
            return None
        told = [
            await _state(session, own, linked.aspects, found, language, group, linked.names)
            for own, group in chosen[:MOST_CHIPS]
        ]
    lead = linked.candidates[0].statement
    if linked.aspects == {Aspect.RESET} and not _states_reset(lead, told):
        return None
    question = CARDS[lead.kind].ask(lead, linked.aspects)
    return Exact(question, tuple(told), None, tuple(name for one in told for name in one.chips))


def _states_reset(lead: Statement, told: Sequence[ExactAnswer]) -> bool:
    """Whether a register or field is said to hold something after reset; of other things nobody asks that."""
    fact = lead.fact.fact
    stated = not isinstance(fact, Register | BitField) or bool(fact.reset)
    views = (one.answer.register for one in told)
    return stated or any(view.resets for view in views if view)


def _of_each(linked: Linked, groups: Sequence[Group], named: bool) -> list[tuple[Chosen, Group]]:
    """The leading statements of each group of documents that has one of the same kind and name: near the
    leading one, or whose chip is among several that are `named`."""
    lead = linked.candidates[0]
    chosen = []
    for group in groups:
        ids = {row.id for row in group[1]}
        here = [one for one in linked.candidates if one.statement.fact.version_id in ids]
        own = [one for one in here if _like(one, lead.statement)]
        if own and own[0].value > lead.value - (FAR if named else NEAR):
            beside = companions([own[0], *(one for one in here if one is not own[0])])
            chosen.append((tuple((asked_alike([one, *here]) for one in (own[0], *beside))), group))
    return chosen


def _like(one: Scored, lead: Statement) -> bool:
    """Whether a statement is of the same thing: of one name, or with a key in common where it has none."""
    names = {canonical(name) for name in one.statement.names}
    return one.statement.kind == lead.kind and (
        not lead.names or bool(names & {canonical(name) for name in lead.names})
    )


async def _state(
    session: AsyncSession,
    things: Chosen,
    aspects: frozenset[Aspect],
    found: Found,
    language: str,
    group: Group,
    spoken: Sequence[str] = (),
) -> ExactAnswer:
    """What the documents of a chip say of each thing that is asked for."""
    first, *others = [
        await _state_one(session, chosen, aspects, found, language, group, spoken) for chosen in things
    ]
    if not others:
        return first
    said = (sentence for one in (first, *others) for sentence in one.answer.sentences)
    return replace(first, answer=FactAnswer(first.answer.kind, tuple(said)))


async def _state_one(
    session: AsyncSession,
    chosen: Sequence[Scored],
    aspects: frozenset[Aspect],
    found: Found,
    language: str,
    group: Group,
    spoken: Sequence[str] = (),
) -> ExactAnswer:
    """What the chosen statements say, as the look-ups of exact facts give it."""
    lead = chosen[0].statement
    chips, versions = group
    card = CARDS[lead.kind]
    question = card.ask(lead, aspects)
    question = replace(question, names=tuple(instance(name, spoken) for name in question.names))
    scope = fact_scope(versions, language)
    whole = await answer(session, question, scope) if card.whole and len(chosen) == 1 else None
    if not isinstance(whole, FactAnswer) or lead.fact.version_id not in {
        one.version_id for one in whole.places
    }:
        whole = FactAnswer(question.kind, _said(chosen, aspects, language))
    asks = asks_revision(found.scope, versions, whole)
    older = await revised(session, question, whole, scope) if asks else ()
    return ExactAnswer(chips, whole, older, asks)


def instance(name: str, spoken: Sequence[str]) -> str:
    """The register that a placeholder stands for in a conversation: where USART1 is spoken of, `USARTx_BRR`
    is USART1_BRR."""
    _, _, rest = canonical(name).partition("_")
    if "*" not in canonical(name):
        return name
    asked = (form for one in spoken for form in (one, f"{one}_{rest}"))
    return next((form for form in asked if "*" not in form and matches(form, name) >= WILDCARD), name)


def _said(chosen: Sequence[Scored], aspects: frozenset[Aspect], language: str) -> tuple[Sentence, ...]:
    spoken: Language = "zh" if language == "zh" else "en"
    return tuple(
        sentence
        for one in chosen
        for sentence in CARDS[one.statement.kind].say(one.statement, aspects, spoken)
    )
