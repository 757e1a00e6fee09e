"""Registers: where they are, what they hold after reset."""

from collections.abc import Iterable

from app.core.markdown import inline
from app.facts.addresses import address_text, offset_text
from app.facts.answers import Language
from app.facts.kinds.card import Aspect, Card, Statement
from app.facts.markdown_escape import as_code
from app.facts.questions import Asked, FactQuestion
from app.facts.records import Register
from app.facts.repository import Located
from app.facts.results import Sentence, place

_KINDS = {Aspect.ADDRESS: Asked.ADDRESS, Aspect.OFFSET: Asked.OFFSET, Aspect.RESET: Asked.RESET}


def _statements(found: Located[Register]) -> Iterable[Statement]:
    fact = found.fact
    numbers = (fact.address, fact.offset)
    yield Statement(
        CARD.name,
        found,
        (fact.name,),
        (fact.peripheral,) if fact.peripheral else (),
        f"{fact.name} {fact.title}",
        fact.peripheral,
        frozenset(number for number in numbers if number is not None),
    )


def _say(statement: Statement, asked: frozenset[Aspect], language: Language) -> tuple[Sentence, ...]:
    fact: Register = statement.fact.fact
    labels = ("address", "offset", "reset value") if language == "en" else ("地址", "偏移", "复位值")
    values = (
        address_text(fact.address, statement.fact.provenance.quote) if fact.address is not None else "",
        offset_text(fact.offset, statement.fact.provenance.quote) if fact.offset is not None else "",
        inline(fact.reset),
    )
    said = ", ".join(f"{label} **{value}**" for label, value in zip(labels, values, strict=True) if value)
    return (Sentence(f"`{as_code(fact.name)}` {inline(fact.title)}: {said}", (place(statement.fact),)),)


def _ask(statement: Statement, asked: frozenset[Aspect]) -> FactQuestion:
    (name,) = statement.names
    kinds = [kind for aspect, kind in _KINDS.items() if aspect in asked]
    kind = kinds[0] if len(kinds) == 1 else Asked.OVERVIEW
    return FactQuestion(kind, " ".join((*statement.owners, name)), (name,))


CARD = Card(
    "register",
    Register,
    frozenset({Aspect.ADDRESS, Aspect.OFFSET, Aspect.RESET, Aspect.REGISTER, Aspect.MEANING, Aspect.ACCESS}),
    _statements,
    _say,
    _ask,
    whole=True,
)
