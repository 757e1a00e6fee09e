"""Document revisions named in a question, matched against those that the library holds. Pure rules."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.library.editions import revision_key
from app.search.chips import normalised, without

NUMBER = r"(?P<number>\d+(?:\.\d+)*[a-z]?|[A-Z])(?![A-Za-z0-9]|\.\d)"
KEYWORD = r"(?P<keyword>revision|rev\.?|version|ver\.?|版本|修订版?|修订)"
MENTIONS = (
    re.compile(rf"(?<![A-Za-z]){KEYWORD}\s*[::]?\s*[vV]?{NUMBER}", re.IGNORECASE),
    re.compile(r"第\s*(?P<number>\d+)\s*(?P<keyword>版)"),
    re.compile(r"(?<![A-Za-z0-9_.])[vV](?P<number>\d+(?:\.\d+)*)\s*(?P<keyword>版本?)?(?![A-Za-z0-9_]|\.\d)"),
    re.compile(r"(?<![A-Za-z0-9_.])(?P<number>\d+(?:\.\d+)+)\s*(?P<keyword>版本?)"),
)
LATEST = re.compile(r"\b(?:latest|newest|most recent)\b|最新(?:版本?|修订)?的?", re.IGNORECASE)
OTHER_THING = re.compile(
    r"(?:idf|sdk|usb|bluetooth|ble|wi-?fi|chip|silicon|wafer|freertos|hardware|firmware|bootloader|protocol|"
    r"cmsis|python|esptool|芯片|硅片|协议|固件|蓝牙|硬件)[\s(]*$",
    re.IGNORECASE,
)
"""What stands before a version number that is not a document's."""
PART = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+\d[A-Za-z0-9-]*\s*$")
"""A part number right before a bare version, as in `ZX90-P4 v1.3`: that is the stepping."""
DOCUMENT = re.compile(
    r"manual|data\s?sheet|document|specification|user guide|errata|手册|文档|规格书|勘误|说明书",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedRevision:
    """What a question says about the document's revision."""

    matches: tuple[str, ...] = ()
    """Revisions of the library, as printed, that the question names."""
    unknown: str = ""
    """A document revision that the question names and the library does not hold."""
    rest: str = ""
    """The question without the words that name a revision."""


def named_revision(text: str, known: Iterable[str]) -> NamedRevision:
    """Revisions that a question names. What may be some other thing's version counts only if known."""
    text = normalised(text)
    keys: dict[str, list[str]] = {}
    for revision in dict.fromkeys(known):
        keys.setdefault(revision_key(revision), []).append(revision)
    matches, spans, unknown = [], [], ""
    for mention in _mentions(text):
        found = keys.get(revision_key(mention["number"]))
        if found:
            matches.extend(found)
            spans.append(mention.span())
        elif mention["keyword"] and DOCUMENT.search(text):
            unknown = unknown or mention["number"]
    spans.extend(match.span() for match in LATEST.finditer(text))
    return NamedRevision(tuple(dict.fromkeys(matches)), "" if matches else unknown, without(text, spans))


def _mentions(text: str) -> list[re.Match[str]]:
    """Version numbers in a text that are not plainly those of a protocol, a toolkit or a piece of silicon."""
    found: list[re.Match[str]] = []
    for pattern in MENTIONS:
        for match in pattern.finditer(text):
            overlaps = any(match.start() < other.end() and other.start() < match.end() for other in found)
            before = text[: match.start()]
            silicon = not match["keyword"] and PART.search(before) and not DOCUMENT.search(text)
            if not overlaps and not silicon and not OTHER_THING.search(before):
                found.append(match)
    return sorted(found, key=lambda match: match.start())
