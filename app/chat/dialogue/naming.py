"""Which chip a text means: whole names, short ones ("the V003"), and which of several is meant. Pure.

`app.search.chips` knows whole names. A conversation also uses what is left of a name when everybody knows
the rest; that is resolved against the library's names alone, never against a table.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.chat.dialogue.unknown_parts import unknown_parts
from app.chat.dialogue.vocabulary import COMPARED_WITH, COMPARES, DEVICE_NOUNS, FOLLOWED
from app.library.chips import WILD, chip_key, covers
from app.search.chips import TOKEN, chips_of, literal, looks_like_part, normalised
from retrieval.identifiers import identifiers_in

SHORT = re.compile(
    r"(?<![A-Za-z0-9_.\-/])(?!\d+[A-Za-z](?![A-Za-z0-9_]))(?:[A-Za-z]{0,3}\d[A-Za-z0-9]*|[A-Za-z]{1,3}\d+)"
    r"(?![A-Za-z0-9_]|\.\d)"
)
"""A number with one letter is a quantity: 100k, 12V."""
DIGIT = re.compile(r"\d")
AROUND = 80
"""Characters before a name that are read for what they say of it; the whole text would cost its square."""
LONG_ENOUGH = 4
FEWEST_DIGITS = 2
"""Of a short name that needs no company: V003, f103. The A1 or 583 only count where a chip is expected."""
_IN_FRONT = (
    r"\b(?:on|for|about|from|meant?)\s+(?:(?:the|an?|my|our)\s+)?$"
    r"|(?:换[成到]|改[用成]|用的是|对于|关于|在|那么?)\s*$"
)
MEANT = re.compile(_IN_FRONT, re.IGNORECASE)
"""What stands before an unknown part number that is the chip and not something connected to it."""
EXPECTED = re.compile(
    rf"{_IN_FRONT}|\b(?:the|no|not|is|was|of|with|using)\s+(?:the\s+)?$|[用是]\s*$", re.IGNORECASE
)
"""What stands before a short name of a chip."""
_NUMBERED = re.compile(r"\d{3}")
"""The 103x8 of an STM32F103x8 has a number of its own; the 10x of an STM32F10x is any 100 MHz."""
CLAUSE_BEGINS = re.compile(r"(?:^|[,.:;!?,。:;!?、—–])\s*$")
CLAUSE_ENDS = re.compile(r"\s*(?:$|[,.:;!?,。:;!?、—–])")
"""What stands around a clause that is nothing but a name: `wrong chip, A1`."""
NUMBER_EXPECTED = re.compile(rf"{_IN_FRONT}|\b(?:no|not)\s+(?:the\s+)?$|^\s*the\s+$|是\s*$", re.IGNORECASE)
NUMBER_FOLLOWED = re.compile(r"\s*(?:$|[?？,，.。!！]|的话|呢|的|上|芯片|chip\b|one\b)")
"""What stands around a bare number that is a chip: `and on the 583?`."""

DENIED = re.compile(
    r"(?:\bnot(?: (?:on|for|about))?|\b(?:instead of|rather than|no longer(?: on)?|forget)|\breplac\w+"
    r"|\b(?:mov|switch|migrat|port|chang)\w*(?: \w+){0,2} from|(?<!是)不是|而不是|不用|(?<!\w)从)"
    r"(?: the| an?)?\s*$",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(r"\s*(?:不对|换成|换到|改成|改为|迁移到|移植到)")


@dataclass(frozen=True, slots=True)
class Mention:
    """One word that names a chip, or a family of them."""

    start: int
    end: int
    word: str
    """As written."""
    chips: tuple[str, ...]
    """The library's names; empty for a chip that it does not know."""
    denied: bool = False
    """Named to say that it is not the one."""
    whole: str = ""
    """The name that a short one stands for, where the library does not know that chip."""

    @property
    def name(self) -> str:
        """The library's name where there is exactly one, else the word."""
        return self.chips[0] if len(self.chips) == 1 else self.whole or self.word


def mentions(text: str, known: Sequence[str], context: str = "") -> tuple[Mention, ...]:
    """The chips that a text names, in its order. `context` is the chip in focus, which short names follow."""
    return _mentions(text, tuple(known), context)


