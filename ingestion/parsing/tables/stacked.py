"""Rows of limits that stand one below the other in a band without rules: each line of values is a row. Pure.

Runs after `limits` has told the columns of limits apart. Values do not wrap, so their lines are rows, if a
name or a condition begins beside each of them.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingestion.parsing.tables.blank import BlankLine, blank_lines
from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.parsing.tables.limits import HEADED, kinds_of
from ingestion.parsing.tables.split import cut
from ingestion.parsing.tables.words import PageWords

_NUMBER = r"[±<>≤≥~+\-–−]{0,2}\s?\d[\d.]*"
_VALUE = re.compile(rf"{_NUMBER}(?:\s?,\s?{_NUMBER})*|[-–—]")
_NEAR = 0.35
"""Share of the font size by which the middles of lines on one height differ at most."""
_ABOVE = 0.1
"""The same, for what stands above a line's letters."""


def split_stacked(draft: Draft, words: PageWords) -> Draft:
    """The draft with such bands taken apart."""
    head, limits = _limit_columns(draft, words)
    if len(limits) < 2:
        return draft
    cuts: dict[int, list[float]] = {}
    whole: set[int] = set()
    for row in range(head + 1, draft.rows):
        patches = [patch for patch in draft.patches if patch.row == row and patch.words]
        band = [(patch, blank_lines(patch.words, words)) for patch in patches if patch.rowspan == 1]
        if starts := _starts(band, limits, words):
            cuts[row] = _heights(starts, band)
            whole.update(id(patch) for patch in _whole(band, limits, starts, words))
    return cut(draft, cuts, words, lambda patch: id(patch) in whole)


def _limit_columns(draft: Draft, words: PageWords) -> tuple[int, frozenset[int]]:
    """The row of the header and the columns under `Min`, `Typ`, `Max`."""
    for row in range(min(HEADED, draft.rows)):
        named = {
            patch.column: kinds
            for patch in draft.patches
            if patch.row == row and patch.colspan == 1 and (kinds := kinds_of(patch, words))
        }
        if len(set(named.values())) > 1:
            return row, frozenset(named)
    return 0, frozenset()


Band = Sequence[tuple[Patch, list[BlankLine]]]


def _starts(band: Band, limits: frozenset[int], words: PageWords) -> list[BlankLine]:
    """The lines of values of a band, if there are several and a text begins beside each."""
    values = [line for patch, lines in band if patch.column in limits for line in lines]
    starts: list[BlankLine] = []
    for line in sorted(values, key=lambda line: line.y):
        if not starts or not _beside(line, starts[-1]):
            starts.append(line)
    numeric = [line for line in values if _VALUE.fullmatch(_text(line, words))]
    if len(starts) < 2 or not all(any(_beside(line, start) for line in numeric) for start in starts):
        return []
    texts = [lines for patch, lines in band if patch.column < min(limits) and len(lines) > 1]
    told = all(any(_beside(line, start) for lines in texts for line in lines) for start in starts)
    units = [lines for patch, lines in band if patch.column > max(limits) and len(lines) > 1]
    fits = all(any(_beside(line, start) for start in starts) for lines in units for line in lines)
    return starts if told and fits else []


def _heights(starts: Sequence[BlankLine], band: Band) -> list[float]:
    """Where the band is cut: above each line of values but the first, and above that too under a heading."""
    first, *others = starts
    heading = any(line.y < first.y and not _beside(line, first) for _, lines in band for line in lines)
    tops = [first, *others] if heading else others
    return [line.y0 - _ABOVE * line.size for line in tops]


def _whole(band: Band, limits: frozenset[int], starts: Sequence[BlankLine], words: PageWords) -> list[Patch]:
    """The cells that hold for all rows: of one line, or a name that wraps; a value only from between rows."""
    found = []
    for patch, lines in band:
        single = len(lines) == 1
        if patch.column in limits:
            single = single and not any(_beside(lines[0], start) for start in starts)
        elif patch.column == 0 and not single:
            single = _wraps(lines, band, limits, words)
        if single:
            found.append(patch)
    return found


def _wraps(lines: Sequence[BlankLine], band: Band, limits: frozenset[int], words: PageWords) -> bool:
    """Whether a name's lines are one name: it goes on in small letters, or has one symbol beside it."""
    beside = [other for patch, other in band if 0 < patch.column < min(limits) and len(other) == 1]
    symbol = any(len(_text(other[0], words).split()) == 1 for other in beside)
    later = [_text(line, words)[:1] for _, line in pairwise(lines)]
    return symbol or any(first.islower() or first in "(,/" for first in later)


def _beside(line: BlankLine, other: BlankLine) -> bool:
    return abs(line.y - other.y) <= _NEAR * max(line.size, other.size)


def _text(line: BlankLine, words: PageWords) -> str:
    return " ".join(words.words[i].text for chunk in line.chunks for i in chunk.words)
