"""Tables with drawn borders: words go into the cells of a lattice, and drawings are told from tables."""

from bisect import bisect_right

from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.parsing.tables.grid import Lattice
from ingestion.parsing.tables.words import PageWords

OUTSIDE = 1.5
"""Points by which a word's middle may stand outside the outer border."""
OPEN = 0.02
"""Share of undrawn sides that a table may have: in the manuals measured, tables have 0.01 at most, nearly
all drawings 0.04 or more."""
CLOSED, OPEN_INSIDE = 0.005, 0.035
"""A table with a whole outline may have more: small tables in its cells end short of the cells' sides."""
NARROWEST = 100.0
"""Points: narrower grids are parts of drawings."""
FRAME, TALL = 0.75, 200.0
"""Share of a grid, taller than so many points, that its largest cell takes in a drawing's frame."""
FILLED = 0.25
"""Share of cells with words, from which a grid can be a table; a plot's are empty."""
RAGGED, MOST_RAGGED, ALL_FILLED = 0.06, 0.5, 0.94
"""A table whose outline is cut by a page break is ragged too, but its cells are full, unlike a drawing's."""


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
    """Cells that are drawn on all sides and hold words; a drawing's boxes hang on loose lines."""
    most = OPEN_INSIDE if lattice.ragged <= CLOSED else OPEN
    if lattice.columns < 2 or lattice.open > most or lattice.xs[-1] - lattice.xs[0] < NARROWEST:
        return False
    if _framed(lattice):
        return False
    filled = sum(bool(found) for found in contents)
    share = filled / len(lattice.regions)
    if filled < 2 or share < FILLED or (lattice.ragged > RAGGED and share < ALL_FILLED):
        return False
    inside = [i for found in contents for i in found]
    slanted = sum(_slanted(words.words[i].angle) for i in inside)
    return lattice.ragged <= MOST_RAGGED and slanted <= 0.1 * len(inside)


def _framed(lattice: Lattice) -> bool:
    """A drawing's frame with its title block: one cell from side to side takes nearly all."""
    height = lattice.ys[-1] - lattice.ys[0]
    across = [lattice.region_box(r) for r in lattice.regions if r.colspan == lattice.columns]
    tallest = max((box[3] - box[1] for box in across), default=0.0)
    return height > TALL and tallest > FRAME * height


def _slanted(angle: float) -> bool:
    return min(angle % 90, 90 - angle % 90) > 5
