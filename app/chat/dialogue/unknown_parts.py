"""Part numbers that the library does not know, in a text that names none of its chips. Pure.

`app.search.scope` refuses to answer for such a part; a conversation remembers it, so that what is asked next
is not answered from another chip's manual.
"""

import re

from app.chat.dialogue.vocabulary import DEVICE_NOUNS, FOLLOWED
from app.library.chips import chip_key
from app.library.part_numbers import is_family, read
from app.search.chips import TOKEN, looks_like_part
from retrieval.tokens import tokens

_OWNS = re.compile(r"\bof\s+(?:the\s+|an?\s+)?$", re.IGNORECASE)
_CONNECTED = re.compile(
    r"(?:\b(?:to|with|via|through)\s+(?:the\s+|an?\s+|my\s+|our\s+)?|[接连与和跟]\s*)$", re.I
)
"""What stands before a part that only hangs on the chip."""
_AROUND = 16
"""Characters before a part number that say how it stands to the chip."""


def unknown_parts(text: str, context: str) -> tuple[re.Match[str], ...]:
    """The parts of some vendor's that a text is about: what no grammar reads may be a document (`PM0075`).
    `context` is the chip in focus: another takes its place where a text says nothing else (`of the BMP388?`),
    or speaks of what one of its kind has."""
    return tuple(
        match
        for match in TOKEN.finditer(text)
        if looks_like_part(match[0])
        and _is_part(match[0])
        and not DEVICE_NOUNS.match(text, match.end())
        and not _CONNECTED.search(_before(text, match))
        and (not context or _succeeds(text, match, context))
    )


def hangs_on(part: str, chip: str) -> bool:
    """Whether a part is of another kind than a chip: a sensor on a microcontroller."""
    own, other = read(chip_key(part)), read(chip_key(chip))
    return own is not None and own.kind != (other.kind if other else "mcu")


def _is_part(word: str) -> bool:
    """Whether a word is a vendor's chip or family of chips; many chips have one core."""
    part = read(chip_key(word))
    return part.kind != "core" if part else is_family(chip_key(word))


def _succeeds(text: str, match: re.Match[str], context: str) -> bool:
    """Whether an unknown part takes the place of the chip in focus."""
    word = match[0]
    owns = _OWNS.search(_before(text, match)) or FOLLOWED.match(text, match.end())
    return set(tokens(text)) <= set(tokens(word)) or bool(owns and not hangs_on(word, context))


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(match.start() - _AROUND, 0) : match.start()]
