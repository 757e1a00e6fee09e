"""Orders candidates by structure: does the name asked for stand where a definition stands, does the
passage hold the kind of thing that is asked, are the question's words there.

Pure rules, a fixed weight each, no training. A passage is looked at once and remembered by its id.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from retrieval.identifiers import canonical, forms, identifiers_in, is_part_number
from retrieval.tokens import tokens
from retrieval.types import Passage

DEFINED, HEADED, MENTIONED = 1.0, 0.85, 0.5
"""How well a passage answers for a name: it defines it, stands under it, or mentions it."""
WEIGHTS = {"fused": 1.0, "names": 1.6, "kind": 0.35, "words": 0.8, "phrase": 0.8}
"""Of the features, each from 0 to 1. Names decide, where the question has any."""
_ACRONYM_WEIGHT = 0.4
"""A bare acronym (ADC, GPIO) names a subject; a compound name or one with digits names one thing."""
_FORM_LOSS = 0.93
"""Each less exact form of a name is worth this much of the one before."""
_REMEMBERED = 8192
_SHORTEST_PHRASE = 2


class Kind(StrEnum):
    """What a question wants to know of a name."""

    ADDRESS = "address"
    OFFSET = "offset"
    RESET = "reset"
    BITS = "bits"
    VALUE = "value"


_ASKS = {
    Kind.OFFSET: re.compile(r"\boffset\b|偏移", re.IGNORECASE),
    Kind.ADDRESS: re.compile(r"\baddress(?:es)?\b|地址", re.IGNORECASE),
    Kind.RESET: re.compile(
        r"\breset value|\bdefault value|\bafter reset|复位值|默认值|初始值", re.IGNORECASE
    ),
    Kind.BITS: re.compile(r"\bbits?\b|\bfields?\b|位域|字段|哪一?几?位|位在", re.IGNORECASE),
    Kind.VALUE: re.compile(
        r"\bmax|\bmin|\btyp|\bhow (?:much|many|long|fast)|\brange\b|\bvoltage|\bcurrent\b|\bfrequency"
        r"|\btemperature"
        r"|最大|最小|典型|多少|范围|电压|电流|频率|温度",
        re.IGNORECASE,
    ),
}
_HOLDS = {
    Kind.OFFSET: re.compile(r"\boffset|偏移|\b0x[0-9a-f]{1,3}\b", re.IGNORECASE),
    Kind.ADDRESS: re.compile(r"\b0x[0-9a-f]{4}_?[0-9a-f]{4}\b|\b0x[0-9a-f]{5,8}\b", re.IGNORECASE),
    Kind.RESET: re.compile(r"\breset|\bdefault|复位|默认|初始", re.IGNORECASE),
    Kind.BITS: re.compile(
        r"\[\s*\d+\s*(?::\s*\d+\s*)?\]|\bbits?\b|\d+:\d+|位|\b(?:RO|RW|R/W|WO|W1C)\b", re.IGNORECASE
    ),
    Kind.VALUE: re.compile(
        r"\d(?:\.\d+)?\s*(?:[kKMGmunµμ]?(?:V|A|Hz|s|W|F|Ω)\b|°C|℃|%)|\bmin\b|\bmax\b|\btyp"
    ),
}
_QUOTED = re.compile(r"[\"“”「『]([^\"“”」』]{4,})[\"“”」』]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the rules see it."""

    names: tuple[tuple[tuple[str, ...], float], ...]
    """For each name its forms, nearest first, and how much it weighs."""
    kinds: frozenset[Kind]
    words: frozenset[str]
    phrase: tuple[str, ...]
    """Words that were quoted, in order."""


@dataclass(frozen=True, slots=True)
class Look:
    """A passage as the rules see it."""

    defined: frozenset[str]
    headed: frozenset[str]
    mentioned: frozenset[str]
    words: frozenset[str]
    sequence: str
    """All words in order, each between spaces."""
    kinds: frozenset[Kind]


