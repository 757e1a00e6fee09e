"""What answers without a language model: exact facts, quoted passages, an abstention with what is nearest.

`turn` asks them in that order; `deciding` says which of them may answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.chat.absent_instances import Absent, refused
from app.chat.being_read import with_being_read
from app.chat.citations import page_url
from app.chat.composing import Draft, compose, refuse
from app.chat.deciding import (
    NAMED,
    Verdict,
    agrees,
    contradicts,
    demanded_names,
    in_one_passage,
    is_beside_the_point,
    judge,
    may_be_listed,
    model_reads,
    outspoken,
    repeats,
    states_what_is_asked,
    unlikely,
    works_out,
)
from app.chat.evidence import Ranked, rank_units
from app.chat.exact import compose_exact
from app.chat.intent import Intent, Reading, Want
from app.chat.likely import compose_likely
from app.chat.older import beside, suggested
from app.chat.understanding import Asked
from app.chat.wording import say
from app.core.deadline import checked, left
from app.core.errors import DeadlineError, UnavailableError
from app.core.markdown import inline
from app.facts.questions import Asked as Facts
from app.question.linked import Linked
from app.resources import Resources
from app.search.exact import Exact, misspelt, only_earlier
from app.search.scope import Scope
from app.search.service import DEADLINE, DOWN, Found
from retrieval.types import Passage

TOLD = frozenset({Intent.DEBUGGING, Intent.ERRATA, Intent.PROCEDURE})
"""Who asks these of a register does not ask what the register is."""


@dataclass(frozen=True, slots=True)
class Question:
    """All that an answerer may use."""

    asked: Asked
    found: Found | None
    """None where nothing needs to be looked up."""
    ranked: Ranked | None
    """Sentences and rows of the hits, best first; None where nothing needs to be looked up."""
    reply: str
    """What the assistant said last."""
    base_url: str
    linked: Linked | None = None
    """The facts that it may ask for, best first; None where nothing needs to be looked up."""
    meant: Exact | None = None
    """What the documents say of the first of these, where it is surely meant."""
    path: Exact | None = None
    """What several facts say together, where the question needs them joined; or what a table of parts states
    of all that it asks for."""
    absent: Absent | None = None
    """An instance of a peripheral that the question names and its chips do not have."""

    def url(self, passage: Passage) -> str:
        """The image of a passage's page."""
        return page_url(self.base_url, passage)


def stated(question: Question) -> Draft | None:
    """What needs neither model nor passages: no question, small talk, a fact, an unknown revision."""
    asked, found = question.asked, question.found
    if not asked.dialogue.question:
        return Draft(say(asked.language, "no_question"), abstained=True)
    if found is None:
        away = asked.reading.intent is Intent.OUT_OF_SCOPE
        return Draft(say(asked.language, asked.reading.intent.value), abstained=away)
    # What another revision says is no answer to a question about one that is not here.
    if found.scope.unknown_revision:
        return abstain(question, found, verdict_of(question, found))
    draft, absent = from_facts(question, found), question.absent
    return refused(absent, asked.language) if draft and absent and absent.is_meant(draft.text) else draft


def from_facts(question: Question, found: Found) -> Draft | None:
    """What follows from facts, the fact that is meant, what the rules of questions found where nothing speaks
    against it, or the certainty that what was named is not there."""
    exact, language, chips = found.exact, question.asked.language, found.scope.chips
    if question.path is not None:
        return compose_exact(question.path, found.versions, passages_of(found), language, question.url, chips)
    exact = None if exact and exact.answers and _is_beside(question, exact, found) else exact
    meant = question.meant if question.meant and not _is_beside(question, question.meant, found) else None
    linked, ruled = question.linked, exact is not None and bool(exact.answers)
    agreed = exact is not None and linked is not None and agrees(linked, exact)
    better = linked and question.ranked and outspoken(linked, question.ranked)
    if meant and question.asked.reading.intent in TOLD and _is_overview(meant):
        return None
    if meant is not None and not (agreed or better or (exact and works_out(exact))):
        return compose_exact(meant, found.versions, passages_of(found), language, question.url, chips)
    if exact is None:
        return None
    if ruled and not works_out(exact):
        told = question.asked.reading.intent in TOLD and _is_overview(exact)
        doubtful = better or told or (linked and unlikely(linked, exact))
        if doubtful or not (agreed or _stands(question, exact, found)):
            return None
    draft = compose_exact(exact, found.versions, found.places, language, question.url, chips)
    return None if draft and draft.abstained and _told_elsewhere(question.asked.reading, found) else draft


