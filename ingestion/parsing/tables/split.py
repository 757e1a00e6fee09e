"""Rows that no rule parts: a ruled band whose columns print line beside line is several rows."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from ingestion.parsing.tables.blank import BlankLine, blank_lines
from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.parsing.tables.words import PageWords

SHORT = 24
"""Characters: entries of a key column are no longer on average."""

LABEL = 6
"""Characters of the shortest label of a row that only its line tells from the next."""
MOST = 0.8
"""Share of a row's lines beside which a wrapped column prints its own."""


def split_rows(draft: Draft, words: PageWords) -> Draft:
    """The draft with such bands taken apart."""
    cuts = {row: starts for row in range(draft.rows) if (starts := _cuts(draft, row, words))}
    return cut(draft, cuts, words, lambda patch: _lines(patch, words) == 1)


def cut(
    draft: Draft, cuts: Mapping[int, list[float]], words: PageWords, stays: Callable[[Patch], bool]
) -> Draft:
    """The draft with rows cut at heights; a cell that stays whole covers all pieces of its row."""
    if not cuts:
        return draft
    ys: list[float] = []
    place: list[int] = []  # the new number of each old row
    for row in range(draft.rows):
        place.append(len(ys))
        ys.append(draft.ys[row])
        ys.extend(cuts.get(row, []))
    place.append(len(ys))
    ys.append(draft.ys[-1])
    patches: list[Patch] = []
    for patch in draft.patches:
        start, end = place[patch.row], place[patch.row + patch.rowspan]
        if patch.rowspan == 1 and patch.row in cuts and not stays(patch):
            patches.extend(_pieces(patch, start, ys[start : end + 1], words))
        else:
            x0, _, x1, _ = patch.box
            box = (x0, ys[start], x1, ys[end])
            patches.append(Patch(start, patch.column, end - start, patch.colspan, box, patch.words))
    patches.sort(key=lambda p: (p.row, p.column))
    return Draft(draft.box, draft.xs, tuple(ys), tuple(patches), draft.ruled)


def _lines(patch: Patch, words: PageWords) -> int:
    return len(blank_lines(patch.words, words))


def _pieces(patch: Patch, row: int, ys: Sequence[float], words: PageWords) -> list[Patch]:
    """The cell cut at the inner ones of these heights."""
    x0, _, x1, _ = patch.box
    inside: list[list[int]] = [[] for _ in ys[1:]]
    for i in patch.words:
        inside[bisect_right(ys, words.cy[i], 1, len(ys) - 1) - 1].append(i)
    return [
        Patch(row + k, patch.column, 1, patch.colspan, (x0, ys[k], x1, ys[k + 1]), tuple(found))
        for k, found in enumerate(inside)
    ]


def _cuts(draft: Draft, row: int, words: PageWords) -> list[float]:
    """Heights at which the row is to be cut; none where it is one row."""
    patches = [p for p in draft.patches if p.row == row and p.words]
    if len(patches) < 2 or any(p.rowspan > 1 or _turned(p, words) for p in patches):
        patches = [p for p in patches if p.rowspan == 1 and not _turned(p, words)]
    if len(patches) < 2 or draft.ys[row + 1] - draft.ys[row] < 15:
        return []
    columns = [blank_lines(p.words, words) for p in patches]
    if max(len(lines) for lines in columns) < 2:
        return []
    lines = max(len(column) for column in columns)
    # Between rules of their own, a header's words wrap side by side as well: only long lists are rows.
    if draft.rows > 3 and lines < 4:
        return []
    if lines == 2 and (draft.rows > 1 or not _labelled(columns, words)):
        return []
    starts = _aligned(columns)
    if not starts and draft.rows - row <= 1 and row <= 1:
        starts = _keyed(columns, patches[0].column == 0, words)
    return [(above.y1 + below.y0) / 2 for above, below in starts]


def _turned(patch: Patch, words: PageWords) -> bool:
    return any(words.words[i].angle for i in patch.words)


def _labelled(columns: Sequence[list[BlankLine]], words: PageWords) -> bool:
    """Two lines in each column, and in the first two labels rather than a word in two pieces."""
    labels = ["".join(words.words[i].text for c in line.chunks for i in c.words) for line in columns[0]]
    return all(len(column) == 2 for column in columns) and min(map(len, labels)) >= LABEL


Cut = tuple[BlankLine, BlankLine]


def _aligned(columns: Sequence[list[BlankLine]]) -> list[Cut]:
    """Three columns or more print the same lines; others hold one text, or most of these lines too."""
    for key in columns:
        if len(key) < 2:
            continue
        near = 0.35 * key[0].size
        same = sum(_on(lines, key, near) and _on(key, lines, near) for lines in columns)
        others = [lines for lines in columns if len(lines) > 1]
        if same >= 3 and all(_on(lines, key, near) or _on(key, lines, near, MOST) for lines in others):
            return list(pairwise(key))
    return []


def _on(lines: Sequence[BlankLine], key: Sequence[BlankLine], near: float, share: float = 1.0) -> bool:
    """Whether each of these lines, or most, stands beside one of the key's."""
    beside = sum(any(abs(line.y - other.y) <= near for other in key) for line in lines)
    return beside >= share * len(lines)


def _keyed(columns: Sequence[list[BlankLine]], keyed: bool, words: PageWords) -> list[Cut]:
    """The only band of a body: a line of the first column begins a row if others have text beside it."""
    key = columns[0]
    if not keyed or len(key) < 3:
        return []
    lengths = [sum(len(words.words[i].text) for c in line.chunks for i in c.words) for line in key]
    if sum(lengths) > SHORT * len(key):
        return []
    others = [[line.y for line in lines] for lines in columns[1:]]
    near = 0.35 * key[0].size
    for line in key:
        if not any(abs(y - line.y) <= near for ys in others for y in ys):
            return []
    # The last column may be a list of its own: at least one column must start exactly with the keys.
    if not any(len(ys) >= len(key) and abs(ys[0] - key[0].y) <= near for ys in others):
        return []
    return list(pairwise(key))
