"""Finds drawn bit diagrams among the lattices of a page and reads them.

Three styles share one rule, numbers over boxes: every bit numbered over boxes with names (WCH, ST), only
the ends of fields numbered (Arm, RISC-V), and numbered boxes under slanted names over a row of reset
values (Espressif; the names are read in `slanted`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingestion.parsing.tables.bits import Slot, Span, decreasing, spans, spans_inside
from ingestion.parsing.tables.ends import strip_of_ends
from ingestion.parsing.tables.grid import Lattice, Region
from ingestion.parsing.tables.slanted import slanted_names
from ingestion.parsing.tables.strips import Strip
from ingestion.parsing.tables.text import lines
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Box, DiagramField

ABOVE = 22.0
"""Points over the boxes in which their bit numbers stand."""
BELOW = 14.0
"""Points under the boxes in which widths or access rights stand."""
ROWS_BELOW = 3
"""Lines of access rights, values and widths under the boxes at most."""
MARGIN = 110.0
"""Points beside the boxes in which the register's name or address stands."""
TALLEST = 90.0
"""Points: a taller box is no field."""

_NUMBER = re.compile(r"^\d{1,4}$")
_ACCESS = re.compile(
    r"^(?:r|w|rw|r/w|ro|wo|rc|rs|t|res\.?|r/?w?1?c?|w1[cst]?|r/?w1[cst]?|rc_w[01]|rc_r|rwo|wa?rl|warz|"
    r"r-?[\dx]?|w-?[\dx]?|u-?[\dx]?|n/a|r/[wcps]-[\dxn?])$",
    re.IGNORECASE,
)
_ACCESS_RESET = re.compile(r"(U|R|W|R/[WCPS]|RC|RO|WO)-([01xn?])", re.IGNORECASE)
"""`R/W-0`: access and value after reset in one."""
_SYMBOL = re.compile(r"^[A-Z]{1,2}?[A-Z]*LEN(?:[-+]\d+)?$|^[-+]$|^[nN]-\d+$")
_RESET = re.compile(r"^(?:[01xXuU?-]+|0[xX][0-9a-fA-FxX_]+|[0-9a-fA-F]+[hH]|[01]+[bB]|\d+)$")
_DIGIT = re.compile(r"[01xXuU?-]")
_DECLARED = re.compile(r"\[(\d+):(\d+)\]$")
_UNNAMED = "Reserved"


def strips(lattice: Lattice, words: PageWords) -> list[Strip] | None:
    """The lattice as rows of a bit diagram, or None where it is none."""
    if ends := strip_of_ends(lattice, words):
        box, fields, held = ends
        return [Strip(box, fields, held, _margins(box[0], box[2], lattice.ys[0], lattice.ys[1], words))]
    numbered = [r for r in range(lattice.rows) if _numbers(_row_words(lattice, r, words), words, boxed=True)]
    if not numbered:
        if lattice.rows > 3:
            return None
        above = _number_line(lattice.box, words)
        return _one(lattice, 0, lattice.rows, above, words) if above else None
    if numbered[0] != 0:
        return None
    found: list[Strip] = []
    for first, after in zip(numbered, [*numbered[1:], lattice.rows], strict=True):
        strip = _one(lattice, first, after, _row_words(lattice, first, words), words)
        if not strip:
            return None
        found.extend(strip)
    return found


def _row_words(lattice: Lattice, row: int, words: PageWords) -> list[int]:
    return words.inside((lattice.xs[0] - 3, lattice.ys[row], lattice.xs[-1] + 3, lattice.ys[row + 1]))


def _numbers(indices: Sequence[int], words: PageWords, boxed: bool = False) -> bool:
    """All of these words are bit numbers that fall from left to right; boxed ones may err in the last box."""
    if len(indices) < 2 or not all(_NUMBER.match(words.words[i].text) for i in indices):
        return False
    ordered = sorted(indices, key=lambda i: words.cx[i])
    numbers = [int(words.words[i].text) for i in ordered]
    return decreasing(numbers) or (boxed and len(numbers) > 3 and decreasing(numbers[:-2]))


def _number_line(box: Box, words: PageWords) -> list[int]:
    """Words of the line of bit numbers right above the boxes, or none."""
    near = words.inside((box[0] - 8, box[1] - ABOVE, box[2] + 8, box[1] + 1))
    near = [i for i in near if words.words[i].angle == 0]
    if not near:
        return []
    lowest = max(words.cy[i] for i in near)
    line = [i for i in near if lowest - words.cy[i] <= 0.5 * words.words[i].size]
    return line if _numbers([i for i in line if not _symbolic(i, words)], words) else []


