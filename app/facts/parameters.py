"""Which rows of electrical tables a question is about: its words against name, symbol, condition, unit. Pure.

A question's words must be covered by a row, and the row's name by the question; rows of one parameter that
differ in their condition are told apart by the conditions that the question gives.
"""

import re
from collections.abc import Callable, Sequence

from app.facts.parameter_rows import Bags, ParameterRows
from app.facts.quantities import Wanted, is_chinese, signs, wanted, words_of
from app.facts.readings import readings
from app.facts.records import Parameter

MOST = 4
"""Rows that are shown together."""
_SURE = 0.7
"""Least share of the question's words, weighed by rarity, that a row must cover."""
_CLOSE = 0.97
"""Share of the best score at which another parameter is meant as well."""
_MOST_MEANT = 3
"""Different parameters that fit equally well; beyond it the question is too vague for an exact answer."""
_WHOLLY = 0.8
"""Share of a name that a question of one word must say: `current` alone means no row of a data sheet."""
_PARTLY = 0.25
"""The same for a question in the other language, of which the glossary carries only some terms."""
_KNOWN = 0.6
"""Share of an English question's words that must be known before a Chinese row may answer it."""
_NOUNS = frozenset(
    words_of(
        "voltage current frequency time temperature resistance impedance capacitance power accuracy error "
        "hysteresis endurance retention sensitivity gain"
    )
)
"""A row of another quantity does not answer, whatever else it shares with the question."""
_FEWEST_TERMS = 2
"""Terms of the glossary, and names, before a question is compared with rows in the other language."""
_EQUAL = 0.999
"""Of sums of weights, which are floating point."""
_WHOLE_RANGE = re.compile(
    r"\b(?:full|whole|entire|complete|over) temp(?:erature)?\b|\bover (?:the )?(?:full|whole|entire)\b|全温",
    re.IGNORECASE,
)
_SPAN = re.compile(r"(-?\d+)\s*°?C?\s*(?:to|\.{2,3}|~|～|至|-)\s*\+?(-?\d+)")
_SHORT_SYMBOL = 2
"""A symbol of so few characters (`C`, `fS`) stands in a question by chance."""


def meant(question: str, rows: ParameterRows) -> list[int]:
    """Indices of the rows that a question is about, in their order; empty where none is surely meant."""
    for reading in readings(question):
        if found := _meant(reading, rows):
            return found
    return []


def _meant(question: str, held: ParameterRows) -> list[int]:
    asked = wanted(question)
    touching = held.touching(asked) if asked is not None and asked.words else []
    if asked is None or not touching:
        return []
    parameters, bags, rarity = held.parameters, held.bags, held.rarity
    named = _named(asked.text, held)
    scores = {index: _score(asked, bags[index], rarity, index in named) for index in touching}
    best = max(scores.values())
    if best <= 0:
        return []
    near = [index for index, score in scores.items() if score >= best * _CLOSE]
    groups = dict.fromkeys(_group(parameters[index]) for index in near)
    if len({(symbol, name) for symbol, name, _ in groups}) > _MOST_MEANT:
        return []
    rows = [index for index in touching if scores[index] > 0 and _group(parameters[index]) in groups]
    rows = _widest(asked, rows, parameters) or _conditioned(asked, rows, bags, rarity)
    limited = [index for index in rows if all(getattr(parameters[index], limit) for limit in asked.limits)]
    return (limited or rows)[:MOST]


def _conditioned(
    asked: Wanted, rows: Sequence[int], bags: Sequence[Bags], rarity: Callable[[str], float]
) -> list[int]:
    """Of the rows of a parameter those whose condition the question gives; all where it gives none."""
    given = {
        index: asked.words
        - bags[index].name
        - bags[index].symbol
        - bags[index].quantity
        - bags[index].section
        for index in rows
    }
    shared = {index: sum(map(rarity, given[index] & bags[index].condition)) for index in rows}
    most = max(shared.values())
    if most == 0:
        return list(rows)
    fitting = [index for index in rows if shared[index] >= most * _EQUAL]
    # `ADC not used` covers all of `ADC used` as well: what a condition says beyond that counts against it.
    beyond = {index: sum(map(rarity, bags[index].condition - asked.words)) for index in fitting}
    return [index for index in fitting if beyond[index] <= min(beyond.values()) + (1 - _EQUAL)]


