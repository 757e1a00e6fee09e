"""Rows of electrical tables."""

from collections.abc import Iterable

from app.facts.answers import Language
from app.facts.kinds.card import Aspect, Card, Statement
from app.facts.phrases import parameter_answer
from app.facts.questions import Asked, FactQuestion
from app.facts.records import Parameter
from app.facts.repository import Located
from app.facts.results import Sentence
from app.facts.symbols import symbol_words


def _statements(found: Located[Parameter]) -> Iterable[Statement]:
    fact = found.fact
    names = (fact.symbol,) if fact.symbol else ()
    text = f"{fact.symbol} {' '.join(symbol_words(fact.symbol))} {fact.name} {fact.condition} {fact.unit}"
    yield Statement(CARD.name, found, names, (), text, fact.section)


def _say(statement: Statement, asked: frozenset[Aspect], language: Language) -> tuple[Sentence, ...]:
    return parameter_answer([statement.fact], language).sentences


def _ask(statement: Statement, asked: frozenset[Aspect]) -> FactQuestion:
    fact = statement.fact.fact
    return FactQuestion(Asked.PARAMETER, f"{fact.name} {fact.symbol} {fact.condition}", row=fact)


CARD = Card(
    "limit",
    Parameter,
    frozenset({Aspect.MINIMUM, Aspect.TYPICAL, Aspect.MAXIMUM, Aspect.QUANTITY}),
    _statements,
    _say,
    _ask,
)