def _symbolic(i: int, words: PageWords) -> bool:
    """A bit number that depends on the implementation: `XLEN-1`."""
    return bool(_SYMBOL.match(words.words[i].text))


def _one(
    lattice: Lattice, first: int, after: int, numbers: Sequence[int], words: PageWords
) -> list[Strip] | None:
    """One strip: bit numbers, the row of boxes, and rows of access rights or reset values below."""
    inside = numbers and lattice.ys[first] <= words.cy[numbers[0]] <= lattice.ys[first + 1]
    top = first + 1 if inside else first
    named = slanted_names(lattice.box, lattice.ys[first], words) if inside and first == 0 else []
    if named:
        top = first
    boxes = [r for r in lattice.regions if r.row == top] if top < after else []
    if not boxes or lattice.ys[top + 1] - lattice.ys[top] > TALLEST:
        return None
    used = set(numbers)
    symbolic = [words.cx[i] for i in numbers if _symbolic(i, words)]
    if symbolic:  # fields at unknown bits are left out, with the known end that one of them may have
        known = [r for r in boxes if not any(_covers(lattice.region_box(r), x) for x in symbolic)]
        numbers = [
            i for i in numbers if any(_covers(lattice.region_box(region), words.cx[i]) for region in known)
        ]
        boxes = known
    ordered = sorted(((int(words.words[i].text), words.cx[i]) for i in numbers), key=lambda n: n[1])
    if named:
        slots = [_slot(lattice, region, "") for region in boxes]
        names = _nearest(named, slots, used)
    else:
        names = [_name(lattice.region_box(region), words, used) for region in boxes]
        slots = [_slot(lattice, region, name) for region, name in zip(boxes, names, strict=True)]
    found = spans_inside(ordered, slots) if named else spans(ordered, slots)
    if not found or not any(names):
        return None
    fields = [DiagramField(name or _UNNAMED, msb, lsb) for name, (msb, lsb) in zip(names, found, strict=True)]
    others: list[Strip] = []
    for row in range(top + 1, after):
        read = _values(lattice, row, slots, words, used)
        if read:
            fields = with_values(fields, read)
        elif other := _other_names(lattice, row, ordered, words, used):
            others.append(other)
        else:
            return None
    bottom = lattice.ys[after]
    beside = _margins(lattice.xs[0], lattice.xs[-1], lattice.ys[top], lattice.ys[top + 1], words)
    if after == lattice.rows and not others:
        fields, bottom = _below(lattice, bottom, slots, fields, found, words, used)
    box = (lattice.xs[0], min(words.words[i].box[1] for i in used), lattice.xs[-1], bottom)
    return [Strip(box, tuple(fields), frozenset(used), beside), *others]


def _margins(x0: float, x1: float, y0: float, y1: float, words: PageWords) -> tuple[str, ...]:
    """The texts right and left of the boxes."""
    sides = ((x1 + 2, y0, x1 + MARGIN, y1), (x0 - MARGIN, y0, x0 - 2, y1))
    texts = (" ".join(line.text for line in lines([words.words[i] for i in words.inside(s)])) for s in sides)
    return tuple(text for text in texts if text)


def _other_names(
    lattice: Lattice, row: int, numbers: Sequence[tuple[int, float]], words: PageWords, used: set[int]
) -> Strip | None:
    """A second row of names under the same numbers: what the fields are called in another mode.

    Numbers of its own, below the last row, make it the row of another register.
    """
    regions = [lattice.regions[k] for k in dict.fromkeys(lattice.owner[row])]
    found: set[int] = set()
    if row == lattice.rows - 1 and (own := _numbers_below(lattice.box, words)):
        found.update(own)
        numbers = sorted(((int(words.words[i].text), words.cx[i]) for i in own), key=lambda n: n[1])
    names = [_name(lattice.region_box(region), words, found) for region in regions]
    slots = [_slot(lattice, region, name) for region, name in zip(regions, names, strict=True)]
    bits = spans(numbers, slots)
    if not bits or not all(names):
        return None
    used |= found
    fields = tuple(DiagramField(name, msb, lsb) for name, (msb, lsb) in zip(names, bits, strict=True))
    beside = _margins(lattice.xs[0], lattice.xs[-1], lattice.ys[row], lattice.ys[row + 1], words)
    return Strip(lattice.box, fields, frozenset(found), beside)


def _numbers_below(box: Box, words: PageWords) -> list[int]:
    """Words of the line of bit numbers right under the boxes, or none."""
    near = [
        i for i in words.inside((box[0] - 3, box[3], box[2] + 3, box[3] + BELOW)) if not _symbolic(i, words)
    ]
    return near if _numbers(near, words) else []


def _covers(box: Box, x: float) -> bool:
    return box[0] - 2 <= x <= box[2] + 2


