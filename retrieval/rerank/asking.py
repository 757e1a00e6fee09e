"""What a question is about and what it wants to know, read once for all candidates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from retrieval.identifiers import canonical, forms, identifiers_in, is_part_number
from retrieval.tokens import tokens

_SUBJECT_WEIGHT = 0.3
"""A bare acronym (ADC, GPIO) or a name in a quotation names a subject, not the one thing asked for."""


class Kind(StrEnum):
    """What a question wants to know of a name."""

    ADDRESS = "address"
    OFFSET = "offset"
    RESET = "reset"
    BITS = "bits"
    REGISTER = "register"
    """Which register holds a field."""
    VALUE = "value"
    LIMIT = "limit"
    """An absolute maximum rating: what a part survives, which is not what it works at."""


_ASKS = {
    Kind.OFFSET: re.compile(r"\boffset\b|偏移", re.IGNORECASE),
    Kind.ADDRESS: re.compile(r"\baddress(?:es)?\b|地址", re.IGNORECASE),
    Kind.RESET: re.compile(
        r"\b(?:reset|default|initial) value|\bafter reset|复位值|默认值|初始值", re.IGNORECASE
    ),
    Kind.BITS: re.compile(r"\bbits?\b|\bfields?\b|位域|字段|第?几位|哪几?一?位", re.IGNORECASE),
    Kind.REGISTER: re.compile(
        r"\b(?:which|what) register\b|哪个寄存器|哪一个寄存器|什么寄存器", re.IGNORECASE
    ),
    Kind.VALUE: re.compile(
        r"\bmax|\bmin|\btyp|\bhow (?:much|many|long|fast)|\brange\b|\bvoltage|\bcurrent\b|\bfrequency"
        r"|\btemperature|最大|最小|典型|范围|电压|电流|频率|温度",
        re.IGNORECASE,
    ),
}
LIMIT = re.compile(r"\babsolute maximum|\bmaximum ratings?\b|绝对最大|极限参数|极限值", re.IGNORECASE)
_LONGEST_QUESTION = 48
"""Words in order that are compared with a passage: a pasted log has hundreds, and says nothing by them."""
_QUOTED = re.compile(r"[\"“”「『]([^\"“”」』]{4,})[\"“”」』]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a question."""

    forms: tuple[str, ...]
    """Under which it may be printed, nearest first."""
    weight: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the rules see it."""

    names: tuple[Name, ...]
    kinds: frozenset[Kind]
    words: frozenset[str]
    """Without its names, which are counted for themselves."""
    phrase: tuple[str, ...]
    """What was quoted, else the whole question, in order: a manual that says it alike is near."""
    quoted: bool


def ask(text: str) -> Asked:
    """Read a question."""
    quoted = _QUOTED.search(text)
    asking = text.replace(quoted.group(1), " ") if quoted else text
    own = frozenset(_names(asking))
    named = tuple(name for name in own if _weight(name) == 1.0)
    weighed = tuple(
        Name(forms(name), _weight(name) if name in own else _SUBJECT_WEIGHT) for name in _names(text)
    )
    phrase = tuple(
        token for token in tokens(quoted.group(1) if quoted else text) if not is_part_number(token.upper())
    )
    return Asked(weighed, _kinds(asking), _words(text, named), phrase[:_LONGEST_QUESTION], bool(quoted))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in identifiers_in(text) if not is_part_number(name))


def _kinds(text: str) -> frozenset[Kind]:
    kinds = {kind for kind, pattern in _ASKS.items() if pattern.search(text)}
    if LIMIT.search(text):
        kinds.add(Kind.LIMIT)
    if Kind.OFFSET in kinds:
        kinds.discard(Kind.ADDRESS)  # an address offset is not an address
    return frozenset(kinds)


def _weight(name: str) -> float:
    whole = canonical(name)
    return 1.0 if "_" in whole or any(character.isdigit() for character in whole) else _SUBJECT_WEIGHT


def _words(text: str, names: Sequence[str]) -> frozenset[str]:
    """What is asked about the names; the chip is settled by the filter, the kind by what a passage says."""
    named = {token for name in names for token in tokens(name)}
    if names:
        for pattern in _ASKS.values():
            text = pattern.sub(" ", text)
    return frozenset(token for token in tokens(text) if not is_part_number(token.upper())) - named
