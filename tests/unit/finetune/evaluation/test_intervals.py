"""Intervals of means and of differences."""

import pytest

from finetune.evaluation.intervals import difference, interval, pass_at_k


def test_the_interval_holds_the_mean_and_is_the_same_each_time():
    values = [0.0, 1.0] * 50
    one = interval(values)
    assert one.low < one.mean == 0.5 < one.high
    assert one == interval(values)
    assert 0.15 < one.high - one.low < 0.25  # of 100 coins: 4 times 0.05


def test_pairs_make_small_differences_plain():
    before = {str(at): at / 100 for at in range(100)}
    after = {case: value + 0.02 for case, value in before.items()}
    found = difference(before, after)
    assert found.mean == pytest.approx(0.02)
    assert found.beyond_zero


def test_chance_is_no_difference():
    before = {str(at): float(at % 2) for at in range(60)}
    after = {str(at): float(at % 3 == 0) for at in range(60)}
    assert not difference(before, after).beyond_zero


@pytest.mark.parametrize(
    ("tries", "passed", "k", "chance"), [(10, 0, 1, 0), (10, 3, 1, 0.3), (5, 2, 5, 1), (4, 2, 2, 5 / 6)]
)
def test_pass_at_k_is_unbiased(tries, passed, k, chance):
    assert pass_at_k(tries, passed, k) == pytest.approx(chance)
