"""Whether a canary or shadow goes on, goes back or stays, by all that is measured of its turns. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.registry.sequential import ERROR, Arm, Decision, decide, difference

BAD = "bad"
"""Turned down, something removed, or no answer: one value of each turn, which decides about a promotion."""
SECONDS = "seconds"
GUARDS = ("turned_down", SECONDS)
"""Measures that take a canary back by themselves: readers' own verdict would drown in the other signals, and
a slow answer is no bad one by its words."""
SLOWER = 0.25
"""How much longer answers may take, of what the live ones take."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of both, and the interval of what the canary's is above the live one's."""

    name: str
    live: float
    canary: float
    low: float
    high: float
    tolerated: float = 0.0
    """What it may be above."""

    @property
    def worse(self) -> bool:
        """Whether it is so beyond the interval."""
        return self.low > self.tolerated


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, and why."""

    decision: Decision
    measures: tuple[Measured, ...]
    worse: tuple[str, ...] = ()


def verdict(live: Mapping[str, Arm], canary: Mapping[str, Arm]) -> Verdict:
    """Of arms by measure; `BAD` is among them. Each guard has its part of the error that `BAD` has alone."""
    measures = tuple(_measured(name, live[name], canary[name]) for name in live)
    worse = tuple(one.name for one in measures if one.name in (BAD, *GUARDS) and one.worse)
    decision = Decision.ROLL_BACK if worse else decide(live[BAD], canary[BAD])
    return Verdict(decision, measures, worse)


def _measured(name: str, live: Arm, canary: Arm) -> Measured:
    error = ERROR if name == BAD else ERROR / len(GUARDS)
    low, high = difference(live, canary, error)
    tolerated = SLOWER * live.mean if name == SECONDS else 0.0
    return Measured(name, live.mean, canary.mean, low, high, tolerated)
