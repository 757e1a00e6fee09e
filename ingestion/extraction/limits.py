"""Which columns of a table hold a parameter's symbol, name, condition, limits and unit. Pure.

Headers are read level by level: `Max` over `TA = 85 °C` is a maximum under that condition, `Standard mode`
over `Min` a minimum in that mode, and a column between name and limits that no word of the lexicon fits
is a condition named by its header.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingestion.extraction.columns import Role, headers, role_of
from ingestion.extraction.limit_kinds import LIMITS, Part, kinds, within
from ingestion.extraction.notes import Notes, parted
from ingestion.extraction.quantities import is_number, is_unit, is_value, plain, quantity, unit_in
from ingestion.types import Table

_NOT_LIMITS = frozenset({Role.BITS, Role.ADDRESS, Role.OFFSET})
"""A table of registers or bit fields has none."""
_NO_CONDITION = re.compile(
    r"-*|values?|limits?|ratings?|值|参数|millimeters?|inches|毫米|英寸", re.IGNORECASE
)
_BRACKETED = re.compile(r"\s*[(（][^()（）]+[)）]$")
_MOSTLY = 0.6
_OPEN = re.compile(r"(?:[~-]|\bto|至|到)$")
_HALF = 0.5
"""Share of values with a unit that makes a column without one a column of quantities."""


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
    inline: bool = False
    """Whether units stand in the cells of values and nowhere else: what has none there is no value."""


def plan(table: Table, notes: Notes) -> Plan | None:
    """The plan for a table of parameters; None for any other table."""
    if not table.header or table.columns < 2 or _NOT_LIMITS & {role_of(text) for text in headers(table)}:
        return None
    stacks = _over_their_cells(table, [_stack(table, column) for column in range(table.columns)])
    parts = [_part(stack, table, column, notes) for column, stack in enumerate(stacks)]
    parts = _with_values(table, stacks, parts)
    limits = _limits(stacks, parts, notes)
    units = tuple(column for column, part in enumerate(parts) if part == Part.UNIT)
    inline = _has_inline_units(table, limits, parts, units)
    if not inline and not _is_parameters(table, limits, parts, units):
        return None
    symbols, names, conditions = _words(table, stacks, parts, notes)
    placed = tuple(_with_unit(limit, units) for limit in limits)
    return Plan(placed, symbols, names, conditions, units, _given(stacks, notes), inline)


def _given(stacks: Sequence[Sequence[str]], notes: Notes) -> str:
    """What stands in brackets behind a header's words, if it gives values."""
    for text in (text for stack in stacks for text in stack):
        match = _BRACKETED.search(parted(plain(text), notes, sure=True)[0])
        if match and "=" in match.group() and kinds(_bare(text, notes)):
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
                and (not LIMITS & set(kinds(stack[-1])) or _mostly_numbers(table, beside))
            ):
                stacks[beside], stacks[column] = stack, ()
    return stacks


def _part(stack: Sequence[str], table: Table, column: int, notes: Notes) -> Part | None:
    bare = [_bare(text, notes) for text in stack]
    if any(len({kind for word in text.split() for kind in within(word)}) > 1 for text in bare):
        return None  # `Min Typ Max` over one column: which of them a value is cannot be told
    found = [part for text in reversed(bare) for part in kinds(text)]
    if {Part.VALUE, Part.NAME} <= set(found) and not LIMITS - {Part.VALUE} & set(found):
        return Part.VALUE if _mostly_numbers(table, column) else Part.NAME
    for part in found:
        if part != Part.VALUE:
            return part
    if any(unit_in(text) for text in bare) and _mostly_numbers(table, column):
        return next((part for text in bare for part in within(text)), Part.VALUE)
    spoken = next((part for text in bare for part in within(text)), None)
    if spoken is not None and _share(table, column, is_value) >= _MOSTLY:
        return spoken
    return Part.VALUE if found else None


def _bare(text: str, notes: Notes) -> str:
    bare = parted(plain(text), notes, sure=True)[0].strip(" :：.†‡")
    outside = _BRACKETED.sub("", bare)
    return outside if kinds(outside) and not unit_in(bare) else bare


def _mostly_numbers(table: Table, column: int) -> bool:
    return _share(table, column, is_number) >= _MOSTLY


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


def _with_values(
    table: Table, stacks: Sequence[Sequence[str]], parts: Sequence[Part | None]
) -> list[Part | None]:
    """The parts, where nothing but a column of units says that a table has limits: the numbers are values.

    `Thermal metric | Package A | Package B | Unit`: each column of numbers left of the units is one.
    """
    if LIMITS & set(parts) or parts.count(Part.UNIT) != 1:
        return list(parts)
    last = parts.index(Part.UNIT)
    if not 1 < last == len(parts) - 1 or _share(table, last, is_unit) < _MOSTLY:
        return list(parts)
    values = [c for c in range(1, last) if parts[c] is None and stacks[c] and _mostly_numbers(table, c)]
    return [Part.VALUE if column in values else part for column, part in enumerate(parts)]


def _says_nothing(text: str) -> bool:
    """Whether a header only names the kind of limit or the unit."""
    words = re.findall(r"[^\W\d_]+", text)
    return bool(words and all(LIMITS & set(kinds(word)) for word in words)) or bool(
        LIMITS & set(kinds(text)) or _NO_CONDITION.fullmatch(text) or is_unit(text)
    )


def _has_inline_units(
    table: Table, limits: Sequence[Limit], parts: Sequence[Part | None], units: Sequence[int]
) -> bool:
    """`Power consumption` over `1.6mA`, `0.7uA~2.8uA`: a name and values with their units.

    Not where a range is left open: print has cut it into two rows.
    """
    if not table.rows or {limit.part for limit in limits} != {Part.VALUE}:
        return False
    if units or any(limit.unit for limit in limits) or Part.NAME not in parts or Part.SYMBOL in parts:
        return False
    cells = [row.texts[limit.column] for row in table.rows for limit in limits]
    cut = any(_OPEN.search(plain(cell)) for cell in cells)
    return not cut and all(_share(table, one.column, _is_quantity) >= _HALF for one in limits)


def _is_quantity(text: str) -> bool:
    return bool(quantity(text).unit)


def _is_parameters(
    table: Table, limits: Sequence[Limit], parts: Sequence[Part | None], units: Sequence[int]
) -> bool:
    """Limits with a unit, or at least two kinds of limits beside a symbol or name."""
    if not limits or not table.rows or len(limits) == table.columns:
        return False
    of_limits = {limit.part for limit in limits}
    has_unit = bool(units) or any(limit.unit for limit in limits)
    has_word = Part.SYMBOL in parts or Part.NAME in parts or _has_text_before(table, parts, units)
    if of_limits == {Part.VALUE}:
        return has_word and (bool(units) or (has_unit and len(limits) == 1) or Part.SYMBOL in parts)
    return has_unit or (has_word and len(of_limits) >= 2)


def _has_text_before(table: Table, parts: Sequence[Part | None], units: Sequence[int]) -> bool:
    """Whether words stand in a first column without a header, of a table whose unit column holds units."""
    texts = [row.texts[0] for row in table.rows if row.texts[0].strip()]
    measured = any(_share(table, column, is_unit) >= _MOSTLY for column in units)
    return measured and parts[0] is None and bool(texts) and _share(table, 0, is_value) == 0


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
    return " ".join(word for word in words if word.strip("-") and Part.CONDITION not in kinds(word))
