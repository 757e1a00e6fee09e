"""Whether an answer still says what a decided case says: a fixed bad answer must not come back. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.markdown import unmarked
from retrieval.identifiers import canonical, identifiers_in

_NUMBER = re.compile(r"(?<![\w.])(?:0[xX][0-9A-Fa-f]+|\d+(?:\.\d+)?)(?![\w.]*\w)")
_CITED = re.compile(r"\[\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a right answer holds."""

    names: frozenset[str] = frozenset()
    numbers: frozenset[float] = frozenset()
    refuse: bool = False
    """The manuals do not say it, and nor may the answer."""


def expected(answer: str, *, abstained: bool) -> Expected:
    """The names and numbers of a right answer; of an abstention that was right, only that it abstains."""
    if abstained:
        return Expected(refuse=True)
    names, numbers = _things(answer)
    return Expected(names, numbers)


def of_fact(fact: Mapping[str, Any], stated: Iterable[str]) -> Expected:
    """The name of a corrected fact, and the numbers that were corrected."""
    name = str(fact.get("name") or fact.get("symbol") or fact.get("number") or "")
    values = " ".join(str(fact.get(key, "")) for key in stated)
    return Expected(frozenset([canonical(name)]), _things(values)[1])


def missing(want: Expected, answer: str, *, abstained: bool) -> tuple[str, ...]:
    """What of it an answer lacks, for a person to read."""
    if want.refuse:
        return () if abstained else ("an abstention",)
    names, numbers = _things(answer)
    lacking = [*sorted(want.names - names), *(f"{number:g}" for number in sorted(want.numbers - numbers))]
    return tuple(["an answer", *lacking] if abstained else lacking)


def _things(text: str) -> tuple[frozenset[str], frozenset[float]]:
    plain = _CITED.sub(" ", unmarked(text))
    names = frozenset(map(canonical, identifiers_in(plain)))
    return names, frozenset(map(_number, _NUMBER.findall(plain)))


def _number(text: str) -> float:
    return float(int(text, 16)) if text[:2].lower() == "0x" else float(text)
