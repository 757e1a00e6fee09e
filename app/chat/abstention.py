"""Whether the evidence holds what was asked for, and if not, what is missing. Pure.

Promise 1: an answer that the evidence does not hold is not given, however well some passage scores.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.chat.evidence import EXACT, Unit, holds_name, leads
from app.chat.intent import Intent, Reading, Want
from app.search.scope import Scope
from retrieval.types import Hit

WEAK, WEAK_FOREIGN = 0.37, 0.12
"""A best sentence that holds less of what is asked about than this is chance; translated, it holds less.
Measured on 200 FAQ questions in the other language and on `benchmarks/prose.py`."""
DESCRIBED = 0.5
"""The row that a description is of holds at least this share of its words."""
TOP = 5
"""Passages whose best sentences are looked at."""
NAMED = re.compile(r"_|->|::")
PLAIN_NAME = re.compile(r"[A-Z][A-Z0-9]{3,}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to answer."""

    answer: bool
    reason: str = ""
    """Key of the sentence that says why not."""
    missing: tuple[str, ...] = ()


def demanded_names(reading: Reading, scope: Scope) -> tuple[str, ...]:
    """Names that an answer cannot do without: register names, and fields asked about by name."""
    chips = {name.casefold() for name in (*scope.chips, *scope.unknown_chips)}
    register = reading.intent is Intent.REGISTER and reading.want is not Want.FIELD
    return tuple(
        name
        for name in reading.identifiers
        if name.casefold() not in chips and (NAMED.search(name) or (register and PLAIN_NAME.fullmatch(name)))
    )


def judge(reading: Reading, scope: Scope, hits: Sequence[Hit], units: Sequence[Unit]) -> Verdict:
    """The first thing that is missing decides."""
    if scope.unknown_revision:
        return Verdict(False, "revision", (scope.unknown_revision,))
    strangers = tuple(chip for chip in scope.unknown_chips if not _mentioned(chip, hits))
    if strangers:
        return Verdict(False, "chip", strangers)
    absent = tuple(name for name in demanded_names(reading, scope) if not _mentioned(name, hits))
    if absent:
        return Verdict(False, "names", absent)
    if not units:
        return Verdict(False, "nothing")
    if reading.want is Want.BITS and not in_one_passage(demanded_names(reading, scope), hits):
        return Verdict(False, "apart", demanded_names(reading, scope))
    return _enough(reading, units, bool(demanded_names(reading, scope)))


def _enough(reading: Reading, units: Sequence[Unit], named: bool) -> Verdict:
    """Whether the best sentences hold the wanted kind of value, and a register's name or enough words."""
    able = [unit for unit in (units if reading.want in EXACT else units[:TOP]) if leads(unit)]
    if not able:
        return Verdict(False, "weak" if reading.want is Want.PROSE else "number")
    if named or (reading.want in EXACT and reading.identifiers):
        return Verdict(True)
    if reading.want is Want.FIELD:
        return Verdict(able[0].coverage >= DESCRIBED, "weak")
    shared = any(unit.coverage >= (WEAK_FOREIGN if unit.foreign else WEAK) for unit in able)
    return Verdict(shared, "weak")


def in_one_passage(names: Sequence[str], hits: Sequence[Hit]) -> bool:
    """Whether some passage holds all names: another register's field of that name is no evidence."""
    return any(all(holds_name(hit.passage, name) for name in names) for hit in hits)


def _mentioned(name: str, hits: Sequence[Hit]) -> bool:
    return any(holds_name(hit.passage, name) for hit in hits)
