"""Removes running headers and footers: lines that repeat at one place over pages. Pure; first of structure.

A line goes only when it, or it with its page number counted on, stands at the same distance from the edge of
other pages, and everything further out goes too; so body text that does not repeat stays.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingestion.fence import STRICT, Fence, Stage
from ingestion.parsing.structure.patterns import is_caption, plain_key
from ingestion.types import ConvertedPage, Line, Table

_ZONE = 0.14
"""Share of the page's height in which headers and footers stand."""
_BUCKET = 3.0
"""Points within which a running line keeps its place."""
_NUMBER = re.compile(r"\d+")
_LEADING = re.compile(r"^[\d.:\s]+")
_ROMAN = re.compile(r"^[ivxl]{1,7}$", re.I | re.A)
"""ASCII: else the Turkish letters İ and ı are an i of another case."""
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_SHARED = 8
"""Characters that a running line must share with another at its place to be its variant."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A line or table near an edge of a page."""

    page: int
    """Index into the pages."""
    index: int
    """Of the line, or of the table counted after all lines."""
    text: str
    distance: float
    """From the edge of the page, in points."""
    keys: frozenset[str]
    """The text itself, and the text with one number counted from the page."""


def without_furniture(
    pages: Sequence[ConvertedPage], titles: Iterable[str] = (), fence: Fence = STRICT
) -> tuple[ConvertedPage, ...]:
    """The pages without running lines. `titles` are headings that a running header may name."""
    if len(pages) < 2:
        return tuple(pages)
    known = frozenset(plain_key(form) for title in titles for form in (title, _LEADING.sub("", title)))
    gone: dict[int, set[int]] = defaultdict(set)
    for top in (True, False):
        spots: list[list[_Spot]] = [[] for _ in pages]
        for index, page in enumerate(pages):
            with fence.around(Stage.FURNITURE, page.number):
                spots[index] = _spots(index, page, top)
        for spot in _running(spots, known):
            gone[spot.page].add(spot.index)
    return tuple(_without(page, gone[index]) for index, page in enumerate(pages))


def _without(page: ConvertedPage, gone: set[int]) -> ConvertedPage:
    if not gone:
        return page
    count = len(page.lines)
    return replace(
        page,
        lines=tuple(line for index, line in enumerate(page.lines) if index not in gone),
        tables=tuple(table for index, table in enumerate(page.tables) if count + index not in gone),
    )


def _spots(index: int, page: ConvertedPage, top: bool) -> list[_Spot]:
    """What stands near the edge, from the outside inwards."""
    limit = _ZONE * page.height
    things: list[tuple[Line | Table, str]] = [(line, line.text) for line in page.lines]
    things += [(table, _table_text(table)) for table in page.tables]
    found = []
    for number, (thing, text) in enumerate(things):
        _, y0, _, y1 = thing.box
        distance, far = (y0, y1) if top else (page.height - y1, page.height - y0)
        if far <= limit and not is_caption(text):
            found.append(_Spot(index, number, text, distance, _keys(text, index)))
    return sorted(found, key=lambda spot: spot.distance)


def _table_text(table: Table) -> str:
    return " ".join(cell.text for row in (*table.header, *table.rows) for cell in row.cells)


def _running(pages: list[list[_Spot]], titles: frozenset[str]) -> Iterator[_Spot]:
    support: dict[tuple[str, int], set[int]] = defaultdict(set)
    for spots in pages:
        for spot in spots:
            for key in spot.keys:
                support[key, round(spot.distance / _BUCKET)].add(spot.page)
    few = 2 if len(pages) <= 6 else 3
    many = max(few, len(pages) // 10)
    confirmed: dict[int, set[str]] = defaultdict(set)
    places: dict[int, int] = defaultdict(int)
    for spots in pages:
        for position, spot in enumerate(spots):
            if _count(support, spot) >= (few if position == 0 else many):
                place = round(spot.distance / _BUCKET)
                confirmed[place].add(spot.text)
                places[place] += 1
    for spots in pages:
        for position, spot in enumerate(spots):
            runs = _count(support, spot) >= (few if position == 0 else many)
            if not runs and not _is_variant(spot, confirmed, places, len(pages), titles):
                break
            yield spot


def _keys(text: str, page: int) -> frozenset[str]:
    text = " ".join(text.split())
    keys = {text} if not text.isdigit() else set()
    for number in list(_NUMBER.finditer(text))[:6]:
        offset = int(number[0][:9]) - page
        keys.add(f"{text[: number.start()]}\x00{offset}\x00{text[number.end() :]}")
    if _ROMAN.match(text):
        keys.add(f"\x01{_roman(text) - page}")
    return frozenset(keys)


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[char] for char in text.lower()]
    return sum(
        -value if later > value else value for value, later in zip(values, [*values[1:], 0], strict=True)
    )


def _count(support: dict[tuple[str, int], set[int]], spot: _Spot) -> int:
    """On how many pages this line stands at this place; rounding may fall either way."""
    place = round(spot.distance / _BUCKET)
    return max(
        len(support.get((key, place), set()) | support.get((key, place - 1), set()))
        if spot.distance < place * _BUCKET
        else len(support.get((key, place), set()) | support.get((key, place + 1), set()))
        for key in spot.keys or {""}
    )


def _is_variant(
    spot: _Spot,
    confirmed: dict[int, set[str]],
    places: dict[int, int],
    pages: int,
    titles: frozenset[str],
) -> bool:
    """Whether a line that does not repeat stands where most pages have a running line, and resembles it."""
    place = round(spot.distance / _BUCKET)
    near = [place - 1, place, place + 1]
    if sum(places.get(there, 0) for there in near) < 0.4 * pages:
        return False
    bare = plain_key(_NUMBER.sub("", spot.text))
    if (bare and bare in titles) or plain_key(spot.text) in titles:
        return True
    return any(_resembles(spot.text, other) for there in near for other in confirmed.get(there, ()))


def _resembles(one: str, other: str) -> bool:
    """Whether two running lines begin or end alike, as where only the chapter's name changes."""
    for left, right in ((one, other), (one[::-1], other[::-1])):
        shared = 0
        for a, b in zip(left, right, strict=False):
            if a != b:
                break
            shared += 1
        if shared >= _SHARED and any(char.isalpha() for char in left[:shared]):
            return True
    return False
