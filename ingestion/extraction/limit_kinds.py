"""What a header of a table of limits names, in both languages: symbol, condition, minimum, unit. Pure."""

import re
from enum import StrEnum


class Part(StrEnum):
    SYMBOL = "symbol"
    NAME = "name"
    CONDITION = "condition"
    MINIMUM = "minimum"
    TYPICAL = "typical"
    MAXIMUM = "maximum"
    VALUE = "value"
    UNIT = "unit"


LIMITS = frozenset({Part.MINIMUM, Part.TYPICAL, Part.MAXIMUM, Part.VALUE})
_SLASH = re.compile(r"\s*/\s*")
_LEXICON: tuple[tuple[Part, re.Pattern[str]], ...] = tuple(
    (part, re.compile(pattern, re.IGNORECASE))
    for part, pattern in (
        (Part.UNIT, r"units?|单位|单元"),
        (Part.MINIMUM, r"min(?:i-?\s?mum)?\.?(?: values?| limits?)?2?|最小值?|最低值?|下限"),
        (Part.TYPICAL, r"typ(?:i-?\s?cal)?\.?(?: values?)?2?|nom(?:inal)?\.?|典型值?|标称值?"),
        (Part.MAXIMUM, r"max(?:i-?\s?mum)?\.?(?: values?| limits?| ratings?)?2?|最大值?|最高值?|上限"),
        (
            Part.VALUE,
            r"(?:recommended |power |rated )?values?|ratings?|limits?|level\s*/\s*class|class|grade|result|"
            r"(?:power |current )?consumption|数值|值|额定值?|级别\s*/\s*类型|级别|等级|功耗",
        ),
        (Part.SYMBOL, r"symbols?|sym\.?|符号|标号|代号"),
        (
            Part.CONDITION,
            r"(?:test(?:ing)? )?conditions?|notes?|remarks?|comments?|(?:测试|工作|试验)?条件|备注|附注|注释",
        ),
        (
            Part.NAME,
            r"(?:parameter |characteristic )?(?:parameters?|characteristics?|descriptions?|describe|items?|"
            r"time duration|modes?|peripheri?als?|reliability tests?|(?:low-)?power[ -]modes?)|"
            r"low-power mode|ratings?|"
            r"参数|(?:参数)?(?:描述|说明|名称)|特性|项目|内置外设|模式|额定值",
        ),
    )
)
_WITHIN: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (Part.MINIMUM, re.compile(r"^min(?:imum)?\b|最小|\bmin(?:imum)?\.?$", re.IGNORECASE)),
    (Part.TYPICAL, re.compile(r"^typ(?:ical)?\b|典型|\btyp(?:ical)?\.?$", re.IGNORECASE)),
    (Part.MAXIMUM, re.compile(r"^max(?:imum)?\b|最大|\bmax(?:imum)?\.?$", re.IGNORECASE)),
)
"""`Typical consumption at 25 °C`, `Min timeout RLD[11:0] = 0x000`: a limit with words about it."""


def kinds(text: str) -> list[Part]:
    """The kinds of column that a header names, all of it."""
    found = [part for part, pattern in _LEXICON if pattern.fullmatch(text)]
    either = [kinds(side) for side in _SLASH.split(text, maxsplit=1)] if not found and "/" in text else []
    return found or [part for side in either for part in side if part in (Part.NAME, Part.SYMBOL)]


def within(text: str) -> list[Part]:
    """The kinds of limit that a header with other words speaks of."""
    return [part for part, pattern in _WITHIN if pattern.search(text)]