@lru_cache(maxsize=256)
def _mentions(text: str, known: tuple[str, ...], context: str) -> tuple[Mention, ...]:
    text = normalised(text)
    wordy = {name.casefold() for name in known if not any(map(str.isdigit, name))}
    tokens = (
        match for match in TOKEN.finditer(text) if DIGIT.search(match[0]) or match[0].casefold() in wordy
    )
    found = [
        Mention(*match.span(), match[0], (name,), _denied(text, *match.span()))
        for name in known
        if not TOKEN.fullmatch(name)
        for match in literal(name).finditer(text)
    ]
    for match in tokens:
        if not _overlaps(match, found) and (whole := _whole(text, match, known, context)):
            found.append(whole)
    for match in SHORT.finditer(text):
        if _overlaps(match, found):
            continue
        if short := _short(text, match, known, context):
            found.append(short)
    strangers = () if found else unknown_parts(text, context)
    found += (Mention(*match.span(), match[0], (), _denied(text, *match.span())) for match in strangers)
    return tuple(sorted(found, key=lambda each: each.start))


def _overlaps(match: re.Match[str], found: Sequence[Mention]) -> bool:
    return any(each.start < match.end() and match.start() < each.end for each in found)


def stated(text: str, known: Sequence[str], context: str = "") -> tuple[Mention, ...]:
    """The mentions that a text stands by, each chip once."""
    unique: dict[str, Mention] = {}
    for each in mentions(text, known, context):
        if not each.denied:
            unique.setdefault(chip_key(each.name), each)
    return tuple(unique.values())


def _whole(text: str, match: re.Match[str], known: Sequence[str], context: str) -> Mention | None:
    word = match[0]
    chips = chips_of(word, known)
    if chips:
        return Mention(*match.span(), word, chips, _denied(text, *match.span()))
    if not looks_like_part(word) or DEVICE_NOUNS.match(text, match.end()):
        return None
    if _short(text, match, known, context):
        return None  # the shorter reading names a chip that is here
    if _make(word) not in {_make(name) for name in known} and not _expected(text, match, MEANT):
        return None
    return Mention(*match.span(), word, (), _denied(text, *match.span()))


def _make(name: str) -> str:
    """The letters that a maker's chips begin with: STM of STM32F103, VSK of VSK32A1. A lone one is none."""
    found = re.match(r"[A-Z]{2,}", chip_key(name))
    return found[0] if found else name


def _short(text: str, match: re.Match[str], known: Sequence[str], context: str) -> Mention | None:
    word = match[0]
    if len(word) < 2 or not _may_be_short(text, match):
        return None
    if DEVICE_NOUNS.match(text, match.end()) and not _is_free(word):
        return None  # `the A1 sensor`; but the F103 has a flash of its own
    denied = _denied(text, *match.span())
    if chips := tuple(name for name in known if abbreviates(word, name)):
        return Mention(*match.span(), word, chips, denied, completed(word, chips[0]))
    if context and (name := _sibling(word, context)):
        return Mention(*match.span(), word, chips_of(name, known), denied, name)
    return None


def _may_be_short(text: str, match: re.Match[str]) -> bool:
    """Whether a word stands where a chip is expected; one with letters and two digits may stand anywhere."""
    word, before = match[0], _before(text, match.start())
    if word.isdigit():
        return bool(NUMBER_EXPECTED.search(before) and NUMBER_FOLLOWED.match(text, match.end()))
    return _is_free(word) or _expected(text, match, EXPECTED)


def _is_free(word: str) -> bool:
    """Whether a short name needs nothing beside it that says it is a chip."""
    return len(word) >= LONG_ENOUGH and len(re.findall(r"\d", word)) >= FEWEST_DIGITS


def _expected(text: str, match: re.Match[str], before: re.Pattern[str]) -> bool:
    """Whether the words around are those around a chip's name."""
    front = _before(text, match.start())
    alone = CLAUSE_BEGINS.search(front) and CLAUSE_ENDS.match(text, match.end())
    said = before.search(front)
    return bool(alone or said or FOLLOWED.match(text, match.end()))


def _before(text: str, at: int) -> str:
    """The words in front of a place, as far as they can say something of what stands there."""
    return text[max(at - AROUND, 0) : at]


def _denied(text: str, start: int, end: int) -> bool:
    return bool(DENIED.search(_before(text, start)) or DENIED_AFTER.match(text, end))


