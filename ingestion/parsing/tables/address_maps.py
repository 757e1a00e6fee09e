"""Drawn address maps as tables: a column of addresses with the names of what lies between them. Pure.

Told by what is drawn and not by a title: addresses one below the other whose values only rise or only fall,
and a name beside nearly each gap between two of them.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from ingestion.types import Box, Cell, Row, Table, Word

_WHOLE = re.compile(r"0[xX][0-9A-Fa-f]{4}_?[0-9A-Fa-f]{4}")
_HEAD, _TAIL = re.compile(r"0[xX][0-9A-Fa-f]{4}"), re.compile(r"[0-9A-Fa-f]{4}")
_FEWEST = 6
"""Addresses of a column that make a map."""
_ALIGNED = 4.0
"""Points by which the addresses of a column may be out of line."""
_FURTHEST = 130.0
"""Points from the addresses within which the names stand."""
_NAMED = 0.75
"""Share of the gaps that have a name."""
_LINES = 2.5
"""Heights of a letter from one line of a name to the next at most."""
_HEADER = ("Address", "Name")


@dataclass(frozen=True, slots=True)
class Mark:
    """An address where it is drawn."""

    value: int
    box: Box
    words: tuple[int, ...]

    @property
    def y(self) -> float:
        return (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between two addresses."""

    first: int
    last: int
    name: str
    box: Box
    words: tuple[int, ...]


def address_maps(words: Sequence[Word], taken: AbstractSet[int], page: int) -> list[tuple[Table, set[int]]]:
    """The maps of a page, each with the words that it holds."""
    marks = list(_marks(words, taken))
    if len(marks) < _FEWEST:
        return []
    others = [i for i, w in enumerate(words) if i not in taken and not w.angle]
    free = set(others) - {i for mark in marks for i in mark.words}
    found = []
    for run in _runs(marks):
        sides = [_gaps(run, words, _beside(run, marks, words, free, right)) for right in (True, False)]
        gaps = max(sides, key=lambda side: sum(bool(gap.name) for gap in side))
        named = [gap for gap in gaps if gap.name]
        if len(named) >= max(_FEWEST - 1, _NAMED * len(gaps)):
            held = {i for mark in run for i in mark.words} | {i for gap in named for i in gap.words}
            found.append((_table(named, run, page), held))
    return found


def _marks(words: Sequence[Word], taken: AbstractSet[int]) -> Iterator[Mark]:
    for i, word in enumerate(words):
        if i in taken or word.angle:
            continue
        if _WHOLE.fullmatch(word.text):
            yield Mark(int(word.text.replace("_", ""), 16), word.box, (i,))
        elif _HEAD.fullmatch(word.text) and i + 1 < len(words) and _follows(word, words[i + 1]):
            tail = words[i + 1]
            x0, y0, x1, y1 = word.box[0], word.box[1], tail.box[2], word.box[3]
            yield Mark(int(word.text + tail.text, 16), (x0, y0, x1, y1), (i, i + 1))


def _follows(head: Word, tail: Word) -> bool:
    """Whether a word is the second half of an address."""
    near = abs(tail.box[1] - head.box[1]) < head.size / 2 and 0 <= tail.box[0] - head.box[2] < head.size
    return near and _TAIL.fullmatch(tail.text) is not None


def _runs(marks: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Addresses one below the other whose values only fall, or only rise, the longest such of each column."""
    left = sorted(marks, key=lambda mark: mark.box[0])
    while left:
        column = [mark for mark in left if mark.box[0] - left[0].box[0] <= _ALIGNED]
        left = [mark for mark in left if mark not in column]
        column.sort(key=lambda mark: mark.y)
        for falling in (True, False):
            run: list[Mark] = []
            for mark in column:
                if run and (mark.value < run[-1].value) is not falling:
                    if len(run) >= _FEWEST:
                        yield run
                    run = []
                run.append(mark)
            if len(run) >= _FEWEST:
                yield run


def _beside(
    run: Sequence[Mark], marks: Sequence[Mark], words: Sequence[Word], free: AbstractSet[int], right: bool
) -> list[int]:
    """The words right or left of a column, up to the next column of addresses."""
    start, end = max(mark.box[2] for mark in run), min(mark.box[0] for mark in run)
    top, bottom = run[0].y, run[-1].y
    level = [mark.box for mark in marks if mark not in run and top <= mark.y <= bottom]
    if right:
        low, high = start, min([box[0] for box in level if box[0] > start], default=start + _FURTHEST)
        low, high = low - 1, min(high, start + _FURTHEST)
    else:
        low, high = max([box[2] for box in level if box[2] < end], default=end - _FURTHEST), end
        low, high = max(low, end - _FURTHEST), high + 1
    return [i for i in free if low <= words[i].box[0] and words[i].box[2] <= high]


def _gaps(run: Sequence[Mark], words: Sequence[Word], beside: Sequence[int]) -> list[Gap]:
    """The gaps between the addresses; two that follow each other have nothing between them."""
    found = []
    for upper, lower in pairwise(run):
        first, last = sorted((upper.value, lower.value))
        if last - first == 1:
            continue
        inside = [i for i in beside if upper.y < (words[i].box[1] + words[i].box[3]) / 2 < lower.y]
        inside.sort(key=lambda i: (round(words[i].box[3]), words[i].box[0]))
        name = "" if _apart(inside, words) else " ".join(words[i].text for i in inside)
        box = (upper.box[0], upper.y, max([upper.box[2], *(words[i].box[2] for i in inside)]), lower.y)
        end = last if last % 16 == 15 else last - 1  # the last address of a range, or the first of the next
        found.append(Gap(first, end, name if any(map(str.isalpha, name)) else "", box, tuple(inside)))
    return found


def _apart(inside: Sequence[int], words: Sequence[Word]) -> bool:
    """Whether the words of a gap stand in two boxes between which no address is drawn."""
    steps = [(words[one].size, words[other].box[1] - words[one].box[1]) for one, other in pairwise(inside)]
    return any(step > _LINES * size for size, step in steps)


def _table(gaps: Sequence[Gap], run: Sequence[Mark], page: int) -> Table:
    boxes = [*(gap.box for gap in gaps), *(mark.box for mark in run)]
    whole = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    header = _row(_HEADER, whole, page)
    rows = tuple(_row((f"{_hex(gap.first)} - {_hex(gap.last)}", gap.name), gap.box, page) for gap in gaps)
    return Table(page, whole, len(_HEADER), (header,), rows, ruled=False)


def _row(texts: tuple[str, str], box: Box, page: int) -> Row:
    return Row(page, box, tuple(Cell(text, box, column) for column, text in enumerate(texts)), texts)


def _hex(value: int) -> str:
    return f"0x{value >> 16:04X} {value & 0xFFFF:04X}"
