"""What happens to rows at a page break: a row cut in two is put together, a merged cell goes on."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingestion.parsing.tables.mend import mend
from ingestion.types import Row

FULL = 0.7
"""Share of rows with a text from which a column is expected to hold one."""
_VALUE = re.compile(r"^[-+±<>≤≥]?\d")
LONG = 24
"""Characters: columns with longer texts hold prose, which may go on anywhere."""


def join_rows(before: Sequence[Row], after: Sequence[Row]) -> tuple[Row, ...]:
    """The rows of both pages, the one that the break cut in two being one row again."""
    if not before or not after:
        return (*before, *after)
    last, first = before[-1], after[0]
    others = [*before[:-1], *after[1:]]
    if _same_row(last, first, others):
        return (*before[:-1], _together(last, first), *after[1:])
    return _go_on(list(before), list(after), _full(others, len(last.texts)))


def _full(rows: Sequence[Row], columns: int) -> frozenset[int]:
    """Columns that hold a text in nearly every row."""
    return frozenset(
        column for column in range(columns) if sum(bool(r.texts[column]) for r in rows) >= FULL * len(rows)
    )


def _same_row(last: Row, first: Row, others: Sequence[Row]) -> bool:
    """One of the halves lacks what every row has in its first column, and no short text stands in both."""
    half, whole = (first, last) if not first.texts[0] else (last, first)
    if half.texts[0] or not any(half.texts):
        return not any(first.texts)
    full = _full(others, len(last.texts))
    if others and (0 not in full or not whole.texts[0]):
        return False
    both = [
        (column, a, b) for column, (a, b) in enumerate(zip(last.texts, first.texts, strict=True)) if a and b
    ]
    short = [(a, b) for column, a, b in both if not _long(column, others, a, b)]
    if any(cell.rowspan > 1 for row in (last, first, *others) for cell in row.cells if not cell.column):
        return not short and len(both) < 2  # keys that span rows: what lacks one may be a row of its own
    lacking = sum(not half.texts[column] for column in full)
    cut = lacking > 2 and all(a != b and not (_VALUE.match(a) and _VALUE.match(b)) for a, b in short)
    return not short or cut


def _long(column: int, others: Sequence[Row], *more: str) -> bool:
    """Whether the column holds prose."""
    if any(len(text) > LONG for text in more):
        return True
    texts = [row.texts[column] for row in others if row.texts[column]]
    return bool(texts) and sum(len(text) > LONG for text in texts) * 3 >= len(texts)


def _together(last: Row, first: Row) -> Row:
    texts = tuple(_text(a, b) for a, b in zip(last.texts, first.texts, strict=True))
    below = {cell.column: cell.text for cell in first.cells}
    cells = tuple(replace(cell, text=_text(cell.text, below.get(cell.column, ""))) for cell in last.cells)
    missing = tuple(
        cell for cell in first.cells if cell.text and cell.column not in {c.column for c in last.cells}
    )
    return replace(last, cells=(*cells, *missing), texts=texts)


def _text(a: str, b: str) -> str:
    return mend([(a, 0.0, 1.0), (b, 0.0, 1.0)]) if a and b else a or b


def _go_on(before: list[Row], after: list[Row], full: frozenset[int]) -> tuple[Row, ...]:
    """A merged cell that the break cut: its text, printed on one page only, holds on both."""
    ending = {cell.column: (k, cell) for k, row in enumerate(before) for cell in row.cells}
    headless = 0 in full and not after[0].texts[0]
    for cell in after[0].cells:
        start, above = ending.get(cell.column, (0, None))
        if above is None or above.colspan != cell.colspan:
            continue
        merged = above.rowspan > 1 or cell.rowspan > 1 or (headless and cell.column in full)
        columns = range(cell.column, cell.column + cell.colspan)
        over, under = before[-1].texts[cell.column], after[0].texts[cell.column]
        if not merged or bool(over) == bool(under):
            continue
        if under:
            before[start:] = [_filled(row, columns, under) for row in before[start:]]
        else:
            after[: cell.rowspan] = [_filled(row, columns, over) for row in after[: cell.rowspan]]
    return (*before, *after)


def _filled(row: Row, columns: range, text: str) -> Row:
    texts = tuple(text if column in columns else old for column, old in enumerate(row.texts))
    return replace(row, texts=texts)


def same_header(before: Sequence[Row], after: Sequence[Row]) -> bool:
    """The header said again, whatever its line breaks."""
    return [_plain(row.texts) for row in after] == [_plain(row.texts) for row in before]


def _plain(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple("".join(text.split()).casefold() for text in texts)


def split_header(before: Sequence[Row], after: Sequence[Row]) -> tuple[Row, ...] | None:
    """One header cut by the break: the second half only completes the first."""
    if len(before) != 1 or len(after) != 1:
        return None
    pairs = list(zip(before[0].texts, after[0].texts, strict=True))
    if all(b for _, b in pairs) or not any(b for _, b in pairs):
        return None
    return (_together(before[0], after[0]),)