@lru_cache(maxsize=8192)
def abbreviates(word: str, name: str) -> bool:
    """Whether a word is the end of a chip's name from some letter or number group on: V003 of CH32V003."""
    short = chip_key(word).replace("-", "")
    if short.isdigit() and len(short) < 3:
        return False
    return any(_ends(short, tail) for tail in _tails(name))


def completed(word: str, name: str) -> str:
    """The short name with what it leaves out: F103 beside an STM32F103x8 is STM32F103."""
    short, whole = chip_key(word).replace("-", ""), chip_key(name)
    for tail in _tails(name):
        at = whole.replace("-", "").find(tail)
        if at > 0 and _ends(short, tail):
            return whole.replace("-", "")[:at] + short
    return word


def _ends(short: str, tail: str) -> bool:
    if short == tail:
        return True
    if short.isdigit() or tail.isdigit() or (short[0].isdigit() and not _NUMBERED.match(tail)):
        return False
    return len(tail) >= 3 and covers(tail, short)


@lru_cache(maxsize=4096)
def _tails(name: str) -> tuple[str, ...]:
    """What is left of a name when one, two ... groups of letters or digits at its front are left out."""
    groups = re.findall(r"[A-Z]+|\d+|x\d*", chip_key(name).replace("-", ""))
    whole = ["".join(groups[start:]) for start in range(1, len(groups))]
    bare = ["".join(groups[start:]).split(WILD)[0] for start in range(1, len(groups))]
    return tuple(dict.fromkeys(tail for tail in (*whole, *bare) if len(tail) >= 2))


def _sibling(word: str, context: str) -> str:
    """The chip of the same family that a short name means: V203 beside a CH32V003 is the CH32V203."""
    short, whole = chip_key(word), chip_key(context)
    shape = re.sub(r"\d", "0", re.sub(r"[A-Z]", "A", short))
    for length in range(len(whole) - 1, 1, -1):
        tail = whole[-length:]
        same = re.sub(r"\d", "0", re.sub(r"[A-Z]", "A", tail)) == shape
        boundary = tail[0].isdigit() != whole[-length - 1].isdigit()
        if same and boundary and tail[0] == short[0] and tail != short:
            return whole[:-length] + short
    return ""


def compared_with(text: str, known: Sequence[str], context: str) -> str:
    """The one chip that a text compares the chip in focus with; empty where it compares nothing."""
    named = stated(text, known, context)
    if len(named) != 1 or not context or named[0].name == context or not COMPARES.search(text):
        return ""
    return named[0].name if COMPARED_WITH.search(normalised(text)[: named[0].start]) else ""


def without_denied(text: str, known: Sequence[str], context: str = "") -> str:
    """The text without the chips that it only names to say that they are not meant."""
    found = mentions(text, known, context)
    denied = [each for each in found if each.denied]
    if not denied or len(denied) == len(found):
        return text
    text = normalised(text)
    for each in reversed(denied):
        before = DENIED.sub("", text[: each.start])
        text = f"{before} {text[each.end :].lstrip()}"
    return " ".join(text.split())


def union(found: Iterable[Mention]) -> tuple[str, ...]:
    """All chips of some mentions, the unknown ones as written."""
    return tuple(dict.fromkeys(name for each in found for name in (each.chips or (each.name,))))


def is_chip(name: str, known: Sequence[str]) -> bool:
    """Whether an identifier is a chip's name."""
    return bool(chips_of(name, known)) or (looks_like_part(name) and "_" not in name)


def names_in(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """Identifiers of a text that name no chip."""
    text = normalised(text)
    # Blanks of the same length: what stands around a name keeps its place.
    for match in TOKEN.finditer(text):
        if "-" in match[0] and is_chip(match[0], known):
            text = f"{text[: match.start()]}{' ' * len(match[0])}{text[match.end() :]}"
    return tuple(name for name in identifiers_in(text) if not is_chip(name, known))


def in_full(text: str, known: Sequence[str], context: str = "") -> str:
    """The text with short names of chips written out, so that whoever reads it alone knows them."""
    plain = normalised(text)
    for each in reversed(mentions(text, known, context)):
        if each.whole and not each.denied:
            plain = f"{plain[: each.start]}{each.name}{plain[each.end :]}"
            text = plain
    return text
