"""Which rows of electrical tables a question is about: its words against name, symbol, condition, unit. Pure.

A question's words must be covered by a row, and the row's name by the question; rows of one parameter that
differ in their condition are told apart by the conditions that the question gives.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

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
_CLOCK = re.compile(r"[fF]_?[A-Z]{3,}\d?")
"""fHCLK is asked for as HCLK."""
_WHOLE_RANGE = re.compile(
    r"\b(?:full|whole|entire|complete|over) temp(?:erature)?\b|\bover (?:the )?(?:full|whole|entire)\b|全温",
    re.IGNORECASE,
)
_SPAN = re.compile(r"(-?\d+)\s*°?C?\s*(?:to|\.{2,3}|~|～|至|-)\s*\+?(-?\d+)")
_SHORT_SYMBOL = 2
"""A symbol of so few characters (`C`, `fS`) stands in a question by chance."""
QUANTITIES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), names)
    for pattern, names in (
        (r"[kMG]?Hz", "frequency clock rate 频率 时钟"),
        (r"[mµunkK]?V", "voltage level 电压 电平"),
        (r"[pnµumk]?A", "current consumption 电流 功耗"),
        (r"[mkMµ]?Ω", "resistance resistor impedance 电阻 阻抗"),
        (r"[pnµum]F", "capacitance capacitor 电容"),
        (r"[pnµum]?[sS]", "time duration period delay 时间 周期 延时"),
        (r"°C", "temperature 温度"),
        (r"°C/W", "thermal resistance 热阻"),
        (r"[mµ]?W", "power dissipation 功耗 功率"),
        (r"%|LSB|ppm.*", "accuracy error tolerance 精度 误差"),
        (r"k?cycles?|千?次|times|[Yy]ears?|年", "endurance retention 寿命 次数 期限"),
        (r"dBm?", "power sensitivity gain 功率 灵敏度 增益"),
        (r"m?V/°C", "slope 斜率"),
        (r"[kM]?(?:sps|SPS|bps)", "rate 速率 采样率"),
    )
)


@dataclass(frozen=True, slots=True)
class _Bags:
    """The words of one row, by the place that says them."""

    name: frozenset[str]
    symbol: frozenset[str]
    condition: frozenset[str]
    quantity: frozenset[str]
    """What its unit measures."""
    section: frozenset[str]
    own: frozenset[str]
    """Without the section's title."""
    all: frozenset[str]
    chinese: bool
    """Whether the row is written in Chinese."""


def meant(question: str, parameters: Sequence[Parameter]) -> list[int]:
    """Indices of the rows that a question is about, in their order; empty where none is surely meant."""
    for reading in readings(question):
        if found := _meant(reading, parameters):
            return found
    return []


def _meant(question: str, parameters: Sequence[Parameter]) -> list[int]:
    asked = wanted(question)
    if asked is None or not asked.words or not parameters:
        return []
    bags = [_bags(row.symbol, row.name, row.condition, row.section, row.unit) for row in parameters]
    named = _named(asked.text, parameters)
    rarity = _rarity(tuple(bags))
    scores = [_score(asked, bag, rarity, index in named) for index, bag in enumerate(bags)]
    best = max(scores)
    if best <= 0:
        return []
    near = [index for index, score in enumerate(scores) if score >= best * _CLOSE]
    groups = dict.fromkeys(_group(parameters[index]) for index in near)
    if len({(symbol, name) for symbol, name, _ in groups}) > _MOST_MEANT:
        return []
    rows = [index for index, row in enumerate(parameters) if _group(row) in groups and scores[index] > 0]
    rows = _widest(asked, rows, parameters) or _conditioned(asked, rows, bags, rarity)
    limited = [index for index in rows if all(getattr(parameters[index], limit) for limit in asked.limits)]
    return (limited or rows)[:MOST]


