"""Measures of a ranking against worked examples."""

import pytest

from retrieval.metrics import hit_at, mean, ndcg_at, recall_at, reciprocal_rank

RANKING = (False, True, False, True)


def test_measures() -> None:
    assert (hit_at(RANKING, 1), hit_at(RANKING, 2)) == (0.0, 1.0)
    assert reciprocal_rank(RANKING) == 0.5
    assert recall_at(RANKING, 2, total=4) == 0.25
    assert ndcg_at(RANKING, 4, total=2) == pytest.approx((0.63093 + 0.43068) / (1 + 0.63093), abs=1e-4)
    assert mean([1.0, 0.0]) == 0.5


def test_measures_of_nothing() -> None:
    assert (hit_at((), 5), reciprocal_rank(()), recall_at((), 5, 0), ndcg_at((), 5, 0), mean(())) == (
        0.0,
    ) * 5
