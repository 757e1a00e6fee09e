"""The revisions that a document lists of itself, each with its date, from its revision history. Pure.

Many covers print neither; the history at the end has both. Its newest row is the document's own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.library.editions import iso_date, revision_key
from ingestion.parsing.detection.dates import dates_in
from ingestion.types import Block, BlockKind, Table

HEADING = re.compile(
    r"^[\W\d]*(?:(?:appendix|chapter|annex|section)\W+\w{1,3}\W+)?"
    r"(?:(?:data\s?sheet|document(?:ation)?|manual)\s+)?"
    r"(?:revision|version|document|change|update)s?\s+(?:history|log|records?)\b"
    r"|^[\W\d]*(?:(?:手册|文档|文件)?(?:修订|版本|变更|更新|修改)(?:历史|记录|说明|信息)+)",
    re.IGNORECASE,
)
"""Of the section that lists the revisions."""
_MOST = 200
"""Blocks of a history that are read."""
_NUMBER = r"\d{1,3}(?:\.\d{1,4}){0,4}[a-z]?|[A-Z]{1,2}\d?"
_REVISION = re.compile(
    rf"(?:(?i:doc(?:ument)?\s*)?(?i:rev(?:ision)?|ver(?:sion)?|issue|版本|v)\s*[.:]?\s*)?[vV]?(?P<number>{_NUMBER})\s*版?"
)
_NUMBERED = re.compile(r"(?:S[A-Z]{3}\d{3}|ZHC[A-Z]\d{3}|DS\d{5,8}|\d{4,5})(?P<number>[A-Z]{1,2})")
"""`SWRS061C`, `2586Q`: the revision hangs on the document's number."""
_COLUMN = re.compile(r"\brev|\bver|\bissue|版本|修订号|修订版", re.IGNORECASE)
_LEADING = re.compile(
    rf"^[\W\d.]*?(?:changes from .{{0,40}}? to\s+)?(?:revision|rev\.?|version|ver\.?|版本)\s*"
    rf"(?:\d{{4,5}}(?=[A-Z]))?[vV]?(?P<number>{_NUMBER})(?![\w.])",
    re.IGNORECASE,
)
_SAMPLE_ROWS = 0.6
"""Share of a column's cells that must be revisions."""

Row = tuple[str, str]
"""A revision as printed, and its date in ISO form or empty."""


def history(blocks: Sequence[Block]) -> tuple[Row, ...]:
    """What the document lists of its revisions, in its order."""
    own = [block for block in blocks if HEADING.search(block.text if _is_heading(block) else _under(block))]
    tables = [block.table for block in own[:_MOST] if block.table is not None]
    rows = [row for table in tables for row in _rows(table)]
    return tuple(dict.fromkeys(rows or _headed(own[:_MOST])))


def newest(rows: Sequence[Row]) -> Row | None:
    """The row of the document itself: at the end where the numbers climb to, whichever end that is; where
    they climb to neither, because the vendor began to count anew, the last by date."""
    if not rows:
        return None
    numbers = [_order(row[0]) for row in rows]
    if numbers == sorted(numbers):
        return rows[-1]
    if numbers == sorted(numbers, reverse=True):
        return rows[0]
    return max(rows, key=lambda row: (row[1], _order(row[0])))


def _order(printed: str) -> tuple[tuple[int, ...], str]:
    key = revision_key(printed)
    return tuple(int(part) for part in re.findall(r"\d+", key)), key


def _is_heading(block: Block) -> bool:
    return block.kind is BlockKind.HEADING


def _under(block: Block) -> str:
    return block.path[-1] if block.path else ""


def _rows(table: Table) -> Iterator[Row]:
    column = _column(table)
    if column is None:
        return
    for row in table.rows:
        number = _number(row.texts[column])
        if number:
            others = [text for place, text in enumerate(row.texts) if place != column]
            yield number, _date(others)


def _column(table: Table) -> int | None:
    """The column of the revisions: the one that is headed so, else the first that holds nothing else."""
    filled = [
        [row.texts[column] for row in table.rows if row.texts[column].strip()]
        for column in range(table.columns)
    ]
    fits = [
        column
        for column, cells in enumerate(filled)
        if cells and sum(bool(_number(cell)) for cell in cells) >= _SAMPLE_ROWS * len(cells)
    ]
    headed = [column for column in fits if any(_COLUMN.search(row.texts[column]) for row in table.header)]
    return next(iter(headed or fits), None)


def _number(cell: str) -> str:
    text = " ".join(cell.split())
    if match := _NUMBERED.fullmatch(text):
        return match["number"]
    return text if len(text) < 24 and _REVISION.fullmatch(text) else ""


def _date(cells: Iterable[str]) -> str:
    """The first cell that is a date."""
    for cell in cells:
        text = " ".join(cell.split())
        if len(text) < 24 and (found := next(iter(dates_in(text)), "") or iso_date(text)):
            return found
    return ""


def _headed(blocks: Iterable[Block]) -> Iterator[Row]:
    """`Revision F (November 2010)`, `Changes from Revision D (March 2015) to Revision E`."""
    for block in blocks:
        text = " ".join(block.text.split())[:120]
        if match := _LEADING.match(text):
            yield match["number"], next(iter(dates_in(text)), "")
