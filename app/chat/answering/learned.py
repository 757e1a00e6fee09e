"""Weights for the features, learned by `finetune/understanding`, and what follows from them. Pure.

A linear order of units (softmax regression over the units of a question), and a logistic estimate that the
unit which leads answers. Both are fitted on questions whose answers are marked on the page.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from app.chat.answering.features import NAMES, Asked
from app.core.learned import order_of, read_weights
from app.question.contrasting import CONTRASTS
from app.question.linked import CROSS

ALL = (*NAMES, *CONTRASTS)
"""The numbers of a unit beside the others."""
BEST = 5
"""Units whose largest features tell what the evidence holds in all."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What is committed in `weights.json`."""

    order: tuple[float, ...]
    """One of each feature."""
    answers: tuple[float, ...]
    """One of each number of `best_numbers`."""
    least: float
    """The estimate from which the leading unit is quoted as the answer."""


@cache
def weights(crossed: bool = False) -> Weights:
    """The learned weights; `crossed`, those of units whose numbers end with a cross-encoder's score. A new
    feature counts for nothing until the weights are fitted anew."""
    return parsed(_content(), crossed=crossed)


def parsed(raw: Mapping[str, Any], *, crossed: bool) -> Weights:
    """The weights in a file's content."""
    own = raw["crossed" if crossed else "plain"]
    names = (*ALL, CROSS) if crossed else ALL
    order = order_of(own, names)
    return Weights(order, tuple(own["answers"]), float(own["least"]))


@cache
def first() -> tuple[float, ...]:
    """The weights of the features alone, which choose the leading units that are set apart."""
    return order_of(_content()["first"], NAMES)


@cache
def _content() -> dict[str, Any]:
    return read_weights("answering", "app.chat.answering")


def orders(rows: Sequence[Sequence[float]]) -> list[float]:
    """How well each unit of a question answers, beside the others."""
    if not rows:
        return []
    learned = weights(len(rows[0]) > len(ALL)).order
    return [float(value) for value in np.array(rows) @ np.array(learned)]


def best_numbers(
    question: Asked, lead: Sequence[float], ranked: Sequence[Sequence[float]]
) -> tuple[float, ...]:
    """What tells whether the leading unit answers.

    In this order: its features, the largest of the best units', its order value, the step from it to the last
    of these, `question.numbers`, and the constant.
    """
    best = ranked[:BEST]
    values = orders([lead, best[-1]])
    largest = [max(column) for column in zip(*best, strict=True)]
    return (*lead, *largest, values[0], values[0] - values[1], *question.numbers, 1.0)


def chance(numbers: Sequence[float]) -> float:
    """The estimated probability that the leading unit answers: 0 to 1."""
    learned = weights(len(numbers) > len(weights().answers)).answers
    value = sum(weight * number for weight, number in zip(learned, numbers, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
