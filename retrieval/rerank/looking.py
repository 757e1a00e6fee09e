"""What a passage defines, stands under and holds, looked at once and remembered."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

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
    """One line of a passage with names on it."""

    names: frozenset[str]
    text: str
    resets: bool
    offsets: bool
    """Whether the passage has a column of reset values, of offsets: headers stand on another line."""

    @property
    def holds(self) -> frozenset[Kind]:
        """What the line may say of its names."""
        return _holds(self.text, self.resets, self.offsets)


@dataclass(frozen=True, eq=False)
class Look:
    """A passage as the rules see it; names are canonical.

    Each question asks for a part of it only, and so each part is made when it is asked for.
    """

    text: str
    section: str
    names: tuple[str, ...]
    kind: str

    @cached_property
    def sequence(self) -> str:
        """All words in order, each between spaces."""
        found = (word for line in (self.section, *self.text.split("\n")) for word in tokens(line))
        return f" {' '.join(found)} "

    @cached_property
    def defined(self) -> frozenset[str]:
        """The names that the passage defines."""
        return frozenset(canonical(name) for name in self.names)

    @cached_property
    def headed(self) -> frozenset[str]:
        """Those in the nearest heading."""
        return frozenset(canonical(name) for name in identifiers_in(self.heading))

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Those that stand on its lines."""
        return frozenset(name for line in self.lines for name in line.names)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines with names on them."""
        resets, offsets = bool(_RESET_COLUMN.search(self.text)), bool(_OFFSET_COLUMN.search(self.text))
        named = ((_names(line), line) for line in self.text.split("\n"))
        return tuple(Line(names, line, resets, offsets) for names, line in named if names)

    @cached_property
    def labelled(self) -> frozenset[Kind]:
        """What the passage says of the register that it stands under. A table of registers says of each what
        stands on its line, and nothing of all."""
        kinds = _labelled(self.text, self.heading, self.headed, self.kind)
        is_list = kinds & _OF_ONE and sum(Kind.ADDRESS in line.holds for line in self.lines) > 1
        return kinds - _OF_ONE if is_list else kinds

    @property
    def heading(self) -> str:
        """The nearest one."""
        return self.section.rsplit(" › ", 1)[-1]


def look(passage: Passage) -> Look:
    """Pure in the passage, so a passage that comes up again costs nothing."""
    return _look(passage.text, passage.section, passage.names, passage.kind)


_look = lru_cache(maxsize=_REMEMBERED)(Look)


@lru_cache(maxsize=_REMEMBERED)
def _names(line: str) -> frozenset[str]:
    """Passages share the headers of their tables."""
    return frozenset(canonical(name) for name in identifiers_in(line))


@lru_cache(maxsize=_REMEMBERED)
def _holds(text: str, resets: bool, offsets: bool) -> frozenset[Kind]:
    """A small number is an offset or a reset value by the table's headers."""
    holds = {kind for kind, pattern in _ON_A_LINE.items() if pattern.search(text)}
    if not resets:
        holds.discard(Kind.RESET)
    small = len(_ON_A_LINE[Kind.OFFSET].findall(text))
    if small <= resets or (not offsets and (resets or Kind.ADDRESS in holds)):
        holds.discard(Kind.OFFSET)  # the one small number is the reset value
    return frozenset(holds)


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