def ask(text: str) -> Asked:
    """Read a question once for all its candidates."""
    names = tuple(name for name in identifiers_in(text) if not is_part_number(name))
    weighed = tuple((forms(name), _weight(name)) for name in names)
    kinds = frozenset(kind for kind, pattern in _ASKS.items() if pattern.search(text))
    if Kind.OFFSET in kinds:
        kinds -= {Kind.ADDRESS}
    quoted = _QUOTED.search(text)
    return Asked(weighed, kinds, _words(text, names), tuple(tokens(quoted.group(1))) if quoted else ())


def _words(text: str, names: Sequence[str]) -> frozenset[str]:
    """What is asked about the names; they are counted for themselves, and the chip is settled."""
    named = {token for name in names for token in tokens(name)}
    return frozenset(token for token in tokens(text) if not is_part_number(token.upper())) - named


def score(asked: Asked, passage: Passage, fused: float) -> float:
    """How well a passage answers; `fused` is its share of the best fused score."""
    look = _look(passage)
    names = _names(asked, look)
    return (
        WEIGHTS["fused"] * fused
        + WEIGHTS["names"] * names
        + WEIGHTS["kind"] * _kind(asked, look) * (names if asked.names else 1.0)
        + WEIGHTS["words"] * _share(asked.words, look.words)
        + WEIGHTS["phrase"] * _phrase(asked.phrase, look)
    )


def rerank(question: str, candidates: Sequence[tuple[Passage, float]]) -> tuple[tuple[Passage, float], ...]:
    """Candidates with their fused scores in, best first and rescored out."""
    if not candidates:
        return ()
    asked = ask(question)
    best = max(fused for _, fused in candidates) or 1.0
    scored = [(passage, score(asked, passage, fused / best)) for passage, fused in candidates]
    return tuple(sorted(scored, key=lambda pair: (-pair[1], pair[0].id)))


def _weight(name: str) -> float:
    whole = canonical(name)
    return 1.0 if "_" in whole or any(character.isdigit() for character in whole) else _ACRONYM_WEIGHT


def _names(asked: Asked, look: Look) -> float:
    """Share of what was named that the passage answers for."""
    total = sum(weight for _, weight in asked.names)
    return sum(weight * _name(known, look) for known, weight in asked.names) / total if total else 0.0


def _name(known: Sequence[str], look: Look) -> float:
    best = 0.0
    for rank, form in enumerate(known):
        loss: float = _FORM_LOSS**rank
        if form in look.defined:
            best = max(best, DEFINED * loss)
        elif form in look.headed:
            best = max(best, HEADED * loss)
        elif form in look.mentioned:
            best = max(best, MENTIONED * loss)
    return best


def _kind(asked: Asked, look: Look) -> float:
    return len(asked.kinds & look.kinds) / len(asked.kinds) if asked.kinds else 0.0


def _share(wanted: frozenset[str], there: frozenset[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 0.0


def _phrase(wanted: Sequence[str], look: Look) -> float:
    """1 when the quoted words stand there together, less when only their beginning does."""
    for length in range(len(wanted), _SHORTEST_PHRASE - 1, -1):
        if f" {' '.join(wanted[:length])} " in look.sequence:
            return length / len(wanted)
    return 0.0


def _look(passage: Passage) -> Look:
    return _look_at(passage.text, passage.section, passage.names)


@lru_cache(maxsize=_REMEMBERED)
def _look_at(text: str, section: str, names: tuple[str, ...]) -> Look:
    found = tokens(f"{section}\n{text}")
    return Look(
        defined=frozenset(canonical(name) for name in names),
        headed=frozenset(canonical(name) for name in identifiers_in(section.rsplit(" › ", 1)[-1])),
        mentioned=frozenset(canonical(name) for name in identifiers_in(text)),
        words=frozenset(found),
        sequence=f" {' '.join(found)} ",
        kinds=frozenset(kind for kind, pattern in _HOLDS.items() if pattern.search(text)),
    )
