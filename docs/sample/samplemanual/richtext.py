"""Text with a little markup to lines of a given width, in English and Chinese.

Markup: `**bold**`, `_{subscript}`, `^{superscript}`; a newline in the text is a line break.
"""

import re
from dataclasses import dataclass
from functools import cache

from samplemanual.canvas import BLACK, Canvas, Color
from samplemanual.fonts import width

_MARK = re.compile(r"\*\*(.+?)\*\*|_\{(.+?)\}|\^\{(.+?)\}")
_TOKEN = re.compile(r"[⺀-￿]|[^\s⺀-￿]+")
_NEVER_FIRST = "，。；：！？、）】》”℃"
"""Chinese closing punctuation must not begin a line."""
_NEVER_LAST = "（【《“"
SUBSCRIPT = 0.7
"""Size of sub- and superscripts against their line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one look."""

    text: str
    style: str
    size: float
    rise: float = 0.0
    """Points above the baseline."""

    @property
    def width(self) -> float:
        return width(self.text, self.style, self.size)


@dataclass(frozen=True, slots=True)
class Line:
    """A laid-out line: pieces with their distance from its left end."""

    pieces: tuple[tuple[float, Piece], ...]
    width: float


def plain(text: str) -> str:
    """The text without markup, as a reader sees it."""
    return _MARK.sub(lambda match: match[1] or match[2] or match[3], text)


def pieces(text: str, style: str, size: float) -> list[Piece]:
    found, at = [], 0
    bold = {"r": "b", "i": "bi"}.get(style, style)
    for match in _MARK.finditer(text):
        found.append(Piece(text[at : match.start()], style, size))
        if match[1]:
            found.append(Piece(match[1], bold, size))
        else:
            rise = -0.18 * size if match[2] else 0.36 * size
            found.append(Piece(match[2] or match[3], style, size * SUBSCRIPT, rise))
        at = match.end()
    found.append(Piece(text[at:], style, size))
    return [piece for piece in found if piece.text]


def _atoms(text: str, style: str, size: float) -> list[tuple[bool, list[Piece]]]:
    """Unbreakable units, each with whether a space precedes it."""
    atoms: list[tuple[bool, list[Piece]]] = []
    space = True
    for piece in pieces(text, style, size):
        at = 0
        for match in _TOKEN.finditer(piece.text):
            space = space or match.start() > at
            token = Piece(match[0], piece.style, piece.size, piece.rise)
            previous = atoms[-1][1][-1].text[-1] if atoms else ""
            glued = atoms and not space and not _breakable(previous, match[0][0])
            if glued:
                atoms[-1][1].append(token)
            else:
                atoms.append((space and bool(atoms), [token]))
            space, at = False, match.end()
        space = space or at < len(piece.text)
    return atoms


def _breakable(before: str, after: str) -> bool:
    """May a line end between two characters that no space parts?"""
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return before >= "⺀" or after >= "⺀"


def _cut(piece: Piece, room: float) -> tuple[Piece, Piece]:
    """Part a word that is too long for its line, after an underscore if one is near."""
    count = 1
    while count < len(piece.text) - 1 and width(piece.text[: count + 1], piece.style, piece.size) <= room:
        count += 1
    mark = max(piece.text.rfind(char, 0, count) for char in "_/-")
    count = mark + 1 if mark >= 1 else count
    bracket = piece.text.rfind("[", 1, count)
    count = bracket if bracket > 0 else count
    return (
        Piece(piece.text[:count], piece.style, piece.size, piece.rise),
        Piece(piece.text[count:], piece.style, piece.size, piece.rise),
    )


@cache
def wrap(text: str, room: float, style: str = "r", size: float = 9) -> tuple[Line, ...]:
    """Break into lines of at most `room` points."""
    lines: list[Line] = []
    for part in text.split("\n"):
        lines.extend(_wrap_part(part, room, style, size))
    return tuple(lines)


def _wrap_part(text: str, room: float, style: str, size: float) -> list[Line]:
    lines: list[Line] = []
    row: list[tuple[float, Piece]] = []
    x, blank = 0.0, width(" ", style, size)
    for space, atom in _atoms(text, style, size):
        gap = blank if space and row else 0.0
        if row and x + gap + sum(piece.width for piece in atom) > room + 0.01:
            lines.append(Line(tuple(row), x))
            row, x, gap = [], 0.0, 0.0
        for index, piece in enumerate(atom):
            while piece.width > room - x + 0.01 and len(piece.text) > 2 and not row:
                head, piece = _cut(piece, room)
                lines.append(Line(((0.0, head),), head.width))
            if gap and index == 0:
                piece = Piece(" " + piece.text, piece.style, piece.size, piece.rise)
            row.append((x, piece))
            x += piece.width
    lines.append(Line(tuple(row), x))
    return lines


def draw(canvas: Canvas, line: Line, x: float, y: float, color: Color = BLACK) -> None:
    """Draw a line, runs of one look in one go."""
    run, start = "", 0.0
    last: Piece | None = None
    for offset, piece in line.pieces:
        if last and (piece.style, piece.size, piece.rise) == (last.style, last.size, last.rise):
            run += piece.text
        else:
            if last:
                canvas.text(x + start, y - last.rise, run, last.style, last.size, color)
            run, start = piece.text, offset
        last = piece
    if last:
        canvas.text(x + start, y - last.rise, run, last.style, last.size, color)
