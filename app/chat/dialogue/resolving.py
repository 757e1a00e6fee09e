"""A question that leans on earlier turns, made complete: what `Dialogue.resolved` is. Pure.

Rules are tried in order, the most certain first: an answer to our own question back, a correction, an
ellipsis, a reported value, a pronoun. A question that stands by itself is returned as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.chat.dialogue import ellipsis, phrases, pronouns, replies
from app.chat.dialogue.choosing import chosen
from app.chat.dialogue.context import Context
from app.chat.dialogue.naming import in_full, without_denied


@dataclass(frozen=True, slots=True)
class Resolved:
    """The question to answer."""

    question: str
    chips: tuple[str, ...] = ()
    """Chosen where the user's words alone name none: `the second one`."""


Rule = Callable[[str, Context], str | None]
RULES: tuple[Rule, ...] = (pronouns.of_topic, ellipsis.complete, pronouns.of_value, pronouns.of_name)


def resolve(words: str, context: Context) -> Resolved:
    """The user's words as a whole question."""
    if picked := chosen(words, context):
        return Resolved(picked.question, picked.chips)
    words = in_full(without_denied(words, context.known, context.chip), context.known, context.chip)
    if replies.THANKS.fullmatch(words) or not (context.asked or context.focus):
        return Resolved(words)
    corrected = phrases.CORRECTION.sub("", words, count=1)
    # `No, I meant the V003` has two openings.
    corrected = phrases.CORRECTION.sub("", corrected, count=1).strip()
    if corrected and corrected != words and (again := ellipsis.complete(corrected, context, marked=True)):
        return Resolved(again)
    for rule in RULES:
        if question := rule(corrected or words, context):
            return Resolved(question)
    return Resolved(corrected if phrases.CLAUSE.search(corrected) else words)
