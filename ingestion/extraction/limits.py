"""Which columns of a table hold a parameter's symbol, name, condition, limits and unit. Pure.

Headers are read level by level: `Max` over `TA = 85 °C` is a maximum under that condition, `Standard mode`
over `Min` a minimum in that mode, and a column between name and limits that no word of the lexicon fits
is a condition named by its header.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingestion.extraction.columns import Role, headers, role_of
from ingestion.extraction.notes import Notes, parted
from ingestion.extraction.quantities import is_number, is_unit, is_value, plain, unit_in
from ingestion.types import Table


class Part(StrEnum):
    SYMBOL = "symbol"
    NAME = "name"
    CONDITION = "condition"
    MINIMUM = "minimum"
    TYPICAL = "typical"
    MAXIMUM = "maximum"
    VALUE = "value"
    UNIT = "unit"


_NOT_LIMITS = frozenset({Role.BITS, Role.ADDRESS, Role.OFFSET})
"""A table of registers or bit fields has none."""
LIMITS = frozenset({Part.MINIMUM, Part.TYPICAL, Part.MAXIMUM, Part.VALUE})
_LEXICON: tuple[tuple[Part, re.Pattern[str]], ...] = tuple(
    (part, re.compile(pattern, re.IGNORECASE))
    for part, pattern in (
        (Part.UNIT, r"units?|单位|单元"),
        (Part.MINIMUM, r"min(?:i-?\s?mum)?\.?(?: values?| limits?)?2?|最小值?|最低值?|下限"),
        (Part.TYPICAL, r"typ(?:i-?\s?cal)?\.?(?: values?)?2?|nom(?:inal)?\.?|典型值?|标称值?"),
        (Part.MAXIMUM, r"max(?:i-?\s?mum)?\.?(?: values?| limits?| ratings?)?2?|最大值?|最高值?|上限"),
        (
            Part.VALUE,
            r"(?:recommended |power |rated )?values?|ratings?|limits?|level\s*/\s*class|class|grade|result|"
            r"(?:power |current )?consumption|数值|值|额定值?|级别\s*/\s*类型|级别|等级|功耗",
        ),
        (Part.SYMBOL, r"symbols?|sym\.?|符号|标号|代号"),
        (
            Part.CONDITION,
            r"(?:test(?:ing)? )?conditions?|notes?|remarks?|comments?|(?:测试|工作|试验)?条件|备注|附注|注释",
        ),
        (
            Part.NAME,
            r"(?:parameter |characteristic )?(?:parameters?|characteristics?|descriptions?|describe|items?|"
            r"time duration|modes?|peripheri?als?|reliability tests?|(?:low-)?power[ -]modes?)|"
            r"low-power mode|ratings?|"
            r"参数|(?:参数)?(?:描述|说明|名称)|特性|项目|内置外设|模式|额定值",
        ),
    )
)
_WITHIN: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (Part.MINIMUM, re.compile(r"^min(?:imum)?\b|最小|\bmin(?:imum)?\.?$", re.IGNORECASE)),
    (Part.TYPICAL, re.compile(r"^typ(?:ical)?\b|典型|\btyp(?:ical)?\.?$", re.IGNORECASE)),
    (Part.MAXIMUM, re.compile(r"^max(?:imum)?\b|最大|\bmax(?:imum)?\.?$", re.IGNORECASE)),
)
"""`Typical consumption at 25 °C`, `Min timeout RLD[11:0] = 0x000`: a limit with words about it."""
_NO_CONDITION = re.compile(
    r"-*|values?|limits?|ratings?|值|参数|millimeters?|inches|毫米|英寸", re.IGNORECASE
)
_BRACKETED = re.compile(r"\s*[(（][^()（）]+[)）]$")
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Limit:
    """A column of values."""

    column: int
    part: Part
    condition: str = ""
    """What its header says beside the kind of limit."""
    unit: str = ""
    """The unit that its header names."""
    unit_column: int | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read a parameter table."""

    limits: tuple[Limit, ...]
    symbols: tuple[int, ...] = ()
    names: tuple[int, ...] = ()
    conditions: tuple[tuple[int, str], ...] = ()
    """Columns, each with the label that its cells need; empty under a header such as `Conditions`."""
    units: tuple[int, ...] = ()
    given: str = ""
    """A condition for all rows: `Parameter (TA = 25 °C)`."""


