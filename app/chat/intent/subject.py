"""Whether a text is of our field: names, part numbers, source code, terms of hardware. Pure.

A question with any of these is never out of scope, whatever else it sounds like: only questions about
prices and shops are, which no manual answers.
"""

import re
import unicodedata
from functools import cache

from app.chat.intent.cues import any_of, lines
from app.search.chips import NOT_PARTS, TOKEN, looks_like_part
from retrieval.identifiers import identifiers_in

FAMILY = re.compile(r"[A-Za-z]{2,}-?\d{2,}[A-Za-z0-9-]*")
"""The shape of a family's name such as ESP32, which has too few digits for a part number's."""
LONGEST_END = 1200
"""Characters; some rules take time that grows with the square of a text's length."""
HAN = re.compile(r"[\u3400-\u9fff]")
FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
CODE_LINE = re.compile(
    r"[;{}]\s*(?:$|//)|^\s*#(?:include|define|if|endif)|\w->\w|\w\(.*\)\s*[;{]|(?:[|&^+]|<<)="
    r"|^\s*(?:static|void|int)\s+\w+|\bwhile\s*\(|\bfor\s*\(",
    re.ASCII,
)

HARDWARE, COMMON = ("terms.txt", "acronyms.txt"), ("common.txt", "common_acronyms.txt")
FILE = re.compile(
    r"[\w./\\-]*\w\.(?:[chsS]|cc|cpp|hpp|rs|py|js|ts|sh|bat|md|txt|rst|json|ya?ml|toml|xml|html|csv|log|cfg|ini"
    r"|ld|ioc|dtsi?|svd|cmake|mk|elf|hex|bin|pdf)\b|(?<![\w:])[\w.-]*/[\w./-]+",
    re.ASCII,
)
REGISTER = re.compile(
    r"\b(?:R(?:8|16|32)_)?[A-Z][A-Za-z0-9]*_[A-Z0-9][A-Z0-9_]*\b|\bP[A-K]\d{1,2}\b", re.ASCII
)
MEASURED = re.compile(r"\d\s?(?:[kMG]?Hz|[mµu]?V|[mµun]A|°C|℃|[kM]?baud|[kM]?Ω)(?![A-Za-z])", re.ASCII)
"""Words that only hardware is measured in; milliseconds and bytes are software's too."""


def clipped(text: str) -> str:
    """Beginning and end of a long text: what is asked stands there, between them what was pasted."""
    return text if len(text) <= 2 * LONGEST_END else f"{text[:LONGEST_END]}\n{text[-LONGEST_END:]}"


def normalised(text: str) -> str:
    """One form for full-width letters and for the radicals that stand for characters in copied text."""
    return unicodedata.normalize("NFKC", text)


def has_code(text: str) -> bool:
    """Whether a text quotes source code."""
    return bool(FENCED.search(text)) or any(CODE_LINE.search(line) for line in text.splitlines())


def prose(text: str) -> str:
    """A text without its fenced blocks, in one line: what its writer asks."""
    return " ".join(FENCED.sub(" ", text).split())


def is_technical(text: str) -> bool:
    """Whether a text names anything of our field."""
    named = _has_name(text) or bool(REGISTER.search(text))
    return named or has_code(text) or _holds(text, HARDWARE) or _holds(text, COMMON)


def is_of_hardware(text: str) -> bool:
    """Whether a text speaks of what manuals describe: source code, files and their names do not count."""
    text = FILE.sub(" ", normalised(text))
    return bool(REGISTER.search(text) or MEASURED.search(text)) or _holds(text, HARDWARE) or _has_part(text)


def _holds(text: str, named: tuple[str, str]) -> bool:
    terms, acronyms = named
    return bool(_terms(terms).search(text) or _acronyms(acronyms).search(text))


def _has_name(text: str) -> bool:
    """Whether a text holds a part number or a register's name."""
    words = [match[0] for match in TOKEN.finditer(text)]
    parts = any(looks_like_part(word) or _family(word) for word in words)
    return parts or any("_" in name for name in identifiers_in(text))


def _has_part(text: str) -> bool:
    """Whether a text holds a part number, as it is printed: `crc16` is none."""
    words = [match[0] for match in TOKEN.finditer(text)]
    return any(word == word.upper() and looks_like_part(word) for word in words)


def _family(word: str) -> bool:
    return bool(FAMILY.fullmatch(word)) and not NOT_PARTS.fullmatch(word)


@cache
def _terms(name: str) -> re.Pattern[str]:
    words = [word for line in lines(name) for word in line.split()]
    return any_of(tuple(word if HAN.search(word) else rf"\b{_ending(word)}\b" for word in words))


def _ending(word: str) -> str:
    """A word whose parts may be joined by a space, a hyphen or nothing; `*` for any letters at its end."""
    return re.escape(word).replace(r"\*", r"[a-z0-9]*").replace(r"\-", r"[\s-]?")


@cache
def _acronyms(name: str) -> re.Pattern[str]:
    words = "|".join(word for line in lines(name) for word in line.split())
    return re.compile(rf"\b(?:{words})\d{{0,2}}\b", re.ASCII)