def _slot(lattice: Lattice, region: Region, name: str) -> Slot:
    x0, _, x1, _ = lattice.region_box(region)
    declared = _DECLARED.search(name)
    return Slot(x0, x1, abs(int(declared[1]) - int(declared[2])) + 1 if declared else 0)


def _name(box: Box, words: PageWords, used: set[int]) -> str:
    """A box's name; what a narrow box broke over lines belongs together."""
    found = words.inside(box)
    used.update(found)
    text = ""
    for line in lines([words.words[i] for i in found]):
        text += line.text.replace(" ", "") if line.text.upper() == line.text else line.text
    return text


def _nearest(
    named: Iterable[tuple[float, str, list[int]]], slots: Sequence[Slot], used: set[int]
) -> list[str]:
    """Slanted names begin over the middle of their box."""
    names = [""] * len(slots)
    for x, name, indices in named:
        near = min(range(len(slots)), key=lambda k: abs((slots[k].x0 + slots[k].x1) / 2 - x))
        if slots[near].x0 - 6 <= x <= slots[near].x1 + 6:
            names[near] += name
            used.update(indices)
    return names


def _values(
    lattice: Lattice, row: int, slots: Sequence[Slot], words: PageWords, used: set[int]
) -> list[str] | None:
    """Texts under each box in a row of access rights or reset values; None if the row holds anything else."""
    found = _row_words(lattice, row, words)
    return _aligned([i for i in found if i not in used], slots, words, used)


def _aligned(
    indices: Sequence[int], slots: Sequence[Slot], words: PageWords, used: set[int]
) -> list[str] | None:
    texts = [""] * len(slots)
    for i in sorted(indices, key=lambda i: words.cx[i]):
        text = words.words[i].text
        slot = next((k for k, s in enumerate(slots) if s.x0 - 1 <= words.cx[i] <= s.x1 + 1), None)
        if slot is None or not (_ACCESS.match(text) or _RESET.match(text)):
            return None
        texts[slot] += (" " if texts[slot] and _ACCESS.match(text) else "") + text
    used.update(indices)
    return texts


def with_values(fields: Sequence[DiagramField], texts: Sequence[str]) -> list[DiagramField]:
    """Reset values where the row holds numbers, else access rights, or both; equal rights are said once."""
    if all(not text or _RESET.match(text) for text in texts) and any(re.search("[01]", t) for t in texts):
        return [replace(f, reset=text or f.reset) for f, text in zip(fields, texts, strict=True)]
    both = [_ACCESS_RESET.fullmatch(text) for text in texts]
    if all(both) and len(fields) > 1:
        return [
            replace(f, access=found[1], reset=found[2].replace("n", ""))
            for f, found in zip(fields, both, strict=True)
            if found
        ]
    return [
        replace(f, access=" ".join(dict.fromkeys(text.split())) or f.access)
        for f, text in zip(fields, texts, strict=True)
    ]


def _below(
    lattice: Lattice,
    bottom: float,
    slots: Sequence[Slot],
    fields: list[DiagramField],
    found: Sequence[Span],
    words: PageWords,
    used: set[int],
) -> tuple[list[DiagramField], float]:
    """Lines under the boxes without borders: the fields' widths, which must agree, access rights, values."""
    x0, x1 = lattice.xs[0], lattice.xs[-1]
    reset = words.inside((x1, lattice.ys[-2], x1 + 40, bottom))
    used.update(i for i in reset if words.words[i].text.lower() == "reset")
    for _ in range(ROWS_BELOW):
        near = [i for i in words.inside((x0 - 3, bottom, x1 + 3, bottom + BELOW)) if i not in used]
        top = min((words.cy[i] for i in near), default=0.0)
        ordered = sorted((i for i in near if words.cy[i] - top < 4), key=lambda i: words.cx[i])
        texts = [words.words[i].text for i in ordered]
        if not texts or len(texts) < len(slots):
            break
        taken: set[int] = set(ordered)
        if texts != [str(msb - lsb + 1) for msb, lsb in found]:
            taken.clear()
            read = _aligned(ordered, slots, words, taken) if _are_values(texts) else None
            if not read or not all(read):
                break
            fields = with_values(fields, read)
        used |= taken
        bottom = max(words.words[i].box[3] for i in ordered)
        used.update(words.inside((x0 - MARGIN, top - 4, x0, top + 4)))  # what the row is: `Initial value`
    return fields, bottom


def _are_values(texts: Sequence[str]) -> bool:
    """Access rights, or a digit for each bit: other numbers are those of the next row's bits."""
    return all(_ACCESS.match(text) for text in texts) or all(_DIGIT.fullmatch(text) for text in texts)
