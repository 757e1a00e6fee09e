"""Answers exact questions from facts: resolves names against the allowed versions, then says it in sentences.

Stands before passages in a chat turn. None means that the facts have nothing to say and passages may try;
`FactAbsence` means that the question names something which the documents do not hold.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import other_facts, phrases, resolving
from app.facts.asking import Asking
from app.facts.errata import errata_asked
from app.facts.kinds import dma
from app.facts.nearest import mistyped
from app.facts.pins import pins_asked
from app.facts.questions import Asked, FactQuestion
from app.facts.records import DmaRequest
from app.facts.registers import Scope
from app.facts.resolving import Outcome
from app.facts.results import FactAbsence
from retrieval.identifiers import canonical

_ONE_REGISTER = re.compile(r"[A-Za-z] register\b|(?<=[\u4e00-\u9fff])寄存器", re.IGNORECASE)


async def answer(session: AsyncSession, question: FactQuestion, scope: Scope) -> Outcome:
    """The exact answer to a question that `questions.parse` took apart.

    A name in which two letters changed places is looked up once more, as what is meant. Each name is
    corrected once and never back, so that the loop ends after as many rounds as there are names.
    """
    if not scope.versions:
        return None
    corrected: set[str] = set()
    while True:
        found = await _resolved(Asking(session, question, scope))
        right = mistyped(found) if isinstance(found, FactAbsence) else ""
        if not isinstance(found, FactAbsence) or not right or canonical(found.name) in corrected:
            break
        corrected |= {canonical(found.name), canonical(right)}
        names = tuple(right if name == found.name else name for name in question.names)
        question = replace(question, names=names)
    return found


async def _resolved(asking: Asking) -> Outcome:
    """What the first resolver that has anything to say answers."""
    kind = asking.question.kind
    for resolver in (_RESOLVERS[kind], *_FURTHER.get(kind, ())):
        if (found := await resolver(asking)) is not None:
            return found
    return None


async def _interrupt(asking: Asking) -> Outcome:
    found = await other_facts.interrupts_asked(asking.session, asking.question, asking.scope.versions)
    return phrases.interrupt_answer(found, asking.scope.language) if found else None


async def _dma(asking: Asking) -> Outcome:
    found = await other_facts.named_facts(asking.session, DmaRequest, asking.names, asking.scope.versions)
    return dma.answer(found, asking.scope.language) if found else None


async def _interrupt_named(asking: Asking) -> Outcome:
    """A name alone is an interrupt only where one has it, and no register's title is asked for."""
    if _ONE_REGISTER.search(asking.question.text):
        return None
    found = await other_facts.interrupts_named(asking.session, asking.names, asking.scope.versions)
    return phrases.interrupt_answer(found, asking.scope.language) if found else None


async def _pin(asking: Asking) -> Outcome:
    found = await pins_asked(asking.session, asking.question, asking.scope.versions)
    return phrases.pin_answer(found, asking.scope.language) if found else None


async def _parameter(asking: Asking) -> Outcome:
    """The row of another edition that is asked for; without one, the rows that share its words."""
    session, question, versions = asking.session, asking.question, asking.scope.versions
    if question.row:
        found = await other_facts.rows_like(session, question.row, versions)
    else:
        found = await other_facts.rows_described(session, question.text, versions)
    return phrases.parameter_answer(found, asking.scope.language) if found else None


async def _memory(asking: Asking) -> Outcome:
    """A peripheral's base address, else the range of the address map."""
    question, versions, language = asking.question, asking.scope.versions, asking.scope.language
    if question.kind in (Asked.ADDRESS, Asked.OVERVIEW) and _ONE_REGISTER.search(question.text):
        return None  # a register by its title: the passages know it
    if bases := await other_facts.bases_named(asking.session, asking.names, versions):
        return phrases.base_answer(bases, language)
    regions = await other_facts.regions_asked(asking.session, question, versions)
    return phrases.region_answer(regions, language) if regions else None


async def _ordering(asking: Asking) -> Outcome:
    found = await other_facts.parts_named(asking.session, asking.question.text, asking.scope.versions)
    return phrases.ordering_answer(found, asking.scope.language) if found else None


async def _erratum(asking: Asking) -> Outcome:
    found = await errata_asked(asking.session, asking.question, asking.scope.versions)
    return phrases.erratum_answer(found, asking.scope.language) if found else None


_Resolver = Callable[[Asking], Awaitable[Outcome]]
_FURTHER: dict[Asked, tuple[_Resolver, ...]] = {
    Asked.BITS: (resolving.by_words, resolving.whole_register),
    Asked.REGISTER_OF: (resolving.by_words,),
    Asked.OVERVIEW: (_interrupt_named, _memory, _ordering),
    Asked.ADDRESS: (_memory,),
    Asked.REGISTER_AT: (_memory,),
}
"""What else a kind's cue may have meant: a vector by its name, where a peripheral begins."""
_RESOLVERS: dict[Asked, _Resolver] = {
    Asked.ADDRESS: resolving.attribute,
    Asked.OFFSET: resolving.attribute,
    Asked.RESET: resolving.attribute,
    Asked.BITS: resolving.bits,
    Asked.REGISTER_OF: resolving.register_of,
    Asked.FIELD_BY_WORDS: resolving.by_words,
    Asked.REGISTER_AT: resolving.register_at,
    Asked.DECODE: resolving.decoded,
    Asked.COMPOSE: resolving.composed,
    Asked.INTERRUPT: _interrupt,
    Asked.DMA: _dma,
    Asked.PIN: _pin,
    Asked.PARAMETER: _parameter,
    Asked.MEMORY: _memory,
    Asked.ERRATUM: _erratum,
    Asked.ORDERING: _ordering,
    Asked.OVERVIEW: resolving.nameless,
}
