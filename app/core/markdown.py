"""Text from manuals made safe to stand in a Markdown answer: it is data and never markup. Pure.

Only what CommonMark could read as markup is escaped, so that names such as RCC_CTLR and ranges such
as [3:0] stay as printed for readers that show plain text. Citations are CommonMark's reference links: a bare
`[1]` in the text, and where it leads at the end, so that the text reads well as it is written.
"""

import re
from collections.abc import Iterable

_ALWAYS = re.compile(r"[`*]|\\(?=[!-/:-@\[-`{-~]|\n|\Z)|~(?=~)")
_BRACKET = re.compile(r"[\[\]]")
_LOOSE_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""An underscore inside a word is no emphasis."""
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]+;)")
_LINK = re.compile(r"(?<![A-Za-z0-9_\])])\[(?=\d{1,3}\])|\](?=[(\[:])")
"""What would end a link's text, or be a citation's marker, such as a printed footnote's `[3]`."""
_INDEX = re.compile(r"`[^`\n]*`|(?<=[A-Za-z0-9_\])])\[(?=(?P<number>\d{1,3})\])")
"""The bracket of `DATA[3]`, and code, in which it means nothing."""
_LINE_MARK = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+\s*$|-{2,}\s*$)", re.MULTILINE)
_LINE_NUMBER = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the writing direction."""
_ANY = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069`*\\~\[\]<&]"
    r"|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|^\s*[-+#>=\d]",
    re.MULTILINE,
)
"""Whether there is anything to escape: in most names and titles there is not."""
MARKER = re.compile(r" ?(?<![A-Za-z0-9_\])`\\])\[(?P<number>\d{1,3})\](?![(\[:])")
"""A citation in running text; `DATA[3]` is an index."""
DEFINITION = re.compile(r"^\[(?P<number>\d{1,3})\]: (?P<url>(?:https?:/)?/\S+)[ \t]*$\n?", re.MULTILINE)
_ALONE = re.compile(rf"{MARKER.pattern}(?! \[(?!\d{{1,3}}\](?![(\[:])))")
"""A marker without the document's link behind it; another marker may follow."""
_INLINE_MARKER = re.compile(r" ?\[\[\d{1,3}\]\]\([^()\s]*\)")
"""A marker as answers had it before: a link of its own."""
_URL_UNSAFE = re.compile(r"[()\s<>\"'\\]")


def escape(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return _escape(text, _LINK)


def _escape(text: str, brackets: re.Pattern[str]) -> str:
    if not _ANY.search(text):
        return text
    text = _CONTROL.sub("", text)
    text = _ALWAYS.sub(r"\\\g<0>", text)
    for pattern in (_LOOSE_UNDERSCORE, _TAG, _ENTITY, brackets):
        text = pattern.sub(r"\\\g<0>", text)
    text = _LINE_MARK.sub(r"\1\\\2", text)
    return _LINE_NUMBER.sub(r"\1\\\2", text)


def inline(text: str) -> str:
    """Escaped text on one line."""
    return escape(" ".join(text.split()))


def quote(text: str) -> str:
    """Escaped text as a block quotation."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return "\n".join(f"> {escape(line)}  " if line else ">" for line in lines).rstrip()


def link(text: str, url: str) -> str:
    """A link whose text is escaped and whose address cannot leave its brackets."""
    return f"[{_escape(' '.join(text.split()), _BRACKET)}]({_safe(url)})"


def marker(number: int) -> str:
    """The number of a citation in running text; a link where the text ends with its definition."""
    return f"[{number}]"


def definitions(text: str, places: Iterable[tuple[int, str]]) -> str:
    """A block that makes links of a text's markers, for its end; empty where no number stands in it alone.

    Lists of sources have their links beside the number already.
    """
    alone = {int(match["number"]) for match in _ALONE.finditer(text)}
    lines = [f"[{number}]: {_safe(url)}" for number, url in places if number in alone]
    return "\n".join(lines)


def with_definitions(text: str, places: Iterable[tuple[int, str]]) -> str:
    """A text whose markers are links; an index such as `DATA[1]` beside a marker of the number stays one."""
    block = definitions(text, places)
    numbers = {str(number) for number in defined(block)}
    if not block:
        return text
    escaped = _INDEX.sub(lambda match: f"\\{match[0]}" if match["number"] in numbers else match[0], text)
    return f"{escaped}\n\n{block}"


def defined(text: str) -> dict[int, str]:
    """Where the markers of a text lead, by their numbers."""
    return {int(match["number"]): match["url"] for match in DEFINITION.finditer(text)}


def unmarked(text: str) -> str:
    """An answer without its citations' markers and definitions: `[1]` is neither a bit nor a value."""
    numbers = defined(text)
    text = _INLINE_MARKER.sub("", DEFINITION.sub("", text))
    return _ALONE.sub(lambda match: "" if int(match["number"]) in numbers else match[0], text)


def _safe(url: str) -> str:
    return _URL_UNSAFE.sub(lambda match: f"%{ord(match[0]):02X}", url)
