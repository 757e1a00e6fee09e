"""Dates as documents print them, in ISO form and as precise as they are. Pure."""

import re
from collections.abc import Iterator

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_YEAR = r"(?P<year>(?:19[89]|20[0-4])\d)"
_DATES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_MONTH}\.?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*[,，]\s*|\s+)(?:[\d:]+\s+)?{_YEAR}\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]+{_MONTH}\.?,?[\s.-]+{_YEAR}\b",
        rf"\b{_MONTH}\.?,?[\s-]+{_YEAR}\b",
        rf"(?<![\d.]){_YEAR}\s*年\s*(?P<m>\d{{1,2}})\s*月(?:\s*(?P<day>\d{{1,2}})\s*日)?",
        rf"(?<![\d.]){_YEAR}[-/.](?P<m>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?![\d.])",
        rf"(?<![\d./])(?P<m>\d{{1,2}})/(?P<day>\d{{1,2}})/{_YEAR}(?![\d./])",
        r"(?<![\d.])(?P<year>20\d\d)[-/.](?P<m>0[1-9]|1[0-2])(?![\d./-])",
        rf"(?<![\d./])(?P<m>0?[1-9]|1[0-2])/{_YEAR}(?![\d./])",
        # `Rev 2; 6/05`, `2586Q-AVR-08/13`: month and year without the century, where a document is filed.
        r"(?<=[;\-–])\s?(?P<m>0?[1-9]|1[0-2])/(?P<short>[0-4]\d)(?![\d./])",
    )
)


def dates_in(text: str) -> Iterator[str]:
    """All dates of a text, those of the most telling form first."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if found := _iso(match):
                yield found


def latest_in(text: str) -> str:
    """The last of the dates that a line prints in one form: `JANUARY 2011, REVISED JULY 2015` is of July."""
    for pattern in _DATES:
        if found := [iso for match in pattern.finditer(text) if (iso := _iso(match))]:
            return max(found)
    return ""


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    month = _MONTHS[parts["month"].lower()] if parts.get("month") else int(parts["m"])
    day = int(parts["day"]) if parts.get("day") else 0
    year = parts.get("year") or f"20{parts['short']}"
    if month > 12 >= day > 0 and not parts.get("month"):
        month, day = day, month  # 25/12/2020
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{year}-{month:02}" + (f"-{day:02}" if day else "")
