"""What a question about a parameter asks for: its words without those of asking, and its limits. Pure.

Stands before `parameters`, which compares the words with the rows of electrical tables.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.facts.matching import words
from retrieval.expansion import expand
from retrieval.identifiers import is_part_number

_SIGNS = str.maketrans({"–": "-", "−": "-", "—": "-", "－": "-", "μ": "µ", "Ω": "Ω"})
_DEGREE = re.compile(r"°\s*C|℃|(?<=\d)\s*(?:度|C(?![A-Za-z0-9])(?!\s*/))")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_MAXIMUM = r"\bmax(?:imum|imal)?\b|\bat most\b|\b(?:high|fast)est\b|最大|最高|最快|上限"
_MINIMUM = r"\bmin(?:imum|imal)?\b|\bat least\b|\b(?:low|slow)est\b|最小|最低|最慢|下限"
_TYPICAL = r"\btyp(?:ical|ically)?\b|\bnominal\b|典型|标称"
_ASKED_LIMITS = (("maximum", _any(_MAXIMUM)), ("minimum", _any(_MINIMUM)), ("typical", _any(_TYPICAL)))
_HOW_MUCH = r"\bhow (?:much|long|fast|high|low|large)\b"
_LIMITS = _any(
    *(_MAXIMUM, _MINIMUM, _TYPICAL, _HOW_MUCH),
    r"\b(?:range|limits?|rat(?:ing|ed)|value)\b",
    "额定|范围|极限|限值|多少|多大|多长|多高|多久|多快|值",
)
_QUANTITY = _any(
    r"\b(?:voltages?|currents?|frequenc(?:y|ies)|clocks?|times?|durations?|periods?|delays?|temperatures?)\b",
    r"\b(?:resistances?|resistors?|impedance|capacitances?|capacitors?|inductance|power|dissipation)\b",
    r"\b(?:consumption|accuracy|errors?|tolerance|endurance|retention|sensitivity|gain|slopes?|rates?)\b",
    r"\b(?:hysteresis|thresholds?|levels?|leakage|jitter|width|drift|linearity|lockout|duty|off-time)\b",
    r"\b(?:bandwidth|esd|discharge|speed|pull-?(?:up|down)|noise|offset|supply)\b",
    "电压|电流|频率|时间|温度|电阻|阻抗|电容|功耗|功率|精度|误差|寿命|次数|灵敏度|增益|斜率|速率",
    "采样率|迟滞|阈值|漏电|抖动|占空比|延时|延迟|周期|线性度|压差|热阻|上拉|下拉|静电|期限|失调",
)
_HOW_TO = _any(
    r"\bwhy\b|\bhow\s+(?:do|does|did|to|can|could|should|is|are|would|many)\b|\bdifferences?\b",
    r"\bwhich (?:register|bit|field|pin)\b",
    "如何|怎么|怎样|为什么|为何|步骤|区别|哪个(?:寄存器|位|引脚)",
)
_WHICH = _any(r"\bwhich (?:register|bit|field|pin)\b|哪个(?:寄存器|位|引脚)")
_FILLER = _any(
    *(_MAXIMUM, _MINIMUM, _TYPICAL, _HOW_MUCH),
    r"\bwhat(?:['’]?\s*s)?\b",
    r"\b(?:range|limits?|rated|values?|specified|specification|parameters?|characteristics?)\b",
    r"\b(?:till|until|before|it|this|that|they|i|we|you|can|could|may|will|does?|get|go|takes?|needs?|var(?:y|ies)|so|ok|then|there)\b",
    r"\b(?:over |across )?(?:the )?(?:full|whole|entire|complete) temp(?:erature)?(?: range)?\b",
    "全温度?(?:范围|区)?",
    r"\b(?:allowed|permitted|permissible|guaranteed|over|please|tell me|device|microcontroller|mcu)\b",
    r"\b(?:according(?: to)?|latest|data ?sheet|(?:reference )?manual|document)\b",
    r"\b(?:in |of |per |to )*(?:the )?(?:rev(?:ision)?\.?|version|v)\s*\d+(?:\.\d+)*\b",
    r"根据|按照|(?:参考|用户|数据)?手册|数据表|规格书|第?\s*V?\d+(?:\.\d+)*\s*版本?",
    "(?:的)?(?:最大|最小|最高|最低|典型|额定|标称)?(?:的)?值|额定|限值|(?:取值|数值)?范围",
    "多快|能够?|可以|会|是?(?:多少|多大|多长|多高|什么|几)|[的是为在]|请问|芯片|参数|[A-Za-z0-9]*[这那]颗",
)
_MEANT = tuple(
    (re.compile(asked, re.IGNORECASE), quantity)
    for asked, quantity in (
        (r"\bhow long\b", " time "),
        ("(?:需要?|要|得)?(?:花)?(?:多久|多长时间)|几(?:个?小时|年|毫?秒|微秒)", " 时间 "),
        (r"\bhow many (?:[kM]?Hz|megahertz)\b", " frequency "),
        (r"(?:多少|几)\s*(?:[kKM](?:Hz)?(?![A-Za-z])|兆|赫兹)", " 频率 "),
        (r"\bhow many (?:[mµu]A|milliamps?|amps?)\b", " current "),
        (r"(?:多少|几)\s*(?:[mµu]?A(?![A-Za-z])|[毫微]?安)", " 电流 "),
        (r"\bhow many (?:m?V|volts?)\b", " voltage "),
        (r"(?:多少|几)\s*(?:m?V(?![A-Za-z])|毫?伏)", " 电压 "),
    )
)
"""What is asked by its unit or by `how long`, and the quantity that a row's name has for it."""
_KNOWN_AS = tuple(
    (said, frozenset(printed.split()))
    for said, printed in (
        ("crystal", "hse"),
        ("晶振", "hse"),
        ("晶体", "hse"),
        ("起振", "启动"),
        ("io", "port"),
        ("io", "端口"),
    )
)
_SYNONYMS = (("贮存", "储存"), ("存储温度", "储存温度"), ("sunk", "sink"), ("Sunk", "sink"))
"""Manuals and questions write the same word in two ways."""

