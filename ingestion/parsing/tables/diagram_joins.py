"""Bit diagrams that a page break cuts: between their rows, or between the bit numbers and the boxes."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingestion.fence import STRICT, Fence, Stage
from ingestion.parsing.tables.bits import Slot, Span, spans
from ingestion.types import BitDiagram, Cell, ConvertedPage, DiagramField, Line, Table

HEAD = 0.14
"""Share of the page's height in which the second half stands."""
_NUMBERS = re.compile(r"^\d{1,3}(?: \d{1,3})+$")
_DECLARED = re.compile(r"\[(\d+):(\d+)\]$")


def join_diagrams(pages: Sequence[ConvertedPage], fence: Fence = STRICT) -> tuple[ConvertedPage, ...]:
    """Pages with such diagrams whole, on the page where they begin."""
    joined = list(pages)
    for k in range(len(joined) - 1):
        with fence.around(Stage.JOINS, joined[k + 1].number):
            joined[k], joined[k + 1] = _halves(*_boxes(joined[k], joined[k + 1]))
    return tuple(joined)


def _halves(page: ConvertedPage, following: ConvertedPage) -> tuple[ConvertedPage, ConvertedPage]:
    if not page.diagrams or not following.diagrams:
        return page, following
    upper, lower = page.diagrams[-1], following.diagrams[0]
    on = upper.fields[-1].lsb == lower.fields[0].msb + 1
    if not on or lower.box[1] > HEAD * following.height or upper.box[3] < (1 - 2 * HEAD) * page.height:
        return page, following
    whole = replace(upper, fields=(*upper.fields, *lower.fields))
    return (
        replace(page, diagrams=(*page.diagrams[:-1], whole)),
        replace(following, diagrams=following.diagrams[1:]),
    )


def _boxes(page: ConvertedPage, following: ConvertedPage) -> tuple[ConvertedPage, ConvertedPage]:
    """Boxes at the top of a page whose numbers are the last line of the page before."""
    low = [line for line in page.lines if line.box[1] > (1 - 2 * HEAD) * page.height]
    numbers = next((line for line in low if _NUMBERS.match(line.text)), None)
    if numbers is None:
        return page, following
    above = replace(page, lines=tuple(line for line in page.lines if line is not numbers))
    table = following.tables[0] if following.tables else None
    if table and not table.header and len(table.rows) == 1 and table.box[1] < HEAD * following.height:
        fields = _fields(table, numbers)
        if fields:
            found = BitDiagram(following.number, table.box, fields[0].msb + 1, fields)
            rest = replace(following, tables=following.tables[1:], diagrams=(found, *following.diagrams))
            return above, rest
    for line in following.lines:
        field = _only_field(line, numbers)
        if field and line.box[3] < HEAD * following.height:
            found = BitDiagram(following.number, line.box, field.msb + 1, (field,))
            lines = tuple(kept for kept in following.lines if kept is not line)
            return above, replace(following, lines=lines, diagrams=(found, *following.diagrams))
    return page, following


def _only_field(line: Line, numbers: Line) -> DiagramField | None:
    """One box for all bits holds one name, which says how many they are; a lone box is no table."""
    bits = [int(text) for text in numbers.text.split()]
    declared = _DECLARED.search(line.text)
    if not declared or " " in line.text or bits != list(range(bits[0], bits[-1] - 1, -1)):
        return None
    width = abs(int(declared[1]) - int(declared[2])) + 1
    return DiagramField(line.text, bits[0], bits[-1]) if width == len(bits) else None


def _fields(table: Table, line: Line) -> tuple[DiagramField, ...]:
    numbers = [int(text) for text in line.text.split()]
    x0, x1 = line.box[0], line.box[2]
    step = (x1 - x0) / len(numbers)
    cells = table.rows[0].cells
    found: tuple[Span, ...] | None = spans(
        [(n, x0 + (k + 0.5) * step) for k, n in enumerate(numbers)], [_slot(cell) for cell in cells]
    )
    if not found:
        return ()
    return tuple(
        DiagramField(_name(cell) or "Reserved", msb, lsb)
        for cell, (msb, lsb) in zip(cells, found, strict=True)
    )


def _name(cell: Cell) -> str:
    return "".join(cell.text.split())


def _slot(cell: Cell) -> Slot:
    declared = _DECLARED.search(_name(cell))
    width = abs(int(declared[1]) - int(declared[2])) + 1 if declared else 0
    return Slot(cell.box[0], cell.box[2], width)
