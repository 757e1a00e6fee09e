"""Conditions that a text states as equalities (`TA = 85°C`), against values that a question gives. Pure.

A question at 25 °C is not answered by a row for 85 °C. What a row says of other quantities, or of a limit
(`< 60°C`), contradicts nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_SIGNS = str.maketrans({"–": "-", "−": "-", "—": "-", "－": "-", "～": "~", "∼": "~", "μ": "µ", "＝": "="})
_SCALES = {"p": 1e-12, "n": 1e-9, "u": 1e-6, "µ": 1e-6, "m": 1e-3, "": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}
_UNIT = r"(?:(?P<scale{n}>[pnuµmkMG]?)(?P<unit{n}>Hz|V|A|Ω|F|W)|(?P<degree{n}>°\s?C|℃|C))(?![A-Za-z0-9/])"
_NUMBER = r"(?P<number{n}>[+\-]?\s?\d+(?:\.\d+)?)"
_JOINT = r"\s*(?:~|…|\.{2,3}|-|to|至|到)\s*"
_GIVEN = re.compile(
    rf"(?<![A-Za-z0-9_.])(?<![A-Za-z0-9][-+]){_NUMBER}\s?{_UNIT}".replace("{n}", ""),
)
_STATED = re.compile(
    r"=\s*"
    + _NUMBER.replace("{n}", "1")
    + rf"(?:\s?{_UNIT})?".replace("{n}", "1")
    + rf"(?:{_JOINT}"
    + _NUMBER.replace("{n}", "2")
    + r"(?=\s?[pnuµmkMG°℃CHVAΩFW]))?"
    + rf"(?:\s?{_UNIT})?".replace("{n}", "2")
)
_LIMITED = re.compile(r"[<>≤≥±]\s?$|(?:\b(?:up to|below|above|over|under|from|to)|[~…-])\s?$", re.IGNORECASE)
"""Before a number that a question gives as a bound, or as an end of a range."""


@dataclass(frozen=True, slots=True)
class Span:
    """Values of one unit, both ends included."""

    unit: str
    low: float
    high: float


@lru_cache(maxsize=4096)
def given(text: str) -> tuple[Span, ...]:
    """The values with units that a question gives: `at 25 °C`, `5V`; no ends of ranges."""
    text = text.translate(_SIGNS)
    found = []
    for match in _GIVEN.finditer(text):
        if not (
            _LIMITED.search(text[: match.start()]) or re.match(_JOINT + r"[+\-]?\d", text[match.end() :])
        ):
            value = _value(match["number"], match["scale"])
            found.append(Span(match["unit"] or "C", value, value))
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def stated(text: str) -> tuple[Span, ...]:
    """The values that a text states behind `=`."""
    return tuple(_stated(text.translate(_SIGNS)))


def _stated(text: str) -> Iterator[Span]:
    for match in _STATED.finditer(text):
        units = [(match[f"scale{n}"], match[f"unit{n}"] or (match[f"degree{n}"] and "C")) for n in (1, 2)]
        named = [(scale, unit) for scale, unit in units if unit]
        if not named:
            continue
        (scale, unit), (last, _) = named[0], named[-1]
        low = _value(match["number1"], scale)
        yield Span(unit, low, _value(match["number2"], last) if match["number2"] else low)


def contradicts(text: str, asked: Iterable[Span]) -> bool:
    """Whether a text states other values of a quantity than each value of it that was asked for."""
    return any(
        bool(same := [span for span in stated(text) if span.unit == one.unit])
        and not any(span.low <= one.low <= span.high for span in same)
        for one in asked
    )


def _value(number: str, scale: str | None) -> float:
    return float(number.replace(" ", "")) * _SCALES[scale or ""]
