"""One phrase of the question before exchanged for another of its kind: a quantity, a mode, a port. Pure.

`and at 85 °C?` after a question at 25 °C; `待机模式呢?` after one about 停机模式.
"""

import re

from app.chat.dialogue.protecting import QUANTITY
from app.facts.quantities import with_bus_clock

LONGEST_ALTERNATIVE = 3
"""Words: the alternative and what it is of."""
DEGREES = ("°C", "℃", "度")
UNIT = re.compile(r"[A-Za-zµμΩ°℃%/]+$")
PORT = re.compile(r"(?:\bport\s*|端口\s*)([A-K])(?![A-Za-z0-9_])", re.IGNORECASE)
OWN_PORT = re.compile(r"(?<![A-Za-z0-9_])(GPIO|P|PORT)([A-K])(?=_|(?![A-Za-z0-9]))")
PHRASE = re.compile(
    r"(?:(?:in|during|from|of|for|to|the|a"
    r"|an)\s+)*([A-Za-z][\w-]*)\s+([a-z]{3,})",
    re.IGNORECASE,
)
"""Two words, of which the second is the kind: `standby mode`."""
HAN_PHRASE = re.compile(r"(?:在|从|对于)?([\u4e00-\u9fff]{1,4})([\u4e00-\u9fff]{2})(?:下|中|里|时)?")
ALTERNATIVES = tuple(
    re.compile(rf"(?<![A-Za-z0-9_])(?:{words})(?![A-Za-z0-9_])", re.IGNORECASE)
    for words in (
        r"sink(?:s|ing)?|sunk|sourc(?:e[ds]?|ing)|inject(?:ed|ion|ing)?",
        r"deep[ -]sleep|sleep|stop|standby|run|shutdown|hibernate",
        r"深度睡眠|睡眠|停止|停机|待机|运行|休眠",
        r"灌|拉",
        r"rising|falling",
        r"上升沿|下降沿",
        r"master|slave|主机|从机|主模式|从模式",
        r"internal|external",
        r"ambient|storage|junction|case",
        r"环境|存储|储存",
        r"内部|外部",
        r"inputs?|outputs?",
        r"输入|输出",
        r"[HL]S[EI]|PLL",
        r"AHB|APB\d?|HCLK|PCLK\d?|SYSCLK",
        r"V(?:DDA|DDIO|DD|BAT|CC|REF\+?|SSA|SS)",
        r"整数|小数",
        r"integer|fraction(?:al)?|mantissa",
    )
)
"""Words that stand for one another: `and standby?` after a question about stop mode."""
EVERY_TEMPERATURE = re.compile(
    r"(?:at |over |across |in )?(?:the )?(?:full|whole|entire) temp(?:erature)?(?: range)?"
    r"|全温度?(?:范围|区)?(?:内|下)?",
    re.IGNORECASE,
)
BARE_NUMBER = re.compile(r"(?:at|for|with|在)?\s*(\d+(?:\.\d+)?)", re.IGNORECASE)
"""`at 48?` after a question at 72 MHz."""
BUS_CLOCK = re.compile(r"(?:AHB|APB)\d?|[HP]CLK\d?", re.IGNORECASE)
NUMBERED = re.compile(r"([A-Za-z]{3,}|[\u4e00-\u9fff]{2,4})\s*\d{1,3}")
STEPPING = re.compile(
    r"(?<![A-Za-z0-9])(?:ECO ?\d|(?:chip "
    r"|silicon )?rev(?:ision)?\.? ?[A-Z0-9](?:\.\d)?)(?![A-Za-z0-9])",
    re.I,
)


def substituted(asked: str, words: str) -> str | None:
    """The question with the phrase exchanged; None where it has none of that kind."""
    for rule in (_bus_clock, _numbered, _quantity, _port, _stepping, _phrase, _han_phrase, _alternative):
        if question := rule(asked, words):
            return question
    return None


def _bus_clock(asked: str, words: str) -> str | None:
    """`apb1?` after the speed of the chip, which is the clock of one of its buses."""
    bare = words.strip(" ?？。!.")
    return with_bus_clock(asked, bare.upper()) or None if BUS_CLOCK.fullmatch(bare) else None


def _numbered(asked: str, words: str) -> str | None:
    """`suffix 6?` after a question about suffix 7."""
    new = NUMBERED.fullmatch(words.strip(" ?？。!."))
    own = re.search(rf"(?<![A-Za-z]){re.escape(new[1])}\s*\d+(?![A-Za-z0-9.])", asked, re.I) if new else None
    return _exchanged(asked, own.span(), new[0]) if new and own else None


def _quantity(asked: str, words: str) -> str | None:
    if EVERY_TEMPERATURE.fullmatch(words.strip(" ?？。!.")):
        own = [match for match in QUANTITY.finditer(asked) if match[0].endswith(DEGREES)]
        return _exchanged(asked, own[0].span(), words) if len(own) == 1 else None
    if bare := BARE_NUMBER.fullmatch(words.strip(" ?？。!.")):
        own = list(QUANTITY.finditer(asked))
        number = re.match(r"[-+±−]?\d+(?:[.,]\d+)*", own[0][0]) if len(own) == 1 else None
        return _exchanged(asked, (own[0].start(), own[0].start() + number.end()), bare[1]) if number else None
    new = list(QUANTITY.finditer(words))
    if len(new) != 1:
        return None
    same = [match for match in QUANTITY.finditer(asked) if _unit(match[0]) == _unit(new[0][0])]
    return _exchanged(asked, same[0].span(), new[0][0]) if len(same) == 1 else None


def _unit(quantity: str) -> str:
    found = UNIT.search(quantity)
    # 100 kHz and 1 MHz are of one kind.
    return re.sub(r"^[kKMGmunpµμ](?=.)", "", found[0]) if found else quantity[-1]


def _port(asked: str, words: str) -> str | None:
    new, own = PORT.search(words), OWN_PORT.search(asked)
    return _exchanged(asked, own.span(2), new[1].upper()) if new and own else None


def _stepping(asked: str, words: str) -> str | None:
    new, own = STEPPING.search(words), STEPPING.search(asked)
    return _exchanged(asked, own.span(), new[0]) if new and own else None


def _phrase(asked: str, words: str) -> str | None:
    new = PHRASE.fullmatch(words.strip(" ?.!"))
    if not new:
        return None
    own = re.search(
        rf"(?<![A-Za-z0-9_])([A-Za-z][\w-]*)\s+{re.escape(new[2])}(?![A-Za-z0-9_])", asked, re.IGNORECASE
    )
    return _exchanged(asked, own.span(1), new[1]) if own else None


def _han_phrase(asked: str, words: str) -> str | None:
    new = HAN_PHRASE.fullmatch(words.strip(" ?？。!"))
    at = asked.find(new[2]) if new else -1
    start = at - len(new[1]) if new else -1
    if not new or at < 0 or start < 0 or not re.fullmatch(r"[\u4e00-\u9fff]+", asked[start:at]):
        return None
    return _exchanged(asked, (start, at), new[1])


def _alternative(asked: str, words: str) -> str | None:
    bare = words.strip(" ?？。!.")
    for kind in ALTERNATIVES:
        own, new = list(kind.finditer(asked)), kind.match(bare)
        if len(own) != 1 or not new or len(bare.split()) > LONGEST_ALTERNATIVE:
            continue
        if bare[new.end() :].strip().casefold() in asked.casefold():
            return _exchanged(asked, own[0].span(), new[0])
    return None


def _exchanged(text: str, span: tuple[int, int], new: str) -> str:
    return f"{text[: span[0]]}{new}{text[span[1] :]}"
