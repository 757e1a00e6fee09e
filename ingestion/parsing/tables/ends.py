"""Bit diagrams that number only their ends: `bit 7` under the first box and `bit 0` under the last.

Access rights and values stand above the boxes (`R/W-0`). Stands beside `diagrams`, which reads the styles
that number every bit or the ends of every field.
"""

import re
from collections.abc import Sequence

from ingestion.parsing.tables.grid import Lattice
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Box, DiagramField

BELOW = 14.0
"""Points under the boxes in which the numbers stand."""
ABOVE = 20.0
"""Points over the boxes in which the access rights stand."""
WIDEST = 32
_ENDS = re.compile(r"(?:bit|b|d)\s?(\d{1,2}) (?:bit|b|d)\s?(\d{1,2})", re.IGNORECASE)
_STATED = re.compile(r"(U|R|W|RC|RO|WO|R/[WCPS]\d?)[-–—]?([01xnq?])?", re.IGNORECASE)


def strip_of_ends(
    lattice: Lattice, words: PageWords
) -> tuple[Box, tuple[DiagramField, ...], frozenset[int]] | None:
    """Box, fields and words of a row of one-bit boxes between such numbers; None for anything else."""
    boxes = [lattice.region_box(region) for region in lattice.regions if region.row == 0]
    numbers = _numbers(lattice, words)
    match = _ENDS.fullmatch(" ".join(words.words[i].text for i in numbers))
    if match is None or lattice.rows > 2:
        return None
    msb, lsb = int(match[1]), int(match[2])
    if msb - lsb + 1 != len(boxes) or (msb + 1) % 8 or lsb % 8 or msb >= WIDEST:
        return None
    above = _above(boxes, words)
    used = set(numbers)
    fields = []
    for k, box in enumerate(boxes):
        held = words.inside(box)
        used.update(held, above[k])
        name = "".join(words.words[i].text for i in sorted(held, key=lambda i: words.cx[i]))
        stated = _STATED.fullmatch("".join(words.words[i].text for i in above[k]))
        access, reset = (stated[1], (stated[2] or "").strip("nq?")) if stated else ("", "")
        fields.append(DiagramField(name or "Reserved", msb - k, msb - k, reset, access))
    around = [words.words[i].box for i in used]
    box = (boxes[0][0], min(b[1] for b in around), boxes[-1][2], max(lattice.ys[-1], *(b[3] for b in around)))
    return box, tuple(fields), frozenset(used)


def _numbers(lattice: Lattice, words: PageWords) -> list[int]:
    """The words of the last row where it is one cell, else of the line right below."""
    x0, x1 = lattice.xs[0], lattice.xs[-1]
    last = [region for region in lattice.regions if region.row == lattice.rows - 1]
    inside = lattice.rows == 2 and len(last) == 1
    if lattice.rows > 1 and not inside:
        return []
    top = lattice.ys[-2] if inside else lattice.ys[-1]
    return sorted(
        words.inside((x0 - 3, top, x1 + 3, lattice.ys[-1] + (0 if inside else BELOW))),
        key=lambda i: words.cx[i],
    )


def _above(boxes: Sequence[Box], words: PageWords) -> list[list[int]]:
    """What stands over each box, where each has something that says how it is accessed."""
    found = [words.inside((x0, y0 - ABOVE, x1, y0)) for x0, y0, x1, _ in boxes]
    texts = ("".join(words.words[i].text for i in held) for held in found)
    return found if all(_STATED.fullmatch(text) for text in texts) else [[] for _ in boxes]
