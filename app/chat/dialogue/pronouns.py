"""Pronouns in a question replaced by the names that they stand for, in both languages. Pure."""

import re

from app.chat.dialogue import phrases, replies
from app.chat.dialogue.context import Context
from app.chat.dialogue.ellipsis import in_focus
from app.chat.dialogue.focus import focus_of
from app.chat.dialogue.naming import compared_with, names_in, stated
from app.chat.dialogue.phrases import Target
from app.chat.dialogue.reports import values_in
from app.chat.dialogue.rewriting import END, for_chip
from app.chat.dialogue.vocabulary import PERIPHERAL
from app.chat.intent.subject import is_technical
from app.search.scope import language_of

ANY = (Target.REGISTER, Target.FIELD, Target.PERIPHERAL)
ACTIONS = re.compile(
    r"\b(?:set|clear|enable|disable|toggle|write|do|does|mean|stand|change|select|control)\b|置位|清零|清除"
    r"|使能|禁用|作用|什么用|含义",
    re.IGNORECASE,
)
LONGEST_TOPIC = 160
LONGEST_COMPARED = 80
TOPIC = re.compile(r"\((?:about:|关于:)\s*(?P<topic>[^()]+)\)+\W*$")
"""What an earlier question leaned on: a chain of such questions has one topic."""
SHORTEST = 7
LONGEST_LEANING = 60


def of_value(words: str, context: Context) -> str | None:
    """`what does that mean?` after a register value was reported: the value and its register are named."""
    own = values_in(words, in_focus(context, (Target.REGISTER,)))
    if own and focus_of(words, context.known).registers:
        return None
    values = own or context.values
    asks = phrases.THAT_VALUE.search(words)
    if not values or not (asks or own) or not values[-1].register:
        return None
    if not own and (focus_of(words, context.known).registers or not _about_hardware(words)):
        return None
    register, value = values[-1].register, values[-1].value
    means = phrases.MEANS.search(words)
    if language_of(words) == "zh":
        return f"{register} = {value} 是什么意思?" if means else f"{register} = {value}。{words}"
    return f"What does {register} = {value} mean?" if means else f"{register} = {value}. {words}"


def _about_hardware(words: str) -> bool:
    return len(words) < LONGEST_TOPIC


def of_name(words: str, context: Context) -> str | None:
    """The question with its pronoun replaced; None where it has none that points back."""
    if told := _told_in(words, context) or _told_channel(words, context):
        return told
    for pattern, targets in (
        (phrases.THAT_REGISTER, (Target.REGISTER,)),
        (phrases.THAT_FIELD, (Target.FIELD,)),
        (phrases.THAT_PERIPHERAL, (Target.PERIPHERAL,)),
    ):
        if (match := pattern.search(words)) and not _named_before(words, match):
            return _with(words, match, in_focus(context, targets), context)
    for pattern in (phrases.ITS, phrases.IT):
        match = pattern.search(words)
        if match and pattern is phrases.ITS and (own := _owned(words, match, context)):
            return own
        if match and not _named_before(words, match) and not _expletive(words, match):
            return _with(words, match, _meant(words, context), context, possessive=pattern is phrases.ITS)
    return None


def _told_in(words: str, context: Context) -> str | None:
    """`which bit is that one in CTRL1`: the reply said `set SWRST in I2C1_CTRL1`; its last word counts."""
    if not (match := phrases.ONE_IN.search(words)):
        return None
    named = rf"`?([A-Z][A-Z0-9_]*)`? in `?((?:\w+_)?{re.escape(match['register'])})(?!\w)"
    said = re.findall(named, context.reply)
    return f"{words[: match.start()]}{' in '.join(said[-1])}{words[match.end() :]}" if said else None


def _told_channel(words: str, context: Context) -> str | None:
    """`the irq of that channel` after a reply that said which DMA channel serves something."""
    match, said = phrases.THAT_CHANNEL.search(words), phrases.CHANNEL.search(context.reply)
    if not match or not said or "DMA" not in context.asked.upper():
        return None
    return f"{words[: match.start()]}DMA {said[1]}{words[match.end() :]}"


def of_names(words: str, context: Context) -> str | None:
    """`the reset values of both?`, `它俩的地址`: all registers or fields of the question before."""
    match = phrases.THEM.search(words)
    names = context.asked_names.registers or context.asked_names.fields
    if len(names) < 2:
        names = _last_two(context)
    if not match or len(names) < 2 or _named_before(words, match):
        return None
    han = language_of(words) == "zh"
    listed = (" 和 " if han else " and ").join(names)
    after = words[match.end() :]
    return f"{words[: match.start()]}{listed}{' ' if han and after[:1].isalnum() else ''}{after}"


