"""A draft becomes a table: texts of cells, header told apart, merged cells repeated."""

from collections.abc import Sequence
from dataclasses import replace

from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.parsing.tables.headers import Texts, header_rows
from ingestion.parsing.tables.text import cell_text
from ingestion.types import Box, Cell, Fill, RawPage, Row, Table, Word


def build(draft: Draft, page: RawPage, fills: Sequence[Fill]) -> Table:
    """The table of a draft, without caption and footnotes."""
    texts = {(patch.row, patch.column): _text(patch, page.words) for patch in draft.patches}
    header = header_rows(draft, texts, page.words, fills)
    cut = _cut(draft, header, page.words, fills)
    if cut is not draft:
        draft = cut
        texts = {(patch.row, patch.column): _text(patch, page.words) for patch in draft.patches}
    rows = _rows(draft, texts, page.number)
    table = Table(
        page=page.number,
        box=draft.box,
        columns=draft.columns,
        header=tuple(rows[:header]),
        rows=tuple(rows[header:]),
        ruled=draft.ruled,
    )
    return replace(table, continues=True) if not header and _first_on_page(draft, page) else table


def _cut(draft: Draft, header: int, words: Sequence[Word], fills: Sequence[Fill]) -> Draft:
    """Where a shaded header cell runs on into the body, the empty cell below lacks its upper border."""
    over = [patch for patch in draft.patches if patch.row < header < patch.row + patch.rowspan]
    y = draft.ys[header]
    over = [patch for patch in over if any(_ends(fill.box, patch.box, y) for fill in fills)]
    if not over:
        return draft
    patches = [patch for patch in draft.patches if patch not in over]
    for patch in over:
        x0, y0, x1, y1 = patch.box
        above = tuple(i for i in patch.words if words[i].box[1] + words[i].box[3] < 2 * y)
        below = tuple(i for i in patch.words if i not in above)
        end, span = patch.row + patch.rowspan, patch.colspan
        patches.append(Patch(patch.row, patch.column, header - patch.row, span, (x0, y0, x1, y), above))
        patches.append(Patch(header, patch.column, end - header, span, (x0, y, x1, y1), below))
    patches.sort(key=lambda patch: (patch.row, patch.column))
    return replace(draft, patches=tuple(patches))


def _ends(fill: Box, cell: Box, y: float) -> bool:
    """Whether the shade lies in the cell and ends at this height."""
    middle = (cell[0] + cell[2]) / 2
    return fill[0] <= middle <= fill[2] and fill[1] < y - 4 and abs(fill[3] - y) < 4


def _text(patch: Patch, words: Sequence[Word]) -> str:
    return cell_text([words[i] for i in patch.words], patch.box[2] - patch.box[0])


def _rows(draft: Draft, texts: Texts, page: int) -> list[Row]:
    spread = [[""] * draft.columns for _ in range(draft.rows)]
    cells: list[list[Cell]] = [[] for _ in range(draft.rows)]
    for patch in draft.patches:
        text = texts[patch.row, patch.column]
        cells[patch.row].append(Cell(text, patch.box, patch.column, patch.colspan, patch.rowspan))
        for row in range(patch.row, patch.row + patch.rowspan):
            spread[row][patch.column : patch.column + patch.colspan] = [text] * patch.colspan
    x0, x1 = draft.xs[0], draft.xs[-1]
    return [
        Row(page, (x0, draft.ys[k], x1, draft.ys[k + 1]), tuple(cells[k]), tuple(spread[k]))
        for k in range(draft.rows)
    ]


HEAD = 0.12
FOOT = 0.86
"""Shares of the page's height outside which running headers and footers stand."""


def edge_of_page(draft: Draft, page: RawPage) -> bool:
    """Nothing but a running header stands above, or nothing but a running footer below."""
    return _first_on_page(draft, page) or _last_on_page(draft, page)


def in_margin(draft: Draft, page: RawPage) -> bool:
    """A running header or footer set between rules."""
    if draft.ruled:
        return False
    return draft.box[3] <= HEAD * page.height or draft.box[1] >= (1 - HEAD / 2) * page.height


def _first_on_page(draft: Draft, page: RawPage) -> bool:
    top, limit = draft.box[1], HEAD * page.height
    if top > 0.25 * page.height:
        return False
    return not any(limit < word.box[3] <= top + 2 for word in page.words)


def _last_on_page(draft: Draft, page: RawPage) -> bool:
    bottom, limit = draft.box[3], FOOT * page.height
    return bottom > 0.75 * page.height and not any(bottom - 2 <= word.box[1] < limit for word in page.words)
