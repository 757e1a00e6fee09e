"""How captions, list items, contents lines and register headings look, in English and Chinese. Pure."""

import re
from itertools import pairwise

from ingestion.types import Line

_CAPTION = re.compile(
    r"^(?:(?:Table|Tab\.|Figure|Fig\.|Diagram)\s*|[表图圖]\s*)(?:[A-Z]\.?-?)?\d+(?:[.\-–—]\d+)*[a-z]?(?=[\s.:：)、—–-]|[^\x00-\x7f]|$)",
    re.I,
)
_TELLS = re.compile(r"^\s*(?:[a-z]|[,，]|所示|列出|给出|[中为是和及](?:[的，列给描说所]|$)|描述了?|说明了)")
"""How a sentence about a table goes on behind its number; a caption goes on with a capital letter."""
_TABLE_CAPTION = re.compile(r"^(?:table|tab\.|表)", re.I)

_SEPARATORS = re.compile(r"[\W_]+")
_FILLER = re.compile(
    r"^[(（\[]?(?:(?:to be )?continued(?: (?:on|from) (?:the )?(?:next|previous|last) page)?[.…]*"
    r"|(?:chapter|part|appendix) [\dA-Z]{1,3}|接?[上下]页|续上?表)[)）\]]?$",
    re.I,
)
LIST_ITEM = re.compile(
    r"^(?:[•●○■□▪◼◆➢✓*·‣–—-]\s*(?=\S)|\(?\d{1,2}[.)）、]\s*(?=[^\d\s])|[（(]\d{1,2}[)）]\s*|[a-zA-Z][.)]\s+(?=\S)|[①-⑳]\s*)"
)
CONTENTS_LINE = re.compile(r"(?:\.\s?){4,}\s*[\divxl]*$|(?:…\s?){2,}\s*\d*$|(?:·\s?){6,}\s*\d*$", re.I)
ENDS_IN_PAGE = re.compile(r"\s(\d{1,4}|[ivxl]{1,6})$")
SENTENCE_END = re.compile(r"[.;:,!?。；：，！？、…]$")

NUMBERED = re.compile(
    r"^(?:(?P<number>\d{1,2}(?:\.\d{1,3})*)[.．]?(?:\s+|(?=[\u4e00-\u9fff]))(?=\S)"
    r"|(?P<appendix>[A-Z](?:\.\d{1,3})+)[.．]?\s+(?=\S))"
)
CHAPTER = re.compile(
    r"^(?:(?:chapter|part|appendix|section|annex)\s+[\dA-Z]{1,3}\b|第\s*[\d一二三四五六七八九十]+\s*[章篇]|附录)",
    re.I,
)
_IDENTIFIER = r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|[A-Z][A-Z0-9]{2,}[A-Za-z0-9]*"
REGISTER_HEADING = re.compile(
    rf"^(?!.*[.。]\s)\S.{{2,110}}?[（(]\s*(?P<name>(?:{_IDENTIFIER})(?:\s*[/,、]\s*(?:{_IDENTIFIER}))*)[^()（）]{{0,40}}[)）]"
    r"(?:\s*[（(][^()（）]{1,60}[)）]){0,2}$"
)
"""`Clock control register (RCC_CTLR)`."""
REGISTER_CAPTION = re.compile(rf"^Register\s+\d+(?:[.\-]\d+)*\s*[.:：]?\s+(?P<name>{_IDENTIFIER})", re.I)
"""`Register 4.54: RTCIO_EXT_WAKEUP0_REG (0x002f)`."""
REGISTER_DETAIL = re.compile(
    r"^(?:(?:address|base|memory)?\s*offset|offset\s+address|(?:base\s+)?address|reset(?:\s+value)?|偏移(?:地址|量)?|地址|复位值?)\s*[:：(=]"
    r"|^(?:offset|reset|address|偏移)",
    re.I,
)


def is_filler(text: str) -> bool:
    """Whether a line only says that something goes on, or is a chapter's label without its title."""
    return bool(_FILLER.match(text.strip()))


def is_caption(text: str) -> bool:
    """Whether a line is the caption of a table or figure, not a sentence about one."""
    match = _CAPTION.match(text)
    if not match or len(text) > 250:
        return False
    return not _TELLS.match(text[match.end() :])


def is_table_caption(text: str) -> bool:
    """Whether a caption belongs to a table."""
    return bool(_TABLE_CAPTION.match(text))


def plain_key(text: str) -> str:
    """Letters and digits only, for comparing titles that are printed and bookmarked differently."""
    return _SEPARATORS.sub("", text.casefold())


def is_contents_page(lines: tuple[Line, ...], early: bool) -> bool:
    """Whether a page is a table of contents: leaders, or among the first pages numbers that grow."""
    texts = [line.text for line in lines]
    if len(texts) < 5:
        return False
    if sum(bool(CONTENTS_LINE.search(text)) for text in texts) > 0.4 * len(texts):
        return True
    if not early:
        return False
    numbers = [int(m[1]) for text in texts if (m := ENDS_IN_PAGE.search(text)) and m[1].isdigit()]
    growing = sum(later >= number for number, later in pairwise(numbers))
    return len(numbers) > 0.7 * len(texts) and len(numbers) >= 8 and growing >= 0.9 * (len(numbers) - 1)
