"""Finds headings: bookmarks matched to lines, else numbering and font. Pure; part of structure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingestion.fence import STRICT, Fence, Stage
from ingestion.parsing.structure.patterns import (
    CHAPTER,
    LIST_ITEM,
    NUMBERED,
    REGISTER_CAPTION,
    REGISTER_DETAIL,
    REGISTER_HEADING,
    SENTENCE_END,
    is_caption,
    plain_key,
)
from ingestion.types import Box, ConvertedPage, Line, OutlineEntry

_LONGEST = 140
"""Characters of a heading at most."""
_ASIDE = re.compile(
    r"^(?:notes?|caution|warning|important|tip|hint|danger|注意?|警告|提示)\b\W*\d*\W*$", re.I
)
_LARGER = 1.12
"""Times the body's size that makes a short line a heading."""
_REGISTER = 99
"""Level of a register's heading before it is set below its section."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that begins at a line of a page and covers `lines` of them."""

    text: str
    level: int
    lines: int = 1
    certain: bool = False
    """From the outline."""


@dataclass(frozen=True, slots=True)
class Style:
    """The look of running text."""

    size: float
    bold: bool


Found = dict[tuple[int, int], Heading]
"""By index of page and line; a line index of -1 stands before the page's first line."""


def body_style(pages: Sequence[ConvertedPage]) -> Style:
    """Size and weight of most letters."""
    sizes: Counter[float] = Counter()
    bold = 0
    for page in pages:
        for line in page.lines:
            sizes[round(2 * line.size) / 2] += len(line.text)
            bold += len(line.text) if line.bold else 0
    total = sum(sizes.values())
    return Style(sizes.most_common(1)[0][0] if sizes else 10.0, 2 * bold > total)


def find_headings(
    pages: Sequence[ConvertedPage], outline: Sequence[OutlineEntry], fence: Fence = STRICT
) -> Found:
    """All headings with their depths in the section tree."""
    style = body_style(pages)
    found = _from_outline(pages, outline, fence)
    seen = {plain_key(heading.text) for heading in found.values()}
    bookmarked: dict[int, set[int]] = defaultdict(set)
    for (index, line), heading in found.items():
        bookmarked[index].update(range(line, line + heading.lines))
    for index, page in enumerate(pages):
        with fence.around(Stage.HEADINGS, page.number):
            for number, guess in _guesses(page, style, bool(outline), bookmarked[index], seen):
                found[index, number] = guess
    return _levelled(found)


def _guesses(
    page: ConvertedPage, style: Style, outlined: bool, bookmarked: set[int], seen: set[str]
) -> Iterator[tuple[int, Heading]]:
    """The page's headings that no bookmark names, with the lines at which they begin."""
    skip = set(bookmarked)
    for number in range(len(page.lines)):
        guess = None if number in skip else _guess(page, number, style, outlined)
        if guess and plain_key(guess.text) not in seen:
            yield number, guess
            skip.update(range(number, number + guess.lines))


def _from_outline(pages: Sequence[ConvertedPage], outline: Sequence[OutlineEntry], fence: Fence) -> Found:
    by_number = {page.number: index for index, page in enumerate(pages)}
    found: Found = {}
    unmatched: dict[int, list[OutlineEntry]] = defaultdict(list)
    for entry in outline:
        if is_caption(entry.title) or entry.page not in by_number:
            continue
        index = by_number[entry.page]
        printed: Found = {}
        with fence.around(Stage.HEADINGS, entry.page):
            printed = _printed(pages, index, entry, found)
        if printed:
            found |= printed
        else:
            unmatched[index].append(entry)
    for index, entries in unmatched.items():
        for offset, entry in enumerate(reversed(entries), 1):
            # Printed in a way that cannot be matched: it still says what the page is about.
            found[index, -offset] = Heading(entry.title, entry.level, 0, certain=True)
    return found


def _printed(pages: Sequence[ConvertedPage], index: int, entry: OutlineEntry, found: Found) -> Found:
    """The lines that print a bookmark's title, on its page or the next; none where they cannot be told."""
    for at in (index, index + 1):
        place = _match(pages[at], entry.title, {n for i, n in found if i == at}) if at < len(pages) else None
        if place:
            number, count = place
            text = " ".join(line.text for line in pages[at].lines[number : number + count])
            longer = text if len(plain_key(text)) >= len(plain_key(entry.title)) else entry.title
            return {(at, number): Heading(longer, entry.level, count, certain=True)}
    return {}


_PREFIX = re.compile(
    r"^(?:(?:chapter|section|appendix|part|annex)\s+[\dA-Z]{1,3}\b[.:：\s-]*|第\S{1,4}[章节篇]\s*"
    r"|(?:[A-Z]\.)?\d+(?:\.\d+)*(?:[.:：)]\s*|\s+)|[A-Z]\.\s+)+",
    re.I,
)
_NUMBER = re.compile(r"^(\d+(?:\.\d+)+)[.．]?\s")


def _match(page: ConvertedPage, title: str, taken: set[int]) -> tuple[int, int] | None:
    """Index of the line that prints a bookmark's title, and how many lines it takes."""
    wanted = plain_key(title)
    bare = plain_key(_PREFIX.sub("", title)) or wanted
    best: tuple[tuple[int, float], int, int] | None = None
    for number, line in enumerate(page.lines):
        if number in taken:
            continue
        text = ""
        for count in range(1, 4):
            if number + count > len(page.lines):
                break
            text += page.lines[number + count - 1].text + " "
            key = plain_key(text)
            if len(key) > len(wanted) + 12:
                break
            certainty = _likeness(text, title, key == wanted, bare)
            if certainty:
                rank = (certainty, line.size)
                if best is None or rank > best[0]:
                    best = (rank, number, count)
                break
    return (best[1], best[2]) if best else None


