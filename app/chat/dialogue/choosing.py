"""An answer to a question back: `the second one`, `B`, `前者`, after `Which one is it: A, B?`. Pure."""

import re
from dataclasses import dataclass

from app.chat.dialogue import replies
from app.chat.dialogue.context import Context
from app.chat.dialogue.naming import abbreviates, mentions
from app.library.chips import chip_key
from app.library.editions import revision_key
from app.question.chip_references import spelled_out
from app.search.chips import chips_of, normalised
from app.search.revisions import without_revision
from app.search.scope import language_of

LONGEST, MOST_WORDS = 60, 5
"""Characters of a choice, and words of one that names what it picks."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, as a whole question."""

    question: str
    chips: tuple[str, ...] = ()
    revision: str = ""
    """Its number alone."""


def chosen(words: str, context: Context) -> Choice | None:
    """The earlier question for what the user picked; None where nothing was asked back or picked."""
    offered = offers(context.reply)
    if not offered or not context.asked or len(words) > LONGEST:
        return None
    bare = words.strip(" \"'`*.,!?。，！？")
    if replies.ALL.search(bare) and len(bare.split()) <= MOST_WORDS:
        return Choice(_both(context.asked, offered), offered)
    if replies.REVISIONS.search(context.reply) and (revision := _revision(bare, offered)):
        return Choice(without_revision(context.asked), revision=revision)
    picked = _by_place(bare, offered) or _by_name(bare, offered)
    if not picked:
        return None
    if chips_of(picked, context.known):
        return Choice(_for_chip(context.asked, picked, context.known), (picked,))
    return Choice(_with(context.asked, picked))


def offers(reply: str) -> tuple[str, ...]:
    """The choices of a question back, as written."""
    found = list(replies.CHOICES.finditer(reply))
    if not found:
        return ()
    listed = (part.strip(" \"'`*.") for part in replies.SPLIT.split(found[-1]["list"]))
    choices = tuple(part for part in listed if part)
    return choices if len(choices) > 1 else ()


def _revision(words: str, offered: tuple[str, ...]) -> str:
    """The number of the revision that was picked: by its name, for `2` may be one, or by its place."""
    keys = {revision_key(choice): choice for choice in offered}
    picked = keys.get(revision_key(words)) or _by_name(words, offered) or _by_place(words, offered)
    key = revision_key(picked)
    printed = re.search(rf"{re.escape(key)}(?:\.0)+", picked)  # V1.0 is 1.0, though the key of both is 1
    return printed[0] if printed else key


def _by_place(words: str, offered: tuple[str, ...]) -> str:
    if len(words.split()) > MOST_WORDS:
        return ""
    places = (place for place, pattern in replies.ORDINALS if pattern.search(words))
    return next((offered[place] for place in places if place < len(offered)), "")


def _by_name(words: str, offered: tuple[str, ...]) -> str:
    """The one choice that the words are the name of, whole or short."""
    parts = words.split()
    exact = [choice for choice in offered if chip_key(choice) == chip_key(words)]
    if len(parts) > MOST_WORDS:
        return exact[0] if len(exact) == 1 else ""
    short = [choice for choice in offered if any(abbreviates(part, choice) for part in (words, *parts))]
    inside = [choice for choice in offered if chip_key(choice) in chip_key(words)]
    return next((found[0] for found in (exact, short, inside) if len(found) == 1), "")


def _both(question: str, offered: tuple[str, ...]) -> str:
    names = offered[0]
    for name in offered[1:]:
        names = f"{names}, {name}"
    return f"{question} ({names})"


def _with(question: str, picked: str) -> str:
    return question if picked in question else f"{question} ({picked})"


def _for_chip(question: str, chip: str, known: tuple[str, ...]) -> str:
    """The question for another chip."""
    question = normalised(question)
    spans = [(each.start, each.end) for each in mentions(question, known)]
    if not spans:
        in_full = spelled_out(question, (chip,))  # its number alone: `003 uart pins`
        return _located(question, chip) if in_full == question else in_full
    for start, end in reversed(spans[1:]):
        question = f"{question[:start].rstrip()}{question[end:]}"
    start, end = spans[0]
    return f"{question[:start]}{chip}{question[end:]}"


def _located(question: str, chip: str) -> str:
    """The question, with a chip that it did not name."""
    if language_of(question) == "zh":
        return f"{chip} 的 {question}" if re.match(r"[A-Za-z`]", question) else f"在 {chip} 上,{question}"
    return f"{question.rstrip(' ?？.。!！')} on the {chip}?"
