"""What exact fact a question asks for, in Chinese or English: rules over its words. Pure.

The words only tell the kind; which of the names is a register and which a field, the facts tell.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from app.facts.decode import value_of
from app.facts.records import Parameter
from retrieval.identifiers import identifiers_in


class Asked(StrEnum):
    """The kinds of exact questions."""

    ADDRESS = "address"
    OFFSET = "offset"
    RESET = "reset"
    BITS = "bits"
    REGISTER_OF = "register-of"
    """In which register a field is."""
    FIELD_BY_WORDS = "field-by-words"
    """Which bit does what is described, without its name."""
    REGISTER_AT = "register-at"
    DECODE = "decode"
    COMPOSE = "compose"
    INTERRUPT = "interrupt"
    DMA = "dma"
    PIN = "pin"
    PARAMETER = "parameter"
    MEMORY = "memory"
    """Base addresses, and what an address range is for."""
    ERRATUM = "erratum"
    ORDERING = "ordering"
    CHANGES = "changes"
    """What differs between revisions."""
    PATH = "path"
    """Several facts joined: the bit that gates the clock of the peripheral that a pin belongs to."""
    OVERVIEW = "overview"
    """A name alone: everything about it."""


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """A question taken apart."""

    kind: Asked
    text: str
    names: tuple[str, ...] = ()
    """Identifiers in the order of the question, chips left out."""
    value: int | None = None
    """The number to decode, or the address asked about."""
    assignments: tuple[tuple[str, int], ...] = ()
    """Field values to put together."""
    quoted: str = ""
    """A description given in quotes."""
    row: Parameter | None = None
    """A row of an electrical table, which another edition is asked for."""


MOST_NAMES = 16
"""Of one question: each costs some reads of the tables, and who sends more has pasted a file."""
_MOST_ASSIGNED = 64
"""A register has no more fields than bits."""
_END = 800
"""Characters at the beginning and at the end of a long text that say what is asked."""
_NUMBER = r"(0[xX]_?[0-9A-Fa-f][0-9A-Fa-f_]*|0[bB]_?[01][01_]*|\d+)"
_HEX = re.compile(r"0[xX][0-9A-Fa-f][0-9A-Fa-f_]*")
_EQUALS = r"=|:=|等于|设为|is set to|reads|读(?:出|到|回)(?:来)?(?:是|为)?"
_ASSIGNED = re.compile(
    rf"(?<![\w>.\-])([A-Za-z_][\w>.\-]{{0,80}})\s{{0,4}}(?:{_EQUALS})\s{{0,4}}{_NUMBER}(?![0-9A-Za-z_]|\.\d|\s*(?:[kKMmµun]?(?:Hz|V|A|W|F|Ω|s)\b|[°℃%]))"
)
"""A number with a unit is a condition (`fADC = 14 MHz`), no value of a field."""
QUOTED = re.compile(r"[\"“”„«「『]([^\"“”„«»「」『』]{3,300})[\"“”»」』]")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


CUES: dict[Asked, re.Pattern[str]] = {
    Asked.ERRATUM: _any(
        r"\berrat(?:um|a)\b|known (?:issue|bug|fault|problem)s?",
        r"(?:silicon|hardware) (?:bug|issue|fault|problem)s?",
        r"work-?arounds?\b|\bfixed (?:in|on|with|by) (?:rev|step|silicon|the (?:next|new))",
        "勘误|(?:硅片|芯片|硬件)(?:的|本身的?)?(?:问题|缺陷|bug|毛病)|已知(?:问题|缺陷|bug)",
        "版.{0,4}修(?:了|复|好|正)",
    ),
    Asked.INTERRUPT: _any(
        r"interrupt\s*(?:number|no\b|vector|request)|\birq\b|vector (?:number|address)",
        r"(?:which|what) interrupt|interrupt \d+",
        r"中断号|中断向量|向量号|中断编号|哪个中断|\d+\s*号中断",
    ),
    Asked.OFFSET: _any("offset", "偏移"),
    Asked.RESET: _any(
        r"reset(?:s|ted)?\s+(?:val(?:ue)?s?\b|state|to|default)|default value|power-on value",
        r"value (?:after|on|at) (?:a )?(?:system |power-on )?reset",
        r"复位值|复位后|默认值|缺省值|初始值|上电值|(?:默认|复位|上电)(?:是|为)?(?:多少|几|啥)",
    ),
    Asked.REGISTER_OF: _any(
        r"(?:which|what|whose)\s+(?:\w+\s+)?registers?\b|register (?:has|holds|contains)",
        r"(?:哪|什么|何)(?:一?个|些)?寄存器|属于.{0,12}寄存器",
    ),
    Asked.MEMORY: _any(
        r"\bbase(?: addr(?:ess)?)?\b|memory map|address (?:range|space|region)|memory region",
        "基地址|基址|存储器映[射像]|地址(?:范围|空间|映射)",
    ),
    Asked.ADDRESS: _any(r"\baddr(?:ess(?:es)?)?\b|where (?:is|does)|located", r"地址|在哪[里儿]?(?=\W*$)"),
    Asked.BITS: _any(
        r"\bbits?(?![A-Za-z0-9_])|bit\s?-?field|(?<!pin )\bpositions?\b",
        r"哪一?位|哪个位|哪几位|第几位|几号位|位号|位域|位段|比特|位置|位于|的位(?=呢?\W*$)",
        r"第\s*\d{1,2}\s*位|(?<![\d ])\s*位\s*\d{1,2}(?![\d.])",
    ),
    Asked.PIN: _any(
        r"\bpins?\b|\bpinout\b|alternate function|remap",
        r"引脚|管脚|复用|重映射|脚位|哪[个一]?脚|几号?脚",
    ),
    Asked.ORDERING: _any(
        r"\border(?:ing)?\b|\bpart numbers?\b|\bpackages?\b|\bpacking\b", "订货|订购|型号|封装"
    ),
}
"""In the order in which they win: the more special one first."""
_PLACES = (Asked.REGISTER_OF, Asked.ADDRESS, Asked.MEMORY)
_AT = _any(r"\bat\b", "位于|在|处")
_IS = _any(r"\bwhat(?:'?s| is| was)\b", "是什么|是啥|是哪")
_LARGEST_VALUE = 0xFFFF
_DECODE = _any(r"decod|means?\b", "解析|解码|什么意思|含义|表示")
_WIDTH = _any(r"how many bits|bits? wide|bit width|resolution", "多少位|几位(?:宽|的)|位宽|位数|分辨率")
"""A number of bits is no position of bits."""
_REQUEST = _any(
    r"\bdma\b.{0,20}?\b(?:channels?|streams?|requests?|triggers?)\b|\b(?:channels?|streams?|requests?)\b.{0,12}?\bdma\b",
    r"dma.{0,8}?(?:通道|数据?流|请求)|通道.{0,4}?dma",
)
"""Which channel serves what stands in a table that maps them, and in no fact."""
_BY_WORDS = _any(
    r"which\s+(?:\w+\s+){0,3}(?:bits?|fields?)\b|what (?:bit|field)",
    r"哪(?:一|个|几)?(?:个)?(?:位|字段|比特|位域)",
)


def concise(text: str) -> str:
    """The beginning and the end of a text: what is asked stands there, and a dump or a log between them.

    Words are compared with thousands of rows, so that their number must be bounded.
    """
    return text if len(text) <= 2 * _END else f"{text[:_END]} … {text[-_END:]}"


def parse(question: str, chips: tuple[str, ...] = (), lowercase: tuple[str, ...] = ()) -> FactQuestion:
    """Takes a question apart; `chips` are the names in it that are parts, not registers.

    `lowercase` are names that look like words.
    """
    whole = question.strip()
    text = concise(whole)
    names = _names(whole, chips)
    if lowercase:
        names = tuple(sorted(dict.fromkeys((*names, *lowercase)), key=whole.find))
    names = names[:MOST_NAMES]
    quoted = next((match.group(1).strip() for match in QUOTED.finditer(text)), "")
    found = (match.groups() for match in islice(_ASSIGNED.finditer(text), _MOST_ASSIGNED))
    assigned = tuple(
        (name, number)
        for name, raw in found
        if (number := value_of(raw)) is not None and identifiers_in(name)
    )
    numbers = [int(found.group().replace("_", ""), 16) for found in islice(_HEX.finditer(whole), MOST_NAMES)]
    kind = _kind(text, names, quoted, assigned, numbers)
    value = assigned[0][1] if assigned and kind == Asked.DECODE else next(iter(numbers), None)
    return FactQuestion(kind, text, names, value, assigned, quoted)


def _names(text: str, chips: tuple[str, ...]) -> tuple[str, ...]:
    """Identifiers, with `RCC->CTLR.PLLON` also in its pieces, without the chips."""
    parts = {chip.upper() for chip in chips}
    names = (name for name in identifiers_in(QUOTED.sub(" ", text)) if name.upper() not in parts)
    return tuple(islice(names, MOST_NAMES))


def _kind(
    text: str, names: tuple[str, ...], quoted: str, assigned: tuple[tuple[str, int], ...], numbers: list[int]
) -> Asked:
    requested = bool(_REQUEST.search(text))
    for name in names:
        text = text.replace(name, " ")  # JOFFSET3 does not ask for an offset
    if CUES[Asked.ERRATUM].search(text):
        return Asked.ERRATUM  # a value that was read may be what the erratum explains
    if len(assigned) == 1 and numbers:
        return Asked.DECODE
    if len(assigned) > 1:
        return Asked.COMPOSE
    if numbers and names and _DECODE.search(text):
        return Asked.DECODE
    if _WIDTH.search(text):
        return Asked.PARAMETER
    cued = _cued(text)
    if numbers and not names and (cued in _PLACES or (cued is None and _asks_where(text, numbers))):
        return Asked.REGISTER_AT
    if quoted and not names:
        return Asked.FIELD_BY_WORDS
    if not names and (_BY_WORDS.search(text) or cued == Asked.REGISTER_OF):
        return Asked.FIELD_BY_WORDS
    if cued is not None:
        return cued
    return Asked.OVERVIEW if names and not requested else Asked.PARAMETER


def _asks_where(text: str, numbers: list[int]) -> bool:
    """`what is 0x40021000?`: so large a number is an address."""
    return bool(_AT.search(text) or (_IS.search(text) and numbers[0] > _LARGEST_VALUE))


def _cued(text: str) -> Asked | None:
    return next((kind for kind, cue in CUES.items() if cue.search(text)), None)
