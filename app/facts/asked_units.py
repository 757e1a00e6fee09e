"""The units of what a question asks for: who asks for a current is answered in amperes. Pure."""

import re
from functools import cache

from app.facts.parameter_rows import QUANTITIES
from retrieval.tokens import tokens

_NUMBERED = re.compile(r"\d\s*$")


def units_asked_for(question: str, words: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """The units of each quantity that a question names by a word, or by a unit without a number."""
    return tuple(
        units
        for units, names in _quantities()
        if words & names
        or any(not _NUMBERED.search(question[: match.start()]) for match in units.finditer(question))
    )


def units_stated(text: str) -> tuple[re.Pattern[str], ...]:
    """The units of each quantity of which a text states a number."""
    return tuple(
        units
        for units, _ in _quantities()
        if any(_NUMBERED.search(text[: match.start()]) for match in units.finditer(text))
    )


@cache
def _quantities() -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    """Patterns that find a unit as a word of its own, or behind a number, and the words for its quantity."""
    return tuple(
        (re.compile(rf"(?<![A-Za-z]){pattern.pattern}(?![A-Za-z0-9])"), frozenset(tokens(names)))
        for pattern, names in ((re.compile(f"(?:{unit.pattern})"), names) for unit, names in QUANTITIES)
    )
