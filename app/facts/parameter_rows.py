"""The rows of a version's electrical tables, made ready for questions: their words, symbols, rarity. Pure.

Made once for a version and kept beside its facts; `parameters` compares.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.facts.quantities import Wanted, is_chinese, signs, words_of
from app.facts.records import Parameter

_CLOCK = re.compile(r"[fF]_?[A-Z]{3,}\d?")
"""fHCLK is asked for as HCLK."""
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
class Bags:
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


@dataclass(frozen=True, slots=True, eq=False)
class ParameterRows:
    """All rows of a version, in their order."""

    parameters: Sequence[Parameter]
    bags: Sequence[Bags]
    rarity: Callable[[str], float]
    """What each word weighs among these rows."""
    holding: Mapping[str, Sequence[int]]
    """The rows that hold a word."""
    symbols: Sequence[tuple[str, tuple[str, ...], tuple[int, ...]]]
    """Each symbol without blanks, the forms under which it is asked for, and its rows."""

    def touching(self, asked: Wanted) -> list[int]:
        """The rows that hold any of what is asked for, in their order: all others answer nothing."""
        terms = [term for term in (*asked.translated, *(words for _, words in asked.mixed)) if term]
        if any(not words for _, words in asked.mixed):
            return list(range(len(self.bags)))
        words = asked.words.union(min(term) for term in terms)
        return sorted({row for word in words for row in self.holding.get(word, ())})


def parameter_rows(parameters: Sequence[Parameter]) -> ParameterRows:
    """Rows made ready: a few hundred take some milliseconds."""
    bags = tuple(_bags(row.symbol, row.name, row.condition, row.section, row.unit) for row in parameters)
    holding: dict[str, list[int]] = defaultdict(list)
    symbols: dict[str, list[int]] = defaultdict(list)
    for index, (row, bag) in enumerate(zip(parameters, bags, strict=True)):
        symbols[_squeezed(row.symbol)].append(index)
        for word in bag.all:
            holding[word].append(index)
    spelled = tuple(
        (symbol, (symbol, symbol[1:]) if _is_clock(symbol, symbols) else (symbol,), tuple(rows))
        for symbol, rows in symbols.items()
    )
    return ParameterRows(parameters, bags, _rarity(holding, len(bags)), dict(holding), spelled)


def _is_clock(symbol: str, symbols: Iterable[str]) -> bool:
    """Whether a symbol's bare name is asked for: of HSI there are a current and an accuracy beside fHSI."""
    return bool(_CLOCK.fullmatch(symbol)) and not any(
        other.find(symbol[1:]) > 0 for other in symbols if other != symbol
    )


@lru_cache(maxsize=1 << 13)
def _squeezed(symbol: str) -> str:
    return re.sub(r"\s+", "", signs(symbol))


def _rarity(holding: Mapping[str, Sequence[int]], total: int) -> Callable[[str], float]:
    weights = {word: math.log(1 + total / (0.5 + len(rows))) for word, rows in holding.items()}
    unheard = math.log(1 + total / 0.5)
    # Chinese is cut into pairs of characters: a pair over two words stands in no row and means nothing.
    return lambda word: weights.get(word, unheard / 4 if word and is_chinese(word) else unheard)


@lru_cache(maxsize=1 << 15)
def _bags(symbol: str, name: str, condition: str, section: str, unit: str) -> Bags:
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
    return Bags(*places, own, own | places[-1], any(map(is_chinese, places[0] | places[2])))


def symbol_words(symbol: str) -> Iterable[str]:
    """`fHSE_ext` whole and in its pieces: HSE and ext."""
    yield from words_of(symbol)
    for piece in re.split(r"[_()\s,/+-]+", symbol):
        yield piece.lower()
        if re.match(r"[a-z]{1,3}[A-Z]{2}", piece):
            yield piece.lstrip("abcdefghijklmnopqrstuvwxyz").lower()
        elif _CLOCK.fullmatch(piece):
            yield piece[1:].lower()
