"""Questions that only say what is different: `and on the CH583?`, `the offset?`, `RCC_CFGR0 呢?`. Pure."""

import re
from dataclasses import dataclass, replace

from app.chat.dialogue import phrases
from app.chat.dialogue.context import Context
from app.chat.dialogue.focus import focus_of
from app.chat.dialogue.naming import Mention, mentions, names_in
from app.chat.dialogue.phrases import Target
from app.chat.dialogue.rewriting import (
    SIGNAL,
    appended,
    for_chip,
    for_edition,
    for_extreme,
    for_latest,
    for_name,
    for_names,
    for_package,
    located,
)
from app.chat.dialogue.substituting import substituted
from app.chat.dialogue.vocabulary import PERIPHERAL
from app.chat.intent.subject import is_technical
from app.search.chips import normalised, without
from app.search.revisions import DOCUMENT
from app.search.scope import language_of

LONGEST = 80
"""Characters; a longer question says what it means."""
SHORT_CONDITION = 45
BRIEF, FEW = 24, 3
"""Characters and words."""
ADDED = re.compile(r"\s*(?:with(?:out)?|using|via|over|加上|带上?|使用|通过)\b", re.IGNORECASE)
"""`now with DMA` adds to the question before and replaces nothing in it."""
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,11}")
DIRECTIONS = {"发送": "TX", "接收": "RX", "transmit": "TX", "receive": "RX"}
OWN_SIGNAL = re.compile(rf"({PERIPHERAL.pattern})\s+({SIGNAL.pattern})", re.IGNORECASE)
"""`usart2 rx`."""
EDGE = (
    r"(?:\b(?:the|it's|its|what's|what|is|are|an?|of|it|this|that|about|and|in|on|for|where|exactly)\b"
    r"|[\s,.:;?!,。、??!'`\"]|它们?的?|的|该|其|在|是|有|也|告诉我|给我|帮我|查一?下)+"
)


@dataclass(frozen=True, slots=True)
class Fragment:
    """An elliptic question taken apart."""

    words: str
    """Without its opening and ending."""
    rest: str
    """The same without chips."""
    chip: str
    marked: bool
    """Whether an opening or ending says that it continues something."""


def complete(words: str, context: Context, marked: bool = False) -> str | None:
    """The whole question, or None where the words are no ellipsis. `marked` ones follow a correction."""
    if len(words) > LONGEST or not (context.asked or context.focus):
        return None
    fragment = _take_apart(words, context)
    if fragment is None:
        return None
    fragment = replace(fragment, marked=marked or fragment.marked)
    question = _rest_of(fragment, context)
    if question is None:
        return None
    return for_chip(question, fragment.chip, context.known) if fragment.chip else question


def _take_apart(words: str, context: Context) -> Fragment | None:
    """None where two chips are named: that is a question of its own."""
    text = normalised(words).strip()
    bare = text
    for _ in range(3):  # `and what about on the ...`
        bare = phrases.LEAD.sub("", bare, count=1)
    bare = phrases.TAIL.sub("", bare, count=1).strip()
    marked = not text.startswith(bare[:3]) or bool(phrases.ELLIPTIC_TAIL.search(text))
    named = [each for each in mentions(text, context.known, context.chip) if not each.denied]
    if len({each.name for each in named}) > 1:
        return None
    rest = without(bare, [_span(each, bare) for each in mentions(text, context.known, context.chip)])
    return Fragment(bare, rest, named[-1].name if named else "", marked)


def _span(each: Mention, text: str) -> tuple[int, int]:
    """Where a chip stands in the shortened text."""
    at = text.find(each.word)
    return (at, at + len(each.word)) if at >= 0 else (0, 0)


def _rest_of(fragment: Fragment, context: Context) -> str | None:
    """The question that remains when the chip is taken away."""
    rest, asked = fragment.rest, context.asked
    if phrases.FILLER.fullmatch(rest) or not rest:
        return asked if fragment.chip and asked else None
    if question := _aspect(rest, context, language_of(fragment.words)):
        return question
    if match := _only(phrases.EDITION, rest):
        return for_edition(asked, match) if asked else None
    if _only(phrases.NEWEST, rest):
        return for_latest(asked) if asked else None
    if match := _only(phrases.BIT, rest):
        return _bit(match, context)
    if match := _only(phrases.EXTREME, rest):
        return for_extreme(asked, _extreme(match[0]))
    if match := _only(phrases.PACKAGE, rest):
        return for_package(asked, match[0]) if asked else None
    if (fragment.marked or _brief(rest)) and asked and (question := substituted(asked, rest)):
        return question
    package = phrases.PACKAGE.search(rest) if fragment.marked and not phrases.CLAUSE.search(rest) else None
    if package and phrases.PACKAGE.search(asked):
        return for_package(asked, package[0])
    if fragment.chip and fragment.marked and _without_filler(rest).casefold() in asked.casefold():
        return asked
    return _name(fragment, context) or _condition(fragment, context)


