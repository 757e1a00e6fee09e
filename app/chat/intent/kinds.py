"""What a question can be: its intent, the kind of value it asks for, and a reading of both."""

from dataclasses import dataclass
from enum import StrEnum


class Intent(StrEnum):
    """The kinds of question, which differ in how they are answered."""

    REGISTER = "register"
    PARAMETER = "parameter"
    PIN = "pin"
    ERRATA = "errata"
    PROCEDURE = "procedure"
    DEBUGGING = "debugging"
    CODE = "code"
    COMPARISON = "comparison"
    CONCEPT = "concept"
    SMALL_TALK = "small_talk"
    OUT_OF_SCOPE = "out_of_scope"


UNSEARCHED = frozenset({Intent.SMALL_TALK, Intent.OUT_OF_SCOPE})
"""Nothing is looked up for these."""


class Want(StrEnum):
    """The kind of value asked for."""

    ADDRESS = "address"
    OFFSET = "offset"
    RESET = "reset"
    BITS = "bits"
    REGISTER = "register"
    """The register that holds a named field."""
    FIELD = "field"
    """The field or register that a description is of."""
    NUMBER = "number"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Reading:
    """A question understood by its words alone."""

    question: str
    intent: Intent
    want: Want
    language: str
    """zh or en: the answer's."""
    identifiers: tuple[str, ...] = ()
    """Names in the question, as written."""
    telling: bool = False
    """Whether any of its words speaks for an intent."""


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a question goes."""

    intent: Intent
    confidence: float
    """0 to 1: one for a rule that is sure, else the share of the winner among all intents."""
    source: str
    """`rules`, or `classifier` where the rules were not sure and one was asked."""
