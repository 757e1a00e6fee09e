"""Whether a number with its unit, or a count, stands in the row or sentence that fits its clause. Pure."""

from collections.abc import Sequence

from app.chat.verification.atoms import Atom
from app.chat.verification.comparing import agrees
from app.chat.verification.index import Index
from app.chat.verification.judging import (
    CLOSE,
    FAR,
    Situation,
    Verdict,
    elsewhere,
    of_chip,
    score,
    wanted_words,
)
from app.chat.verification.plain import squeezed
from app.chat.verification.statements import Statement
from app.chat.verification.types import Kind, Reason

_LIMITS = {
    "min": {"typ", "max", "high"},
    "max": {"typ", "min", "low"},
    "typ": {"min", "max"},
    "low": {"max"},
    "high": {"min"},
}
"""Labels that say something else."""

_ENDS = {"low": "min", "high": "max"}

_CONDITION = 3.0
"""A value of the clause that stands in the same row, beside rare words."""


def judge_quantity(index: Index, atom: Atom, here: Situation) -> Verdict:
    """A number with its unit, or a count: in the row or sentence that the clause fits best."""
    rivals = [s for s in _rivals(index, atom) if not s.chips or not here.chips or of_chip([s], here)]
    holding = [s for s in rivals if agrees(atom, s.atom) and not _other_limit(index, atom, s)]
    if not holding:
        known = any(agrees(atom, s.atom) for s in rivals)
        return Verdict(False, Reason.OTHER if known else elsewhere(index, atom), "")
    if said := _spelled(index, rivals, atom, here):
        right = [s for s in said if agrees(atom, s.atom) and not _other_limit(index, atom, s)]
        if not right:
            return Verdict(False, Reason.OTHER)
    wanted = wanted_words(here)
    scored: dict[int, float] = {}
    for statement in rivals:
        if statement.group not in scored:
            scored[statement.group] = score(index, wanted, statement) + _company(index, atom, statement, here)
    best = max(scored.values())
    near = [s for s in rivals if scored[s.group] >= best * CLOSE]
    met = max(_met(index, atom, s, here) for s in near)
    least = dict.fromkeys(scored, best * CLOSE) | _of_cited(rivals, scored, best, here)
    fitting = [s for s in holding if scored[s.group] >= least[s.group] and _met(index, atom, s, here) >= met]
    limited = [s for s in near if agrees(atom, s.atom) and _other_limit(index, atom, s)]
    if fitting and not (limited and all(not s.atom.label for s in fitting)):
        return Verdict(True, sources=frozenset(s.source for s in fitting))
    return Verdict(False, Reason.OTHER)


def _spelled(index: Index, rivals: Sequence[Statement], atom: Atom, here: Situation) -> list[Statement]:
    """The rows whose symbol, name and condition the sentence repeats word for word: nothing else is meant."""
    start, end = atom.span
    whole, rest = squeezed(here.sentence), squeezed(f"{here.sentence[:start]}#{here.sentence[end:]}")
    told = [s for s in rivals if len(s.cells) > 1 and all(cell in whole for cell in s.cells)]
    longest = max((sum(map(len, s.cells)) for s in told), default=0)
    told = [s for s in told if sum(map(len, s.cells)) == longest]
    if not all(cell in rest for s in told for cell in s.cells):
        return []  # the value is a condition's own
    return [s for s in told if _met(index, atom, s, here) == len(_conditions(atom, here))]


def _of_cited(
    rivals: Sequence[Statement], scored: dict[int, float], best: float, here: Situation
) -> dict[int, float]:
    """In a passage that the sentence cites its own best row will do, if not far from the best of all."""
    groups = {s.group for s in rivals if s.source in here.cited}
    own = max((scored[group] for group in groups), default=0.0)
    return dict.fromkeys(groups, min(best * CLOSE, max(own * CLOSE, best * FAR)))


def _rivals(index: Index, atom: Atom) -> list[Statement]:
    if atom.kind is Kind.QUANTITY:
        return [s for s in index.by_kind[Kind.QUANTITY] if s.atom.dimension == atom.dimension]
    return [*index.by_kind[Kind.NUMBER], *index.by_kind[Kind.QUANTITY], *index.by_kind[Kind.HEX]]


def _company(index: Index, atom: Atom, statement: Statement, here: Situation) -> float:
    """Other values of the clause that the same row or sentence holds: its conditions."""
    group = index.by_group[statement.group]
    quantities = [one for one in here.beside if one.kind is Kind.QUANTITY]
    held = [one for one in quantities if any(agrees(one, s.atom) for s in group)]
    return _CONDITION * len(held)


def _met(index: Index, atom: Atom, statement: Statement, here: Situation) -> int:
    """How many of the conditions (values that measure something else) the row or sentence holds."""
    group = index.by_group[statement.group]
    return sum(any(agrees(one, s.atom) for s in group) for one in _conditions(atom, here))


def _conditions(atom: Atom, here: Situation) -> list[Atom]:
    return [one for one in here.beside if one.kind is Kind.QUANTITY and one.dimension != atom.dimension]


def _other_limit(index: Index, claimed: Atom, statement: Statement) -> bool:
    """Whether the value stands there as another limit; the ends of a range are its limits, if it has any."""
    if statement.atom.label in _LIMITS.get(claimed.label, ()):
        return True
    end = _ENDS.get(claimed.label)
    limits = {s.atom.label for s in index.by_group[statement.group] if s.atom.dimension == claimed.dimension}
    return end in limits and statement.atom.label not in ("", end)
