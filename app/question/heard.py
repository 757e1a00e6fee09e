"""The messages of a conversation as facts are compared with them: concepts, names, numbers, weights. Pure.

Stands between `conversation`, which takes messages apart, and `features`, which compares.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.facts.asked_units import units_asked_for, units_stated
from app.facts.kinds import Aspect
from app.question.assignments import assignments, values_alone
from app.question.conversation import Conversation, Said
from app.question.covering import Concepts, concepts_of
from app.question.function_words import ASKING
from retrieval.expansion import translations
from retrieval.identifiers import is_part_number
from retrieval.tokens import stem, tokens

MOST = 6
"""Earlier messages, and replies, that are compared."""
LARGEST_STEP = 0xFF
"""Numbers up to this may be a distance between addresses, larger ones are addresses."""
_HELD = 0.5
"""The share of a concept that statements hold between them, from which it says what is asked about."""
_LATIN = re.compile(r"[a-z][a-z0-9]{2,}")
_DIGITS = re.compile(r"(?<![A-Za-z0-9_.])\d+(?:\.\d+)?")
_BETWEEN = re.compile(r"[^0-9a-z\u3400-\u9fff.]+")


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """One message."""

    said: Said
    weight: float
    concepts: Concepts
    """What it is about, weighed by rarity among the statements, with translations."""
    typed: frozenset[str]
    """Its Latin words in small letters."""
    latin: tuple[str, ...]
    """Those of them that are no function words."""
    digits: frozenset[str]
    asking: frozenset[str]
    """Its words that only say what is asked; what is asked about may hold them too (`the reset bit`)."""


@dataclass(frozen=True, slots=True)
class Listened:
    """A conversation, its newest message apart."""

    newest: Heard
    before: tuple[Heard, ...]
    """The user's, newest first."""
    replies: tuple[Heard, ...]
    quantities: tuple[re.Pattern[str], ...]
    """The units of what the newest message asks for."""
    replied: tuple[re.Pattern[str], ...]
    """The units of what the newest reply states."""
    inherited: frozenset[Aspect]
    """The aspects of the newest earlier message that asks for any."""
    shifted: frozenset[int]
    """Addresses of before, moved by a number of the newest message: `four bytes on`."""
    answered: str
    """All replies, squeezed."""
    assigned: bool
    """Whether the newest message holds values of registers."""
    telling: int
    """How many of the newest message's concepts any statement speaks of."""

    @property
    def aspects(self) -> frozenset[Aspect]:
        """What the newest message asks for, or else takes over."""
        return self.newest.said.aspects or self.inherited

    @property
    def context(self) -> str:
        """What was said last before the newest message, without the words that ask for an aspect."""
        spoken = (*self.before[:1], *self.replies[:1])
        return "\n".join(one.said.rest for one in spoken)

    @property
    def names(self) -> tuple[str, ...]:
        """Identifiers, the newest message's first."""
        heard = (self.newest, *self.before, *self.replies)
        return tuple(dict.fromkeys(name for one in heard for name in one.said.names))

    @property
    def lean(self) -> float:
        """How much the newest message needs those before: the less it says, the more; 0 to 1."""
        return 1 / (1 + self.telling / 2) if self.before else 0.0

    @property
    def spoken(self) -> frozenset[str]:
        """All words of the user."""
        return self.newest.said.words.union(*(one.said.words for one in self.before))


def listen(conversation: Conversation, held: Iterable[frozenset[str]]) -> Listened:
    """A conversation against statements whose words are `held`."""
    rarity = _Rarity(list(held))
    newest = conversation.newest
    heard = _heard(newest, 1.0, rarity)
    users = [_heard(one, weight, rarity) for weight, one in conversation.asked[:MOST]]
    replies = [_heard(one, weight, rarity) for weight, one in conversation.replied[:MOST]]
    return Listened(
        newest=heard,
        before=tuple(users),
        replies=tuple(replies),
        quantities=units_asked_for(newest.text, newest.words),
        replied=units_stated(conversation.replied[0][1].text) if conversation.replied else (),
        inherited=next((one.said.aspects for one in users if one.said.aspects), frozenset()),
        shifted=frozenset(_shifted(newest, [one.said for one in (*users, *replies)])),
        answered=squeezed("\n".join(one.text for _, one in conversation.replied)),
        assigned=bool(assignments(newest.text) or values_alone(newest.text)),
        telling=sum(one.held(rarity.words, foreign=True) >= _HELD for one in heard.concepts),
    )


def squeezed(text: str) -> str:
    """Only letters, digits and points of a text."""
    return _BETWEEN.sub("", text.lower())


@lru_cache(maxsize=1 << 15)
def words_of(text: str) -> frozenset[str]:
    """The words of a text, once each."""
    return frozenset(tokens(text))


@lru_cache(maxsize=1 << 14)
def digits_in(text: str) -> frozenset[str]:
    """The plain numbers of a text, as printed."""
    return frozenset(_DIGITS.findall(text))


class _Rarity:
    """What a word weighs: the more, the fewer statements hold it."""

    def __init__(self, held: Sequence[frozenset[str]]) -> None:
        self._counts = Counter(word for words in held for word in words)
        self._total = len(held)

    @property
    def words(self) -> Collection[str]:
        """All words of the statements."""
        return self._counts.keys()

    def of(self, word: str) -> float:
        return math.log(1 + (self._total + 1) / (self._counts[word] + 0.5))


def _heard(said: Said, weight: float, rarity: _Rarity) -> Heard:
    own = {word: rarity.of(word) for word in words_of(said.rest) if _tells(word)}
    typed = _LATIN.findall(said.rest.lower())
    return Heard(
        said=said,
        weight=weight,
        concepts=concepts_of(own, translations(said.rest)),
        typed=frozenset(typed),
        latin=tuple(word for word in dict.fromkeys(typed) if stem(word) in own),
        digits=digits_in(said.text),
        asking=words_of(said.text) - words_of(said.rest),
    )


def _tells(word: str) -> bool:
    """Whether a word says what a message is about: not the chip, which was settled before, nor a letter."""
    return not is_part_number(word.upper()) and word not in ASKING and (len(word) > 1 or word.isdigit())


def _shifted(newest: Said, earlier: Sequence[Said]) -> Iterable[int]:
    steps = [step for step in newest.numbers if 0 < step <= LARGEST_STEP]
    addresses = {number for one in earlier for number in one.numbers if number > LARGEST_STEP}
    return (address + sign * step for address in addresses for step in steps for sign in (1, -1))