def plan(table: Table, notes: Notes) -> Plan | None:
    """The plan for a table of parameters; None for any other table."""
    if not table.header or table.columns < 2 or _NOT_LIMITS & {role_of(text) for text in headers(table)}:
        return None
    stacks = _over_their_cells(table, [_stack(table, column) for column in range(table.columns)])
    parts = [_part(stack, table, column, notes) for column, stack in enumerate(stacks)]
    limits = _limits(stacks, parts, notes)
    units = tuple(column for column, part in enumerate(parts) if part == Part.UNIT)
    if not _is_parameters(table, limits, parts, units):
        return None
    symbols, names, conditions = _words(table, stacks, parts, notes)
    placed = tuple(_with_unit(limit, units) for limit in limits)
    return Plan(placed, symbols, names, conditions, units, _given(stacks, notes))


def _given(stacks: Sequence[Sequence[str]], notes: Notes) -> str:
    """What stands in brackets behind a header's words, if it gives values."""
    for text in (text for stack in stacks for text in stack):
        match = _BRACKETED.search(parted(plain(text), notes, sure=True)[0])
        if match and "=" in match.group() and _kinds(_bare(text, notes)):
            return match.group().strip(" ()（）")
    return ""


def subsection(texts: Sequence[str]) -> str:
    """The text of a row that is one cell over the whole table: a heading inside it."""
    return " ".join(texts[0].split()) if len(texts) > 2 and len(set(texts)) == 1 and texts[0].strip() else ""


def _stack(table: Table, column: int) -> tuple[str, ...]:
    """A column's header texts from the top, each once; a heading over the whole table is none of them."""
    rows = [row.texts for row in table.header if not subsection(row.texts)]
    return tuple(dict.fromkeys(" ".join(texts[column].split()) for texts in rows if texts[column].strip()))


