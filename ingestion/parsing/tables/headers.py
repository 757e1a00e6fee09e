"""Tells header rows from body rows: by shade, by weight, by what they say."""

import re
from collections.abc import Sequence

from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.types import Box, Fill, Word

WHITE = 0.985
"""Luminance from which a fill is no shade."""
SAME_SHADE = 0.02
"""Luminance by which the shades of two header rows differ at most; striped bodies are shaded otherwise."""
MOST = 4
"""Header rows at most: deeper ones are bodies that are shaded throughout."""

_WORDS = frozenset({
    "access", "address", "bit", "bits", "bus", "cause", "change", "channel", "chapter",
    "characteristic", "class", "code", "comment", "comments", "condition", "configuration", "date",
    "default", "description", "direction", "event", "feature", "field", "function", "group", "item",
    "level", "max", "max.", "maximum", "meaning", "min", "min.", "minimum", "mode", "model", "name",
    "no", "no.", "notes", "number", "offset", "operation", "order", "package", "page", "parameter",
    "part", "peripheral", "pin", "port", "position", "priority", "product", "r/w", "range",
    "rating", "region", "register", "remap", "reset", "revision", "section", "setting", "signal",
    "size", "source", "state", "symbol", "table", "title", "trigger", "typ", "typ.", "type",
    "typical", "unit", "value", "vector", "version", "width",
})  # fmt: skip
_CHINESE = re.compile(
    r"(?:位|名|名称|访问|描述|复位值|符号|参数|条件|最小值?|典型值?|最大值?|单位|引脚|引脚号|类型|功能|地址|偏移|偏移量|寄存器|"
    r"编号|日期|版本|说明|内容|值|数值|序号|优先级|型号|备注|中断|中断源|模式|封装|特性|默认值?|属性|配置|函数|方向|项目|含义|状态)$"
)
_LONGEST_CHINESE = 14
_LONGEST = 48
"""Characters and words that a header cell has at most, to be known by its words."""
Texts = dict[tuple[int, int], str]
"""Cell texts by the row and column where the cell begins."""

_VALUE = re.compile(r"^[-+±]?(?:0x[0-9a-fx]+|\d[\d.,:~%xX\s-]*)\S{0,3}$|^\[\d|^-$", re.IGNORECASE)


def header_rows(draft: Draft, texts: Texts, words: Sequence[Word], fills: Sequence[Fill]) -> int:
    """How many of the first rows are header; 0 where none is."""
    starts: list[list[Patch]] = [[] for _ in range(draft.rows)]
    for patch in draft.patches:
        starts[patch.row].append(patch)
    if draft.rows == 1:
        return 1 if says_header([texts[p.row, p.column] for p in starts[0]]) else 0
    near = [fill for fill in fills if fill.grey < WHITE and _overlap(fill.box, draft.box) > 0]
    shades = [_shade(row, near) for row in starts] if near else [WHITE]
    count = _leading([abs(shade - shades[0]) < SAME_SHADE for shade in shades]) if shades[0] < WHITE else 0
    if not count:
        count = _leading([_bold(row, words) for row in starts])
    if not count:
        count = _by_content([[texts[p.row, p.column] for p in row] for row in starts])
    return _whole(draft, count)


def _leading(marked: Sequence[bool]) -> int:
    """Marked rows at the top, if an unmarked one follows."""
    count = 0
    while count < len(marked) and marked[count]:
        count += 1
    return count if count <= MOST and count < len(marked) else 0


def _whole(draft: Draft, count: int) -> int:
    """A header cell that spans rows takes all of them into the header."""
    if not count:
        return 0
    reach = max(p.row + p.rowspan for p in draft.patches if p.row < count)
    return reach if reach < draft.rows and reach <= MOST else count


def _overlap(a: Box, b: Box) -> float:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0.0


def _shade(row: Sequence[Patch], fills: Sequence[Fill]) -> float:
    """Luminance of the shade on which all cells of the row lie; white where there is none."""
    darkest = 1.0
    for patch in row:
        box = patch.box
        over = [(area, fill.grey) for fill in fills if (area := _overlap(fill.box, box)) > 0]
        if sum(area for area, _ in over) < 0.5 * (box[2] - box[0]) * (box[3] - box[1]):
            return 1.0
        darkest = min(darkest, max(over)[1])
    return darkest if row else 1.0


def _bold(row: Sequence[Patch], words: Sequence[Word]) -> bool:
    """All words of the row are bold, and there are some in at least two cells."""
    filled = [patch for patch in row if patch.words]
    return (
        bool(filled)
        and (len(filled) > 1 or len(row) == 1)
        and all(words[i].bold or words[i].superscript for patch in filled for i in patch.words)
    )


def says_header(texts: Sequence[str]) -> bool:
    """Two texts or more, and half of all, are header words."""
    filled = [text for text in texts if text]
    named = sum(_named(text) for text in filled)
    return len(filled) > 1 and named >= 2 and 2 * named >= len(filled)


def _count(texts: Sequence[str]) -> int:
    return sum(_named(text) for text in texts)


def _plain(text: str) -> bool:
    """Whether the text is one header word and nothing else."""
    return text.casefold() in _WORDS or bool(_CHINESE.match(text))


def _named(text: str) -> bool:
    """Whether a header word stands in a short text."""
    if len(text) > _LONGEST or _VALUE.match(text):
        return False
    words = re.split(r"[\s/(),:：]+", text.casefold())
    if any(word in _WORDS or word.removesuffix("s") in _WORDS for word in words):
        return True
    joined = "".join(text.split())
    return len(joined) <= _LONGEST_CHINESE and bool(_CHINESE.search(joined))


def _by_content(rows: Sequence[Sequence[str]]) -> int:
    """The first row says header words, or is the only one without values."""
    first = rows[0]
    if says_header(first) and (_count(first) > _count(rows[1]) or all(map(_plain, first))):
        return 1
    if not all(first) or len(first) < 2 or any(_VALUE.match(text) or len(text) > 40 for text in first):
        return 0
    later = [text for row in rows[1:] for text in row if text]
    valued = sum(bool(_VALUE.match(text)) for text in later)
    return 1 if later and 4 * valued >= len(later) else 0
