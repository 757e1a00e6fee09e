"""Bit fields: their place in a register and what they do, and each value that they list."""

from collections.abc import Iterable

from app.core.markdown import inline
from app.facts.answers import Language, bits_text
from app.facts.decode import value_of
from app.facts.encodings import encodings as listed_values
from app.facts.gist import gist
from app.facts.kinds.card import Aspect, Card, Statement
from app.facts.markdown_escape import as_code
from app.facts.questions import Asked, FactQuestion
from app.facts.records import BitField, EnumeratedValue
from app.facts.repository import Located
from app.facts.results import Sentence, place
from retrieval.identifiers import canonical

ENCODING = "encoding"
RESERVED = "RESERVED"
WIDE, LONGEST = 8, 400
"""Bits from which a field is asked for by its ends; characters of a description that are compared."""


def encodings(field: BitField) -> tuple[EnumeratedValue, ...]:
    """Each value that a field lists, with its meaning: as it was read, or out of its description if that
    lists more."""
    return max(field.values, listed_values(field.description), key=len)


def _number(printed: str, width: int) -> int | None:
    bare = printed.removesuffix("b")
    if len(bare) == width and set(bare) <= set("01"):
        return int(bare, 2)
    return value_of(printed)


def _statements(found: Located[BitField]) -> Iterable[Statement]:
    fact = found.fact
    if canonical(fact.name) == RESERVED:
        return
    owners = tuple(filter(None, (fact.register, fact.peripheral)))
    width = fact.msb - fact.lsb + 1
    bits = range(fact.lsb, fact.msb + 1) if width <= WIDE else (fact.lsb, fact.msb)
    text = f"{fact.name} {fact.description[:LONGEST]}"
    yield Statement(CARD.name, found, (fact.name,), owners, text, fact.register, frozenset(bits))
    around = f"{fact.register} {gist(fact.description)}"
    for one in encodings(fact):
        if (value := _number(one.value, width)) is not None:
            text = f"{fact.name} {one.value} {one.meaning}"
            yield Statement(ENCODING, found, (fact.name,), owners, text, around, frozenset({value}), True)


def _say(statement: Statement, asked: frozenset[Aspect], language: Language) -> tuple[Sentence, ...]:
    fact: BitField = statement.fact.fact
    parts = [bits_text(fact.msb, fact.lsb, language), inline(fact.access), inline(fact.reset)]
    said = ", ".join(part for part in (f"**{parts[0]}**", *parts[1:]) if part)
    text = f"`{as_code(fact.register)}`.`{as_code(fact.name)}`: {said}. {inline(fact.description)}"
    return (Sentence(text, (place(statement.fact),)),)


def _say_value(statement: Statement, asked: frozenset[Aspect], language: Language) -> tuple[Sentence, ...]:
    fact: BitField = statement.fact.fact
    width, (key,) = fact.msb - fact.lsb + 1, statement.keys
    meant = next(one for one in encodings(fact) if _number(one.value, width) == key)
    field, register = as_code(fact.name), as_code(fact.register)
    text = f"`{field}` = **{inline(meant.value)}** (`{register}`): {inline(meant.meaning)}"
    return (Sentence(text, (place(statement.fact),)),)


def _ask(statement: Statement, asked: frozenset[Aspect]) -> FactQuestion:
    names = (statement.fact.fact.register, *statement.names)
    return FactQuestion(Asked.BITS, " ".join(names), names)


CARD = Card(
    "field",
    BitField,
    frozenset({Aspect.BITS, Aspect.ACCESS, Aspect.RESET, Aspect.MEANING}),
    _statements,
    _say,
    _ask,
    whole=True,
)
ENCODING_CARD = Card(ENCODING, BitField, frozenset({Aspect.MEANING}), lambda found: (), _say_value, _ask)
