"""The revision and the date that a document prints on itself. Pure."""

import re
from collections.abc import Iterable, Iterator

from ingestion.parsing.detection.evidence import Evidence

_NUMBER = r"(?:\d{1,3}(?:\.\d{1,4}){0,4}(?:[a-z](?![a-z]))?|r\d+p\d+)"
_MARKED = re.compile(
    rf"(?<![A-Za-z])(?P<all>(?:versions?|ver|rev(?:ision)?|版本号?|修订版?)\s*[.:：]?\s*[vV]?\s*{_NUMBER})(?![\w%])(?!\.\d)",
    re.I,
)
_SHORT = re.compile(r"(?<![A-Za-z0-9])(?P<all>[Vv]\s?\d{1,2}(?:\.\d{1,4}){1,4}[a-z]?)(?![A-Za-z0-9])(?!\.\d)")
_ALONE = re.compile(rf"^\W*(?P<all>(?:[vV]\s?)?{_NUMBER})(?:_\w)?\W*$")
_IN_NAME = re.compile(
    r"(?<![A-Za-z])(?P<all>(?:rev(?:ision)?|ver(?:sion)?|v)[\s._-]*\d{1,3}(?:\.\d{1,4}){0,4})(?![\d.]*\d)",
    re.I,
)
_BARE_IN_NAME = re.compile(r"(?<![\w.])(?P<all>\d{1,2}\.\d{1,3}(?:\.\d{1,4})*)(?![\w.])")
_FEATURES = re.compile(r"bluetooth|usb|spec|armv|cortex|risc-v\d|compat|support|core|smbus|pcie|ble\b", re.I)
"""A version in such a line of a cover is that of something else."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_DATES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:[\d:]+\s+)?(?P<year>(?:19|20)\d\d)\b",
        rf"\b(?P<day>\d{{1,2}})[\s.-]+{_MONTH}\.?,?[\s.-]+(?P<year>(?:19|20)\d\d)\b",
        rf"\b{_MONTH}\.?,?\s+(?P<year>(?:19|20)\d\d)\b",
        r"(?<![\d.])(?P<year>(?:19|20)\d\d)\s*年\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*日)?",
        r"(?<![\d.])(?P<year>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d.])",
        r"(?<![\d.])(?P<year>20\d\d)[-/.](?P<m>0[1-9]|1[0-2])(?![\d./-])",
    )
)
_STATED = re.compile(r"^D:(\d{4})(\d\d)?(\d\d)?")


def revision(evidence: Evidence) -> str:
    """The revision as printed, e.g. V1.5 or Rev 17; empty where the document does not say."""
    for found in _revisions(evidence):
        text = " ".join(found.replace("_", " ").replace(":", " ").split())
        bare = re.search(r"(?<=\s)(?:r\d+p\d+|v\d[\d.]*)$", text, re.I)  # `Revision: r0p1`, `Version v1.5`
        return bare[0] if bare else text
    return ""


def _revisions(evidence: Evidence) -> Iterator[str]:
    cover = [line.text for line in evidence.cover]
    yield from _all(_MARKED, evidence.running)
    yield from _all(_SHORT, evidence.running)
    yield from _all(_MARKED, (text for text in cover if len(text) < 60 and not _FEATURES.search(text)))
    yield from _all(_SHORT, (text for text in cover if len(text) < 60 and not _FEATURES.search(text)))
    yield from _all(_ALONE, (line.text for line in evidence.large))
    yield from _all(_IN_NAME, [evidence.stem])
    yield from _all(_BARE_IN_NAME, [evidence.stem.replace("_", " ")])
    yield from _all(_MARKED, [evidence.stated.get("title", "")])
    yield from _all(_SHORT, [evidence.stated.get("title", "")])


def _all(pattern: re.Pattern[str], texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for match in pattern.finditer(text):
            yield match["all"].strip()


def date(evidence: Evidence) -> str:
    """The date in ISO form, as precise as it is printed; the file's creation date as a last resort."""
    texts = [line.text for line in evidence.cover] + list(evidence.running)
    for pattern in _DATES:
        for text in texts:
            if "©" in text or "copyright" in text.lower():
                continue
            if (match := pattern.search(text)) and (found := _iso(match)):
                return found
    match = _STATED.match(evidence.stated.get("creationdate", ""))
    return "-".join(part for part in match.groups() if part) if match else ""


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    month = _MONTHS[parts["month"].lower()] if parts.get("month") else int(parts["m"])
    day = int(parts["day"]) if parts.get("day") else 0
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{parts['year']}-{month:02}" + (f"-{day:02}" if day else "")
