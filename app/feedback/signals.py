"""Why a turn deserves a curator's look. Pure."""

from enum import StrEnum

from app.models import Outcome, Turn

CHECKS = "chipcite-check"
"""The `user` of questions that are asked again to see whether a case holds: they make no cases themselves."""
_OUT_OF_SCOPE = "out_of_scope"


class Signal(StrEnum):
    """Each of them puts a turn into the queue."""

    FEEDBACK = "feedback"
    """A reader found it bad, or has corrected it."""
    VERIFICATION = "verification"
    """The language model wrote what the evidence does not hold."""
    ABSTENTION = "abstention"
    """It was not answered, though passages spoke of the matter."""
    REGENERATED = "regenerated"
    """The reader had the same question answered anew."""
    EDITED = "edited"
    """The reader put the question in other words."""


def signals_of(turn: Turn) -> list[Signal]:
    """What a finished turn shows by itself."""
    if turn.status != Outcome.DONE:
        return []
    found = []
    if turn.verification.get("findings"):
        found.append(Signal.VERIFICATION)
    clarified = (turn.details or {}).get("clarify")
    if turn.abstained and turn.hits and not clarified and turn.intent != _OUT_OF_SCOPE:
        found.append(Signal.ABSTENTION)
    return found


def replacing(old: str, new: str) -> Signal:
    """What it says of an answer that its question was asked anew."""
    return Signal.REGENERATED if old.split() == new.split() else Signal.EDITED
