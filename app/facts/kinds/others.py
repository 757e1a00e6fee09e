"""Kinds that are said as they stand: interrupts, pins, memory, ordering codes, errata."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.facts import phrases
from app.facts.answers import Language
from app.facts.kinds.card import Aspect, Card, Statement
from app.facts.questions import Asked, FactQuestion
from app.facts.records import Erratum, Interrupt, MemoryRegion, OrderingOption, Peripheral, Pin
from app.facts.repository import Located
from app.facts.results import FactAnswer, Sentence


def _interrupt(found: Located[Interrupt]) -> Iterable[Statement]:
    fact = found.fact
    keys = frozenset(one for one in (fact.number, fact.position, fact.address) if one is not None)
    text = f"{fact.name} {fact.description}"
    yield Statement("interrupt", found, (fact.name,), (), text, "interrupt 中断", keys)


def _pin(found: Located[Pin]) -> Iterable[Statement]:
    fact = found.fact
    text = f"{fact.name} {' '.join(fact.functions)} {fact.reset_function} {fact.description}"
    yield Statement("pin", found, (fact.name, *fact.functions), (), text, "")


def _region(found: Located[MemoryRegion]) -> Iterable[Statement]:
    fact = found.fact
    text = f"{fact.name} {fact.description}"
    yield Statement("region", found, (fact.name,), (), text, "", frozenset({fact.start}))


def _peripheral(found: Located[Peripheral]) -> Iterable[Statement]:
    fact = found.fact
    if fact.base_address is not None:
        keys = frozenset({fact.base_address})
        yield Statement("base", found, (fact.name,), (), f"{fact.name} {fact.title}", "", keys)


def _ordering(found: Located[OrderingOption]) -> Iterable[Statement]:
    fact = found.fact
    words = " ".join(f"{label} {text}" for label, text in fact.attributes)
    yield Statement("ordering", found, (fact.part,), (), f"{fact.part} {words}", "")


def _erratum(found: Located[Erratum]) -> Iterable[Statement]:
    fact = found.fact
    text = f"{fact.number} {fact.title} {fact.description} {fact.workaround}"
    names = (fact.number,) if fact.number else ()
    yield Statement("erratum", found, names, fact.peripherals, text, " ".join(fact.peripherals))


def _card(
    name: str,
    record: type[Any],
    aspects: frozenset[Aspect],
    statements: Callable[[Located[Any]], Iterable[Statement]],
    answer: Callable[[Sequence[Located[Any]], Language], FactAnswer],
    kind: Asked,
    joined: bool = False,
    placeless: bool = False,
) -> Card:
    def say(statement: Statement, asked: frozenset[Aspect], language: Language) -> tuple[Sentence, ...]:
        return answer([statement.fact], language).sentences

    def ask(statement: Statement, asked: frozenset[Aspect]) -> FactQuestion:
        return FactQuestion(kind, " ".join(statement.names[:1]), statement.names[:1])

    return Card(name, record, aspects, statements, say, ask, joined, placeless=placeless)


_NUMBER = frozenset({Aspect.INTERRUPT, Aspect.ADDRESS, Aspect.MEANING})
_PLACE = frozenset({Aspect.MEMORY, Aspect.ADDRESS})
_PIN = frozenset({Aspect.PIN, Aspect.FUNCTION, Aspect.PACKAGE})
_FAULT = frozenset({Aspect.ERRATUM, Aspect.WORKAROUND})
_PART = frozenset({Aspect.PACKAGE})
CARDS = (
    _card(
        "interrupt",
        Interrupt,
        _NUMBER,
        _interrupt,
        phrases.interrupt_answer,
        Asked.INTERRUPT,
        placeless=True,
    ),
    _card("pin", Pin, _PIN, _pin, phrases.pin_answer, Asked.PIN, joined=True),
    _card("region", MemoryRegion, _PLACE, _region, phrases.region_answer, Asked.MEMORY),
    _card("base", Peripheral, _PLACE, _peripheral, phrases.base_answer, Asked.MEMORY),
    _card("ordering", OrderingOption, _PART, _ordering, phrases.ordering_answer, Asked.ORDERING),
    _card("erratum", Erratum, _FAULT, _erratum, phrases.erratum_answer, Asked.ERRATUM),
)
