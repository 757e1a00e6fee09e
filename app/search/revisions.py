"""Document revisions named in a question, matched against those that the library holds. Pure rules."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from app.library.editions import revision_key
from app.search.chips import normalised, without

AROUND = 80
"""Characters before a version number that are read for what they say of it."""
MOST = 50
"""Mentions of one kind in a text; who names more has pasted a history of revisions."""
NUMBER = r"(?P<number>\d+(?:\.\d+)*[a-z]?|[A-Z])(?![A-Za-z0-9]|\.\d)"
KEYWORD = r"(?P<keyword>revision|rev\.?|version|ver\.?|版本|修订版?|修订)"
MENTIONS = (
    re.compile(rf"(?<![A-Za-z]){KEYWORD}\s*[::]?\s*[vV]?{NUMBER}", re.IGNORECASE),
    re.compile(r"第\s*(?P<number>\d+)\s*(?P<keyword>版)"),
    re.compile(r"(?<![A-Za-z0-9_.])[vV](?P<number>\d+(?:\.\d+)*)\s*(?P<keyword>版本?)?(?![A-Za-z0-9_]|\.\d)"),
    re.compile(r"(?<![A-Za-z0-9_.])(?P<number>\d+(?:\.\d+)+)\s*(?P<keyword>版本?)"),
    # Three numbers are a version of something: of a document, if one here has it.
    re.compile(r"(?<![A-Za-z0-9_.])(?P<number>\d+(?:\.\d+){2,3})(?P<keyword>)(?![A-Za-z0-9_]|\.\d)"),
    re.compile(
        r"(?<![A-Za-z0-9_.])(?P<number>\d+(?:\.\d+)+)\s*"
        r"(?P<keyword>(?:(?:reference|user|technical)\s+)?(?:manual|data\s?sheet)s?\b"
        r"|(?:参考|数据|用户)?手册|规格书)",
        re.IGNORECASE,
    ),
)
LATEST = re.compile(r"\b(?:latest|newest|most recent)\b|最新(?:版本?|修订)?的?", re.IGNORECASE)
OLDER = re.compile(
    r"\b(?:old(?:er)?|previous|earlier|prior|superseded|outdated)\s+(?:\w+\s+){0,2}?"
    r"(?:revisions?|editions?|manuals?|data\s?sheets?|versions? of the (?:\w+ )?(?:manual|data\s?sheet))\b"
    r"|(?:旧|老|之前|以前|上一)(?:个|的)*版?本?的?(?=(?:参考|数据|用户)?手册|规格书)|[旧老]版本?(?=\s*[里中内])",
    re.IGNORECASE,
)
"""An older revision of a document, without its number."""
_CHANGED = (
    r"\bchang(?:e|es|ed)\b|\bdiffer(?:s|ences?)?\b|\bnew (?:in|since)\b"
    "|区别|差异|不同|变化|改变|更改|改了|变了|新增"
)
_HISTORY = re.compile(
    r"\b(?:revision|version) history\b|\bchange ?(?:history|logs?)\b|\bchanged\b"
    r"|\bchanges? (?:in|between|from|since)\b|\berrat(?:um|a)\b|(?:修订|版本|更新|修改)(?:历史|记录)"
    r"|日志|勘误|改了|变了|变更|变化|更改|新增",
    re.IGNORECASE,
)
"""Asks for what a document says of its own changes."""
_DIFFERENCE = re.compile(
    rf"{_CHANGED}|\bdifferent (?:in|between|from)\b|\bcompared? (?:with|to)\b|\bversus\b|\bvs\.?(?=\s)"
    r"|差别|不一样|相比|对比|比较(?!器)",
    re.IGNORECASE,
)
"""Asks how two things differ."""
_NEWS = re.compile(_CHANGED, re.IGNORECASE)
_WHAT = re.compile(r"\b(?:what|which|anything|list|show|tell)\b|哪些|什么|有何|有无", re.IGNORECASE)
_THINGS = (
    r"(?:idf|sdk|usb|bluetooth|ble|wi-?fi|chip|silicon|wafer|die|mask|stepping|freertos|rtos|"
    r"hardware|firmware|"
    r"bootloader|protocol|cmsis|python|esptool|gcc|clang|compiler|toolchain|openocd|keil|iar|zephyr|arduino|"
    r"board|pcb|mode|supply|rail|domain|library|hal|driver|linux|tool|芯片|硅片|协议|固件|蓝牙|硬件|编译器|工具链|板子?|库|驱动)"
)
OTHER_THING = re.compile(rf"{_THINGS}[\s(]*$", re.IGNORECASE)
"""What stands before a version number that is not a document's."""
OF_OTHER_THING = re.compile(
    rf"\s*(?:of|for)?\s*(?:the\s+|my\s+)?(?:[\w-]+[\s-])?{_THINGS}(?![A-Za-z])", re.IGNORECASE
)
"""The same behind it."""
CITED = re.compile(
    r"(?:\b(?:in|per|by|from|under|according to)\s+(?:the\s+)?|(?:根据|按照?|依据|在|参照)\s*)$",
    re.IGNORECASE,
)
CITED_AFTER = re.compile(r"[\s的]*[里中内]")
"""What stands before and behind the revision that is to answer."""
SILICON = re.compile(r"errat|勘误|silicon|stepping|affected|硅片|晶圆", re.IGNORECASE)
"""In a question about steppings a revision is the silicon's."""
PART = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+\d[A-Za-z0-9-]*\s*$")
"""A part number right before a bare version, as in `ZX90-P4 v1.3`: that is the stepping."""
DOCUMENT = re.compile(
    r"manual|data\s?sheet|document|specification|user guide|errata|手册|文档|规格书|勘误|说明书",
    re.IGNORECASE,
)
_DOCUMENTS = rf"(?:{DOCUMENT.pattern})"
_MANUAL = re.compile(r"(?:\bmanual|\bdata\s?sheet|手册|规格书|(?-i:\b(?:RM|DS|UM|TRM)))\s*$", re.IGNORECASE)
"""A document right before its version: `RM V1.9`."""
_UNIT = r"(?:[kMGmuµnp]?(?:Hz|V|A|s|W|F|B|Ω|ohm)|cycles?|times|bytes?|bits?|ppm|points?|steps?)(?![A-Za-z])"
YEARS = (
    re.compile(
        r"(?<![A-Za-z0-9_.])(?P<year>(?:19[89]|20[0-4])\d)(?![\d.])(?:\s*年(?:\s*\d{1,2}\s*月)?)?(?:\s*(?:版本?|的))*"
        rf"(?!\s*{_UNIT})(?=\s*(?:(?!(?:in|on|of|for|at|to|is|as|by)\s)[\w/-]+\s+){{0,3}}?"
        rf"(?:参考|数据|用户|reference |user |technical )?{_DOCUMENTS})",
    ),
    re.compile(
        rf"{_DOCUMENTS}s?\s+(?:of|from|dated|published in)\s+(?P<words>(?:[A-Z][a-z]+\s+)?"
        r"(?P<year>(?:19[89]|20[0-4])\d))(?![\w.])",
    ),
)
"""A document told by the year that it prints."""


