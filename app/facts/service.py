"""Answers exact questions from facts: resolves names against the allowed versions, then says it in sentences.

Stands before passages in a chat turn. None means that the facts have nothing to say and passages may try;
`FactAbsence` means that the question names something which the documents do not hold.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import answers, phrases, repository, words
from app.facts.answers import Language
from app.facts.bases import placed
from app.facts.decode import compose, decode
from app.facts.descriptions import described, fields_described
from app.facts.errata import errata_asked, with_errata
from app.facts.naming import field_at, field_in, specific
from app.facts.nearest import absence, mistyped
from app.facts.questions import Asked, FactQuestion
from app.facts.records import BitField, Peripheral, Register
from app.facts.results import FactAbsence, FactAnswer, Missing, place
from app.facts.views import FieldView, RegisterView, register_view
from retrieval.identifiers import canonical, forms, matches

_ONE_REGISTER = re.compile(r"[A-Za-z] register\b|(?<=[\u4e00-\u9fff])寄存器", re.IGNORECASE)
Outcome = FactAnswer | FactAbsence | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Who may answer, in the order of preference: newest revision in the question's language first."""

    versions: tuple[str, ...]
    language: Language

    def order(self, version_id: str) -> int:
        """Rank of a version, 0 the most wanted."""
        return self.versions.index(version_id)


