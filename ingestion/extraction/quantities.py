"""Values, units and ranges as electrical tables print them. Pure.

Numbers come out with an ASCII minus and without white space that only the typesetting put there;
what is no number (`VDD - 0.4`, `0.7VDD`, `2tPCLK`) stays as printed.
"""

import re
from dataclasses import dataclass

_MINUS = str.maketrans({"–": "-", "−": "-", "—": "-", "－": "-", "＋": "+", "∼": "~", "～": "~", "〜": "~"})
_DEGREE = re.compile(r"\^?\s*[°◦º˚]\s*\^?\s*C|℃")
_NOTHING = re.compile(r"(?:-+|/|[nN]/[aA]|NA|Na|na|\.{2,}|…|\*|无)?")
"""`nA` is a unit."""
_NUMBER = r"[+±-]?\s*(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*[kKMG]?"
_NAMED = r"[+-]?\s*(?:\d+(?:\.\d+)?\s*[*×x]?\s*)?[A-Z][A-Za-z0-9_/+]*(?:\s*[+-]\s*\d+(?:\.\d+)?)?"
_END = rf"{_NUMBER}|{_NAMED}|\({_NAMED}\)"
"""Of a range: `-0.3 to (VDD+0.3)`."""
_UNIT_TEXT = (
    r"(?:[pnuµμmkKMG]?(?:V|A|W|F|H|Hz|HZ|Ω|ohms?|Ohms?|S|s|B|b|bps|m|sps|SPS|VA)(?:rms|pp)?"
    r"|°C|K|%|ppm|dBm?|dBµV|LSB|bits?|Bytes?|KB|MB|cycles?|times?|years?|Years?|rpm|inch(?:es)?|mils?"
    r"|kcycles?|[Kk]V|min|hours?|位|次|千次|万次|年|小时|秒)"
)
_UNIT = re.compile(
    rf"(?:1/)?{_UNIT_TEXT}(?:\s*[/·*]\s*(?:√?{_UNIT_TEXT}|[a-z][A-Za-z]+))*|t[A-Z][A-Za-z0-9]*|1/f[A-Z]\w*"
)
_TO = r"\s*(?:~|to|至|到|\.{2,3}|…)\s*"
_RANGE = re.compile(rf"({_END})\s*(?:{_UNIT_TEXT})?{_TO}({_END})\s*({_UNIT_TEXT})?")
_DASHED = re.compile(rf"({_NUMBER})\s*(?:{_UNIT_TEXT})?\s*-\s*({_NUMBER})\s*({_UNIT_TEXT})?")
_SINGLE = re.compile(rf"((?:[<>≤≥]=?\s*)?{_NUMBER})\s*({_UNIT_TEXT}(?:/{_UNIT_TEXT})?)?")
_CLASS = re.compile(r"\d[A-Z]")
"""`2B`, `4A`: the class of a test, not bytes or amperes."""
_WORDS = {"millimeters": "mm", "millimeter": "mm", "毫米": "mm", "inches": "inches", "英寸": "inches"}
_BRACKETED_UNIT = re.compile(r"[(（\[]\s*([^()（）\[\]]{1,12})\s*[)）\]]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What one cell says: one value, or the two ends of a range; a unit where the cell itself holds one."""

    low: str = ""
    value: str = ""
    high: str = ""
    unit: str = ""

    def __bool__(self) -> bool:
        return bool(self.value or self.low or self.high)


def plain(text: str) -> str:
    """One line, ASCII minus signs, `°C` in one spelling."""
    return _DEGREE.sub("°C", " ".join(text.translate(_MINUS).split()))


def limit(text: str) -> str:
    """The value of a limit's cell, empty where the cell only says that there is none."""
    bare = plain(text)
    if _NOTHING.fullmatch(bare):
        return ""
    return re.sub(r"^([+±-])\s+(?=\d)", r"\1", bare)


def quantity(text: str) -> Quantity:
    """A cell that may hold a range: `-20 to 85`, `3.0 - 5.5 V`, `-40 ~ +85`, `±4`."""
    bare = limit(text)
    match = _RANGE.fullmatch(bare) or _DASHED.fullmatch(bare)
    if match:
        low, high, unit = match.groups()
        return Quantity(low=_tight(low), high=_tight(high), unit=unit or "")
    if (match := _SINGLE.fullmatch(bare)) and not _CLASS.fullmatch(bare):
        return Quantity(value=_tight(match.group(1)), unit=match.group(2) or "")
    return Quantity(value=bare)


def is_value(text: str) -> bool:
    """Whether a cell holds a number, a range or nothing but a dash: what a column of values is made of."""
    bare = limit(text)
    found = _SINGLE.fullmatch(bare) or _RANGE.fullmatch(bare) or _DASHED.fullmatch(bare)
    return not bare or found is not None


def is_number(text: str) -> bool:
    """Whether a cell holds a number or a range."""
    return bool(limit(text)) and is_value(text)


def unit(text: str) -> str:
    """A unit's cell, tidied."""
    lines = set(map(limit, text.split("\n")))
    bare = limit(text) if len(lines) > 1 else lines.pop()
    bare = bare.replace("μ", "µ").replace("ꭥ", "Ω").replace("Ω", "Ω")
    bare = _WORDS.get(bare.lower(), bare)
    wrapped = bare.replace(" ", "")
    return wrapped if wrapped != bare and _is_unit(wrapped) else bare


def is_unit(text: str) -> bool:
    """Whether a text is a unit of measurement and nothing else."""
    return _is_unit(unit(text))


def _is_unit(bare: str) -> bool:
    return bool(bare) and (bare in _WORDS.values() or _UNIT.fullmatch(bare) is not None)


def unit_in(header: str) -> str:
    """The unit that a header names: all of it, or in brackets, as in `Max (mA)`."""
    bare = plain(header)
    if (is_unit(bare) and len(bare) > 1) or bare in ("V", "A", "W", "%", "Ω"):
        return unit(bare)
    found = (match.group(1) for match in _BRACKETED_UNIT.finditer(bare))
    return next((unit(text) for text in found if is_unit(text) and not text.strip().isdigit()), "")


def _tight(number: str) -> str:
    return re.sub(r"^([+±-])\s+", r"\1", number.strip(" ()"))
