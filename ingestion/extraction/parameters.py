"""Electrical parameters: each row of a table of limits as one fact, unit and condition with its limits. Pure.

Stands beside `registers`; the columns are told apart in `limits`, values in `quantities`, marks in `notes`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from app.facts.records import FactSet, Parameter, Provenance, Source
from ingestion.extraction.limit_headers import lowered
from ingestion.extraction.limit_kinds import Part
from ingestion.extraction.limits import Limit, Plan, plan, subsection
from ingestion.extraction.notes import Notes, footnotes, notes_of, parted
from ingestion.extraction.quantities import is_number, is_unit, is_value, limit, plain, quantity, unit
from ingestion.types import Block, BlockKind, Row, StructuredDocument, Table

_HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_GREATEST = re.compile(r"\bmax(?:imum)?\b|absolute|\bratings?\b|最大|绝对|极限|额定", re.IGNORECASE)
_LEAST = re.compile(r"\bmin(?:imum)?\b|最小", re.IGNORECASE)
_LONGEST = 100
"""Characters of a condition in a table of modes, whose other cells describe them."""
_SECTION = re.compile(r"^(?:chapter\s+)?[A-Z]?\d+(?:\.\d+)*\.?\s*", re.IGNORECASE)
_NUMBERING = re.compile(r"^(?:table|表)\s*[A-Z]?\d+(?:[.\-–]\d+)*\.?\s*[.:：]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as far as it is read."""

    texts: tuple[str, ...]
    row: Row


def extract(document: StructuredDocument) -> FactSet:
    """All parameters, in the order of the document."""
    tables = (block for block in document.blocks if block.kind == BlockKind.TABLE)
    return FactSet(parameters=tuple(found for block in tables for found in block_parameters(block)))


def block_parameters(block: Block) -> list[Parameter]:
    """The parameters of one table, none where it is no table of parameters."""
    table = block.table
    if table is None:
        return []
    notes = notes_of(table)
    table, given = lowered(table)
    how = plan(table, notes)
    if how is None:
        return []
    how = replace(how, given=", ".join(filter(None, (how.given, given))))
    section = _section(block, table)
    part = next((name for row in reversed(table.header) if (name := subsection(row.texts))), "")
    found: list[Parameter] = []
    for row in table.rows:
        if heading := subsection(row.texts):
            part = heading
            continue
        where = f"{section}: {part}" if part and section else section or part
        for line in _lines(_unheaded(row, table, found), how):
            found += _parameters(line, how, notes, where, found[-1] if found else None, table.ruled)
    return found


def _section(block: Block, table: Table) -> str:
    """Heading and caption without their numbers; the caption alone where it says the heading's words."""
    caption = _NUMBERING.sub("", " ".join(table.caption.split()))
    caption = re.sub(r"(?:\s*[(（]\^?\d{1,2}\^?[)）])+$", "", caption)
    heading = _SECTION.sub("", " ".join(block.path[-1].split())) if block.path else ""
    if {word.lower() for word in heading.split()} <= {word.lower() for word in caption.split()}:
        return caption
    return f"{heading}, {caption}" if caption else heading


def _unheaded(row: Row, table: Table, found: Sequence[Parameter]) -> Row:
    """A merged cell cut by a page break may show its header again: the row above says what it holds."""
    said = {0: found[-1].symbol} if found else {}
    header = [line.texts for line in table.header]
    texts = tuple(
        said.get(column, "") if text.strip() and any(text == above[column] for above in header) else text
        for column, text in enumerate(row.texts)
    )
    return row if texts == row.texts else replace(row, texts=texts)


def _lines(row: Row, how: Plan) -> Iterator[_Line]:
    """A row as lines: a table without rulings gives one row to several that share a symbol."""
    count = _stacked(row, how)
    if count < 2:
        yield _Line(row.texts, row)
        return
    pieces = [text.split("\n") for text in row.texts]
    for index in range(count):
        yield _Line(
            tuple(
                lines[index] if len(lines) == count else text
                for lines, text in zip(pieces, row.texts, strict=True)
            ),
            row,
        )


def _holds_rows(line: _Line, how: Plan) -> bool:
    """Whether a line has several units or symbols beside several values: nothing tells its rows apart."""
    several = any(_are_units(line.texts[column]) for column in how.units)
    several = several or any(_are_symbols(line.texts[column]) for column in how.symbols)
    return several and any("\n" in line.texts[item.column].strip() for item in how.limits)


def _are_units(text: str) -> bool:
    """Whether a cell holds a unit on each of several lines, and not one that has wrapped."""
    lines = text.split("\n")
    return len(lines) > 1 and all(map(is_unit, lines)) and not is_unit("".join(lines))


def _are_symbols(text: str) -> bool:
    """Whether a cell holds a symbol on each of several lines: `EP` over `VPR` over `TPEW`."""
    lines = text.split("\n")
    return len(lines) > 1 and all(re.fullmatch(r"[A-Z][A-Za-z0-9]+", line.strip()) for line in lines)


def _stacked(row: Row, how: Plan) -> int:
    """How many lines of values stand in a row, one upon another: each with its own unit and limits."""
    units = [row.texts[column].split("\n") for column in how.units]
    counts = {len(lines) for lines in units if all(map(is_unit, lines))}
    if len(counts) != 1:
        return 1
    count = counts.pop()
    limits = [row.texts[item.column].split("\n") for item in how.limits if limit(row.texts[item.column])]
    return count if count > 1 and limits and all(len(lines) == count for lines in limits) else 1


