"""What a turn does with what was found: state a fact, quote, ask back, or say what is missing. Pure.

The only place that refuses or vetoes, by two laws. What is not understood never vetoes: a symbol or a stray
part number that no manual knows refuses nothing where passages in scope speak of the matter. What is not
understood is never answered exactly: where a passage in scope speaks of words of the question, and a fact
does not, passages are quoted instead of the fact.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.chat.answering import chance, weights
from app.chat.evidence import EXACT, Ranked, Unit, holds_name, leads
from app.chat.intent import Reading, Want
from app.chat.words import squeezed
from app.facts.asked_units import units_asked_for, units_stated
from app.facts.kinds import Aspect
from app.facts.questions import Asked as Kind
from app.facts.records import Register
from app.facts.results import FactAnswer
from app.question.heard import words_of
from app.question.linked import Linked, Scored
from app.search.exact import Exact
from app.search.scope import Scope
from retrieval.identifiers import canonical, identifiers_in, is_part_number
from retrieval.types import Hit, Passage

MORE, SURE = 0.35, 0.5
"""A passage that surely answers, and speaks of so much more of a question than a fact does, shows that
another thing is asked."""
MEANT, MAY_BE, LIKELY = 0.65, 0.3, 0.15
"""Chances from which the leading fact is stated as the answer, outweighs what rules found, and is listed with
others: from 0.5 on as well it is stated right too seldom."""
ALONE = 0.8
"""The chance of a leading fact from which nothing need be joined to it."""
NEAR = 2.0
"""How far behind the leading fact another may be meant as well."""
REPEATED = 0.5
"""An answer that says again what was just said must speak of this much of the new question."""
NAMED = re.compile(r"_|->|::")
_ABOUT = frozenset({"weak", "number", "apart"})
"""Reasons that leave passages about the matter, which may answer together."""
_OF_REGISTERS = frozenset(
    {
        *(Kind.ADDRESS, Kind.OFFSET, Kind.RESET, Kind.BITS, Kind.REGISTER_OF, Kind.FIELD_BY_WORDS),
        *(Kind.REGISTER_AT, Kind.DECODE, Kind.COMPOSE, Kind.OVERVIEW, Kind.ERRATUM),
    }
)
"""Facts that say themselves which of a question's names they do not know."""
_QUANTITIES = frozenset({Aspect.QUANTITY, Aspect.MINIMUM, Aspect.TYPICAL, Aspect.MAXIMUM})
_OF_QUANTITIES = _QUANTITIES | {Aspect.MEANING}
"""What may be asked where the answer is a number with a unit."""
_LOOSE = frozenset({Kind.OVERVIEW, Kind.PARAMETER, Kind.REGISTER_OF})
"""Facts that a mere mention brings; the others were asked for by a value, a name or a description."""
_WORKED_OUT = frozenset({Kind.DECODE, Kind.COMPOSE, Kind.CHANGES})
"""Facts that no manual states, but that follow from what it does."""
_VALUE = re.compile(r"\*\*([^*]{1,80})\*\*")
"""Sentences of facts print their values in bold."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether passages answer."""

    answer: bool
    reason: str = ""
    """Key of the sentence that says why not."""
    missing: tuple[str, ...] = ()


def demanded_names(reading: Reading, scope: Scope) -> tuple[str, ...]:
    """Names of registers and fields in a question, which its chips are not; nor code's own spelling of a name
    that is asked about (`DS3231_A1IE undeclared: which bit is A1IE?`)."""
    chips = {name.casefold() for name in (*scope.chips, *scope.unknown_chips)}
    asked = {name.casefold() for name in reading.identifiers} - chips
    return tuple(
        name
        for name in reading.identifiers
        if name.casefold() not in chips and NAMED.search(name) and not _tails(name.casefold()) & asked
    )


def _tails(name: str) -> set[str]:
    """What stands behind each underscore of a name."""
    parts = name.split("_")
    return {"_".join(parts[at:]) for at in range(1, len(parts))}


