"""Table rows as a reader gets them: limits as a sentence, other cells under their column's title. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

EMPTY = re.compile(r"[\s–—−-]*|n/?a|\.{2,}", re.IGNORECASE)
BITS = re.compile(r"^(Bits?|位)\s*[::]\s*(\[?\d)", re.IGNORECASE)
MINUS = re.compile(r"(?<![\w.)\]°℃%])[–−](?=\s?\d)")
"""A dash before a number that nothing stands before: printed as a minus, searched for as a hyphen."""
_LIMITS = {
    "min": re.compile(r"min(?:imum)?\b\.?|最小值?|最低值?|下限", re.IGNORECASE),
    "typ": re.compile(r"typ(?:ical)?\b\.?(?: values?)?|nom(?:inal)?\b\.?|典型值?|标称值?", re.IGNORECASE),
    "max": re.compile(r"max(?:imum)?\b\.?|最大值?|最高值?|上限", re.IGNORECASE),
}
_CHINESE = {"min": "最小", "typ": "典型", "max": "最大"}
_UNIT = re.compile(r"units?|单位", re.IGNORECASE)
_SYMBOL = re.compile(r"sym(?:bols?)?\.?|符号|代号", re.IGNORECASE)
_NAME = re.compile(
    r"parameters?|characteristics?|descriptions?|items?|ratings?|参数|描述|说明|特性|项目|(?:参数)?名称",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(?:test )?conditions?|(?:测试|工作)?条件", re.IGNORECASE)
"""Titles of an electrical table's columns."""
_MARK = re.compile(r"\s*[(\[（]\d{1,2}[)\]）]")
"""A footnote's mark in a title: it is no part of it."""
_TITLED = re.compile(r"([^:|]{1,120}): (.*)", re.DOTALL)
_NUMBER = re.compile(r"\d")
_PLACE = re.compile(r"[A-Z]{0,2}\d{1,3}|[-–—]")
"""A pin's number in a package, or that it has none."""
_NAMES = re.compile(r"name|function|signal|symbol|名|功能", re.IGNORECASE)
_PACKAGES = 3
"""So many columns of such numbers are packages."""
Cell = tuple[str, str]
"""A column's title and what stands under it."""


def cells(line: str) -> tuple[str, ...]:
    """The cells of a row as passages write it."""
    return tuple(cell.strip() for cell in line.split(" | "))


@lru_cache(maxsize=1 << 10)
def header_of(text: str) -> tuple[str, ...]:
    """The column titles of a table passage: its first row, unless that holds values itself."""
    first = next((line for line in text.splitlines() if " | " in line), "")
    return cells(first) if first and not re.search(r"\d\s*[.:]\s*\d|0[xX]|\d{3}", first) else ()


def titled(row: str, table: str) -> tuple[Cell, ...]:
    """The cells of a row with the titles of its table, if they fit; empty cells are left out."""
    titles, values = header_of(table), cells(row)
    if len(values) < 2 or len(titles) != len(values) or titles == values:
        titles = ("",) * len(values)
    pairs = zip(titles, values, strict=True)
    return tuple((title, value) for title, value in pairs if not EMPTY.fullmatch(value))


def own_titles(row: str) -> tuple[Cell, ...]:
    """The cells of a row that a passage holds alone, `Typ.: 30 | Units: μs`, empty ones left out."""
    parted = [_TITLED.fullmatch(cell) for cell in cells(row)]
    pairs = [
        (match[1], match[2]) if match else ("", cell) for match, cell in zip(parted, cells(row), strict=True)
    ]
    return tuple((title, value) for title, value in pairs if not EMPTY.fullmatch(value))


def told(found: Sequence[Cell], heading: str, language: str) -> str:
    """A row in words. A column that only repeats the heading above it is left out."""
    if sentence := _limits(found, language):
        return sentence
    shown = [cell for cell in found if cell[1].casefold() != heading.casefold()] or found
    row = " | ".join(
        f"{title}: {value}" if title and title != value else value for title, value in _by_name(shown)
    )
    return f"{heading}: {with_bits(row)}" if heading else with_bits(row)


def _limits(found: Sequence[Cell], language: str) -> str:
    """`IRC40K (its frequency), VDD = 3.3 V: min 20 kHz, typ 40 kHz`; empty for a row of anything else."""
    symbol, name, unit = (_first(found, title) for title in (_SYMBOL, _NAME, _UNIT))
    limits = [(kind, cell) for cell in found if (kind := _kind(cell[0]))]
    words = [cell[1] for cell in (symbol, name) if cell]
    if not (limits and words and all(_NUMBER.search(value) for _, (_, value) in limits)):
        return ""
    lead = f"{words[0]} ({words[1]})" if len(words) > 1 and words[0] != words[1] else words[0]
    taken = (symbol, name, unit, *(cell for _, cell in limits))
    others = [_condition(cell) for cell in found if cell not in taken]
    said = [_limit(kind, cell, unit[1] if unit else "", language) for kind, cell in limits]
    return f"{', '.join([lead, *others])}: {', '.join(said)}"


def _first(found: Sequence[Cell], title: re.Pattern[str]) -> Cell | None:
    return next((cell for cell in found if title.fullmatch(_bare(cell[0]))), None)


def _bare(title: str) -> str:
    return _MARK.sub("", title).strip(" :.")


def _kind(title: str) -> str:
    """Which limit a column holds; empty for any other column."""
    words = _bare(title)
    return next((kind for kind, limit in _LIMITS.items() if limit.match(words) or _ends(words, limit)), "")


def _ends(title: str, limit: re.Pattern[str]) -> bool:
    """Whether a title ends with a limit's word: `millimeters Max`."""
    return any(match.end() == len(title) for match in limit.finditer(title))


def _limit(kind: str, cell: Cell, unit: str, language: str) -> str:
    """`max (TA = 85 °C) 45 kHz`: the kind, what else its title says, and the value in its unit."""
    title, value = cell
    more = _MARK.sub("", _LIMITS[kind].sub("", title, count=1)).strip(" .:()（）")
    label = _CHINESE[kind] if language == "zh" else kind
    bare = _MARK.sub("", value).strip()
    measured = value if not unit or bare.endswith(unit) else f"{bare} {unit}"
    return f"{label} ({more}) {measured}" if more else f"{label} {measured}"


def _condition(cell: Cell) -> str:
    """What else a row of limits says; a condition needs no title."""
    title, value = cell
    return value if not title or _CONDITION.fullmatch(_bare(title)) or "=" in value else f"{title}: {value}"


def _by_name(found: Sequence[Cell]) -> Sequence[Cell]:
    """The cells of a pin in several packages with its name and functions first, its numbers behind."""
    numbers = [cell for cell in found if cell[0] and _PLACE.fullmatch(cell[1]) and not _NAMES.search(cell[0])]
    others = [cell for cell in found if cell not in numbers]
    return (*others, *numbers) if len(numbers) >= _PACKAGES and others and found[0] in numbers else found


def with_bits(row: str) -> str:
    """`Bit: 4 | Name: EN` as one says it: `bit 4 | Name: EN`."""
    return BITS.sub(r"\1 \2", row)


def plain_minus(text: str) -> str:
    """Numbers as they are typed: -20 for a typeset –20."""
    return MINUS.sub("-", text)