async def answer(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """The exact answer to a question that `questions.parse` took apart."""
    if not scope.versions:
        return None
    for resolver in (_RESOLVERS[question.kind], *_FURTHER.get(question.kind, ())):
        if (found := await resolver(session, question, scope)) is not None:
            if isinstance(found, FactAbsence) and (meant := mistyped(found)):
                names = tuple(meant if name == found.name else name for name in question.names)
                return await answer(session, replace(question, names=names), scope)
            if isinstance(found, FactAnswer) and found.kind in (Asked.DECODE, Asked.OVERVIEW):
                return await with_errata(session, question, found, scope.versions, scope.language)
            return found
    return None


async def find_register(session: AsyncSession, name: str, scope: Scope) -> RegisterView | None:
    """One register under any spelling of its name."""
    wanted = forms(name)
    mentions = await repository.named(session, Register, scope.versions, wanted)
    known = {canonical(located.fact.name) for located in mentions}
    fields = await repository.fields_of(session, scope.versions, (*wanted, *known))
    return register_view(name, mentions, fields, scope.order)


async def _attribute(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """Address, offset, reset value of the named registers."""
    make = _ATTRIBUTES[question.kind]
    found: dict[str, FactAnswer] = {}
    for name in question.names:
        view = await find_register(session, name, scope)
        said = make(view, scope.language) if view is not None else None
        if view is not None and said is None and question.kind == Asked.ADDRESS and view.offsets:
            said = await _based(session, view, scope)
        if view is not None and said is not None:
            found.setdefault(canonical(view.name), said)
    if not found:
        return await _field_or_absence(session, question, scope)
    first, *others = found.values()
    if not others:
        return first
    sentences = tuple(sentence for one in (first, *others) for sentence in one.sentences)
    return FactAnswer(question.kind, sentences, conflict=any(one.conflict for one in found.values()))


async def _based(session: AsyncSession, view: RegisterView, scope: Scope) -> FactAnswer | None:
    """The address that the offset and a base of the same document give; without a base the offset alone.

    Another document may be about another chip, whose I2C1 lies elsewhere.
    """
    peripherals = await repository.load(session, Peripheral, view.offsets[0].version_id)
    found = placed(view, peripherals)
    return answers.based_answer(view, found, scope.language) or answers.offset_answer(view, scope.language)


async def _bits(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """Bits of a field, in the register named beside it or in every register that has it."""
    names = specific(question.names)
    views = {name: await find_register(session, name, scope) for name in names}
    named = [(name, view) for name, view in views.items() if view is not None]
    for name, view in named:
        for other in names:
            if other != name and (found := field_in(view, other)):
                return answers.bits_answer(view, found, scope.language)
    unknown = [name for name, view in views.items() if view is None]
    if len(named) == 1 and not unknown and (at := field_at(named[0][1], question.text)):
        return answers.bits_answer(named[0][1], at, scope.language)
    if named and unknown and all(view.fields for _, view in named):
        return await absence(session, question.kind, Missing.FIELD, unknown[0], scope.versions, named[0][1])
    if compound := [name for name in unknown if "_" in canonical(name)]:
        return await absence(session, question.kind, Missing.REGISTER, compound[0], scope.versions)
    return await _field_or_absence(session, question, scope)


async def _register_of(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """Registers that have a field."""
    for name in question.names:
        if found := await _fields_named(session, name, scope):
            return answers.registers_of_answer(found, scope.language)
    return await _attributeless(session, question, scope)


async def _attributeless(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """A name alone: a register, a field, an interrupt or a pin, whichever the documents hold."""
    for name in question.names:
        view = await find_register(session, name, scope)
        if view is not None:
            return answers.overview_answer(view, scope.language)
        if found := await _fields_named(session, name, scope):
            return answers.registers_of_answer(found, scope.language, question.kind)
    return None


async def _field_or_absence(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """A bit field asked for its bits or reset value without its register; else the name is not there."""
    for name in specific(question.names):
        if found := await _fields_named(session, name, scope):
            return answers.registers_of_answer(found, scope.language, question.kind)
        if "_" in canonical(name):
            return await absence(session, question.kind, Missing.REGISTER, name, scope.versions)
    return None


async def _fields_named(
    session: AsyncSession, name: str, scope: Scope
) -> list[tuple[RegisterView, FieldView]]:
    """Each register that has a field of this name, best match first, each register once."""
    rows = await repository.named(session, BitField, scope.versions, forms(name))
    rows.sort(key=lambda row: (-matches(name, row.fact.name), scope.order(row.version_id)))
    best = matches(name, rows[0].fact.name) if rows else 0.0
    registers = dict.fromkeys(
        canonical(row.fact.register) for row in rows if matches(name, row.fact.name) == best
    )
    found = []
    for register in registers:
        view = await find_register(session, register, scope)
        if view is not None and (field_view := field_in(view, name)):
            found.append((view, field_view))
    return found


async def _by_words(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """The field that a description means."""
    said = question.quoted or described(question.text)
    names = () if question.quoted else tuple(name for name in question.names if name in said)
    found = await fields_described(session, said, scope.versions, names)
    pairs = []
    for located in found:
        view = await find_register(session, located.fact.register, scope)
        if view is not None and (field_view := field_in(view, located.fact.name)):
            pairs.append((view, field_view))
    return answers.registers_of_answer(pairs, scope.language, question.kind) if pairs else None


async def _register_at(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """The register at an address."""
    if question.value is None:
        return None
    rows = await repository.registers_at(session, scope.versions, question.value)
    rows.sort(key=lambda row: scope.order(row.version_id))
    once = {canonical(row.fact.name): row.fact.name for row in reversed(rows)}
    views = [await find_register(session, name, scope) for name in reversed(once.values())]
    found = [shown for view in views if view and (shown := answers.address_answer(view, scope.language))]
    if not found:
        return None
    sentences = tuple(sentence for one in found for sentence in one.sentences)
    return FactAnswer(Asked.REGISTER_AT, sentences, found[0].register if len(found) == 1 else None)


async def _decode(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """A register's value, taken apart."""
    names = [name for name, _ in question.assignments] or list(question.names)
    for name in names:
        view = await find_register(session, name, scope)
        if view is None or question.value is None or not view.fields:
            continue
        decoded = decode(question.value, [item.field for item in view.fields], view.width)
        sentence = answers.decoded_sentence(
            view, question.value, place(view.fields[0].stated), scope.language
        )
        return FactAnswer(Asked.DECODE, (sentence,), view, decoded)
    return None


async def _compose(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """Field values put together to the register's value."""
    fields = dict(question.assignments)
    for name in question.names:
        view = None if name in fields else await find_register(session, name, scope)
        if view is None or not all(field_in(view, field_name) for field_name in fields):
            continue
        value = compose(fields, [item.field for item in view.fields])
        where = place(view.fields[0].stated)
        sentence = answers.composed_sentence(view, value, where, scope.language)
        decoded = decode(value, [item.field for item in view.fields], view.width)
        return FactAnswer(Asked.COMPOSE, (sentence,), view, decoded)
    return None


async def _interrupt(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    found = await words.interrupts_asked(session, question, scope.versions)
    return phrases.interrupt_answer(found, scope.language) if found else None


async def _interrupt_named(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """A name alone is an interrupt only where one has it, and no register's title is asked for."""
    if _ONE_REGISTER.search(question.text):
        return None
    found = await words.interrupts_named(session, question.names, scope.versions)
    return phrases.interrupt_answer(found, scope.language) if found else None


async def _pin(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    found = await words.pins_asked(session, question, scope.versions)
    return phrases.pin_answer(found, scope.language) if found else None


async def _parameter(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    found = await words.parameters_described(session, question.text, scope.versions)
    return phrases.parameter_answer(found, scope.language) if found else None


async def _memory(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """A peripheral's base address, else the range of the address map."""
    if question.kind in (Asked.ADDRESS, Asked.OVERVIEW) and _ONE_REGISTER.search(question.text):
        return None  # a register by its title: the passages know it
    if bases := await words.bases_named(session, question.names, scope.versions):
        return phrases.base_answer(bases, scope.language)
    regions = await words.regions_asked(session, question, scope.versions)
    return phrases.region_answer(regions, scope.language) if regions else None


async def _ordering(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    found = await words.parts_named(session, question.text, scope.versions)
    return phrases.ordering_answer(found, scope.language) if found else None


async def _erratum(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    found = await errata_asked(session, question, scope.versions)
    return phrases.erratum_answer(found, scope.language) if found else None


_Resolver = Callable[[AsyncSession, FactQuestion, Scope], Awaitable[Outcome]]
_LIMITED = (Asked.PIN, Asked.OFFSET, Asked.INTERRUPT, Asked.RESET, Asked.BITS, Asked.COMPOSE, Asked.DECODE)
_FURTHER: dict[Asked, tuple[_Resolver, ...]] = {
    **dict.fromkeys(_LIMITED, (_parameter,)),
    Asked.BITS: (_by_words, _parameter),
    Asked.REGISTER_OF: (_by_words,),
    Asked.OVERVIEW: (_parameter, _pin, _interrupt_named, _memory, _ordering),
    Asked.ADDRESS: (_memory, _parameter),
    Asked.REGISTER_AT: (_memory,),
    Asked.ORDERING: (_parameter,),
}
"""What else a kind's cue may have meant: pin capacitance, input offset voltage, IVSS, PA9."""
_ATTRIBUTES: dict[Asked, Callable[[RegisterView, Language], FactAnswer | None]] = {
    Asked.ADDRESS: answers.address_answer,
    Asked.OFFSET: answers.offset_answer,
    Asked.RESET: answers.reset_answer,
}
_RESOLVERS: dict[Asked, _Resolver] = {
    Asked.ADDRESS: _attribute,
    Asked.OFFSET: _attribute,
    Asked.RESET: _attribute,
    Asked.BITS: _bits,
    Asked.REGISTER_OF: _register_of,
    Asked.FIELD_BY_WORDS: _by_words,
    Asked.REGISTER_AT: _register_at,
    Asked.DECODE: _decode,
    Asked.COMPOSE: _compose,
    Asked.INTERRUPT: _interrupt,
    Asked.PIN: _pin,
    Asked.PARAMETER: _parameter,
    Asked.MEMORY: _memory,
    Asked.ERRATUM: _erratum,
    Asked.ORDERING: _ordering,
    Asked.OVERVIEW: _attributeless,
}
