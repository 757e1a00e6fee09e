"""The two small models, on data whose answer is plain."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from finetune.understanding.cases import Case
from finetune.understanding.examples import Example
from finetune.understanding.fitting import area, first_right, fit_answers, fit_order, logistic, with_scores


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


def test_what_a_cross_encoder_has_not_read_counts_as_the_worst_that_it_has() -> None:
    read = SimpleNamespace(numbers=np.ones((3, 2)), labels=np.ones(3), asked="", context="", texts="abc")
    encoder = cast(Any, SimpleNamespace(scores=lambda asked, context, texts: np.array([1.0, -2.0])))
    assert with_scores(cast(Any, read), [2, 0], encoder)[:, -1].tolist() == [-2.0, -2.0, 1.0]
    assert with_scores(cast(Any, read), [], encoder)[:, -1].tolist() == [0.0, 0.0, 0.0]
