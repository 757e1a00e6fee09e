"""Field names drawn slanted over the boxes of a register picture."""

import math

from ingestion.parsing.tables.text import line_text
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Box, Word

HIGH = 220.0
"""Points over the boxes that the longest slanted name reaches."""
SAME = 2.5
"""Points along the boxes within which two slanted words belong to one name; names stand 8 points apart."""
NEAR = 16.0
"""Points over the boxes, or over the word before, at which a word of a name begins at most; what begins
higher stands over another picture."""
STEEP = (20.0, 80.0)
"""Degrees between which text counts as slanted."""


def slanted_names(box: Box, top: float, words: PageWords) -> list[tuple[float, str, list[int]]]:
    """Names with the place over the boxes at which each begins, from left to right."""
    found: list[tuple[float, float, int]] = []
    for i in words.inside((box[0] - 10, top - HIGH, box[2] + HIGH, top)):
        word = words.words[i]
        if STEEP[0] <= word.angle <= STEEP[1]:
            foot = _foot(word, top)
            if box[0] - 10 <= foot <= box[2] + 10:
                found.append((foot, word.box[0], i))
    names: list[tuple[float, list[tuple[float, int]]]] = []
    for foot, start, i in sorted(found):
        if names and foot - names[-1][0] <= SAME:
            names[-1][1].append((start, i))
        else:
            names.append((foot, [(start, i)]))
    begun = [(foot, _together(sorted(parts), top, words)) for foot, parts in names]
    return [_name(foot, parts, words) for foot, parts in begun if parts]


def _together(parts: list[tuple[float, int]], top: float, words: PageWords) -> list[tuple[float, int]]:
    """The words of one name: from the boxes up to the first gap."""
    kept = []
    for start, i in parts:
        if top - words.words[i].box[3] > NEAR:
            break
        kept.append((start, i))
        top = words.words[i].box[1]
    return kept


def _foot(word: Word, top: float) -> float:
    """Where the word's line, drawn on downwards, meets the boxes."""
    return word.box[0] - (top - word.box[3]) / math.tan(math.radians(word.angle))


def _name(foot: float, parts: list[tuple[float, int]], words: PageWords) -> tuple[float, str, list[int]]:
    indices = [i for _, i in parts]
    return foot, line_text([words.words[i] for i in indices]), indices