def _likeness(text: str, title: str, exact: bool, bare: str) -> int:
    """How surely a line prints a bookmark: the same, the same but for its number, or only the number.

    Fonts with a broken character map leave nothing but the number to compare.
    """
    if exact:
        return 3
    if plain_key(_PREFIX.sub("", text)) == bare:
        return 2
    numbers = [_NUMBER.match(part) for part in (text, title)]
    same = numbers[0] and numbers[1] and numbers[0][1] == numbers[1][1]
    return 1 if same and len(text) <= len(title) + 4 and not SENTENCE_END.search(text.strip()) else 0


def _guess(page: ConvertedPage, number: int, style: Style, outlined: bool) -> Heading | None:
    """A heading by its own look: a register's, a numbered one, or a larger or bolder line."""
    line = page.lines[number]
    text = line.text.strip()
    if match := REGISTER_CAPTION.match(text):
        return Heading(text, _REGISTER) if match["name"] else None
    if is_caption(text) or len(text) > _LONGEST or line.mono or _ASIDE.match(text):
        return None
    if (whole := _register_heading(page, number)) is not None:
        return whole
    large = line.size >= _LARGER * style.size
    strong = line.bold and not style.bold and line.size >= style.size - 0.6
    if not (large or strong) or SENTENCE_END.search(text) or sum(c.isalpha() for c in text) < 2:
        return None
    if match := CHAPTER.match(text):
        return Heading(text, 1) if match.end() < len(text) else None
    if match := NUMBERED.match(text):
        text, count = _wrapped(page, number)
        return Heading(text, (match["number"] or match["appendix"]).count(".") + 1, count)
    if LIST_ITEM.match(text) or not _stands_alone(page, number) or len(text) > 90:
        return None
    return Heading(text, 0 if large else -1) if outlined or large or len(text.split()) <= 10 else None


def _wrapped(page: ConvertedPage, number: int) -> tuple[str, int]:
    """A heading's text with the next line, where it goes on there in the same look."""
    line = page.lines[number]
    if number + 1 < len(page.lines):
        after = page.lines[number + 1]
        alike = (after.size, after.bold) == (line.size, line.bold)
        close = 0 <= after.box[1] - line.box[3] <= 0.6 * line.size
        if alike and close and not NUMBERED.match(after.text) and len(line.text) > 30:
            return f"{line.text.strip()} {after.text.strip()}", 2
    return line.text.strip(), 1


def _register_heading(page: ConvertedPage, number: int) -> Heading | None:
    """`Title (NAME)` above a table, a diagram or an offset; the name may stand on the next line."""
    text = page.lines[number].text.strip()
    count = 1
    if not REGISTER_HEADING.match(text):
        if number + 1 >= len(page.lines) or SENTENCE_END.search(text):
            return None
        following = page.lines[number + 1]
        joined = f"{text} {following.text.strip()}"
        close = 0 <= following.box[1] - page.lines[number].box[1] <= 2 * following.size
        if not (following.text.lstrip().startswith(("(", "（")) and close and REGISTER_HEADING.match(joined)):
            return None
        text, count = joined, 2
    if LIST_ITEM.match(text) or len(text) > _LONGEST:
        return None
    box = page.lines[number + count - 1].box
    after = page.lines[number + count] if number + count < len(page.lines) else None
    detail = after is not None and bool(REGISTER_DETAIL.match(after.text)) and after.box[1] - box[3] < 40
    return Heading(text, _REGISTER, count) if detail or _above_object(page, box, after) else None


def _above_object(page: ConvertedPage, box: Box, after: Line | None) -> bool:
    """Whether the next thing below is a table or diagram."""
    tops = [other[1] for other in _objects(page) if other[1] >= box[3] - 3]
    if not tops or min(tops) - box[3] > 45:
        return False
    return after is None or after.box[1] >= min(tops) - 3 or after.box[1] < box[1]


def _objects(page: ConvertedPage) -> list[Box]:
    return [table.box for table in page.tables] + [diagram.box for diagram in page.diagrams]


def _stands_alone(page: ConvertedPage, number: int) -> bool:
    """Whether a line is set apart: nothing beside it, and text of another look or a gap around it."""
    line = page.lines[number]
    x0, y0, x1, _ = line.box
    if any(left < x1 and right > x0 and top < y0 < bottom for left, top, right, bottom in _objects(page)):
        return False
    before = page.lines[number - 1] if number else None
    after = page.lines[number + 1] if number + 1 < len(page.lines) else None
    apart = before is None or line.box[1] - before.box[3] > 0.35 * line.size or before.box[1] > line.box[1]
    differs = after is None or (after.bold, after.size) != (line.bold, line.size)
    return apart and differs


def _levelled(found: Found) -> Found:
    """Depths for headings whose look does not tell: below the last heading whose number or bookmark does."""
    levelled: Found = {}
    section, minor = 0, 0
    for place in sorted(found):
        heading = found[place]
        level = heading.level
        if level == _REGISTER:
            level = max(section, minor) + 1
        elif level in (0, -1):
            level = section + 1 if level == 0 else section + 2 if minor == section + 1 else section + 1
            minor = level if heading.level == 0 else minor
        else:
            section, minor = level, 0
        levelled[place] = Heading(heading.text, level, heading.lines, heading.certain)
    return levelled
