"""A conversation as facts are compared with it: what each message says, the newest first. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from app.facts.kinds.card import Aspect
from app.question.lexicon import read_aspects
from retrieval.identifiers import canonical, identifiers_in
from retrieval.tokens import tokens

DECAY = 0.6
"""What a message counts beside the one after it."""
REPLY = 0.5
"""What a reply counts beside the question before it."""
END, MOST_NAMES = 1000, 24
"""Characters at either end of a message, and names of it, that are compared with every candidate."""
_NUMBER = re.compile(
    r"(?<![\w.])(?P<hex>0[xX]_?[0-9A-Fa-f][0-9A-Fa-f_]*)|(?<![\w.])(?P<bin>0b[01]+|[01]{2,8}b?)(?![\w.])"
    r"|(?<![\w.])(?P<bare>[0-9A-Fa-f]{8})(?![\w.])|(?:(?<![A-Za-z_.\d])|(?<=bit))(?P<dec>\d{1,6})(?![\d.]|[xX]_|[A-Za-z_]*\d)"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One message."""

    text: str
    words: frozenset[str]
    names: tuple[str, ...]
    """Identifiers, canonical."""
    numbers: frozenset[int]
    aspects: frozenset[Aspect]
    rest: str
    """The text without the words that ask for these."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The newest message, and those before it, newest first, each with what it still counts."""

    newest: Said
    asked: tuple[tuple[float, Said], ...] = ()
    """The user's."""
    replied: tuple[tuple[float, Said], ...] = ()
    """The assistant's."""

    @property
    def before(self) -> tuple[Said, ...]:
        """All earlier messages."""
        return tuple(one for _, one in (*self.asked, *self.replied))


def read(question: str, earlier: Sequence[tuple[str, str]]) -> Conversation:
    """A question after earlier messages, the oldest first: pairs of role and text."""
    asked, replied = [], []
    weight = 1.0
    for role, text in reversed(earlier):
        if role == "user":
            weight *= DECAY
            asked.append((weight, said(text)))
        else:
            replied.append((weight * DECAY * REPLY, said(text)))
    return Conversation(said(question), tuple(asked), tuple(replied))


def said(text: str) -> Said:
    """A message taken apart; of a long one its beginning and its end, where what is asked mostly stands."""
    text = text if len(text) <= 2 * END else f"{text[:END]}\n{text[-END:]}"
    return Said(
        text,
        frozenset(tokens(text)),
        tuple(canonical(name) for name in islice(identifiers_in(text), MOST_NAMES)),
        numbers_in(text),
        *read_aspects(text),
    )


def numbers_in(text: str) -> frozenset[int]:
    """The numbers of a text; digits that may be binary give both."""
    found: set[int] = set()
    for match in _NUMBER.finditer(text):
        if match["hex"]:
            found.add(int(match["hex"].replace("_", ""), 16))
        elif match["bin"]:
            digits = match["bin"].removeprefix("0b").removesuffix("b")
            found.add(int(digits, 2))
            found.add(int(digits))
        elif match["bare"]:
            found.add(int(match["bare"], 16))
        else:
            found.add(int(match["dec"]))
    return frozenset(found)
