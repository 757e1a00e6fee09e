"""The units of what a question asks for: who asks for a current is answered in amperes. Pure."""

import re
from functools import cache

from retrieval.tokens import tokens

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
"""Units, and the words for what they measure."""
_NUMBERED = re.compile(r"\d\s*$")


def units_asked_for(question: str, words: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """The units of each quantity that a question names by a word, or by a unit without a number."""
    return tuple(
        units
        for units, names in _quantities()
        if words & names
        or any(not _NUMBERED.search(question[: match.start()]) for match in units.finditer(question))
    )


def units_stated(text: str) -> tuple[re.Pattern[str], ...]:
    """The units of each quantity of which a text states a number."""
    return tuple(
        units
        for units, _ in _quantities()
        if any(_NUMBERED.search(text[: match.start()]) for match in units.finditer(text))
    )


@cache
def _quantities() -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    """Patterns that find a unit as a word of its own, or behind a number, and the words for its quantity."""
    return tuple(
        (re.compile(rf"(?<![A-Za-z]){pattern.pattern}(?![A-Za-z0-9])"), frozenset(tokens(names)))
        for pattern, names in ((re.compile(f"(?:{unit.pattern})"), names) for unit, names in QUANTITIES)
    )