def _parameters(
    line: _Line, how: Plan, notes: Notes, section: str, before: Parameter | None, ruled: bool
) -> Iterator[Parameter]:
    """One parameter for each group of limits that share a condition and a unit.

    Between rulings a row without words goes on with the parameter above: a second range of it.
    """
    if _holds_rows(line, how):
        return
    symbol, marks = _text(line, how.symbols, notes)
    name, more = _text(line, how.names, notes)
    condition, others = _condition(line, how, notes, (symbol, name))
    if ruled and before is not None and not (symbol or name or condition):
        symbol, name = before.symbol, before.name
    words = (*marks, *more, *others)
    filled = [
        item for item in how.limits if _filled(line, item, notes, how.inline) and not _shared(line, item, how)
    ]
    for (named, measure), group in groupby(filled, key=lambda item: (item.condition, _unit(line, item))):
        limits = list(group)
        found = Parameter(
            symbol=symbol,
            name=name,
            provenance=Provenance(line.row.page, line.row.box, Source.TABLE, quote=_quote(line)),
            condition=", ".join(part for part in (condition, named, how.given) if part),
            unit=measure or (_inherited(before, symbol, name) if how.units else ""),
            section=section,
        )
        found, seen = _limited(found, line, limits, notes)
        if symbol or name or condition:
            yield replace(found, footnotes=footnotes(notes, (*words, *seen)))


def _text(line: _Line, columns: Sequence[int], notes: Notes) -> tuple[str, tuple[str, ...]]:
    texts: list[str] = []
    marks: list[str] = []
    for column in columns:
        bare, found = parted(line.texts[column], notes)
        marks += found
        bare = plain(_HYPHENATED.sub("", bare)) if bare else ""
        texts += [bare] if bare.strip("-") else []
    return " ".join(dict.fromkeys(texts)), tuple(marks)


def _condition(line: _Line, how: Plan, notes: Notes, said: tuple[str, str]) -> tuple[str, tuple[str, ...]]:
    """The cells of all condition columns; under a header of its own a cell is named by it."""
    parts: list[str] = []
    marks: list[str] = []
    for column, label in how.conditions:
        text, found = _text(line, (column,), notes)
        marks += found
        if not text or text in said or text in parts or (how.inline and len(text) > _LONGEST):
            continue
        label = "" if text.startswith(label) else label
        parts.append(
            f"{label} = {text}" if label and is_value(text) else f"{label}: {text}" if label else text
        )
    return ", ".join(parts), tuple(marks)


def _filled(line: _Line, item: Limit, notes: Notes, inline: bool) -> bool:
    text = parted(line.texts[item.column], notes, sure=True)[0]
    return bool(quantity(text).unit if inline else limit(text)) and not _several(text)


def _several(text: str) -> bool:
    """Numbers one below the other in one cell: which row each is of cannot be told, so none is a value."""
    lines = [plain(piece) for piece in text.split("\n") if piece.strip()]
    if len(lines) < 2 or not any(map(is_number, lines)):
        return False
    goes_on = any(re.match(r"[+x×*]|-(?!\d)", line) for line in lines[1:])  # `VCC` over `+0.3` is a sum
    named = all(is_value(line) or re.fullmatch(r"[A-Z]\w*", line) for line in lines)
    return all(map(is_number, lines)) or (named and not goes_on)


def _shared(line: _Line, item: Limit, how: Plan) -> bool:
    """Whether the cell reaches over columns of other kinds of limits: nothing says which of them it gives."""
    cell = next((one for one in line.row.cells if one.column <= item.column < one.column + one.colspan), None)
    if cell is None or cell.colspan < 2:
        return False
    over = range(cell.column, cell.column + cell.colspan)
    return any(
        other.column in over and other.part is not item.part and other.condition == item.condition
        for other in how.limits
    )


def _unit(line: _Line, item: Limit) -> str:
    """The unit of one limit: of its row, else of its header."""
    cell = unit(line.texts[item.unit_column]) if item.unit_column is not None else ""
    return cell or item.unit


def _inherited(before: Parameter | None, symbol: str, name: str) -> str:
    """A blank unit beneath a row of the same parameter is that row's."""
    same = before is not None and (before.symbol == symbol if symbol else before.name == name)
    return before.unit if before is not None and same else ""


def _limited(
    found: Parameter, line: _Line, limits: Sequence[Limit], notes: Notes
) -> tuple[Parameter, tuple[str, ...]]:
    """The parameter with its limits filled in, and the footnote marks that stood on them."""
    marks: list[str] = []
    for item in limits:
        text, seen = parted(line.texts[item.column], notes, sure=True)
        marks += (*seen, *item.marks)
        found = _set(found, item.part, text, alone=len(limits) == 1)
    return found, tuple(marks)


def _set(found: Parameter, part: Part, text: str, alone: bool) -> Parameter:
    """One limit. A range in the only column is a minimum and a maximum."""
    read = quantity(text)
    found = replace(found, unit=found.unit or read.unit)
    if read.low and read.high and alone:
        return replace(found, minimum=read.low, maximum=read.high)
    value = read.value if read.unit else limit(text)
    if part == Part.VALUE:
        part = _kind(found)
    return replace(found, **{part.value: value})  # type: ignore[arg-type]  # the limits are all texts


def _kind(found: Parameter) -> Part:
    """Of a column that is headed `Value` or `Rating`: what name or section call it."""
    if _LEAST.search(found.name):
        return Part.MINIMUM
    return Part.MAXIMUM if _GREATEST.search(f"{found.name} {found.section}") else Part.TYPICAL


def _quote(line: _Line) -> str:
    """The row as it is read, merged cells once."""
    texts = [" ".join(text.split()) for text in line.texts]
    return " | ".join(text for index, text in enumerate(texts) if not index or text != texts[index - 1])[:600]