def judge(reading: Reading, scope: Scope, hits: Sequence[Hit], ranked: Ranked) -> Verdict:
    """Whether the best sentence or row is quoted as the answer; the first thing that is missing decides."""
    if scope.unknown_revision:
        return Verdict(False, "revision", (scope.unknown_revision,))
    if scope.unknown_chips and not scope.chips:
        strangers = tuple(chip for chip in scope.unknown_chips if not _mentioned(chip, hits))
        if strangers:
            return Verdict(False, "chip", strangers)
    if not ranked.units:
        return Verdict(False, "nothing")
    names = demanded_names(reading, scope)
    if _asks_of_names(reading) and names and not any(_mentioned(name, hits) for name in names):
        return Verdict(False, "names", names)
    if reading.want is Want.BITS and names and not in_one_passage(names, hits):
        return Verdict(False, "apart", names)
    if leading_chance(ranked) < weights(ranked.crossed).least:
        return Verdict(False, "weak" if reading.want is Want.PROSE else "number")
    return Verdict(True)


def model_reads(verdict: Verdict) -> bool:
    """Whether a language model is given the passages: wherever there are some of what was asked about."""
    return verdict.answer or verdict.reason in _ABOUT


def states_what_is_asked(exact: Exact, places: Mapping[str, Passage], ranked: Ranked) -> bool:
    """Whether an exact answer speaks of all that is asked, as far as anything in scope does."""
    if not exact.answers:
        return True
    if _names_another(exact, places):
        return False
    lead = best_of(ranked)
    sure = lead is not None and chance(ranked.numbers_of(lead)) >= SURE
    return (
        not (lead and sure) or ranked.question.covered(lead.around) < _covered(exact, places, ranked) + MORE
    )


def repeats(exact: Exact, places: Mapping[str, Passage], ranked: Ranked, reply: str, question: str) -> bool:
    """Whether an exact answer only says again what the assistant said last, which answers nothing new.

    A choice among what the reply has offered is no new question, nor is one that the fact speaks of.
    """
    values = [value for one in exact.answers for value in _values(one.answer)]
    again = bool(reply and values) and all(squeezed(value) in squeezed(reply) for value in values)
    return again and _covered(exact, places, ranked) < REPEATED and not _picks(question, reply)


def is_beside_the_point(exact: Exact, places: Mapping[str, Passage], linked: Linked, question: str) -> bool:
    """Whether an exact answer is none to what is asked, whatever it is about: a reason is asked for; a
    quantity, and it states no value of one; or nothing is asked of a single thing, and it is silent of
    something that the question names."""
    if works_out(exact):
        return False
    if linked.aspects == {Aspect.REASON}:
        return True
    said = "\n".join(_all_said(one.answer, places) for one in exact.answers)
    named = units_asked_for(question, words_of(question)) if linked.aspects & _QUANTITIES else ()
    units = named or units_stated(question)
    if units and linked.aspects <= _OF_QUANTITIES and exact.question.kind not in _OF_REGISTERS:
        return not any(unit.search(said) for unit in units)
    return not linked.aspects and any(
        squeezed(name) not in squeezed(said) for name in identifiers_in(question) if not is_part_number(name)
    )


def _covered(exact: Exact, places: Mapping[str, Passage], ranked: Ranked) -> float:
    """The share of the question that the facts speak of."""
    return max(ranked.question.covered(_all_said(one.answer, places)) for one in exact.answers)


def _picks(question: str, reply: str) -> bool:
    """Whether a question is a choice that the reply has offered: a revision, or a chip."""
    return bool(question) and squeezed(question) in squeezed(reply)


def _names_another(exact: Exact, places: Mapping[str, Passage]) -> bool:
    """Whether a fact of a pin, a limit or the like is silent of a register that the question names."""
    if exact.question.kind in _OF_REGISTERS:
        return False
    said = squeezed("\n".join(_all_said(one.answer, places) for one in exact.answers))
    return any("_" in name and squeezed(name) not in said for name in exact.question.names)


def in_one_passage(names: Sequence[str], hits: Iterable[Hit]) -> bool:
    """Whether some passage holds all names: another register's field of that name is no evidence."""
    return any(all(holds_name(hit.passage, name) for name in names) for hit in hits)


def _asks_of_names(reading: Reading) -> bool:
    """Whether a register or field is asked about, and not merely mentioned beside the question."""
    return reading.want in EXACT


