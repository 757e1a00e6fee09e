"""Means with bootstrap intervals, of one run and of the difference of two on the same cases. Pure, and the
same each time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

RESAMPLES = 2000
COVERED = 0.95
SEED = 20


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over cases, and where it would lie on other cases of the same kind."""

    mean: float
    low: float
    high: float
    cases: int

    @property
    def beyond_zero(self) -> bool:
        """Of a difference: whether chance alone would hardly make it."""
        return self.low > 0 or self.high < 0


def interval(values: Sequence[float]) -> Interval:
    """The mean of the cases, and its percentile bootstrap."""
    if not values:
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    given = np.asarray(values, dtype=np.float64)
    chance = np.random.default_rng(SEED)
    means = given[chance.integers(0, len(given), (RESAMPLES, len(given)))].mean(axis=1)
    low, high = np.quantile(means, [(1 - COVERED) / 2, (1 + COVERED) / 2])
    return Interval(float(given.mean()), float(low), float(high), len(given))


def difference(before: Mapping[str, float], after: Mapping[str, float]) -> Interval:
    """After minus before, over the cases that both have: pairs are resampled, so hard cases cancel out."""
    common = sorted(before.keys() & after.keys())
    return interval([after[case] - before[case] for case in common])


def pass_at_k(tries: int, passed: int, k: int) -> float:
    """Chance that one of k tries passes, unbiased (Chen et al., 2021)."""
    if tries - passed < k:
        return 1.0
    return 1.0 - comb(tries - passed, k) / comb(tries, k)
