"""Pages to blocks: lines, tables and diagrams in reading order, lines joined to paragraphs. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingestion.fence import STRICT, Fence, Stage
from ingestion.parsing.structure.headings import Found, Heading, Style
from ingestion.parsing.structure.patterns import LIST_ITEM, SENTENCE_END, is_caption, is_filler
from ingestion.parsing.structure.prose import Prose, mended_table
from ingestion.types import BitDiagram, Block, BlockKind, Box, ConvertedPage, Line, Table

_SHORTEST, _LONGEST_REST = 20, 400
"""Characters of a block that may go on over a page break, and of what of it stands on the next page."""
_SENTENCE = re.compile(r"[.!?](?=\s|$)|[。！？；]")
_COLUMN = 60.0
"""Points between the left edges of lines of one column, indentation and bullets included."""
_WIDE = 180.0
"""Points: in narrower columns lines are short by chance."""
_EMPTY = 0.3
"""Share of the column's width that no word leaves empty where a line goes on."""
_FIGURE_TEXT = 0.8
"""Times the body's size below which lines are labels in a picture."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something on a page in reading order, with the index of its line or -1."""

    thing: Line | Table | BitDiagram
    index: int = -1


def to_blocks(
    pages: Sequence[ConvertedPage], headings: Found, style: Style, prose: Prose, fence: Fence = STRICT
) -> list[Block]:
    """All blocks of a document, each with the headings above it."""
    blocks: list[Block] = []
    path: list[tuple[int, str]] = []
    by_page: dict[int, dict[int, Heading]] = defaultdict(dict)
    for (index, line), heading in headings.items():
        by_page[index][line] = heading
    for index, page in enumerate(pages):
        with fence.around(Stage.BLOCKS, page.number):
            builder = _PageBuilder(page, style, prose, path)
            blocks += _page_blocks(page, by_page[index], builder)
    return _mended(blocks, prose)


def _page_blocks(
    page: ConvertedPage, headings: Mapping[int, Heading], builder: "_PageBuilder"
) -> list[Block]:
    for above in sorted(line for line in headings if line < 0):
        builder.heading(headings[above].text, headings[above].level, (0.0, 0.0, page.width, 0.0))
    skip = 0
    for item in _items(page):
        if skip and item.index >= 0:
            skip -= 1
            continue
        heading = headings.get(item.index) if item.index >= 0 else None
        if heading:
            lines = page.lines[item.index : item.index + heading.lines]
            builder.heading(heading.text, heading.level, _around(lines))
            skip = heading.lines - 1
        else:
            builder.take(item.thing)
    return builder.finish()


def _mended(blocks: Sequence[Block], prose: Prose) -> list[Block]:
    """The blocks with sentences that a page break cuts put together on the page where they begin."""
    mended: list[Block] = []
    for block in blocks:
        before = mended[-1] if mended else None
        end = _sentence_end(before, block) if before else 0
        if before is None or not end:
            mended.append(block)
            continue
        mended[-1] = replace(before, text=prose.join([before.text, block.text[:end].strip()]))
        if rest := block.text[end:].strip():
            mended.append(replace(block, text=rest))
    return mended


def _sentence_end(before: Block, block: Block) -> int:
    """How much of a page's first paragraph ends the sentence that the page before left open; 0 for none."""
    open_kinds = (BlockKind.PARAGRAPH, BlockKind.LIST)
    follows = block.page == before.page + 1 and block.path == before.path
    if not follows or before.kind not in open_kinds or block.kind is not BlockKind.PARAGRAPH:
        return 0
    if SENTENCE_END.search(before.text) or block.text[0].isupper() or len(before.text) < _SHORTEST:
        return 0
    match = _SENTENCE.search(block.text)
    return match.end() if match and match.end() <= _LONGEST_REST else 0


def _items(page: ConvertedPage) -> list[Item]:
    """Lines in their order, tables and diagrams put where they stand among them."""
    items = [Item(line, index) for index, line in enumerate(page.lines)]
    objects: list[Table | BitDiagram] = sorted((*page.tables, *page.diagrams), key=lambda thing: thing.box[1])
    for thing in objects:
        items.insert(_place(items, thing.box), Item(thing))
    return items


def _place(items: Sequence[Item], box: Box) -> int:
    """Before the first line of the same column below the object's top, else after the last above it.

    What stands right of the object and reaches below its top is the next column: the object comes before it.
    """
    last, below = 0, len(items)
    for position, item in enumerate(items):
        other = item.thing.box
        if min(other[2], box[2]) - max(other[0], box[0]) <= 0:
            continue
        if other[1] >= box[1] - 1:
            below = position
            break
        last = position + 1
    right = [at for at in range(last, below) if items[at].thing.box[0] >= box[2]]
    if any(items[at].thing.box[3] > box[1] for at in right):
        return right[0]
    return below if below < len(items) else last