_CORE_CLOCK = _any(
    r"\b(?:cpu|core|mcu|system)(?:'s)? (?:clock(?: (?:frequency|speed|rate))?|frequency|speed)\b",
    r"\bhow fast (?:can|does|may|will) (?:it|(?:the|this|my) (?:cpu|core|chip|mcu)) (?:run|go|be clocked)\b",
    r"(?:CPU|内核|核心|系统) *的?(?:最[高大])?(?:时钟)?(?:频率|速度)|主频",
    r"[跑到]{1,2}多少\s*(?:M(?:Hz)?|兆)(?![A-Za-z])",
)
"""The speed of a chip, which data sheets state as that of the bus whose clock the core runs on."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question's words, as parameters are compared with them."""

    text: str
    words: frozenset[str]
    """What it asks for, without the words of asking."""
    said: frozenset[str]
    """All of its words: `range` and `absolute maximum` tell like parameters apart."""
    translated: tuple[frozenset[str], ...]
    """The words of its terms in the other language, a set for each term."""
    mixed: tuple[tuple[str, frozenset[str]], ...]
    """English words in a Chinese question (`flash 擦除`) and everyday ones, each with what rows print."""
    chinese: bool
    limits: tuple[str, ...]
    """The limits that it asks for, as attributes of a parameter."""


def asks_how(text: str) -> bool:
    """Whether a text asks for a way or a reason: no row of a table is the answer."""
    return _HOW_TO.search(_WHICH.sub(" ", text)) is not None


def with_bus_clock(question: str, bus: str = "HCLK") -> str:
    """The question with the data sheets' name for a chip's speed; empty where it asks for something else."""
    most = "最大" if any(map(is_chinese, question)) else "maximum"
    named, count = _CORE_CLOCK.subn(f" {bus} ", question)
    return f"{named} {most}" if count else ""


@lru_cache(maxsize=512)
def wanted(question: str) -> Wanted | None:
    """The question as far as parameters go; None where it asks for no quantity at all. Remembered, because
    every manual that may answer compares the same question with its rows."""
    plain = _by_quantity(question.translate(_SIGNS))
    if _HOW_TO.search(plain) or not (_LIMITS.search(plain) or _QUANTITY.search(plain)):
        return None
    pieces = re.split(r"(?<![A-Za-z0-9])(?=[A-Za-z])|\s+", plain)
    bare = _FILLER.sub(" ", " ".join(piece for piece in pieces if piece and not _is_part(piece)))
    own = frozenset(words_of(bare))
    chinese = any(map(is_chinese, bare))
    return Wanted(
        text=plain,
        words=own,
        said=frozenset(words_of(plain)),
        translated=tuple(frozenset(words_of(term)) for term, _ in expand(bare)),
        mixed=(*(_mixed(own) if chinese else ()), *(pair for pair in _KNOWN_AS if pair[0] in own)),
        chinese=chinese,
        limits=tuple(name for name, pattern in _ASKED_LIMITS if pattern.search(plain)),
    )


def _by_quantity(plain: str) -> str:
    for asked, quantity in _MEANT if not _CORE_CLOCK.search(plain) else ():
        plain = asked.sub(quantity, plain)
    return plain


def _mixed(own: frozenset[str]) -> tuple[tuple[str, frozenset[str]], ...]:
    english = (word for word in own if not is_chinese(word))
    pairs = ((word, expand(word)) for word in english)
    return tuple((word, frozenset(words_of(found[0][0]))) for word, found in pairs if found)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a question or a row, units and synonyms in one spelling."""
    plain = _DEGREE.sub(" degree ", text.translate(_SIGNS)).replace("µ", "u")
    for other, one in _SYNONYMS:
        plain = plain.replace(other, one)
    return words(plain)


def signs(text: str) -> str:
    """A text with ASCII minus signs and one micro sign."""
    return text.translate(_SIGNS)


def is_chinese(word: str) -> bool:
    """Whether a word begins with a Chinese character."""
    return "\u3400" <= word[:1] <= "\u9fff"


def _is_part(word: str) -> bool:
    return is_part_number(word.strip(".,?!;:()").upper())
