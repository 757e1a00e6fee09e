"""Headers of tables of limits that stand below the conditions of the whole table. Pure.

`Industrial (I): TA = -40 °C to +85 °C` over `Sym | Characteristic | Min | Max | Units` is no header of
columns. What the rows above say holds for every row, where it is a whole sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile

from ingestion.extraction.limit_kinds import LIMITS, Part, kinds
from ingestion.extraction.quantities import plain
from ingestion.types import Table

_DEEPEST = 4
"""Rows from the top among which the header may stand."""
_RELATION = re.compile(r"[=≤≥<>]")
"""What a condition has; a title beside it has none."""
_OPEN, _CLOSED = re.compile(r"[(（]"), re.compile(r"[)）]")
_NOTES = re.compile(r"[(（]\s*notes?\b[^()（）]*[)）]", re.IGNORECASE)


def lowered(table: Table) -> tuple[Table, str]:
    """The table under its header of limits, and the condition that the rows above it give for all rows."""
    rows = (*table.header, *table.rows)
    if any(_heads(row.texts) for row in table.header):
        return table, ""
    where = next((at for at, row in enumerate(rows[:_DEEPEST]) if _heads(row.texts)), None)
    if where is None or where + 1 >= len(rows):
        return table, ""
    cells = dict.fromkeys(plain(cell.text) for row in rows[:where] for cell in row.cells)
    said = list(dropwhile(lambda text: not _RELATION.search(text), cells))
    if said and _is_whole(said[0]):  # what stands beside it is a title
        said = list(filter(_RELATION.search, said))
    return replace(table, header=(rows[where],), rows=rows[where + 1 :]), _condition(" ".join(said))


def _heads(texts: Sequence[str]) -> bool:
    """Whether a row names columns of limits: two kinds of them at least, and no other numbers."""
    bare = [plain(text).strip(" .:：") for text in texts if text.strip()]
    found = [set(kinds(text)) for text in bare]
    limits = {part for one in found for part in one & LIMITS - {Part.VALUE}}
    return len(limits) > 1 and 2 * sum(map(bool, found)) > len(found)


def _condition(text: str) -> str:
    """What the rows above a header give as a condition; nothing where its sentence began elsewhere."""
    bare = _NOTES.sub("", plain(text)).strip()
    if not bare or not _is_whole(bare):
        return ""
    return bare[1:-1].strip() if _OPEN.match(bare) and _is_one_bracket(bare) else bare


def _is_whole(text: str) -> bool:
    """Whether no bracket of a text is left open: its sentence neither began before it nor goes on."""
    return len(_OPEN.findall(text)) == len(_CLOSED.findall(text))


def _is_one_bracket(text: str) -> bool:
    return len(_OPEN.findall(text)) == 1 and _CLOSED.fullmatch(text[-1]) is not None