@dataclass(frozen=True, slots=True)
class NamedRevision:
    """What a question says about the document's revision."""

    matches: tuple[str, ...] = ()
    """Revisions of the library, as printed, that the question names."""
    unknown: str = ""
    """A document revision that the question names and the library does not hold."""
    latest: bool = False
    older: bool = False
    """Whether it asks for the newest one, or for an older one that it does not name."""
    rest: str = ""
    """The question without the words that name a revision."""


def named_revision(text: str, known: Iterable[str], question: str = "") -> NamedRevision:
    """Revisions that a question names. What may be some other thing's version counts only if known.

    `question` is the text before the chips' names were taken out of it.
    """
    text = normalised(text)
    silicon = _silicon(normalised(question))
    latest = list(LATEST.finditer(text))
    older = [match for match in OLDER.finditer(text) if not _other(match, text)]
    keys: dict[str, list[str]] = {}
    for revision in dict.fromkeys(known):
        keys.setdefault(revision_key(revision), []).append(revision)
    matches, spans, unknown = [], [], ""
    for mention in _mentions(text):
        found = keys.get(revision_key(mention["number"]))
        if found:
            matches.extend(found)
            spans.append(mention.span())
        elif mention["number"] not in silicon and is_edition(mention, text):
            unknown = unknown or mention["number"]
    spans.extend(match.span() for match in (*latest, *(() if matches or unknown else older)))
    return NamedRevision(
        matches=tuple(dict.fromkeys(matches)),
        unknown="" if matches else unknown,
        latest=bool(latest),
        older=bool(older) and not matches and not unknown,
        rest=without(text, spans),
    )