def _brief(text: str) -> bool:
    """Words too few for a question of their own."""
    return not phrases.CLAUSE.search(text) and len(text) <= BRIEF and len(text.split()) <= FEW


def _only(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match, where nothing but filling words stands around it."""
    match = pattern.search(text)
    if match is None:
        return None
    around = f"{text[: match.start()]} {text[match.end() :]}"
    return match if not around.strip() or phrases.FILLER.fullmatch(around) else None


def _aspect(rest: str, context: Context, language: str) -> str | None:
    """`the offset?` asks it of the name in focus; with a name of its own it is a whole question."""
    bare = _without_filler(rest)
    for aspect in phrases.ASPECTS:
        if aspect.pattern.fullmatch(bare):
            name = in_focus(context, aspect.targets)
            template = aspect.chinese if language == "zh" else aspect.english
            question = template.format(name=name) if name else None
            return _kept_chip(question, context) if question else None
    return None


def _without_filler(text: str) -> str:
    """Without the articles and pronouns around."""
    return re.sub(rf"^{EDGE}|{EDGE}$", "", text, flags=re.IGNORECASE)


def _kept_chip(question: str, context: Context) -> str:
    """The chip and the revision that the question before named go with the new one."""
    edition = phrases.EDITION.search(context.asked)
    if edition and DOCUMENT.search(context.asked):
        question = for_edition(question, edition)
    named = [each.name for each in mentions(context.asked, context.known) if not each.denied]
    if len(named) > 1:
        return f"{question} ({', '.join(named)})"
    return located(question, named[0]) if named else question


def in_focus(context: Context, targets: tuple[Target, ...]) -> str:
    """The name that is meant: of the question before, else the most recent one."""
    for focus in (context.asked_focus, context.focus):
        by_kind = {
            Target.REGISTER: focus.registers,
            Target.FIELD: focus.fields,
            Target.PERIPHERAL: focus.peripherals,
        }
        for target in targets:
            if by_kind[target]:
                return by_kind[target][0]
    # A name without a prefix may be a field that nothing has told as one yet.
    plain = (name for name in context.asked_focus.registers if "_" not in name)
    return next(plain, "") if Target.FIELD in targets else ""


def _bit(match: re.Match[str], context: Context) -> str | None:
    register = in_focus(context, (Target.REGISTER,))
    if not register:
        return None
    number = re.sub(r"[^\d]+", ":", next(filter(None, match.groups()))).strip(":")
    if language_of(match[0]) == "zh":
        return _kept_chip(f"{register} 的位 {number} 是什么?", context)
    plural = "are bits" if ":" in number else "is bit"
    return _kept_chip(f"What {plural} {number} of {register}?", context)


def _extreme(word: str) -> str:
    return {"最大": "max", "最小": "min", "典型": "typ"}.get(word[:2], word[:3].lower())


def _name(fragment: Fragment, context: Context) -> str | None:
    """`and RCC_CFGR0?`: the question before, of this name."""
    signal = OWN_SIGNAL.fullmatch(fragment.rest.strip())
    if signal and any("_" in name for name in names_in(context.asked, context.known)):
        return for_name(context, f"{signal[1]}_{signal[2]}".upper())
    if direction := DIRECTIONS.get(fragment.words):
        return for_name(context, direction)
    names = names_in(fragment.rest, context.known) or _plain_name(fragment.words, context)
    if not 0 < len(names) < 3 or not context.asked or ADDED.match(fragment.rest):
        return None
    around = fragment.rest
    for name in names:
        around = re.sub(re.escape(name), " ", around, flags=re.IGNORECASE)
    if not phrases.FILLER.fullmatch(around):
        return None
    return (
        for_name(context, names[0])
        if len(names) == 1
        else for_names(context, names, language_of(fragment.words))
    )


def _plain_name(word: str, context: Context) -> tuple[str, ...]:
    """`pllon`, `rx`: one word in small letters is a name where the question before has one of its kind."""
    if not WORD.fullmatch(word) or phrases.FILLER.fullmatch(word):
        return ()
    known = SIGNAL.fullmatch(word) or PERIPHERAL.fullmatch(word)
    if is_technical(word) and not known:
        return ()  # a thing of its own: voltage, clock
    return (word.upper(),) if known or names_in(context.asked, context.known) else ()


def _condition(fragment: Fragment, context: Context) -> str | None:
    """`and at 85 °C?`, `在停止模式下呢?`: the question before, under this condition."""
    words = fragment.words
    if not fragment.marked or not context.asked or len(words) > SHORT_CONDITION:
        return None
    if (
        not phrases.CONDITION.search(words)
        or phrases.CLAUSE.search(words)
        or focus_of(words, context.known).registers
    ):
        return None
    return appended(context.asked, words)
