"""What a passage defines, stands under and holds, looked at once and remembered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.identifiers import canonical, identifiers_in
from retrieval.rerank.asking import LIMIT, Kind
from retrieval.tokens import tokens
from retrieval.types import Passage

ROW = "row"
"""The kind of a passage that is one row of a table."""
_TITLE = 120
"""Characters in which a table's caption stands."""
_REMEMBERED = 8192
_SMALL_HEX = r"\b0x[0-9a-f]{1,4}\b(?!_)"
_LARGE_HEX = r"\b0x[0-9a-f]{4}_?[0-9a-f]{4}\b|\b0x[0-9a-f]{5,8}\b"
_ON_A_LINE = {
    Kind.OFFSET: re.compile(_SMALL_HEX, re.IGNORECASE),
    Kind.ADDRESS: re.compile(_LARGE_HEX, re.IGNORECASE),
    Kind.RESET: re.compile(r"\b0x[0-9a-fx_]+\b|\b[0-9a-fx]+h\b", re.IGNORECASE),
    Kind.BITS: re.compile(
        r"\[\s*\d+\s*(?::\s*\d+\s*)?\]|\bbits?\s*(?::|\d)|(?:^|\|)\s*\d+(?::\d+)?\s*\|", re.IGNORECASE
    ),
}
"""What a line must hold beside a name to say this of it."""
_LABELLED = {
    Kind.OFFSET: re.compile(rf"(?:offset|偏移)[^\n|]{{0,24}}{_SMALL_HEX}", re.IGNORECASE),
    Kind.ADDRESS: re.compile(rf"(?:address|地址)[^\n|]{{0,24}}(?:{_LARGE_HEX})", re.IGNORECASE),
    Kind.RESET: re.compile(
        r"(?:(?:reset|default) value|复位值|默认值)[ \t]*[:：=]?[ \t]*(?:0x|\d)", re.IGNORECASE
    ),
    Kind.BITS: re.compile(r"(?:^|\n|\|)\s*(?:bits?|位)\s*[:|：]|\[\d+(?::\d+)?\]", re.IGNORECASE),
    Kind.VALUE: re.compile(
        r"\d(?:\.\d+)?\s*(?:[kKMGmunµμ]?(?:V|A|Hz|s|W|F|Ω)\b|°C|℃|%)|\bmin\b|\bmax\b|\btyp"
    ),
}
"""What a passage must hold to say this of the register that it stands under."""
_OF_ONE = frozenset({Kind.OFFSET, Kind.ADDRESS, Kind.RESET})
_HEADING_OFFSET = re.compile(rf"\(\s*{_SMALL_HEX}\s*\)", re.IGNORECASE)
_RESET_COLUMN = re.compile(r"reset|default|复位|默认|初始", re.IGNORECASE)
_OFFSET_COLUMN = re.compile(r"offset|偏移", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the names on it, and what it may say of them."""

    names: frozenset[str]
    holds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Look:
    """A passage as the rules see it; names are canonical."""

    defined: frozenset[str]
    headed: frozenset[str]
    """In the nearest heading."""
    mentioned: frozenset[str]
    words: frozenset[str]
    sequence: str
    """All words in order, each between spaces."""
    lines: tuple[Line, ...]
    labelled: frozenset[Kind]
    """What the passage says of the register that it stands under."""


def look(passage: Passage) -> Look:
    """Pure in the passage, so a passage that comes up again costs nothing."""
    return _look(passage.text, passage.section, passage.names, passage.kind)


@lru_cache(maxsize=_REMEMBERED)
def _look(text: str, section: str, names: tuple[str, ...], kind: str) -> Look:
    heading = section.rsplit(" › ", 1)[-1]
    written = text.split("\n")
    found = [word for line in (section, *written) for word in _words(line)]
    resets, offsets = bool(_RESET_COLUMN.search(text)), bool(_OFFSET_COLUMN.search(text))
    lines = tuple(_line(line, resets, offsets) for line in written)
    headed = frozenset(canonical(name) for name in identifiers_in(heading))
    return Look(
        defined=frozenset(canonical(name) for name in names),
        headed=headed,
        mentioned=frozenset(name for line in lines for name in line.names),
        words=frozenset(found),
        sequence=f" {' '.join(found)} ",
        lines=lines,
        labelled=_labelled(text, heading, headed, kind) - (_OF_ONE if _is_list(lines) else frozenset()),
    )


@lru_cache(maxsize=_REMEMBERED)
def _words(line: str) -> tuple[str, ...]:
    """Of a line: passages share their headings and the headers of their tables."""
    return tuple(tokens(line))


def _is_list(lines: Sequence[Line]) -> bool:
    """A table of registers says of each what stands on its line, and nothing of all."""
    return sum(Kind.ADDRESS in line.holds for line in lines) > 1


@lru_cache(maxsize=_REMEMBERED)
def _line(text: str, resets: bool, offsets: bool) -> Line:
    """A small number is an offset or a reset value by the table's headers, which stand on another line."""
    names = frozenset(canonical(name) for name in identifiers_in(text))
    if not names:
        return Line(names, frozenset())
    holds = {kind for kind, pattern in _ON_A_LINE.items() if pattern.search(text)}
    if not resets:
        holds.discard(Kind.RESET)
    small = len(_ON_A_LINE[Kind.OFFSET].findall(text))
    if small <= resets or (not offsets and (resets or Kind.ADDRESS in holds)):
        holds.discard(Kind.OFFSET)  # the one small number is the reset value
    return Line(names, frozenset(holds))


def _labelled(text: str, heading: str, headed: frozenset[str], kind: str) -> frozenset[Kind]:
    kinds = {asked for asked, pattern in _LABELLED.items() if pattern.search(text)}
    if kind == ROW:
        kinds.discard(Kind.RESET)  # a row of a bit table gives its field's, not its register's
    if _HEADING_OFFSET.search(heading):
        kinds.add(Kind.OFFSET)
    if LIMIT.search(heading) or LIMIT.search(text[:_TITLE]):
        kinds.add(Kind.LIMIT)
    if any("_" in name for name in headed):
        kinds.add(Kind.REGISTER)
    return frozenset(kinds)