def speaks_of_revision(text: str) -> bool:
    """Whether `named_revision` may find anything in a text, whatever revisions are known."""
    text = normalised(text)
    return any(pattern.search(text) for pattern in (*MENTIONS, LATEST, OLDER, *YEARS))


def named_year(text: str) -> tuple[str, str]:
    """The year that tells the document which is to answer, and the text without it; empty where none does."""
    text = normalised(text)
    for pattern in YEARS:
        if match := pattern.search(text):
            return match["year"], without(text, [match.span("words" if "words" in match.groupdict() else 0)])
    return "", text


def asks_history(text: str) -> bool:
    """Whether a text asks what changed in a document: only then is its history evidence."""
    return _HISTORY.search(normalised(text)) is not None


def asks_difference(text: str) -> bool:
    """Whether a text asks how two revisions or two chips differ."""
    return _DIFFERENCE.search(normalised(text)) is not None


def asks_news(text: str) -> bool:
    """Whether a text asks what changed, where it names one revision or none."""
    text = normalised(text)
    return bool(_NEWS.search(text) and _WHAT.search(text))


def without_revision(text: str) -> str:
    """The text without the words that say which revision is to answer."""
    text = normalised(text)
    named = (mention for mention in _mentions(text) if mention["keyword"] or is_edition(mention, text))
    return without(text, [match.span() for match in (*named, *LATEST.finditer(text), *OLDER.finditer(text))])


def is_edition(mention: re.Match[str], text: str) -> bool:
    """Whether a version number is surely a document's: beside the word manual, or as what is to answer."""
    if OF_OTHER_THING.match(text, mention.end()):
        return False
    if any(map(str.isdigit, mention["number"])) and _MANUAL.search(in_front(text, mention)):
        return True
    word, number = (mention["keyword"] or "").casefold(), mention["number"]
    if any(not SILICON.match(document[0]) for document in DOCUMENT.finditer(text)):
        return bool(word)
    if SILICON.search(text) or not any(map(str.isdigit, number)):
        return False
    exact = "." in number or bool(re.search(r"[vV]\d", mention[0]))
    cited = bool(CITED.search(in_front(text, mention)) or CITED_AFTER.match(text, mention.end()))
    return (cited and (exact or bool(word))) or (exact and word.startswith(("rev", "修订")))


def _other(match: re.Match[str], text: str) -> bool:
    """Whether it is the older revision of a board or a tool."""
    return bool(OF_OTHER_THING.match(text, match.end()) or re.search(rf"\b{_THINGS}\b", match[0]))


def _silicon(question: str) -> frozenset[str]:
    """Numbers right behind a part number, as in `ZX90A32 rev 3.0`: those of its stepping."""
    if DOCUMENT.search(question):
        return frozenset()
    found = [match for pattern in MENTIONS for match in pattern.finditer(question)]
    behind = [match for match in found if PART.search(in_front(question, match))]
    return frozenset(match["number"] for match in behind if not match[0].endswith(("版", "版本")))


def in_front(text: str, mention: re.Match[str]) -> str:
    """What stands in front of a mention, as far as it can say something of it."""
    return text[max(mention.start() - AROUND, 0) : mention.start()]


def _mentions(text: str) -> list[re.Match[str]]:
    """Version numbers in a text that are not plainly those of a protocol, a toolkit or a piece of silicon."""
    found: list[re.Match[str]] = []
    of_document = DOCUMENT.search(text)
    for pattern in MENTIONS:
        for match in islice(pattern.finditer(text), MOST):
            overlaps = any(match.start() < other.end() and other.start() < match.end() for other in found)
            before = in_front(text, match)
            silicon = not match["keyword"] and PART.search(before) and not of_document
            if not overlaps and not silicon and not OTHER_THING.search(before):
                found.append(match)
    return sorted(found, key=lambda match: match.start())