def _last_two(context: Context) -> tuple[str, ...]:
    """The names of the last two questions: `USART1_TX?`, `RX?`, `can both be remapped`."""
    alike = [name for name in context.named if "_" in name and not PERIPHERAL.fullmatch(name)]
    return (
        tuple(reversed(alike[:2])) if len(context.chips) < 2 and alike[:1] == list(context.named[:1]) else ()
    )


def of_subject(words: str, context: Context) -> str | None:
    """`how long may that take?`, `能关掉吗?`: without a subject of its own it goes with the one before."""
    if len(words) > LONGEST_LEANING or names_in(words, context.known) or focus_of(words, context.known):
        return None
    if stated(words, context.known, context.chip) or phrases.RATING.search(words):
        return None
    asks = phrases.CLAUSE.search(words)
    goes_on = phrases.AND.match(words) and phrases.HOW_MUCH.search(context.asked) and not asks
    leans = goes_on or phrases.LEANING.search(words) or len(words) < SHORTEST or not is_technical(words)
    return _beside(words, context.asked) if leans else None


def _owned(words: str, match: re.Match[str], context: Context) -> str | None:
    """`its FLASH_CTRL`: what has a register of its own is the chip, and that is known."""
    after = words[match.end() :].lstrip()
    names = names_in(after, context.known)
    return f"{words[: match.start()]}{after}" if names and after.startswith(names[0]) else None


def of_topic(words: str, context: Context) -> str | None:
    """`why?`, `详细说说`: the question before goes with it. A comparison needs the chip before, too."""
    if replies.MORE.fullmatch(words):
        return _beside(words, context.asked)
    if len(words) > LONGEST_COMPARED or not compared_with(words, context.known, context.chip):
        return None
    compared = words if context.chip in context.asked else f"{words} ({context.chip})"
    return _beside(compared, context.asked) or f"{words} ({context.chip})"


def _expletive(words: str, match: re.Match[str]) -> bool:
    return any(found.start() <= match.start() < found.end() for found in phrases.EXPLETIVE.finditer(words))


def _named_before(words: str, match: re.Match[str]) -> bool:
    """A name earlier in the sentence is what the pronoun stands for."""
    return bool(focus_of(words[: match.start()], ()))


def _meant(words: str, context: Context) -> str:
    """The name that suits what is asked of it."""
    if phrases.OF_CHIP.search(words):
        return context.chip
    own = context.asked_names
    if phrases.DONE_TO_PERIPHERAL.search(words) and not own.registers:
        peripheral = next((name for name in context.named if PERIPHERAL.fullmatch(name)), "")
        return peripheral or _meant(phrases.DONE_TO_PERIPHERAL.sub(" ", words), context)
    if phrases.OF_PERIPHERAL.search(words):
        return in_focus(context, (Target.PERIPHERAL,))
    for aspect in phrases.ASPECTS:
        if aspect.pattern.search(words) and (name := in_focus(context, aspect.targets)):
            return name
    if ACTIONS.search(words) and context.asked_focus.fields:
        return context.asked_focus.fields[0]
    # Prose was asked about: what `it` is, only the whole question says.
    if context.asked and not own.registers and not own.fields:
        return ""
    return next(iter((*own.registers, *own.fields)), "") or in_focus(context, ANY)


def _with(
    words: str, match: re.Match[str], name: str, context: Context, possessive: bool = False
) -> str | None:
    """The pronoun replaced by a name, or the topic beside it where there is no name."""
    if not name:
        named = stated(words, context.known, context.chip)
        topic = for_chip(context.asked, named[0].name, context.known) if len(named) == 1 else context.asked
        return _beside(words, topic)
    han = language_of(words) == "zh"
    ending = (" 的" if han else "'s") if possessive else ""
    before, after = words[: match.start()], words[match.end() :]
    if han:
        glue = " " if before[-1:].isalnum() else ""
        return f"{before}{glue}{name}{ending or (' ' if after[:1].isalnum() else '')}{after}"
    return f"{before}{name}{ending}{after}"


def _beside(words: str, question: str) -> str | None:
    """The words with the question that they are about behind them."""
    inner = TOPIC.search(question)
    topic = END.sub("", inner["topic"] if inner else question)
    if not topic or len(topic) > LONGEST_TOPIC or topic in words:
        return None
    return f"{words} (about: {topic})" if language_of(words) == "en" else f"{words}(关于:{topic})"