def _is_beside(question: Question, exact: Exact, found: Found) -> bool:
    """Whether an exact answer is none to what is asked."""
    words = question.asked.dialogue.question
    return question.linked is not None and is_beside_the_point(
        exact, passages_of(found), question.linked, words
    )


def _stands(question: Question, exact: Exact, found: Found) -> bool:
    """Whether nothing speaks against what the rules of questions found."""
    asked, linked, ranked = question.asked, question.linked, question.ranked
    if linked and contradicts(linked, exact):
        return False
    if ranked is None:
        return True
    again = repeats(exact, found.places, ranked, question.reply, asked.dialogue.question)
    return not again and states_what_is_asked(exact, found.places, ranked)


def _is_overview(exact: Exact) -> bool:
    """Whether all that the facts say is what a register is."""
    known = any(each.answer.kind is Facts.ERRATUM for each in exact.answers)
    return exact.question.kind is Facts.OVERVIEW and not known


def _told_elsewhere(reading: Reading, found: Found) -> bool:
    """Whether prose or a table that gave no facts may still say what the facts do not hold, or what they do
    not hold is only code's spelling of what is asked about."""
    names = demanded_names(reading, found.scope)
    absent = found.exact.absence if found.exact else None
    spelled = absent is not None and NAMED.search(absent.name) and absent.name not in names
    prose = reading.want in (Want.NUMBER, Want.PROSE)
    return prose or bool(spelled) or (bool(names) and in_one_passage(names, found.hits))


def quoted(question: Question) -> Draft:
    """Quoted and cited passages where they hold what was asked for; else what is missing."""
    found = question.found
    if found is None or question.ranked is None:
        return stated(question) or Draft("")
    verdict = verdict_of(question, found)
    linked = question.linked
    if linked and may_be_listed(linked, verdict):
        words, language = question.asked.own.question, question.asked.language
        return compose_likely(linked, question.ranked, words, found, language, question.url)
    if not verdict.answer:
        return abstain(question, found, verdict)
    return compose(question.asked.own, found.hits, question.ranked.units, question.url)


def passages_of(found: Found) -> Mapping[str, Passage]:
    """The passages at hand, by id."""
    return {**{hit.passage.id: hit.passage for hit in found.hits}, **found.places}


def abstain(question: Question, found: Found, verdict: Verdict) -> Draft:
    """Say what is missing, with the closest passages. What could not be searched is not missing."""
    if found.down and found.versions:
        raise UnavailableError(DOWN)
    # The words of another revision or chip are shown to nobody who asks for one that is not here.
    units = question.ranked.units if question.ranked and model_reads(verdict) else ()
    reading, scope = question.asked.reading, found.scope
    return refuse(verdict, reading, scope, found.hits, found.revisions, question.url, units)


async def with_older(resources: Resources, question: Question, draft: Draft) -> Draft:
    """An answer that is no exact fact, with what older revisions say otherwise of the facts it is about;
    an abstention with what they alone state."""
    found, language, url = question.found, question.asked.language, question.url
    if found is None:
        return draft
    draft = await with_being_read(resources, draft, found.scope, found.versions, language)
    if found.exact is None:
        return draft
    if draft.abstained:
        try:
            with checked(left(resources.settings.turn_seconds) / 2):
                async with resources.sessions() as session:
                    meant = await misspelt(session, found.exact, found.versions)
                    if meant:
                        return suggested(draft, meant, language)
                    older = await only_earlier(session, found.exact, found.scope, found.versions)
        except DeadlineError:
            return replace(draft, degraded=(*draft.degraded, DEADLINE))
        return beside(draft, "earlier", older, found.versions, language, url) if older else draft
    if len(found.exact.answers) != 1 or not found.exact.answers[0].revised:
        return draft
    stated = found.exact.answers[0]
    answering = {place.version_id for place in stated.answer.places}
    current = [row for row in found.versions if row.id in answering]
    return beside(draft, "older", stated.revised, current, language, url, stated.asks)


def with_uncovered(draft: Draft, scope: Scope, language: str) -> Draft:
    """A draft that says which of the chips that were asked about together no manual covers."""
    if not (scope.chips and scope.unknown_chips):
        return draft
    names = ", ".join(map(inline, scope.unknown_chips))
    return replace(draft, text=f"{draft.text}\n\n{say(language, 'chip_beside', names=names)}")


def verdict_of(question: Question, found: Found) -> Verdict:
    if not (found.versions or found.scope.unknown_revision or found.scope.unknown_chips):
        return Verdict(False, "no_documents")
    ranked = question.ranked or rank_units(question.asked.own, ())
    return judge(question.asked.own, found.scope, found.hits, ranked)