def _over_their_cells(table: Table, stacks: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A header over an empty column beside a column without one belongs to that column."""
    empty = [not any(row.texts[column].strip() for row in table.rows) for column in range(table.columns)]
    for column, stack in enumerate(stacks):
        for beside in (column - 1, column + 1):
            if (
                stack
                and empty[column]
                and 0 <= beside < len(stacks)
                and not stacks[beside]
                and not empty[beside]
            ):
                stacks[beside], stacks[column] = stack, ()
    return stacks


def _part(stack: Sequence[str], table: Table, column: int, notes: Notes) -> Part | None:
    bare = [_bare(text, notes) for text in stack]
    if any(len({within for word in text.split() for within in _within(word)}) > 1 for text in bare):
        return None  # `Min Typ Max` over one column: which of them a value is cannot be told
    found = [part for text in reversed(bare) for part in _kinds(text)]
    if {Part.VALUE, Part.NAME} <= set(found) and not LIMITS - {Part.VALUE} & set(found):
        return Part.VALUE if _mostly_numbers(table, column) else Part.NAME
    for part in found:
        if part != Part.VALUE:
            return part
    if any(unit_in(text) for text in bare) and _mostly_numbers(table, column):
        return next((part for text in bare for part in _within(text)), Part.VALUE)
    within = next((part for text in bare for part in _within(text)), None)
    if within is not None and _mostly_values(table, column):
        return within
    return Part.VALUE if found else None


def _bare(text: str, notes: Notes) -> str:
    bare = parted(plain(text), notes, sure=True)[0].strip(" :：.")
    outside = _BRACKETED.sub("", bare)
    return outside if _kinds(outside) and not unit_in(bare) else bare


def _kinds(text: str) -> list[Part]:
    return [part for part, pattern in _LEXICON if pattern.fullmatch(text)]


def _within(text: str) -> list[Part]:
    return [part for part, pattern in _WITHIN if pattern.search(text)]


def _mostly_numbers(table: Table, column: int) -> bool:
    return _share(table, column, is_number) >= _MOSTLY


def _mostly_values(table: Table, column: int) -> bool:
    return _share(table, column, is_value) >= _MOSTLY


def _share(table: Table, column: int, fits: Callable[[str], bool]) -> float:
    rows = [row.texts for row in table.rows if row.texts[column].strip() and not subsection(row.texts)]
    return sum(fits(texts[column]) for texts in rows) / len(rows) if rows else 0.0


def _limits(stacks: Sequence[Sequence[str]], parts: Sequence[Part | None], notes: Notes) -> tuple[Limit, ...]:
    found = []
    for column, part in enumerate(parts):
        if part not in LIMITS or part is None:
            continue
        marks = tuple(mark for text in stacks[column] for mark in parted(text, notes, sure=True)[1])
        texts = [_bare(text, notes) for text in stacks[column]]
        unit = next((named for text in texts if (named := unit_in(text))), "")
        words = [text for text in texts if not _says_nothing(text)]
        found.append(Limit(column, part, ", ".join(words), unit, marks=marks))
    return tuple(found)


def _says_nothing(text: str) -> bool:
    """Whether a header only names the kind of limit or the unit."""
    words = re.findall(r"[^\W\d_]+", text)
    return bool(words and all(LIMITS & set(_kinds(word)) for word in words)) or bool(
        LIMITS & set(_kinds(text)) or _NO_CONDITION.fullmatch(text) or is_unit(text)
    )


def _is_parameters(
    table: Table, limits: Sequence[Limit], parts: Sequence[Part | None], units: Sequence[int]
) -> bool:
    """Limits with a unit, or at least two kinds of limits beside a symbol or name."""
    if not limits or not table.rows or len(limits) == table.columns:
        return False
    kinds = {limit.part for limit in limits}
    has_unit = bool(units) or any(limit.unit for limit in limits)
    has_word = Part.SYMBOL in parts or Part.NAME in parts
    if kinds == {Part.VALUE}:
        return has_word and (bool(units) or (has_unit and len(limits) == 1) or Part.SYMBOL in parts)
    return has_unit or (has_word and len(kinds) >= 2)


def _with_unit(limit: Limit, units: Sequence[int]) -> Limit:
    """The nearest unit column to the right, else the last one."""
    right = [column for column in units if column > limit.column]
    column = right[0] if right else (units[-1] if units else None)
    return Limit(limit.column, limit.part, limit.condition, limit.unit, column, limit.marks)


def _words(
    table: Table, stacks: Sequence[Sequence[str]], parts: Sequence[Part | None], notes: Notes
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[int, str], ...]]:
    """Columns of symbols, names and conditions; what no header places is a condition."""
    symbols = [column for column, part in enumerate(parts) if part == Part.SYMBOL][-1:]
    names = [column for column, part in enumerate(parts) if part == Part.NAME]
    if not symbols and len(names) > 1 and _share(table, names[0], _is_symbol) >= _MOSTLY:
        symbols, names = names[:1], names[1:]
    loose = [c for c, part in enumerate(parts) if part is None and stacks[c]]
    if not symbols and not names and not loose:
        symbols, names = _unheaded(table, stacks, parts)
    elif not symbols and not names:
        names = loose[:1]
    taken = {*symbols, *names[:1]}
    conditions = tuple(
        (column, "" if part in (Part.NAME, Part.SYMBOL) else _label(stacks[column], notes))
        for column, part in enumerate(parts)
        if part not in LIMITS and part != Part.UNIT and column not in taken
    )
    return tuple(symbols), tuple(names[:1]), conditions


def _unheaded(
    table: Table, stacks: Sequence[Sequence[str]], parts: Sequence[Part | None]
) -> tuple[list[int], list[int]]:
    """Columns of symbols and names before the limits that no header names."""
    first = next(column for column, part in enumerate(parts) if part in LIMITS)
    texts = [c for c in range(first) if not stacks[c] and any(row.texts[c].strip() for row in table.rows)]
    if len(texts) > 1 and _share(table, texts[0], _is_symbol) >= _MOSTLY:
        return texts[:1], texts[1:2]
    return [], texts[:1]


def _is_symbol(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z]\S{0,14}", text.strip()) is not None


def _label(stack: Sequence[str], notes: Notes) -> str:
    """What a column's cells are, in its header's own words: `fHCLK` for `72 MHz`."""
    words = [_bare(text, notes) for text in stack]
    return " ".join(word for word in words if word.strip("-") and Part.CONDITION not in _kinds(word))
