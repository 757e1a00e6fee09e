"""The revision and the date that a document prints on itself. Pure."""

import re
from collections.abc import Iterable, Iterator

from app.library.editions import revision_key
from ingestion.parsing.detection.dates import latest_in
from ingestion.parsing.detection.evidence import Evidence
from ingestion.parsing.detection.history import newest

_NUMBER = r"(?:\d{1,3}(?:\.\d{1,4}){0,4}(?:[a-z](?![a-z]))?|r\d+p\d+)"
_MARKED = re.compile(
    rf"(?<![A-Za-z])(?P<all>(?:versions?|ver|rev(?:ision)?|版本号?|修订版?)\s*[.:：]?\s*[vV]?\s*{_NUMBER})(?![\w%])(?!\.\d)"
    r"|(?P<edition>第\s*\d{1,2}\s*版)",
    re.I,
)
_LETTER = re.compile(
    r"(?<![A-Za-z])(?P<all>(?:[Rr]ev(?:ision)?|REV(?:ISION)?)\s*[.:：]?\s*\*?[A-Z]{1,2}\d?)(?![\w*]|\.\d)(?!\s*[,=]\s*\d)"
)
"""`Rev. C`, `Revision H`, `Rev. *J`."""
_SHORT = re.compile(
    r"(?<![A-Za-z0-9])(?P<all>[Vv]\s?\d{1,2}(?:\.\d{1,4}){1,4}[a-z]?|(?<=[-–] )R\d{2})(?![A-Za-z0-9])(?!\.\d)"
    r"|(?:^|\s)(?:issue|release)\s*[:.]?\s*(?P<issue>[vV]?\d{1,2}(?:\.\d{1,3})+)(?![\w.])",
    re.I,
)
_ALONE = re.compile(rf"^\W*(?P<all>(?:[vV]\s?)?{_NUMBER})(?:_\w)?\W*$")
_IN_NAME = re.compile(
    r"(?<![A-Za-z])(?P<all>(?:rev(?:ision)?|ver(?:sion)?|v)[\s._-]*\d{1,3}(?:\.\d{1,4}){0,4})(?![\d.]*\d)",
    re.I,
)
_BARE_IN_NAME = re.compile(r"(?<![\w.])(?P<all>\d{1,2}\.\d{1,3}(?:\.\d{1,4})*)(?![\w.])")
_FEATURES = re.compile(
    r"bluetooth|usb|spec(?!ification\s+(?:v|rev))|armv|cortex|risc-v\d|compat|support|core|smbus|pcie|ble\b"
    r"|silicon|stepping|\bcan\b|i2c|hdmi|\bmipi|sdio|\bemmc",
    re.I,
)
"""A version in such a line of a cover is that of something else."""
_LONGEST = 60
"""Characters of a cover's line that may print the revision; sentences are longer."""
_BLANKS = str.maketrans("_:：", "   ")
_STATED = re.compile(r"^D:(\d{4})(\d\d)?(\d\d)?")


def revision(evidence: Evidence, letter: str = "") -> str:
    """The revision as printed, e.g. V1.5 or Rev 17; empty where the document does not say.

    `letter` is what hangs on the document's number.
    """
    for found in _revisions(evidence, letter):
        text = " ".join(found.translate(_BLANKS).split())
        bare = re.search(r"(?<=\s)(?:r\d+p\d+|v\d[\d.]*)$", text, re.I)  # `Revision: r0p1`, `Version v1.5`
        return bare[0] if bare else text
    return ""


def _revisions(evidence: Evidence, letter: str) -> Iterator[str]:
    cover = [
        line.text for line in evidence.cover if len(line.text) < _LONGEST and not _FEATURES.search(line.text)
    ]
    title = [evidence.stated.get("title", "")]
    for texts in (evidence.running, cover):
        for pattern in (_MARKED, _SHORT, _LETTER):
            yield from _all(pattern, texts)
    yield from _all(_ALONE, (line.text for line in evidence.large))
    if letter:
        yield f"Rev. {letter}"
    if newest_row := newest(evidence.history):
        yield newest_row[0]
    yield from _all(_IN_NAME, [evidence.stem])
    yield from _all(_BARE_IN_NAME, [evidence.stem.replace("_", " ")])
    for pattern in (_MARKED, _SHORT, _LETTER):
        yield from _all(pattern, title)


def _all(pattern: re.Pattern[str], texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for match in pattern.finditer(text):
            yield next(value for value in match.groupdict().values() if value).strip()


def date(evidence: Evidence, printed: str) -> str:
    """The date in ISO form, as precise as it is printed on the cover, in running lines or, for the revision
    that is `printed`, in the history; the file's creation date as a last resort."""
    texts = [line.text for line in evidence.cover] + list(evidence.running)
    for text in texts:
        if "©" in text or "copyright" in text.lower() or len(text) > 2 * _LONGEST:
            continue
        if found := latest_in(text):
            return found
    own = revision_key(printed)
    for row in reversed(evidence.history):
        if row[1] and revision_key(row[0]) == own:
            return row[1]
    match = _STATED.match(evidence.stated.get("creationdate", ""))
    return "-".join(part for part in match.groups() if part) if match else ""
