"""A question that leans on earlier turns, made complete: what `Dialogue.resolved` is. Pure.

Rules are tried in order, the most certain first: an answer to our own question back, a correction, an
ellipsis, a reported value, a pronoun. A question that stands by itself is returned as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.chat.dialogue import correcting, ellipsis, elsewhere, phrases, pronouns, replies
from app.chat.dialogue.choosing import chosen, offers
from app.chat.dialogue.context import Context
from app.chat.dialogue.focus import focus_of
from app.chat.dialogue.naming import in_full, stated, without_denied
from app.chat.dialogue.rewriting import for_chip
from app.chat.dialogue.spelling import spelled


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
RULES: tuple[Rule, ...] = (
    pronouns.of_topic,
    ellipsis.complete,
    pronouns.of_value,
    pronouns.of_names,
    pronouns.of_name,
    pronouns.of_subject,
)


def resolve(words: str, context: Context) -> Resolved:
    """The user's words as a whole question."""
    if picked := chosen(words, context):
        return Resolved(picked.question, picked.chips, picked.revision)
    plain = in_full(without_denied(words, context.known, context.chip), context.known, context.chip)
    plain = spelled(plain)
    if replies.THANKS.fullmatch(plain) or not (context.asked or context.focus or context.values):
        return Resolved(plain)
    place = elsewhere.placed(plain, context)
    return Resolved(_completed(words, place.words, context), place.chips)


def _completed(written: str, words: str, context: Context) -> str:
    """The words with all that they leave out. A contrast is read as written, with both of its sides."""
    corrected = in_full(correcting.opened(words), context.known, context.chip)
    for text in (corrected, spelled(correcting.opened(written))):
        if again := correcting.contrasted(text, context):
            return again
    if corrected and corrected != words and (again := ellipsis.complete(corrected, context, marked=True)):
        return again
    if (corrected != words or offers(context.reply)) and (again := _other_chip(corrected, context)):
        return again
    for rule in RULES:
        if question := rule(corrected or words, context):
            return question
    return corrected if phrases.CLAUSE.search(corrected) else words


def _other_chip(words: str, context: Context) -> str | None:
    """A statement about nothing but the chip, `our product uses the A1`, asks the same of that chip."""
    named = stated(words, context.known, context.chip)
    plain = len(words) <= LONGEST_STATEMENT and not phrases.CLAUSE.search(words)
    if len(named) != 1 or not plain or not context.asked or focus_of(words, context.known):
        return None
    return for_chip(context.asked, named[0].name, context.known)
