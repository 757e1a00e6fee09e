"""The words that tell an intent, each with how sure they make it, and those of small talk and of shops.

They are data, in `data/`, written over our own `dev` utterances; what the `held` half says was never
looked at (docs/intents.md).
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.chat.intent.kinds import Intent

SURE, LIKELY, HINT = 1.0, 0.5, 0.25
STRENGTHS = {"sure": SURE, "likely": LIKELY}
BETWEEN = r"[\s!?.,;:)(~…。、-]*+"
"""Full-width marks are brought to these before."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for an intent."""

    intent: Intent
    strength: float
    words: re.Pattern[str]


def lines(name: str) -> tuple[str, ...]:
    """The lines of a data file without its comments."""
    text = (files("app.chat.intent") / "data" / name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def any_of(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    """ASCII word boundaries: an English word may stand between Chinese characters without a space."""
    return re.compile("|".join(alternatives), re.IGNORECASE | re.ASCII)


@cache
def cues() -> tuple[Cue, ...]:
    """One cue per intent and strength."""
    rows = [line.split("\t") for line in lines("cues.tsv")]
    kinds = dict.fromkeys((intent, strength) for intent, strength, _ in rows)
    return tuple(
        Cue(
            Intent(intent),
            STRENGTHS[strength],
            any_of(tuple(row[2] for row in rows if row[:2] == [intent, strength])),
        )
        for intent, strength in kinds
    )


@cache
def small_talk() -> re.Pattern[str]:
    """Nothing but pleasantries, from beginning to end.

    Atomic, the longest first: a long row of them that ends otherwise is given up in one pass.
    """
    phrases = "|".join(sorted(lines("pleasantries.txt"), key=len, reverse=True))
    return any_of((rf"(?>(?>{phrases})(?![a-z]){BETWEEN})+",))


@cache
def shops() -> re.Pattern[str]:
    """Prices and shops: no manual says."""
    return any_of(lines("shops.txt"))
