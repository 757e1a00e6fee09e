"""The linked fact as an exact answer: what the documents of its chip say of it, older revisions beside it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.chat.deciding import MEANT, is_meant
from app.chat.linking import conversation_of
from app.chat.schemas import ChatRequest
from app.facts.answers import Language
from app.facts.kinds import CARDS, Aspect
from app.facts.results import FactAnswer, Sentence
from app.facts.service import answer
from app.library.versions import VersionRow, chips_of
from app.question.heard import inherited
from app.question.linked import Linked, Scored
from app.resources import Resources
from app.search.exact import Exact, ExactAnswer, asks_revision, by_chip, fact_scope
from app.search.revised import revised
from app.search.service import Found

TIE = 0.25
"""A step in order below which two statements of one name are asked for alike: rows that differ in a condition
which the question does not say."""
MOST = 3


def asked_alike(linked: Linked) -> tuple[Scored, ...]:
    """The leading statement, and those of the same kind and name that come as close."""
    lead = linked.candidates[0]
    alike = [
        one
        for one in linked.candidates[1:]
        if one.value > lead.value - TIE
        and (one.statement.kind, one.statement.names) == (lead.statement.kind, lead.statement.names)
        and one.statement.fact.version_id == lead.statement.fact.version_id
        and one.candidate.said != lead.candidate.said
    ]
    return (lead, *alike[: MOST - 1])


async def meant_by(
    resources: Resources, request: ChatRequest, linked: Linked, found: Found, language: str
) -> Exact | None:
    """The answer of the leading fact; None where it is not surely meant."""
    if linked.chance < MEANT:
        return None
    conversation = conversation_of(request)
    aspects = conversation.newest.aspects or inherited(conversation)
    rows = [row for row in found.versions if not row.general]
    async with resources.sessions() as session:
        groups = by_chip(rows, await chips_of(session, {row.document_id for row in rows}))
        if not is_meant(linked, found.scope, {chips for chips, _ in groups}):
            return None
        return await _state(session, asked_alike(linked), aspects, found, language, groups)


async def _state(
    session: AsyncSession,
    chosen: Sequence[Scored],
    aspects: frozenset[Aspect],
    found: Found,
    language: str,
    groups: Sequence[tuple[tuple[str, ...], list[VersionRow]]],
) -> Exact:
    """What the chosen statements say, as the look-ups of exact facts give it."""
    lead = chosen[0].statement
    chips, versions = next(
        group for group in groups if any(row.id == lead.fact.version_id for row in group[1])
    )
    card = CARDS[lead.kind]
    question = card.ask(lead, aspects)
    scope = fact_scope(versions, language)
    whole = await answer(session, question, scope) if card.whole and len(chosen) == 1 else None
    if not isinstance(whole, FactAnswer) or lead.fact.version_id not in {
        one.version_id for one in whole.places
    }:
        whole = FactAnswer(question.kind, _said(chosen, aspects, language))
    asks = asks_revision(found.scope, versions, whole)
    older = await revised(session, question, whole, scope) if asks else ()
    return Exact(question, (ExactAnswer(chips, whole, older, asks),), None, chips)


def _said(chosen: Sequence[Scored], aspects: frozenset[Aspect], language: str) -> tuple[Sentence, ...]:
    spoken: Language = "zh" if language == "zh" else "en"
    return tuple(
        sentence
        for one in chosen
        for sentence in CARDS[one.statement.kind].say(one.statement, aspects, spoken)
    )
