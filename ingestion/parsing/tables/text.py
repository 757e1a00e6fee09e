"""Words of a cell become its text: lines in reading order, marks kept apart, wrapped names mended."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingestion.parsing.tables.mend import mend
from ingestion.types import Box, Word

MARK = re.compile(r"^[(\[（].*[)\]）]$|^\d[)）]$|^[*†‡§#®™]+$")
"""A footnote mark as printed in superscript; anything else raised is an exponent or a bare mark."""
SAME_LINE = 0.45
"""Words whose middles differ by less than this share of the larger font size stand on one line."""
GLUED = 0.1
"""Gap, in font sizes, below which two words are drawn as one."""

SMALL, LIFT = 0.85, 0.12
"""Share of the line's font size that a raised mark has at most, and by which it is lifted."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        return line_text(self.words)

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)


def upright(word: Word) -> Word:
    """The word as if it ran from left to right, so that rotated cells are read like others."""
    x0, y0, x1, y1 = word.box
    if 45 < word.angle % 360 < 135:
        return replace(word, box=(-y1, x0, -y0, x1))
    if 225 < word.angle % 360 < 315:
        return replace(word, box=(y0, -x1, y1, -x0))
    return word


def lines(words: Sequence[Word]) -> list[TextLine]:
    """Words by baseline from top to bottom, each line from left to right."""
    grouped: list[list[Word]] = []
    middle = size = 0.0
    for word in sorted(words, key=lambda w: w.box[1] + w.box[3]):
        centre = (word.box[1] + word.box[3]) / 2
        if grouped and centre - middle <= SAME_LINE * max(size, word.size):
            grouped[-1].append(word)
            if word.size > size:
                middle, size = centre, word.size
        else:
            grouped.append([word])
            middle, size = centre, word.size
    return [_line(group) for group in grouped]


def _line(group: list[Word]) -> TextLine:
    group.sort(key=lambda w: w.box[0])
    return TextLine(
        tuple(group),
        (
            group[0].box[0],
            min(w.box[1] for w in group),
            max(w.box[2] for w in group),
            max(w.box[3] for w in group),
        ),
    )


def line_text(words: Sequence[Word]) -> str:
    """One line's words with single spaces; a raised mark never becomes part of a number."""
    if len(words) == 1:
        return words[0].text
    text = ""
    end = 0.0
    main = max(words, key=lambda word: word.size)
    after_mark = False
    for k, word in enumerate(words):
        piece, gap = word.text, word.box[0] - end
        raised = word.superscript or _raised(word, main)
        if piece[0] in "◦º":  # a ring that stands for a degree is no exponent
            piece, raised = "°" + piece[1:], False
        if raised and text[-1:].isalpha() and k + 1 < len(words) and _inside(word, words[k + 1]):
            raised = False
        if not text:
            text = piece
        elif raised and MARK.match(piece):
            text += " " + piece
        elif raised and gap < 0.3 * word.size:
            text += "^" + piece
        elif gap < GLUED * word.size and not after_mark:
            text += piece
        else:
            text += " " + piece
        end, after_mark = word.box[2], raised
    return text


def _inside(word: Word, following: Word) -> bool:
    """A raised digit in the middle of a name: the 2 of I²C."""
    near = following.box[0] - word.box[2] < GLUED * following.size
    return near and word.text.isdigit() and following.text[:1].isalpha()


def _raised(word: Word, main: Word) -> bool:
    """Drawn smaller and higher than the line's text, whatever the font says."""
    if word.size > SMALL * main.size or word.angle:
        return False
    lift = (main.box[1] + main.box[3] - word.box[1] - word.box[3]) / 2
    return lift > LIFT * main.size


def cell_text(words: Sequence[Word], width: float = 0.0, rotated: bool | None = None) -> str:
    """A cell's text, one printed line a line; `width` is the cell's, to tell a broken name from a list."""
    if not words:
        return ""
    turned = [word for word in words if 45 < word.angle % 180 < 135]
    if rotated is None:
        rotated = 2 * len(turned) > len(words)
    if rotated:
        words, width = [upright(word) for word in words], 0.0
    found = lines(words)
    return mend([(line.text, width - (line.box[2] - line.box[0]), line.size) for line in found])
