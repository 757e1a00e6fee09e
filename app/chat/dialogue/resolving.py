"""A question that leans on earlier turns, made complete: what `Dialogue.resolved` is. Pure.

Rules are tried in order, the most certain first: an answer to our own question back, a correction, an
ellipsis, a reported value, a pronoun. A question that stands by itself is returned as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.chat.dialogue import ellipsis, phrases, pronouns, replies
from app.chat.dialogue.choosing import chosen, offers
from app.chat.dialogue.context import Context
from app.chat.dialogue.focus import focus_of
from app.chat.dialogue.naming import in_full, stated, without_denied
from app.chat.dialogue.rewriting import for_chip


@dataclass(frozen=True, slots=True)
class Resolved:
    """The question to answer."""

    question: str
    chips: tuple[str, ...] = ()
    """Chosen where the user's words alone name none: `the second one`."""
    revision: str = ""
    """Of the document, chosen in the same way."""


LONGEST_STATEMENT = 80
Rule = Callable[[str, Context], str | None]
RULES: tuple[Rule, ...] = (pronouns.of_topic, ellipsis.complete, pronouns.of_value, pronouns.of_name)


def resolve(words: str, context: Context) -> Resolved:
    """The user's words as a whole question."""
    if picked := chosen(words, context):
        return Resolved(picked.question, picked.chips, picked.revision)
    words = in_full(without_denied(words, context.known, context.chip), context.known, context.chip)
    if replies.THANKS.fullmatch(words) or not (context.asked or context.focus):
        return Resolved(words)
    corrected = phrases.CORRECTION.sub("", words, count=1)
    # `No, I meant the V003` has two openings.
    corrected = phrases.CORRECTION.sub("", corrected, count=1).strip()
    if corrected and corrected != words and (again := ellipsis.complete(corrected, context, marked=True)):
        return Resolved(again)
    if (corrected != words or offers(context.reply)) and (again := _other_chip(corrected, context)):
        return Resolved(again)
    for rule in RULES:
        if question := rule(corrected or words, context):
            return Resolved(question)
    return Resolved(corrected if phrases.CLAUSE.search(corrected) else words)


def _other_chip(words: str, context: Context) -> str | None:
    """A statement about nothing but the chip, `our product uses the A1`, asks the same of that chip."""
    named = stated(words, context.known, context.chip)
    plain = len(words) <= LONGEST_STATEMENT and not phrases.CLAUSE.search(words)
    if len(named) != 1 or not plain or not context.asked or focus_of(words, context.known):
        return None
    return for_chip(context.asked, named[0].name, context.known)