class _PageBuilder:
    """Collects the blocks of one page; the heading path is carried from page to page."""

    def __init__(self, page: ConvertedPage, style: Style, prose: Prose, path: list[tuple[int, str]]) -> None:
        self._page = page
        self._style = style
        self._prose = prose
        self._path = path
        self._blocks: list[Block] = []
        self._lines: list[Line] = []

    def heading(self, text: str, level: int, box: Box) -> None:
        self._flush()
        text = " ".join(text.split())
        self._path[:] = [(depth, title) for depth, title in self._path if depth < level]
        self._path.append((level, text))
        self._add(BlockKind.HEADING, text, box, level=len(self._path))

    def take(self, thing: Line | Table | BitDiagram) -> None:
        if isinstance(thing, Line):
            if not is_filler(thing.text):
                self._lines.append(thing)
            return
        self._flush()
        if isinstance(thing, Table):
            thing = mended_table(thing, self._prose)
            rows = "\n".join(" | ".join(row.texts) for row in (*thing.header, *thing.rows))
            self._add(BlockKind.TABLE, rows, thing.box, table=thing)
        else:
            names = ", ".join(_field(field.name, field.msb, field.lsb) for field in thing.fields)
            self._add(BlockKind.DIAGRAM, names, thing.box, diagram=thing)

    def finish(self) -> list[Block]:
        self._flush()
        return self._blocks

    def _flush(self) -> None:
        for group in _paragraphs(self._lines, self._style):
            kind = _kind(group, self._style)
            text = _code(group) if kind is BlockKind.CODE else self._prose.join([line.text for line in group])
            self._add(kind, text, _around(group))
        self._lines.clear()

    def _add(
        self,
        kind: BlockKind,
        text: str,
        box: Box,
        level: int = 0,
        table: Table | None = None,
        diagram: BitDiagram | None = None,
    ) -> None:
        path = tuple(title for _, title in self._path)
        self._blocks.append(Block(kind, text, self._page.number, box, path, level, table, diagram))


def _field(name: str, msb: int, lsb: int) -> str:
    return f"{name}[{msb}:{lsb}]" if msb != lsb else f"{name}[{msb}]"


def _paragraphs(lines: Sequence[Line], style: Style) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and (_ends_early(group[-1], lines) or not _continues(group, line, style)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _ends_early(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line leaves so much of its column empty that it must be a paragraph's last."""
    if line.mono:
        return False
    column = [other for other in lines if abs(other.box[0] - line.box[0]) < _COLUMN]
    right = max(other.box[2] for other in column)
    left = min(other.box[0] for other in column)
    return right - left > _WIDE and line.box[2] < right - _EMPTY * (right - left)


def _continues(group: list[Line], line: Line, style: Style) -> bool:
    """Whether a line goes on with the paragraph above it."""
    before = group[-1]
    gap = line.box[1] - before.box[3]
    if before.mono and line.mono:
        return -line.size < gap < 1.5 * line.size
    if before.mono != line.mono and len(line.text) > 3:
        return False
    labels = [_is_label(part, style) for part in (before, line)]
    if all(labels):
        return True
    if any(labels) or not -0.8 * line.size < gap < 0.75 * line.size:
        return False
    if abs(line.size - before.size) > 1.2 or LIST_ITEM.match(line.text):
        return False
    if is_caption(line.text) and (line.bold != before.bold or gap > 0.4 * line.size):
        return False  # else a sentence happens to go on with the number of a table
    if is_caption(group[0].text):
        return line.bold == before.bold and before.box[2] - before.box[0] > 300
    # A line that begins further left than a hanging paragraph begins another one.
    hanging = (
        len(group) > 1 and line.box[0] < before.box[0] - line.size and not LIST_ITEM.match(group[0].text)
    )
    starts_item = bool(LIST_ITEM.match(group[0].text)) and line.box[0] <= group[0].box[0] - 1
    indented = line.box[0] > before.box[0] + 1.2 * line.size and len(group) > 1 and not _is_item(group)
    return not (hanging or starts_item or indented)


def _is_item(group: list[Line]) -> bool:
    return bool(LIST_ITEM.match(group[0].text))


def _is_label(line: Line, style: Style) -> bool:
    return line.size < _FIGURE_TEXT * style.size and not line.mono


def _kind(group: Sequence[Line], style: Style) -> BlockKind:
    text = group[0].text
    if is_caption(text):
        return BlockKind.CAPTION
    if all(line.mono for line in group):
        return BlockKind.CODE
    if LIST_ITEM.match(text):
        return BlockKind.LIST
    if all(_is_label(line, style) for line in group):
        return BlockKind.FIGURE
    return BlockKind.PARAGRAPH


def _code(lines: Sequence[Line]) -> str:
    """Lines of code with their indentation, counted in characters of a fixed width."""
    left = min(line.box[0] for line in lines)
    return "\n".join(" " * round((line.box[0] - left) / (0.6 * line.size)) + line.text for line in lines)


def _around(lines: Sequence[Line]) -> Box:
    return (
        min(line.box[0] for line in lines),
        min(line.box[1] for line in lines),
        max(line.box[2] for line in lines),
        max(line.box[3] for line in lines),
    )
