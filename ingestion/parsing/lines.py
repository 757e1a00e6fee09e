"""Words outside tables to lines in reading order, one or two columns. Pure; part of the convert step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingestion.parsing.columns import in_columns
from ingestion.types import Box, Line, Word

_LEVEL = 3.0
"""Degrees: text that leans less is upright."""
_FEWEST_TURNED = 4
"""Turned words that make lines; fewer are labels of a picture's axes."""
_CJK = range(0x2E80, 0xA000)
_CJK_FORMS = range(0xFF00, 0xFFF0)


@dataclass(slots=True)
class Segment:
    """Words side by side without a wide gap."""

    words: list[Word]
    box: Box
    size: float = field(default=0.0)


def build_lines(
    words: Sequence[Word], used: Iterable[int], obstacles: Sequence[Box], height: float
) -> tuple[Line, ...]:
    """Lines of one page. `used` are words of tables and diagrams, `obstacles` the boxes of those."""
    taken = set(used)
    upright: list[Word] = []
    turned: dict[int, list[Word]] = {90: [], -90: []}
    for index, word in enumerate(words):
        if index in taken:
            continue
        if abs(word.angle) <= _LEVEL:
            upright.append(word)
        else:
            for angle, group in turned.items():
                if abs(word.angle - angle) <= _LEVEL:
                    group.append(word)
    lines = _upright_lines(upright, obstacles)
    for angle, group in turned.items():
        if len(group) >= _FEWEST_TURNED:
            lines += _turned_lines(group, angle, height)
    return tuple(lines)


def _upright_lines(words: Sequence[Word], obstacles: Sequence[Box]) -> list[Line]:
    segments = _segments(words)
    boxes = [segment.box for segment in segments]
    lines: list[Line] = []
    for group in in_columns(boxes, obstacles):
        lines += _rows([segments[index] for index in group])
    return lines


def _turned_lines(words: Sequence[Word], angle: int, height: float) -> list[Line]:
    """Lines of a page that lies on its side: read as if turned back, boxes as on the page."""

    # Reading upwards, left to right is from the page's bottom to its top.
    def back(box: Box) -> Box:
        x0, y0, x1, y1 = box
        return (height - y1, x0, height - y0, x1) if angle == 90 else (y0, -x1, y1, -x0)

    def forth(box: Box) -> Box:
        x0, y0, x1, y1 = box
        return (y0, height - x1, y1, height - x0) if angle == 90 else (-y1, x0, -y0, x1)

    level = [Word(w.text, back(w.box), w.size, w.bold, w.italic, w.mono, 0.0, w.superscript) for w in words]
    return [
        Line(line.text, forth(line.box), line.size, line.bold, line.italic, line.mono)
        for line in _upright_lines(level, ())
    ]


def _segments(words: Sequence[Word]) -> list[Segment]:
    """Words in the order of the content stream to runs, runs to segments."""
    runs: list[Segment] = []
    for word in words:
        last = runs[-1] if runs else None
        if last is not None and _continues(last, word):
            _extend(last, word)
        else:
            runs.append(Segment([word], word.box, word.size))
    runs.sort(key=lambda run: (run.box[1], run.box[0]))
    merged: list[Segment] = []
    for run in runs:
        for other in reversed(merged[-40:]):
            if _beside(other, run):
                other.words += run.words
                other.box = _union(other.box, run.box)
                other.size = max(other.size, run.size)
                break
        else:
            merged.append(run)
    return merged


def _continues(run: Segment, word: Word) -> bool:
    gap = word.box[0] - run.box[2]
    return -1.0 < gap < 0.8 * max(word.size, run.size) and _overlap(run.box, word.box) > 0.5


def _beside(one: Segment, other: Segment) -> bool:
    if _overlap(one.box, other.box) <= 0.5:
        return False
    reach = 0.5 * max(one.size, other.size)  # narrower than any gutter
    return max(one.box[0], other.box[0]) - min(one.box[2], other.box[2]) < reach


def _extend(run: Segment, word: Word) -> None:
    run.words.append(word)
    x0, y0, x1, y1 = run.box
    a0, b0, a1, b1 = word.box
    run.box = (min(x0, a0), min(y0, b0), max(x1, a1), max(y1, b1))
    run.size = max(run.size, word.size)


def _overlap(one: Box, other: Box) -> float:
    """Shared height as a share of the smaller height."""
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared / max(min(one[3] - one[1], other[3] - other[1]), 0.1)


def _rows(segments: list[Segment]) -> list[Line]:
    """Segments of one column to lines, from top to bottom; what stands on one baseline is one line."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda found: (found.box[1] + found.box[3]) / 2):
        if rows and _overlap(rows[-1][0].box, segment.box) > 0.6:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [_line([word for segment in row for word in segment.words]) for row in rows]


def _line(words: list[Word]) -> Line:
    words.sort(key=lambda word: word.box[0])
    letters = sum(len(word.text) for word in words)

    def most(flags: Iterable[bool]) -> bool:
        return 2 * sum(len(word.text) for word, flag in zip(words, flags, strict=True) if flag) > letters

    box = words[0].box
    for word in words[1:]:
        box = _union(box, word.box)
    return Line(
        text=joined(words),
        box=box,
        size=max(words, key=lambda word: len(word.text)).size,
        bold=most(word.bold for word in words),
        italic=most(word.italic for word in words),
        mono=most(word.mono for word in words),
    )


def joined(words: Sequence[Word]) -> str:
    """The words of one line as text: no space where none is drawn, a power marked as one."""
    if not words:
        return ""
    parts = [words[0].text]
    for before, word in pairwise(words):
        gap = word.box[0] - before.box[2]
        wide = 0.3 if _is_cjk(before.text[-1]) or _is_cjk(word.text[0]) else 0.1
        if word.superscript and not before.superscript and gap < 0.2 * before.size:
            power = word.text.isdigit() and before.text[-1].isdigit()
            parts.append("^" if power else "")
        elif gap >= wide * min(before.size, word.size):
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def _is_cjk(char: str) -> bool:
    return ord(char) in _CJK or ord(char) in _CJK_FORMS


def _union(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
