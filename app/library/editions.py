"""Which of two revisions is newer, from what documents print. Pure rules.

Revision numbers decide where both have one of the same form; then dates; then the order of upload.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

_MARKED = re.compile(
    r"(?<![a-z])(?:revision|version|issue|edition|rev|ver|版本|修订|第|v)\s*[.::]?\s*[vV]?"
    r"\*?(?P<number>\d+(?:\.\d+)*[a-z]?|[a-z]|[a-z]{2}$|r\d{2})(?![a-z0-9])"
)
_LETTERS = 2
"""AA follows Z."""
_SILICON = re.compile(r"r(?P<major>\d+)p(?P<minor>\d+)")
"""Arm's way: r0p1."""
_NUMBERS = re.compile(r"(?P<digits>\d+(?:\.\d+)*)(?P<letter>[a-z]?)")
_DAY = re.compile(r"(?P<year>(?:19|20)\d\d)(?:[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2}))?)?")
_WRITTEN = re.compile(
    r"(?:(?P<early>\d{1,2})\s+)?(?P<month>[a-z]{3,9})\.?\s+(?:(?P<late>\d{1,2})\s*,?\s+)?(?P<year>(?:19|20)\d\d)"
)

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


@dataclass(frozen=True, slots=True)
class Edition:
    """What the order of two versions depends on."""

    revision: str
    date: str
    """ISO 8601, as precise as the document is; may be empty."""
    uploaded: datetime
    history: str = ""
    """Keys of the revisions that it lists, parted by blanks; may be empty."""


def revision_key(printed: str) -> str:
    """The revision without its decoration: 1.5 for `V1.5`, 17 for `DocID13587 Rev 17`, 2 for `V2.0`."""
    folded = " ".join(unicodedata.normalize("NFKC", printed).casefold().split())
    if date := iso_date(folded):
        marked = _MARKED.search(folded)
        return re.sub(r"(?:\.0)+$", "", marked["number"]) if marked else date
    found = _MARKED.search(folded)
    number = found["number"] if found else folded
    return re.sub(r"(?:\.0)+$", "", number)


def each_once(printed: Iterable[str]) -> tuple[str, ...]:
    """Each revision in its shortest spelling, in their order: `V1.0` where `Version 1.0` is printed too."""
    spelled: dict[str, str] = {}
    for revision in printed:
        key = revision_key(revision)
        spelled[key] = min(spelled.get(key, revision), revision, key=len)
    return tuple(spelled.values())


def listed(printed: Iterable[str]) -> str:
    """The keys of the revisions that a document lists, as `Edition.history` holds them."""
    keys = (revision_key(revision) for revision in printed)
    return " ".join(dict.fromkeys(key for key in keys if key and " " not in key))


def newer(one: Edition, other: Edition) -> bool:
    """Whether `one` comes after `other`."""
    return _compare(one, other) > 0


def _compare(one: Edition, other: Edition) -> int:
    by_number = _order(_number(one.revision), _number(other.revision))
    return (
        _by_history(one, other)
        or by_number
        or _by_date(_date(one), _date(other))
        or _sign(one.uploaded, other.uploaded)
    )


def _by_history(one: Edition, other: Edition) -> int:
    """A document that lists the other's revision as an earlier one comes after it, however it counts."""
    mine, yours = one.history.split(), other.history.split()
    first, second = revision_key(one.revision), revision_key(other.revision)
    if first == second:
        return 0
    if second in mine and first not in yours and _by_date(_date(one), _date(other)) >= 0:
        return 1
    if first in yours and second not in mine and _by_date(_date(other), _date(one)) >= 0:
        return -1
    return 0


def _number(revision: str) -> tuple[str, tuple[int, ...], str] | None:
    """Form, numbers and letter; revisions of different forms have no order."""
    key = revision_key(revision)
    if silicon := _SILICON.search(key):
        return ("silicon", (int(silicon["major"]), int(silicon["minor"])), "")
    if iso_date(key):
        return None
    if len(key) <= _LETTERS and key.isalpha():
        return ("letter", (len(key),), key)
    match = _NUMBERS.fullmatch(key.removeprefix("r"))
    if not match:
        return None
    return ("number", tuple(int(part) for part in match["digits"].split(".")), match["letter"])


def _order(
    one: tuple[str, tuple[int, ...], str] | None, other: tuple[str, tuple[int, ...], str] | None
) -> int:
    if one is None or other is None or one[0] != other[0]:
        return 0
    return (one > other) - (one < other)


def _date(edition: Edition) -> str:
    return edition.date or iso_date(edition.revision.casefold())


def _by_date(one: str, other: str) -> int:
    """Compared as precisely as the coarser of the two is."""
    length = min(len(one), len(other))
    return (one[:length] > other[:length]) - (one[:length] < other[:length])


def _sign(one: datetime, other: datetime) -> int:
    return (one > other) - (one < other)


def iso_date(text: str) -> str:
    """A date that makes up a text, as ISO 8601 and as precise as it is; empty when there is none."""
    folded = text.strip().casefold()
    if written := _WRITTEN.search(folded):
        month = _month(written["month"])
        day = written["late"] or written["early"]
        if month:
            return f"{written['year']}-{month:02}" + (f"-{int(day):02}" if day else "")
    if plain := _DAY.fullmatch(folded.rstrip("日")):
        parts = (plain["month"], plain["day"])
        return plain["year"] + "".join(f"-{int(part):02}" for part in parts if part)
    return ""


def _month(word: str) -> int:
    """Its number; 0 for any other word. Written out, or cut off behind the third letter or later."""
    fits = [number for number, name in enumerate(_MONTHS, 1) if len(word) >= 3 and name.startswith(word)]
    return fits[0] if fits else 0
