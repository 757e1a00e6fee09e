"""Words with their look, from PyMuPDF's two views of one text page. Pure; used by `pdf`.

`words` gives exact boxes without fonts, `dict` gives fonts by span; both come from the same text page in
the same order, so they are joined line by line without touching single characters.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from ingestion.parsing.glyphs import clean, glyph_shift, unmapped
from ingestion.types import Box, Word

RawWord = tuple[float, float, float, float, str, int, int, int]

_SUPERSCRIPT, _ITALIC, _MONO, _BOLD = 1, 2, 8, 16
_DRAWN = 16 | 32
"""Character flags: filled, stroked. Text with neither is invisible."""
_BOLD_CHAR, _CID = 8, 128
"""Character flags: bold, and a glyph number where the font has no character map."""
_BLANK = re.compile("[\x00-\x20\xa0\u202a-\u202e]+")
"""What MuPDF ends a word at."""
_MOST = 60_000
"""Words kept of one page: a page of a manual has 2,000 at most."""


def read_words(raw: Mapping[str, Any], words: Sequence[RawWord], rotation: int) -> tuple[list[Word], bool]:
    """All visible words, in the page's unrotated coordinates, and whether any text is white.

    White words keep the colour's mark for `visible_words`; a layer of invisible text (OCR under a scan)
    is kept only where nothing else is on the page.
    """
    shifts = _glyph_shifts(raw)
    by_line: dict[tuple[int, int], list[RawWord]] = defaultdict(list)
    for word in words[:_MOST]:
        by_line[word[5], word[6]].append(word)
    shown: list[Word] = []
    hidden: list[Word] = []
    white = False
    for block_number, block in enumerate(raw["blocks"]):
        for line_number, line in enumerate(block.get("lines", ())):
            found = by_line.get((block_number, line_number))
            if not found:
                continue
            spans = line["spans"]
            target = shown if any(span["char_flags"] & _DRAWN and span["alpha"] for span in spans) else hidden
            white = white or any(span["color"] == 0xFFFFFF for span in spans)
            target.extend(_line_words(line, found, rotation, shifts))
    return _without_doubles(shown or hidden), white


def white_boxes(raw: Mapping[str, Any]) -> list[Box]:
    """Boxes of spans drawn in white."""
    spans = (span for block in raw["blocks"] for line in block.get("lines", ()) for span in line["spans"])
    return [tuple(span["bbox"]) for span in spans if span["color"] == 0xFFFFFF and span["text"].strip()]


def _glyph_shifts(raw: Mapping[str, Any]) -> dict[str, int]:
    texts: dict[str, list[str]] = defaultdict(list)
    for block in raw["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                if span["char_flags"] & _CID:
                    texts[span["font"]].append(span["text"])
    return {font: glyph_shift(parts) for font, parts in texts.items()}


def _line_words(
    line: Mapping[str, Any], words: list[RawWord], rotation: int, shifts: Mapping[str, int]
) -> Iterator[Word]:
    across, down = line["dir"]
    angle = 0.0
    if across != 1.0 or rotation:
        angle = (math.degrees(math.atan2(-down, across)) - rotation + 180) % 360 - 180
        angle = 180.0 if angle == -180 else round(angle, 1)
    spans = line["spans"]
    tallest = max(span["size"] for span in spans)
    if len(spans) == 1 and not spans[0]["char_flags"] & _CID:
        look = _look(spans[0], tallest, angle)
        font = spans[0]["font"]
        for word in words:
            if text := clean(word[4], font).strip():
                yield Word(text, word[:4], *look)
        return
    pieces = list(_pieces(spans))
    if len(pieces) != len(words):  # MuPDF split elsewhere: each word takes the span under its middle
        pieces = [[(word[4], _span_at(spans, word))] for word in words]
    for word, parts in zip(words, pieces, strict=True):
        yield from _split_word(word, parts, tallest, angle, shifts)


Part = tuple[str, Mapping[str, Any]]


def _pieces(spans: Iterable[Mapping[str, Any]]) -> Iterator[list[Part]]:
    """The line's words as parts that stand in one span each."""
    word: list[Part] = []
    for span in spans:
        text = span["text"]
        start = 0
        for blank in _BLANK.finditer(text):
            if blank.start() > start:
                word.append((text[start : blank.start()], span))
            if word:
                yield word
                word = []
            start = blank.end()
        if start < len(text):
            word.append((text[start:], span))
    if word:
        yield word


