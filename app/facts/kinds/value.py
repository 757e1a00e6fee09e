"""A register's value, taken apart into its fields."""

from collections.abc import Sequence

from app.core.markdown import inline
from app.facts.addresses import hexadecimal
from app.facts.answers import Language, bits_text
from app.facts.decode import DecodedField, decode
from app.facts.gist import gist
from app.facts.kinds.card import Aspect, Card, Statement
from app.facts.questions import Asked, FactQuestion
from app.facts.records import BitField
from app.facts.repository import Located
from app.facts.results import Sentence, place

NAME = "value"
LANGUAGES: tuple[Language, ...] = ("en", "zh")
_WIDTHS = (8, 16, 32, 64)


def of_value(fields: Sequence[Located[BitField]], value: int, cleared: bool) -> Statement | None:
    """What a value of the register means that these are the fields of; None where it does not fit.

    `cleared`: it is a mask of bits that are set to 0.
    """
    width = next((bits for bits in _WIDTHS if all(one.fact.msb < bits for one in fields)), 0)
    if not value or value >> width:
        return None
    ordered = sorted(fields, key=lambda one: -one.fact.msb)
    decoded = decode(value, [one.fact for one in ordered], width)
    touched = [(one, part) for one, part in zip(ordered, decoded, strict=True) if part.value]
    if not touched:
        return None
    first = fields[0]
    names = " ".join(f"{part.name} {gist(one.fact.description)}" for one, part in touched)
    return Statement(
        kind=NAME,
        fact=first,
        names=(first.fact.register,),
        owners=(first.fact.peripheral,) if first.fact.peripheral else (),
        text=f"{first.fact.register} {names}",
        around="",
        keys=frozenset({value}),
        keyed=True,
        worded=tuple(_sentence(value, cleared, touched, language) for language in LANGUAGES),
    )


def _sentence(
    value: int, cleared: bool, touched: Sequence[tuple[Located[BitField], DecodedField]], language: Language
) -> Sentence:
    """The register with its value, then each field that is not 0: `STRT` (bit 6) = 1: its meaning."""
    what = {"en": " (bits that are cleared)", "zh": "(清零的位)"}[language] if cleared else ""
    register = touched[0][0].fact.register
    parts = "; ".join(_part(one.fact, part, language) for one, part in touched)
    places = tuple(dict.fromkeys(place(one) for one, _ in touched))
    return Sentence(f"`{register}` = {hexadecimal(value)}{what}: {parts}", places)


def _part(field: BitField, part: DecodedField, language: Language) -> str:
    meaning = inline(part.meaning or gist(field.description))
    bits = bits_text(part.msb, part.lsb, language)
    return f"`{part.name}` ({bits}) = **{part.value}**{f': {meaning}' if meaning else ''}"


def _say(statement: Statement, asked: frozenset[Aspect], language: Language) -> tuple[Sentence, ...]:
    return (statement.worded[language == "zh"],)


def _ask(statement: Statement, asked: frozenset[Aspect]) -> FactQuestion:
    (value,) = statement.keys
    return FactQuestion(Asked.DECODE, statement.names[0], statement.names, value)


CARD = Card(NAME, BitField, frozenset({Aspect.MEANING, Aspect.BITS}), lambda found: (), _say, _ask)
