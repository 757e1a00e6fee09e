"""Reads all tables and bit diagrams of one page. Pure; runs in the conversion's process pool."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.parsing.tables import ruled, rules, shades, unruled
from ingestion.parsing.tables.address_maps import address_maps
from ingestion.parsing.tables.build import build, edge_of_page, in_margin
from ingestion.parsing.tables.diagrams import strips
from ingestion.parsing.tables.draft import Draft, PageTables
from ingestion.parsing.tables.grid import Group, Lattice, cut, groups, lattice
from ingestion.parsing.tables.headers import WHITE
from ingestion.parsing.tables.limits import part_limits
from ingestion.parsing.tables.notes import annotate
from ingestion.parsing.tables.rulings import Lines, Stroke, straighten
from ingestion.parsing.tables.split import split_rows
from ingestion.parsing.tables.stacked import split_stacked
from ingestion.parsing.tables.strips import Strip, diagrams
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Box, Fill, RawPage

FEWEST = 4
"""Rows of the smallest table on which a box of something else may hang."""
LOOSE = 0.15
"""Share of undrawn sides up to which a grid may still be a table whose body has no vertical lines."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the lines of a page enclose."""

    drafts: tuple[Draft, ...]
    strips: tuple[Strip, ...]
    free: tuple[Stroke, ...]
    """Horizontal lines that enclose nothing: rules of a table without columns drawn, underlines."""
    pictures: tuple[Box, ...]
    """Drawings: block diagrams, plots, packages."""


def read_page_tables(page: RawPage) -> PageTables:
    """All tables of the page from top to bottom, and which words they hold."""
    if not page.words:
        return PageTables()
    words = PageWords(page.words)
    drawn = _drawn(straighten(page.rulings), words)
    found = diagrams(drawn.strips, page.number)
    used = {i for _, indices in found for i in indices}
    fills = [fill for fill in page.fills if fill.grey < WHITE]
    drafts = _drafts(page, words, drawn, fills, used)
    held = used.union(*(_held(draft) for draft in drafts))
    tables = annotate([build(draft, page, fills) for draft in drafts], words, held)
    kept = [
        (table, draft)
        for table, draft in zip(tables, drafts, strict=True)
        if draft.rows > 1 or table.caption or edge_of_page(draft, page)
    ]
    used.update(*(_held(draft) for _, draft in kept))
    maps = address_maps(page.words, used, page.number)
    used.update(*(indices for _, indices in maps))
    read = (*(table for table, _ in kept), *(table for table, _ in maps))
    return PageTables(read, tuple(diagram for diagram, _ in found), frozenset(used))


def _drafts(
    page: RawPage, words: PageWords, drawn: Drawn, fills: Sequence[Fill], used: set[int]
) -> list[Draft]:
    """Tables of all kinds from top to bottom: with borders, with rules only, without lines."""
    drafts = list(drawn.drafts)
    shaded = shades.shaded_rows(fills, words)
    drafts.extend(_apart(shades.drafts(shaded, words), drafts, used))
    for stack in rules.stacks(drawn.free, page.height):
        stack = rules.with_shades(stack, fills)
        drafts.extend(_apart(rules.drafts(stack, words, page.height, shaded), drafts, used))
    drafts = [split_rows(draft, words) for draft in drafts]
    taken = used.union(*(_held(draft) for draft in drafts), *(words.inside(b) for b in drawn.pictures))
    drafts.extend(_apart(unruled.drafts(words, taken, page.height, page.width), drafts, used))
    drafts = [
        split_stacked(part_limits(draft, words), words) for draft in drafts if not in_margin(draft, page)
    ]
    return sorted(drafts, key=lambda draft: (draft.box[1], draft.box[0]))


def _held(draft: Draft) -> set[int]:
    """Words of all cells."""
    return {i for patch in draft.patches for i in patch.words}


def _drawn(lines: Lines, words: PageWords) -> Drawn:
    """Tables and rows of bit diagrams that lines enclose, and the rest of the lines."""
    drafts: list[Draft] = []
    found: list[Strip] = []
    pictures: list[Box] = []
    taken: set[int] = set()
    for group in groups(lines):
        grid = lattice(group)
        if not grid:
            continue
        if rows := strips(grid, words):
            found.extend(rows)
        elif table := ruled.draft(grid, words) or _without_edge(group, grid, words):
            drafts.append(table)
        elif _loose(grid, group):
            continue
        else:
            pictures.append(grid.box)
        taken.update(id(stroke) for stroke in group.horizontal)
    free = tuple(stroke for stroke in lines.horizontal if id(stroke) not in taken)
    return Drawn(tuple(drafts), tuple(found), free, tuple(pictures))


def _without_edge(group: Group, grid: Lattice, words: PageWords) -> Draft | None:
    """The table without its last or first row, where a box of a legend or a note hangs on it."""
    if grid.rows < FEWEST or grid.open > ruled.OPEN:
        return None
    for top, bottom in ((grid.ys[0], grid.ys[-2]), (grid.ys[1], grid.ys[-1])):
        rest = lattice(cut(group, top, bottom))
        if rest and rest.ragged <= ruled.RAGGED and (table := ruled.draft(rest, words)):
            return table
    return None


def _loose(grid: Lattice, group: Group) -> bool:
    """Whether the group's lines may be rows of a table without columns drawn."""
    width = grid.xs[-1] - grid.xs[0]
    whole = sum(stroke.end - stroke.start > 0.95 * width for stroke in group.horizontal)
    return whole > 2 and (grid.columns == 1 or grid.open <= LOOSE)


def _apart(drafts: Sequence[Draft], others: Sequence[Draft], used: set[int]) -> list[Draft]:
    """Those that neither overlap another table nor hold a diagram's words."""
    return [
        table
        for table in drafts
        if not any(_touch(table.box, other.box) for other in others)
        and used.isdisjoint(i for patch in table.patches for i in patch.words)
    ]


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] - 2 and b[0] < a[2] - 2 and a[1] < b[3] - 2 and b[1] < a[3] - 2