def _mentioned(name: str, hits: Iterable[Hit]) -> bool:
    return any(holds_name(hit.passage, name) for hit in hits)


def _all_said(answer: FactAnswer, places: Mapping[str, Passage]) -> str:
    """The fact's sentences, and the places that they rest on, with their headings."""
    parts = [sentence.text for sentence in answer.sentences]
    for place in answer.places:
        passage = places.get(place.passage_id)
        parts.append(place.provenance.quote)
        parts.append(f"{passage.section} {' '.join(passage.names)}" if passage else "")
    return "\n".join(parts)


def _values(answer: FactAnswer) -> list[str]:
    return [value for sentence in answer.sentences for value in _VALUE.findall(sentence.text)]


def works_out(exact: Exact) -> bool:
    """Whether an exact answer only follows from what manuals state: a value's fields, what changed."""
    return any(one.answer.kind in _WORKED_OUT for one in exact.answers)


def may_be_listed(linked: Linked, verdict: Verdict) -> bool:
    """Whether likely facts are listed where none is surely meant: beside a sentence that answers, where they
    may well be meant, or for a question that leans on what was said before. Another that stands alone, and
    that no sentence answers, is admitted not to be answered."""
    return linked.chance >= LIKELY and (
        verdict.answer or (model_reads(verdict) and (linked.leans or linked.chance >= MAY_BE))
    )


def outspoken(linked: Linked, ranked: Ranked) -> bool:
    """Whether a sentence that surely answers speaks of clearly more of the question than the leading fact."""
    lead = best_of(ranked)
    if lead is None or not linked.candidates or leading_chance(ranked) < SURE:
        return False
    fact = linked.candidates[0].statement
    stated = ranked.question.covered(f"{fact.text} {fact.around} {linked.candidates[0].candidate.said}")
    return ranked.question.covered(lead.around) >= stated + MORE


def agrees(linked: Linked, exact: Exact) -> bool:
    """Whether the rules of questions found the fact that leads, so that their answer says more of it."""
    return bool(linked.candidates) and _states(exact, linked.candidates[0])


def stands_alone(linked: Linked, scope: Scope) -> bool:
    """Whether one fact surely is all that is asked, so that no path of several is looked for."""
    return linked.chance >= ALONE and len(scope.written) < 2


def unlikely(linked: Linked, exact: Exact) -> bool:
    """Whether none of the facts may well be meant: then what the rules of questions found by loose words,
    or of whatever is named, is none of them."""
    return bool(linked.candidates) and linked.chance < MAY_BE and exact.question.kind in _LOOSE


def contradicts(linked: Linked, exact: Exact) -> bool:
    """Whether facts that may well be meant are none of those that the rules of questions found."""
    if linked.chance < MAY_BE:
        return False
    near = [one for one in linked.candidates if one.value > linked.candidates[0].value - NEAR]
    return not any(_states(exact, one) for one in near)


def _states(exact: Exact, one: Scored) -> bool:
    """Whether an exact answer states the candidate: from the same page, or of a register of the same name,
    which a summary and a description may state on two pages."""
    if _place_of(one) in _places_of(exact):
        return True
    views = [each.answer.register for each in exact.answers if each.answer.register]
    names = (
        {canonical(view.name) for view in views} if isinstance(one.statement.fact.fact, Register) else set()
    )
    return not names.isdisjoint(map(canonical, one.statement.names[:1]))


def _places_of(exact: Exact) -> frozenset[tuple[str, int]]:
    places = (place for one in exact.answers for place in one.answer.places)
    return frozenset((place.version_id, place.provenance.page) for place in places)


def _place_of(one: Scored) -> tuple[str, int]:
    fact = one.statement.fact
    return fact.version_id, fact.provenance.page


def leading_chance(ranked: Ranked) -> float:
    """How likely the leading sentence or row answers."""
    lead = best_of(ranked)
    return chance(ranked.numbers_of(lead)) if lead else 0.0


def best_of(ranked: Ranked) -> Unit | None:
    """The sentence or row that would lead a quoted answer."""
    return next((unit for unit in ranked.units if leads(unit)), None)