def _conditioned(
    asked: Wanted, rows: Sequence[int], bags: Sequence[_Bags], rarity: Callable[[str], float]
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


def _named(text: str, parameters: Sequence[Parameter]) -> frozenset[int]:
    """Rows whose symbol stands in the question, in small letters where none is as printed (`vdd`); of several
    the longest symbol."""
    return _spelled(text, parameters, str) or _spelled(text, parameters, str.lower)


def _spelled(text: str, parameters: Sequence[Parameter], spell: Callable[[str], str]) -> frozenset[int]:
    squeezed = re.sub(r"\s+", "", text)
    found: dict[str, list[int]] = {}
    symbols = {_squeezed(row.symbol) for row in parameters}
    for index, row in enumerate(parameters):
        symbol = _squeezed(row.symbol)
        for form in map(spell, (symbol, symbol[1:]) if _is_clock(symbol, symbols) else (symbol,)):
            if len(form) > _SHORT_SYMBOL and form in squeezed and _stands(form, text):
                found.setdefault(symbol, []).append(index)
    longest = max(map(len, found), default=0)
    return frozenset(index for symbol, rows in found.items() if len(symbol) == longest for index in rows)


def _is_clock(symbol: str, symbols: Iterable[str]) -> bool:
    """Whether a symbol's bare name is asked for: of HSI there are a current and an accuracy beside fHSI."""
    return bool(_CLOCK.fullmatch(symbol)) and not any(
        other.find(symbol[1:]) > 0 for other in symbols if other != symbol
    )


@lru_cache(maxsize=1 << 13)
def _squeezed(symbol: str) -> str:
    return re.sub(r"\s+", "", signs(symbol))


def _stands(symbol: str, text: str) -> bool:
    """Whether a symbol stands in a text by itself, spaces aside."""
    spaced = r"\s*".join(map(re.escape, symbol))
    return re.search(rf"(?<![A-Za-z0-9_]){spaced}(?![A-Za-z0-9_(]|\s*[=<>≤≥])", text) is not None


def _score(asked: Wanted, bag: _Bags, rarity: Callable[[str], float], named: bool) -> float:
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


def _of_another_quantity(asked: Wanted, bag: _Bags) -> bool:
    nouns = asked.words & _NOUNS
    return bool(nouns) and not nouns & (bag.name | bag.symbol | bag.condition | bag.quantity)


def _own_language(asked: Wanted, bag: _Bags) -> frozenset[str]:
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


@lru_cache(maxsize=64)
def _rarity(bags: tuple[_Bags, ...]) -> Callable[[str], float]:
    """What each word weighs; remembered for a manual, whose rows stay the same objects."""
    counts: Counter[str] = Counter()
    for bag in bags:
        counts.update(bag.all)
    total = len(bags)
    weights = {word: math.log(1 + total / (0.5 + count)) for word, count in counts.items()}
    unheard = math.log(1 + total / 0.5)
    # Chinese is cut into pairs of characters: a pair over two words stands in no row and means nothing.
    return lambda word: weights.get(word, unheard / 4 if word and is_chinese(word) else unheard)


@lru_cache(maxsize=1 << 15)
def _bags(symbol: str, name: str, condition: str, section: str, unit: str) -> _Bags:
    """A row's words; remembered, because every question about a chip is compared with all of its rows."""
    quantity = next((names for pattern, names in QUANTITIES if pattern.fullmatch(unit)), "")
    places = (
        frozenset(words_of(name)),
        frozenset(filter(None, symbol_words(symbol))),
        frozenset(words_of(condition)),
        frozenset((*words_of(quantity), *words_of(unit))),
        frozenset(words_of(section)),
    )
    own = frozenset().union(*places[:-1])
    return _Bags(*places, own, own | places[-1], any(map(is_chinese, places[0] | places[2])))


def symbol_words(symbol: str) -> Iterable[str]:
    """`fHSE_ext` whole and in its pieces: HSE and ext."""
    yield from words_of(symbol)
    for piece in re.split(r"[_()\s,/+-]+", symbol):
        yield piece.lower()
        if re.match(r"[a-z]{1,3}[A-Z]{2}", piece):
            yield piece.lstrip("abcdefghijklmnopqrstuvwxyz").lower()
        elif _CLOCK.fullmatch(piece):
            yield piece[1:].lower()
