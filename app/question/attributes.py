"""Which attributes of parts a question asks for: flash, RAM, pins, packages of a device summary or an
ordering table. Pure.

Exact, so every word of the question must be accounted for: by a label of the table, by the unit of its
values, or as a word that only asks. A question that says more asks for something else.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.facts.asked_units import units_asked_for
from app.facts.records import OrderingOption
from app.library.chips import covers
from app.question.covering import Concepts, concepts_of
from app.question.function_words import AMOUNT, ASKING
from app.question.heard import words_of
from retrieval.expansion import translations

WHOLE = 0.99
MOST_WORDS = 8
"""A question of more words than these is no question for one number."""
SHORTEST = 3
"""Letters of an abbreviation that may stand for one of a letter more."""
_JOINED = re.compile(r"\band\b|&|[,，、和与跟]|\+", re.IGNORECASE)
_UNIT = re.compile(
    r"\s*(?:[-–—]\s*|[(（]\s*(?:in\s+)?)(?P<unit>(?:[kKMG]i?)?\s?(?:[bB]ytes?|[bB]|字节)|[kMG]?Hz|[mµ]?[VA]|mm)"
    r"\s*[)）]?\s*$"
)
"""The unit of a column's numbers, behind its label: `Flash (KB)`, `SRAM - Kbytes`."""
_PLURAL = re.compile(r"(?<=[A-Z]{2})s\b")
_EITHER = re.compile(r"(\d+)/(\d+)")
_NUMBER = re.compile(r"\d[\d\s./+~-]*")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One cell of such a table."""

    label: str
    """Without the unit that is printed with the value."""
    value: str

    @property
    def words(self) -> frozenset[str]:
        """The words by which it is asked for."""
        return _words(self.label)


def attribute_of(label: str, text: str) -> Attribute:
    """A cell with the unit that its label states for bare numbers."""
    unit = _UNIT.search(label)
    if unit is None or not label[: unit.start()].strip():
        return Attribute(label, text)
    value = f"{text} {unit['unit']}" if _NUMBER.fullmatch(text) else text
    return Attribute(label[: unit.start()].strip(), value)


def spellings(part: str) -> tuple[str, ...]:
    """The parts that one cell names: `VSK32A4/6T` is VSK32A4T and VSK32A6T."""
    either = _EITHER.search(part)
    if either is None:
        return (part,)
    first, second = either.groups()
    head, tail = part[: either.start()], part[either.end() :]
    return f"{head}{first}{tail}", f"{head}{first[: -len(second)]}{second}{tail}"


def options_of(chip: str, options: Sequence[OrderingOption]) -> tuple[list[OrderingOption], ...]:
    """The rows of parts that a name means: those of its very name, and else all that it covers."""
    exact = [one for one in options if one.part.casefold() == chip.casefold()]
    return exact, [one for one in options if any(covers(name, chip) for name in spellings(one.part))]


def attributes_asked(text: str, options: Sequence[OrderingOption]) -> Mapping[str, tuple[Attribute, ...]]:
    """By part what a question about them, without their names, asks for; nothing if it asks for more."""
    asked = _words(text) - ASKING - AMOUNT
    if not 0 < len(asked) <= MOST_WORDS:
        return {}
    concepts = concepts_of(dict.fromkeys(asked, 1.0), translations(text))
    units = units_asked_for(text, asked)
    cells: dict[str, dict[Attribute, None]] = {}
    for option in options:
        own = cells.setdefault(option.part, {})
        own.update(dict.fromkeys(attribute_of(label, value) for label, value in option.attributes))
    everything = {one for own in cells.values() for one in own}
    measured = {one for one in everything if all(unit.search(one.value) for unit in units)}
    chosen = _chosen(concepts, asked, measured, units=bool(units), joined=bool(_JOINED.search(text)))
    found = {part: tuple(one for one in own if one.label in chosen) for part, own in cells.items()}
    return {part: own for part, own in found.items() if own}


def _words(text: str) -> frozenset[str]:
    """The words of a text, abbreviations in the singular: GPIOs, UARTs."""
    return words_of(_PLURAL.sub("", text))


def _chosen(
    concepts: Concepts, asked: frozenset[str], there: set[Attribute], *, units: bool, joined: bool
) -> frozenset[str]:
    """The labels that account for all concepts: each alone, or several where a question joins them."""
    labels = {one.label: one.words | _alike(asked, one, units) for one in there}
    held = {
        label: frozenset(each for each in concepts if each.held(words, foreign=True) >= WHOLE)
        for label, words in labels.items()
    }
    whole = {label for label, own in held.items() if len(own) == len(concepts)}
    if not whole and joined and frozenset().union(*held.values()) == frozenset(concepts):
        whole = {label for label, own in held.items() if own}
    return frozenset(label for label in whole if not any(labels[one] < labels[label] for one in whole))


def _alike(asked: frozenset[str], cell: Attribute, units: bool) -> frozenset[str]:
    """Words of the question that a cell means though it prints others: an abbreviation with one letter more
    (RAM of SRAM, UART of USART), and the quantity of which it states a number (clock: 72 MHz)."""
    near = {word for word in asked if any(_is_kin(word, own) for own in cell.words)}
    measures = {word for word in asked if units and units_asked_for(word, frozenset({word}))}
    return frozenset(near | measures)


def _is_kin(one: str, other: str) -> bool:
    """Whether one is the other with a letter more; SPI1 is not SPI."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST or len(long) - len(short) != 1 or not (long.isascii() and long.isalpha()):
        return False
    return any(short == long[:at] + long[at + 1 :] for at in range(len(long)))