def _widest(asked: Wanted, rows: Sequence[int], parameters: Sequence[Parameter]) -> list[int]:
    """Of the rows of a parameter those for the widest temperatures, where a question asks for all of them."""
    if not _WHOLE_RANGE.search(asked.text):
        return []
    spans = {index: _SPAN.search(signs(parameters[index].condition)) for index in rows}
    widths = {index: int(span[2]) - int(span[1]) for index, span in spans.items() if span}
    return [index for index, width in widths.items() if width == max(widths.values())]


def _group(row: Parameter) -> tuple[str, str, str]:
    """Rows of one parameter differ in nothing but condition and limits."""
    return row.symbol, row.name, row.section


def _named(text: str, held: ParameterRows) -> frozenset[int]:
    """Rows whose symbol stands in the question, in small letters where none is as printed (`vdd`); of several
    the longest symbol."""
    return _spelled(text, held, str) or _spelled(text, held, str.lower)


def _spelled(text: str, held: ParameterRows, spell: Callable[[str], str]) -> frozenset[int]:
    squeezed = re.sub(r"\s+", "", text)
    found = {
        symbol: rows
        for symbol, forms, rows in held.symbols
        if any(
            len(form) > _SHORT_SYMBOL and form in squeezed and _stands(form, text)
            for form in map(spell, forms)
        )
    }
    longest = max(map(len, found), default=0)
    return frozenset(index for symbol, rows in found.items() if len(symbol) == longest for index in rows)


def _stands(symbol: str, text: str) -> bool:
    """Whether a symbol stands in a text by itself, spaces aside."""
    spaced = r"\s*".join(map(re.escape, symbol))
    return re.search(rf"(?<![A-Za-z0-9_]){spaced}(?![A-Za-z0-9_(]|\s*[=<>≤≥])", text) is not None


def _score(asked: Wanted, bag: Bags, rarity: Callable[[str], float], named: bool) -> float:
    """How much of the question a row covers, then how much of its name the question says.

    What the row says itself counts more than its table's title: in `Current in Stop and Standby mode` a row
    `Standby mode` does not speak of Stop mode.
    """
    everything = bag.all
    covered = asked.words & everything
    for term in asked.translated:
        if term and term <= everything:
            covered |= frozenset(term)
    covered |= {word for word, translation in asked.mixed if translation <= everything}
    if not covered or _of_another_quantity(asked, bag):
        return 0.0
    needed = _own_language(asked, bag)
    recall = sum(map(rarity, covered & needed)) / (sum(map(rarity, needed)) or 1.0)
    if recall < _SURE:
        return 0.0
    said = bag.name & asked.said.union(*asked.translated)
    precision = sum(map(rarity, said)) / (sum(map(rarity, bag.name)) or 1.0)
    own = sum(map(rarity, covered & needed - (bag.section - bag.own))) / (sum(map(rarity, needed)) or 1.0)
    least = _WHOLLY if len(needed) == 1 else 0.0
    if asked.chinese != bag.chinese:
        # A Chinese name has a pair of characters across each two words, which no translation says.
        least = _PARTLY / 2 if bag.chinese else _PARTLY
    if not named and (not said or precision < least):
        return 0.0
    soft = len((asked.said - asked.words) & bag.all)
    return 0.5 * (recall + own) + 0.5 * precision + 0.05 * min(soft, 4) + (0.4 if named else 0.0)


def _of_another_quantity(asked: Wanted, bag: Bags) -> bool:
    nouns = asked.words & _NOUNS
    return bool(nouns) and not nouns & (bag.name | bag.symbol | bag.condition | bag.quantity)


def _own_language(asked: Wanted, bag: Bags) -> frozenset[str]:
    """The question's words in the language of the row: in English those of a Chinese question."""
    if asked.chinese == bag.chinese or not asked.translated:
        return asked.words
    own = bag.name | bag.symbol | bag.condition
    names = frozenset(word for word in asked.words if word in own or (asked.chinese and not is_chinese(word)))
    # A term such as `存储温度` is two English words; the other way a term is cut into any number of pairs.
    terms = len(frozenset().union(*asked.translated)) if asked.chinese else len(asked.translated)
    known = terms + len(names)
    if known < _FEWEST_TERMS or (not asked.chinese and known < _KNOWN * len(asked.words)):
        return asked.words
    return names.union(*asked.translated)
