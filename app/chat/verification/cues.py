"""The words that say what a value is: an address or a reset value, a minimum or a maximum. Pure."""

import re
from collections.abc import Sequence

ROLE_CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("offset", re.compile(r"\b(?:address\s+)?offsets?(?:\s+address)?\b|偏移(?:地址|量)?", re.IGNORECASE)),
    (
        "reset",
        re.compile(
            r"\bresets?\b(?!\s+(?:and|control|register))|\bdefaults?\b|after (?:a )?(?:power-on |system )?reset|power-up|复位|默认|上电|缺省|初始值",  # noqa: E501 - one pattern or case, one line
            re.IGNORECASE,
        ),
    ),
    (
        "base",
        re.compile(
            r"\bbase(?: address)?\b|\bstart(?:s|ing)?(?: address| at|\s*[:=])|基(?:地)?址|起始", re.IGNORECASE
        ),
    ),
    (
        "address",
        re.compile(
            r"\baddress(?:es|ed)?\b|\blocated\b|\bmapped\b|\bat\s*$|地址|位于|处于\s*$", re.IGNORECASE
        ),
    ),
    ("mask", re.compile(r"\b(?:bit)?mask\b|掩码", re.IGNORECASE)),
    (
        "value",
        re.compile(
            r"\b(?:writ(?:e|es|ing|ten)|read(?:s|ing)? (?:as|back)|equals?|contains?|holds?|set(?:s|ting)?)\b|写入|读出|数值",  # noqa: E501 - one pattern or case, one line
            re.IGNORECASE,
        ),
    ),
)
_LABEL_CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("min", re.compile(r"\bmin(?:imum|imal)?\b|\bat least\b|\blowest\b|\bno less than\b|\bnot less than\b|最小|最低|最少|至少|不低于|不小于", re.IGNORECASE)),  # noqa: E501 - one pattern or case, one line
    ("max", re.compile(r"\bmax(?:imum|imal)?\b|\bat most\b|\bup to\b|\bhighest\b|\bno more than\b|\bnot exceed\b|\bnot more than\b|\bexceeds?\b|\bupper limit\b|最大|最高|最多|不超过|不大于|至多|不高于", re.IGNORECASE)),  # noqa: E501 - one pattern or case, one line
    ("typ", re.compile(r"\btyp(?:ical|ically)?\b|\bnominal(?:ly)?\b|典型|标称", re.IGNORECASE)),
)  # fmt: skip


def role_of(before: str, after: str) -> str:
    """address, offset, reset, base or value, by the words around a value."""
    return _cue(ROLE_CUES, before, after)


def limit_of(before: str, after: str) -> str:
    """min, typ or max, by the words around a value."""
    return _cue(_LABEL_CUES, before, after)


def label_of(text: str) -> str:
    """Which limit a table's title means."""
    return next((name for name, pattern in _LABEL_CUES if pattern.search(text)), "")


def _cue(cues: Sequence[tuple[str, re.Pattern[str]]], before: str, after: str) -> str:
    """The last cue before a value, else the first one right after it."""
    found = [(match.end(), name) for name, pattern in cues for match in pattern.finditer(before)]
    if found:
        return max(found)[1]
    behind = [(match.start(), name) for name, pattern in cues if (match := pattern.search(after))]
    return min(behind)[1] if behind else ""
