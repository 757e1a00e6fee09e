"""Two runs of the same suite, case by case: what got better, what got worse, and whether more than chance.
Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finetune.evaluation.intervals import Interval, difference, interval
from finetune.evaluation.results import Result, Run, measures
from finetune.evaluation.suite import Case

LOWER_IS_BETTER = frozenset({"remembered"})
TIE = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """One measure over the cases that both runs have."""

    variant: str
    measure: str
    before: float
    after: float
    difference: Interval

    @property
    def verdict(self) -> str:
        """better, worse, or the same as far as these cases can tell."""
        if not self.difference.beyond_zero:
            return "same"
        return "better" if (self.difference.mean > 0) != (self.measure in LOWER_IS_BETTER) else "worse"


def judged(preferences: Mapping[str, float]) -> Change:
    """A judge's verdicts as a measure: a half is no preference."""
    preference = interval([one - TIE for one in preferences.values()])
    return Change("", "judge prefers the later", TIE, TIE + preference.mean, preference)


@dataclass(frozen=True, slots=True)
class Pair:
    """One case in both runs, where a measure changed."""

    case: Case
    before: Result
    after: Result
    changed: tuple[str, ...]
    """Measures that rose with `+`, those that fell with `-`."""


def changes(before: Run, after: Run) -> list[Change]:
    """Each measure of each variant."""
    made = []
    for variant in sorted({one.case.variant for one in (*before.results, *after.results)}):
        for measure in measures(before, after):
            one, two = before.values(measure, variant), after.values(measure, variant)
            common = one.keys() & two.keys()
            if not common:
                continue
            mean = [sum(values[case] for case in common) / len(common) for values in (one, two)]
            made.append(Change(variant, measure, mean[0], mean[1], difference(one, two)))
    return made


def pairs(
    before: Run, after: Run, watched: Sequence[str] = ("exact", "abstention", "no_wrong_value")
) -> list[Pair]:
    """Cases in which a watched measure changed; those that got worse first."""
    earlier = {one.case.id: one for one in before.results}
    made = []
    for two in after.results:
        one = earlier.get(two.case.id)
        if one is None:
            continue
        changed = tuple(sign + name for name in watched if (sign := _sign(one, two, name)))
        if changed:
            made.append(Pair(two.case, one, two, changed))
    return sorted(made, key=lambda pair: (not any(one.startswith("-") for one in pair.changed), pair.case.id))


def _sign(before: Result, after: Result, measure: str) -> str:
    if measure not in before.scores or measure not in after.scores:
        return ""
    by = after.scores[measure] - before.scores[measure]
    return "+" if by > 0 else "-" if by < 0 else ""
