"""A column that is headed `MIN TYP MAX` without a rule between: it is as many columns, told by position.

Stands between the finders of tables and `build`. A value goes to the limit above which it is printed; what
stands between two of them goes to none, and its cell stays one over all of these columns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Box

_LIMITS = re.compile(
    r"(?:(?P<min>min(?:imum)?|最小值?)|(?P<typ>typ(?:ical)?|nom(?:inal)?|典型值?)|(?P<max>max(?:imum)?|最大值?))\.?",
    re.I,
)
HEADED = 4
"""Rows from the top in which a header stands."""
_APART = 0.6
"""Gap, in font sizes, between two values; words of one value stand closer."""
_SURE = 0.6
"""Share of the distance to the second nearest limit within which a value belongs to the nearest."""
_SAME_LINE = 0.45
"""Share of the font size by which the middles of words on one line differ at most."""


@dataclass(frozen=True, slots=True)
class _Value:
    """Words of one value, from left to right."""

    words: tuple[int, ...]
    y: float
    x0: float
    x1: float

    def at(self, side: float) -> float:
        """Its left edge (0), its middle (0.5) or its right edge (1)."""
        return self.x0 + side * (self.x1 - self.x0)


def part_limits(draft: Draft, words: PageWords) -> Draft:
    """The draft with each such column taken apart."""
    for patch in sorted(draft.patches, key=lambda patch: -patch.column):
        if patch.row < HEADED and patch.colspan == 1 and (heads := _heads(patch, words)):
            draft = _parted(draft, patch, heads, words)
    return draft


def _heads(patch: Patch, words: PageWords) -> list[_Value]:
    """The names of the limits in a header cell, on one line and each once; empty for any other cell."""
    found = [(i, match.lastgroup) for i in patch.words if (match := _LIMITS.fullmatch(words.words[i].text))]
    kinds = [kind for _, kind in found]
    if len(found) < 2 or len(set(kinds)) < len(kinds):
        return []
    values = sorted(_values([i for i, _ in found], words, 0.0), key=lambda value: value.x0)
    same = max(value.y for value in values) - min(value.y for value in values)
    return values if len(values) == len(found) and same < _SAME_LINE * words.words[found[0][0]].size else []


def kinds_of(patch: Patch, words: PageWords) -> tuple[str, ...]:
    """The limits that a header cell names."""
    found = (_LIMITS.fullmatch(words.words[i].text) for i in patch.words)
    return tuple(match.lastgroup for match in found if match and match.lastgroup)


def _values(indices: Sequence[int], words: PageWords, apart: float = _APART) -> list[_Value]:
    """The words in groups that stand close on one line."""
    found: list[_Value] = []
    for i in sorted(indices, key=lambda i: (round(words.cy[i]), words.words[i].box[0])):
        x0, _, x1, _ = words.words[i].box
        size = words.words[i].size
        last = found[-1] if found else None
        if last and abs(last.y - words.cy[i]) < _SAME_LINE * size and x0 - last.x1 < apart * size:
            found[-1] = _Value((*last.words, i), last.y, last.x0, max(last.x1, x1))
        else:
            found.append(_Value((i,), words.cy[i], x0, x1))
    return found


def _parted(draft: Draft, head: Patch, heads: Sequence[_Value], words: PageWords) -> Draft:
    column, extra = head.column, len(heads) - 1
    below = [p for p in draft.patches if p.column == column and p.colspan == 1 and p.row > head.row]
    values = [value for patch in below for value in _values(patch.words, words)]
    side = min((0.0, 0.5, 1.0), key=lambda side: sum(_distances(value, heads, side)[0] for value in values))
    borders = [(left.x1 + right.x0) / 2 for left, right in pairwise(heads)]
    xs = (*draft.xs[: column + 1], *borders, *draft.xs[column + 1 :])
    patches: list[Patch] = []
    for patch in draft.patches:
        if patch is head:
            patches += _header_pieces(patch, heads, xs)
        elif patch in below and (pieces := _pieces(patch, heads, side, xs, words)):
            patches += pieces
        elif patch.column <= column < patch.column + patch.colspan:
            patches.append(replace(patch, colspan=patch.colspan + extra))
        elif patch.column > column:
            patches.append(replace(patch, column=patch.column + extra))
        else:
            patches.append(patch)
    patches.sort(key=lambda patch: (patch.row, patch.column))
    return replace(draft, xs=xs, patches=tuple(patches))


def _distances(value: _Value, heads: Sequence[_Value], side: float) -> list[float]:
    return sorted(abs(value.at(side) - head.at(side)) for head in heads)


def _header_pieces(patch: Patch, heads: Sequence[_Value], xs: Sequence[float]) -> list[Patch]:
    """A cell for each limit; what else the header says belongs to all of them."""
    named = {i for head in heads for i in head.words}
    shared = tuple(i for i in patch.words if i not in named)
    return [_piece(patch, k, (*shared, *head.words), xs) for k, head in enumerate(heads)]


def _pieces(
    patch: Patch, heads: Sequence[_Value], side: float, xs: Sequence[float], words: PageWords
) -> list[Patch]:
    """The cell's values under their limits; empty where one of them may be either's."""
    held: list[list[int]] = [[] for _ in heads]
    lines: list[list[float]] = [[] for _ in heads]
    for value in _values(patch.words, words):
        nearest, second = _distances(value, heads, side)[:2]
        k = min(range(len(heads)), key=lambda k: abs(value.at(side) - heads[k].at(side)))
        if nearest > _SURE * second or value.y in lines[k]:
            return []
        held[k] += value.words
        lines[k].append(value.y)
    return [_piece(patch, k, found, xs) for k, found in enumerate(held)]


def _piece(patch: Patch, k: int, found: Sequence[int], xs: Sequence[float]) -> Patch:
    _, y0, _, y1 = patch.box
    column = patch.column + k
    box: Box = (xs[column], y0, xs[column + 1], y1)
    return Patch(patch.row, column, patch.rowspan, 1, box, tuple(found))
