"""Compares what a canary and the live adapter do, at any time and as often as one likes. Pure.

A fixed test that is looked at every day finds a difference sooner or later where there is none. These
intervals hold at all times together (the asymptotic confidence sequence of Waudby-Smith and others, 2021).
"""

from dataclasses import dataclass
from enum import StrEnum
from math import inf, log, sqrt

ERROR = 0.05
"""Chance that the interval ever leaves out the truth."""
TIGHTEST = 200
"""Turns at which the interval is made to be narrowest for its error."""
ENOUGH = 2000
"""Turns of a canary after which no worse is good enough."""
TOLERATED = 0.02


class Decision(StrEnum):
    WAIT = "wait"
    PROMOTE = "promote"
    ROLL_BACK = "roll back"


@dataclass(frozen=True, slots=True)
class Arm:
    """What one adapter's turns came to."""

    turns: int
    total: float
    """Sum of a value of each turn."""
    squares: float
    """Sum of its squares."""

    @property
    def mean(self) -> float:
        """The value of a turn."""
        return self.total / self.turns if self.turns else 0.0

    @property
    def spread(self) -> float:
        """The standard deviation; never nothing, because a few turns alike prove little."""
        if self.turns < 2:
            return inf
        variance = max(self.squares / self.turns - self.mean**2, 0.0)
        return sqrt(max(variance, 1 / self.turns))


def width(arm: Arm, error: float = ERROR / 2) -> float:
    """Half of the interval around an arm's mean."""
    if arm.turns < 2:
        return inf
    rho = (-2 * log(error) + log(-2 * log(error) + 1)) / TIGHTEST
    scaled = arm.turns * rho
    return arm.spread * sqrt(2 * (scaled + 1) / (arm.turns**2 * rho) * log(sqrt(scaled + 1) / error))


def difference(live: Arm, canary: Arm, error: float = ERROR) -> tuple[float, float]:
    """The interval of what the canary's mean is above that of the live one."""
    half = width(live, error / 2) + width(canary, error / 2)
    middle = canary.mean - live.mean
    return middle - half, middle + half


def decide(live: Arm, canary: Arm) -> Decision:
    """Of how bad turns are: less is better."""
    low, high = difference(live, canary)
    if low > 0:
        return Decision.ROLL_BACK
    if high < 0 or (canary.turns >= ENOUGH and high < TOLERATED):
        return Decision.PROMOTE
    return Decision.WAIT
