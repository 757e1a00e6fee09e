"""The two small models, on data whose answer is plain."""

import numpy as np
import pytest

from finetune.understanding.cases import Case
from finetune.understanding.examples import Example
from finetune.understanding.fitting import area, first_right, fit_answers, fit_order, logistic


def example(number: int, rng: np.random.Generator) -> Example:
    """Ten units, of which the one with the largest first feature answers; the second feature is noise."""
    numbers = rng.random((10, 2))
    labels = (numbers[:, 0] == numbers[:, 0].max()).astype(float)
    return Example(Case(id=str(number), set="own", messages=()), numbers, labels, (0.5,), True)


def test_the_order_follows_the_feature_that_answers() -> None:
    rng = np.random.default_rng(1)
    examples = [example(number, rng) for number in range(60)]
    weights = fit_order(examples[:40], [1.0] * 40)
    assert weights[0] > 10 * abs(weights[1])
    assert first_right(examples[40:], weights) > 0.9


def test_chances_tell_what_can_be_answered() -> None:
    rng = np.random.default_rng(2)
    numbers = np.hstack([rng.random((200, 3)), np.ones((200, 1))])
    answers = (numbers[:, 1] > 0.5).astype(float)
    weights = fit_answers(numbers, answers, np.ones(200))
    assert area(logistic(numbers @ weights), answers) > 0.97


def test_the_same_data_give_the_same_weights() -> None:
    first, second = (
        fit_order([example(number, np.random.default_rng(number)) for number in range(9)], [1.0] * 9)
        for _ in range(2)
    )
    assert np.array_equal(first, second)


def test_area_counts_ties_by_half() -> None:
    assert area(np.array([0.5, 0.5]), np.array([1.0, 0.0])) == pytest.approx(0.5)
