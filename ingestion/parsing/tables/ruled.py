"""Tables with drawn borders: words go into the cells of a lattice, and drawings are told from tables."""

from bisect import bisect_right

from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.parsing.tables.grid import Lattice
from ingestion.parsing.tables.words import PageWords

OUTSIDE = 1.5
"""Points by which a word's middle may stand outside the outer border."""


def draft(lattice: Lattice, words: PageWords) -> Draft | None:
    """The lattice with its words, or None where it is a frame, a plot or a block diagram."""
    if len(lattice.regions) < 2:
        return None
    contents: list[list[int]] = [[] for _ in lattice.regions]
    for i in words.inside(lattice.box, OUTSIDE):
        row = min(max(bisect_right(lattice.ys, words.cy[i]) - 1, 0), lattice.rows - 1)
        column = min(max(bisect_right(lattice.xs, words.cx[i]) - 1, 0), lattice.columns - 1)
        contents[lattice.owner[row][column]].append(i)
    if not _is_table(lattice, contents, words):
        return None
    patches = tuple(
        Patch(r.row, r.column, r.rowspan, r.colspan, lattice.region_box(r), tuple(contents[k]))
        for k, r in enumerate(lattice.regions)
    )
    return Draft(lattice.box, lattice.xs, lattice.ys, patches)


def _is_table(lattice: Lattice, contents: list[list[int]], words: PageWords) -> bool:
    filled = [k for k, found in enumerate(contents) if found]
    if len(filled) < 2 or lattice.columns < 2:
        return False
    if len(filled) < 0.25 * len(lattice.regions):
        return False
    slanted = sum(1 for found in contents for i in found if _slanted(words.words[i].angle))
    if slanted > 2 and slanted > 0.1 * sum(len(found) for found in contents):
        return False
    merged = len(lattice.regions) / (lattice.rows * lattice.columns)
    return not (merged < 0.2 and lattice.rows > 3 and lattice.columns > 3)


def _slanted(angle: float) -> bool:
    return min(angle % 90, 90 - angle % 90) > 5
