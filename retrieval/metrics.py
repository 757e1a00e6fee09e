"""Measures of a ranking, pure: was it relevant at each place, best place first."""

import math
from collections.abc import Sequence


def hit_at(relevant: Sequence[bool], k: int) -> float:
    """1 when something relevant is among the first k."""
    return float(any(relevant[:k]))


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """1 for relevant at the first place, a half at the second, 0 for none."""
    return next((1 / place for place, good in enumerate(relevant, 1) if good), 0.0)


def recall_at(relevant: Sequence[bool], k: int, total: int) -> float:
    """Share of all that is relevant that stands among the first k."""
    return sum(relevant[:k]) / total if total else 0.0


def ndcg_at(relevant: Sequence[bool], k: int, total: int) -> float:
    """Normalised discounted cumulative gain with gains of 0 and 1."""
    gained = sum(_discount(place) for place, good in enumerate(relevant[:k], 1) if good)
    best = sum(_discount(place) for place in range(1, min(total, k) + 1))
    return gained / best if best else 0.0


def mean(values: Sequence[float]) -> float:
    """0 for no values."""
    return sum(values) / len(values) if values else 0.0


def _discount(place: int) -> float:
    return 1 / math.log2(place + 1)
