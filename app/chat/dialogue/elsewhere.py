"""Chips meant without their names: `the other one`, `the first chip`, `原来那颗`, `each of them`. Pure."""

import re
from collections.abc import Callable

from app.chat.dialogue.context import Context
from app.chat.dialogue.naming import stated

NOUN = r"(?:chip|part|mcu|device|soc|microcontroller)"
HAN = (
    r"(?:款|颗|个芯片|片芯片|种芯片)(?!晶振|晶体|电容|电阻|电感|传感器|屏|灯|LED|电池)"
    r"(?:芯片|单片机|型号|MCU)?"
)
OTHER = re.compile(
    rf"\b(?:the|our|my) other {NOUN}\b|(?<=\bon )the other(?: one)?\b|(?<=\bfor )the other(?: one)?\b"
    rf"|另(?:外)?的?(?:那)?一?{HAN}",
    re.IGNORECASE,
)
FIRST = re.compile(
    rf"\b(?:the|our|my) (?:first|original) {NOUN}\b|(?:最开始|最初|一开始)(?:说|问)?的?那?{HAN}",
    re.IGNORECASE,
)
BEFORE = re.compile(
    rf"\b(?:the|our|my) (?:old|previous|earlier|last) {NOUN}\b"
    rf"|(?:原来|之前|以前|原先|先前|旧的?|老的?)的?那?{HAN}",
    re.IGNORECASE,
)
SAME = re.compile(
    rf"\b(?:this|that|the same) {NOUN}\b|(?<=\bon )(?:this|that) one\b|(?<=\bfor )(?:this|that) one\b"
    rf"|(?:这|那|该|同一){HAN}",
    re.IGNORECASE,
)
EACH = re.compile(
    rf"\b(?:on |for |of |in )?(?:each(?: of them| {NOUN})?|both(?: of them| {NOUN}s)?)(?=\s*[?.!]*$)"
    rf"|(?:在)?(?:两|各){HAN}?(?:上|里|中)?(?:各|都|分别)?(?=[^的]*$)",
    re.IGNORECASE,
)
FORMERLY = re.compile(
    r"\b(?:was|were)\b.*(\bbefore)\W*$|^\s*(?:那)?((?:之前|原来|以前|原先)的?)", re.IGNORECASE
)
"""Meant of the chip before only where the last statement left one."""


def chips_meant(words: str, context: Context) -> tuple[str, ...]:
    """The chips that words without any name mean; none where the conversation could not know them."""
    if stated(words, context.known, context.chip):
        return ()
    for pattern, meant in RULES:
        if pattern.search(words) and (chip := meant(context)):
            return (chip,)
    if context.left and FORMERLY.search(words):
        return (context.left,)
    return context.chips if len(context.chips) > 1 and EACH.search(words) else ()


def _other(context: Context) -> str:
    """The chip last spoken of beside the one in focus; in a library of two, the other of them."""
    said = [chip for chip in context.met if chip != context.chip]
    rest = [chip for chip in context.known if chip != context.chip]
    return said[-1] if said else rest[0] if context.chip and len(rest) == 1 else ""


def _before(context: Context) -> str:
    return context.left or next((chip for chip in reversed(context.met) if chip != context.chip), "")


RULES: tuple[tuple[re.Pattern[str], Callable[[Context], str]], ...] = (
    (OTHER, _other),
    (FIRST, lambda context: next(iter(context.met), "")),
    (BEFORE, _before),
    (SAME, lambda context: context.chip),
)
