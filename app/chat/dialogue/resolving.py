"""Which words are the question, and which chip and revision they choose. Pure.

A question that leans on earlier turns is not rewritten: search and linking read the conversation itself. Only
an answer to our own question back asks the earlier question again.
"""

from dataclasses import dataclass

from app.chat.dialogue.choosing import chosen
from app.chat.dialogue.context import Context
from app.chat.dialogue.elsewhere import chips_meant
from app.chat.dialogue.naming import in_full, without_denied
from app.chat.intent import is_small_talk


@dataclass(frozen=True, slots=True)
class Resolved:
    """The question to answer."""

    question: str
    chips: tuple[str, ...] = ()
    """Chosen where the user's words alone name none: `the second one`."""
    revision: str = ""
    """Of the document, chosen in the same way."""


def resolve(words: str, context: Context) -> Resolved:
    """The user's words with chips by their full names, or the earlier question for what they choose."""
    if picked := chosen(words, context):
        return Resolved(picked.question, picked.chips, picked.revision)
    plain = in_full(without_denied(words, context.known, context.chip), context.known, context.chip)
    if not context.asked or is_small_talk(plain):
        return Resolved(plain)
    return Resolved(plain, chips_meant(plain, context))
