"""What every kind of fact declares of itself, so that questions find it and answers say it.

A fact gives statements: each is one thing that may be asked for, with the words, names and numbers by which
it is asked. Adding a kind of fact is adding a card.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.facts.answers import Language
from app.facts.questions import FactQuestion
from app.facts.repository import Located
from app.facts.results import Sentence


class Aspect(StrEnum):
    """What can be asked of a thing; `lexicon.tsv` has the words for each."""

    ADDRESS = "address"
    OFFSET = "offset"
    RESET = "reset"
    BITS = "bits"
    ACCESS = "access"
    MEANING = "meaning"
    REASON = "reason"
    """No fact states one."""
    REGISTER = "register"
    """Which register has it."""
    MINIMUM = "minimum"
    TYPICAL = "typical"
    MAXIMUM = "maximum"
    QUANTITY = "quantity"
    INTERRUPT = "interrupt"
    PIN = "pin"
    FUNCTION = "function"
    PACKAGE = "package"
    MEMORY = "memory"
    ERRATUM = "erratum"
    WORKAROUND = "workaround"
    CHANNEL = "channel"
    """Of DMA, which serves it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a fact states."""

    kind: str
    """The card's name."""
    fact: Located[Any]
    names: tuple[str, ...]
    """What it is called: identifiers and symbols, as printed."""
    owners: tuple[str, ...]
    """What that belongs to: the register of a field, the peripheral of a register."""
    text: str
    """Its own words."""
    around: str
    """The title of its table or register."""
    keys: frozenset[int] = frozenset()
    """Numbers by which it is asked for: an address, a field's bits, an encoding's value."""
    keyed: bool = False
    """Whether nothing but its number tells it from its neighbours."""
    worded: tuple[Sentence, ...] = ()
    """Its sentence in English and in Chinese, where it was put together of several facts."""


@dataclass(frozen=True, slots=True)
class Card:
    """A kind of fact."""

    name: str
    record: type[Any]
    aspects: frozenset[Aspect]
    """What its statements answer."""
    statements: Callable[[Located[Any]], Iterable[Statement]]
    say: Callable[[Statement, frozenset[Aspect], Language], tuple[Sentence, ...]]
    """The sentences for what was asked."""
    ask: Callable[[Statement, frozenset[Aspect]], FactQuestion]
    """The question by which editions of the manual are asked for the same."""
    joined: bool = False
    """Whether several rows of one name say it together: a pin's number, and its functions."""
    whole: bool = False
    """Whether an answer looks up all that the documents say of it: other places, conflicts, a picture."""
    placeless: bool = False
    """Whether it has no place in the memory map: a vector's address is no base address."""

    def answers(self, asked: frozenset[Aspect]) -> frozenset[Aspect]:
        """What it answers of what is asked."""
        elsewhere = self.placeless and Aspect.MEMORY in asked
        return asked & self.aspects - ({Aspect.ADDRESS} if elsewhere else frozenset())