def _span_at(spans: Sequence[Mapping[str, Any]], word: RawWord) -> Mapping[str, Any]:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return min(spans, key=lambda span: _distance(span["bbox"], x, y))


def _distance(box: Sequence[float], x: float, y: float) -> float:
    return max(box[0] - x, 0, x - box[2]) + max(box[1] - y, 0, y - box[3])


def _split_word(
    word: RawWord, parts: list[Part], tallest: float, angle: float, shifts: Mapping[str, int]
) -> Iterator[Word]:
    """One word, or several where a superscript (a footnote mark, an exponent) is glued to it."""
    groups: list[list[Part]] = [[parts[0]]]
    for before, part in pairwise(parts):
        if _raised(before[1], tallest) != _raised(part[1], tallest):
            groups.append([part])
        else:
            groups[-1].append(part)
    if len(groups) > 2 and _is_one_name(groups):
        groups = [parts]
    for number, group in enumerate(groups):
        text = "".join(_decoded(text, span, shifts) for text, span in group).strip()
        if not text:
            continue
        box = word[:4] if len(groups) == 1 else _group_box(word, group, number, len(groups))
        main = max(group, key=lambda part: len(part[0]))[1]
        for piece, piece_box in _split_mended(text, box):
            yield Word(piece, piece_box, *_look(main, tallest, angle))


def _is_one_name(groups: Sequence[Sequence[Part]]) -> bool:
    """Whether raised digits stand between letters: the 2 of I²C is part of the name."""
    texts = ["".join(text for text, _ in group) for group in groups]
    return all(
        before[-1:].isalpha() and text.isdigit() and after[:1].isalpha()
        for before, text, after in zip(texts[::2], texts[1::2], texts[2::2], strict=False)
    )


def _split_mended(text: str, box: Box) -> list[tuple[str, Box]]:
    """A shifted glyph can turn out to be a space: then the word is several, spaced evenly."""
    pieces = text.split()
    if len(pieces) == 1:
        return [(text, box)]
    step = (box[2] - box[0]) / len(text)
    return [
        (match[0], (box[0] + match.start() * step, box[1], box[0] + match.end() * step, box[3]))
        for match in re.finditer(r"\S+", text)
    ]


def _group_box(word: RawWord, group: list[Part], number: int, count: int) -> Box:
    """The span's own box, cut to the word."""
    box = group[0][1]["bbox"]
    x0 = max(word[0], box[0]) if number else word[0]
    x1 = min(word[2], group[-1][1]["bbox"][2]) if number < count - 1 else word[2]
    return (min(x0, x1), max(word[1], box[1]), max(x0, x1), min(word[3], box[3]))


def _decoded(text: str, span: Mapping[str, Any], shifts: Mapping[str, int]) -> str:
    if span["char_flags"] & _CID:
        text = unmapped(text, shifts.get(span["font"], 0), span["font"])
    return clean(text, span["font"])


def _raised(span: Mapping[str, Any], tallest: float) -> bool:
    # PyMuPDF's flag compares with the line's first character only, so the size must agree.
    return bool(span["flags"] & _SUPERSCRIPT) and bool(span["size"] < 0.9 * tallest)


def _look(
    span: Mapping[str, Any], tallest: float, angle: float
) -> tuple[float, bool, bool, bool, float, bool]:
    flags = span["flags"]
    bold = bool(flags & _BOLD or span["char_flags"] & _BOLD_CHAR)
    mono = bool(flags & _MONO) or "mono" in span["font"].lower() or "Courier" in span["font"]
    return (
        round(span["size"], 1),
        bold,
        bool(flags & _ITALIC),
        mono,
        angle,
        _raised(span, tallest),
    )


def _without_doubles(words: list[Word]) -> list[Word]:
    """Drops a word that is drawn again at the same place, as programs do to make it look bold."""
    seen: set[tuple[str, float, float]] = set()
    kept = []
    for word in words:
        text, (x, y, *_) = word.text, word.box
        near = ((left, top) for left in (x - 1, x + 1) for top in (y - 1, y + 1))
        if not any((text, left // 3, top // 3) in seen for left, top in near):
            kept.append(word)
        seen.add((text, x // 3, y // 3))
    return kept
