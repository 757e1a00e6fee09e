"""Chips meant without their names: `the other one`, `the first chip`, `原来那颗`, `each of them`. Pure."""

import re
from collections.abc import Callable

from app.chat.dialogue.context import Context
from app.chat.dialogue.naming import stated

CHIP = r"(?:chip|part|mcu)"
OTHER = re.compile(rf"\bthe other (?:{CHIP}|one)\b|另(?:外)?一?[款颗](?!晶)", re.IGNORECASE)
FIRST = re.compile(rf"\bthe (?:first|original) {CHIP}\b|(?:最初|一开始)的?那?[款颗]", re.IGNORECASE)
BEFORE = re.compile(rf"\bthe (?:old|previous|earlier) {CHIP}\b|(?:原来|之前)的?那?[款颗]", re.IGNORECASE)
EACH = re.compile(rf"\b(?:each|both)(?: of them| {CHIP}s?)?(?=\s*[?.!]*$)|[两各][款颗]", re.IGNORECASE)


def chips_meant(words: str, context: Context) -> tuple[str, ...]:
    """The chips that words without any name mean; none where the conversation could not know them."""
    if stated(words, context.known, context.chip):
        return ()
    for pattern, meant in RULES:
        if pattern.search(words) and (chip := meant(context)):
            return (chip,)
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
)
