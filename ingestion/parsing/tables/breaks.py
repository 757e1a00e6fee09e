"""What happens to rows at a page break: a row cut in two is put together, a merged cell goes on."""

from collections.abc import Sequence
from dataclasses import replace

from ingestion.types import Row

LONG = 24
"""Characters: columns with longer texts hold prose, which may go on anywhere."""


def join_rows(before: Sequence[Row], after: Sequence[Row]) -> tuple[Row, ...]:
    """The rows of both pages, the one that the break cut in two being one row again."""
    if not before or not after:
        return (*before, *after)
    last, first = before[-1], after[0]
    if _same_row(last, first, [*before[:-1], *after[1:]]):
        return (*before[:-1], _together(last, first), *after[1:])
    return _go_on(list(before), list(after))


def _same_row(last: Row, first: Row, others: Sequence[Row]) -> bool:
    """One of the halves lacks what every row has in its first column, and no short text stands in both."""
    half, whole = (first, last) if not first.texts[0] else (last, first)
    if half.texts[0] or not any(half.texts):
        return not any(first.texts)
    keyed = sum(bool(row.texts[0]) for row in others)
    if not whole.texts[0] and keyed:
        return False
    if others and 10 * keyed < 7 * len(others):
        return False
    return not any(
        a and b and not _long(column, others, a, b)
        for column, (a, b) in enumerate(zip(last.texts, first.texts, strict=True))
    )


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
    return f"{a}\n{b}" if a and b else a or b


def _go_on(before: list[Row], after: list[Row]) -> tuple[Row, ...]:
    """A merged cell that the break cut: its text, printed on one page only, holds on both."""
    ending = {cell.column: (k, cell) for k, row in enumerate(before) for cell in row.cells}
    for cell in after[0].cells:
        start, above = ending.get(cell.column, (0, None))
        if above is None or above.colspan != cell.colspan or bool(above.text) == bool(cell.text):
            continue
        if above.rowspan == 1 and cell.rowspan == 1:
            continue
        columns = range(cell.column, cell.column + cell.colspan)
        if cell.text:
            before[start:] = [_filled(row, columns, cell.text) for row in before[start:]]
        else:
            after[: cell.rowspan] = [_filled(row, columns, above.text) for row in after[: cell.rowspan]]
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
