"""Two small models fitted by gradient descent (Adam), and how well they do. Pure.

The order of a question's units is a softmax over their linear scores; its loss is the negative logarithm of
the probability that falls on units that answer. Whether the leading unit answers is a logistic regression.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from app.chat.answering.learned import BEST
from finetune.understanding.examples import Example, Matrix
from retrieval.cross_encoder.scorer import CrossEncoder

STEPS, RATE = 400, 0.06
"""Steps of Adam, and their size."""
DECAY, ANSWER_DECAY = 3e-3, 1e-2
"""The weight of the squared weights in the loss; more for what is fitted on few unanswerable questions."""
_MOMENTUM, _SQUARES = 0.9, 0.99
_LEAST_LABEL = 0.3
Gradient = Callable[[Matrix], Matrix]


@dataclass(frozen=True, slots=True)
class Scale:
    """Columns brought to mean 0 and deviation 1 for fitting; weights are given back for the raw numbers."""

    mean: Matrix
    deviation: Matrix

    def of(self, numbers: Matrix) -> Matrix:
        """The numbers at the scale of fitting."""
        scaled: Matrix = (numbers - self.mean) / self.deviation
        return scaled


def scale_of(numbers: Matrix) -> Scale:
    """Mean and deviation of each column; a column that never changes keeps its values."""
    deviation = numbers.std(0)
    return Scale(numbers.mean(0), np.where(deviation > 0, deviation, 1.0))


class Labelled(Protocol):
    """The candidates of one question."""

    @property
    def numbers(self) -> Matrix:
        """A row for each candidate, a column for each feature."""

    @property
    def labels(self) -> Matrix:
        """How well each answers: 0 to 1."""


class Read(Labelled, Protocol):
    """Candidates as a cross-encoder reads them."""

    @property
    def asked(self) -> str:
        """The question."""

    @property
    def context(self) -> str:
        """What was said before it."""

    @property
    def texts(self) -> Sequence[str]:
        """One of each candidate."""


def with_scores(example: Read, places: Sequence[int], encoder: CrossEncoder) -> Matrix:
    """The candidates' numbers and one more: the cross-encoder's score of those at some places, of the others
    the least of these."""
    column = np.zeros((len(example.numbers), 1))
    if places:
        scores = encoder.scores(example.asked, example.context, [example.texts[place] for place in places])
        column[:] = scores.min()
        column[places, 0] = scores
    return np.hstack([example.numbers, column])


def fit_order(examples: Sequence[Labelled], shares: Sequence[float]) -> Matrix:
    """One weight for each feature. `shares` say how much each example counts."""
    usable = [
        (example, share)
        for example, share in zip(examples, shares, strict=True)
        if example.labels.max(initial=0) > _LEAST_LABEL
    ]
    scale = scale_of(np.concatenate([example.numbers for example, _ in usable]))
    rows = [(scale.of(example.numbers), example.labels, share) for example, share in usable]
    total = sum(share for *_, share in rows)

    def gradient(weights: Matrix) -> Matrix:
        found = np.zeros_like(weights)
        for numbers, labels, share in rows:
            likely = _softmax(numbers @ weights)
            right = likely * labels
            found -= share * numbers.T @ (right / (right.sum() + 1e-12) - likely)
        slope: Matrix = found / total + 2 * DECAY * weights
        return slope

    fitted: Matrix = _descend(gradient, rows[0][0].shape[1]) / scale.deviation
    return fitted


def fit_answers(numbers: Matrix, answers: Matrix, shares: Matrix) -> Matrix:
    """One weight for each column, the constant last; the last column of `numbers` is 1."""
    scale = scale_of(numbers[:, :-1])
    rows = np.hstack([scale.of(numbers[:, :-1]), np.ones((len(numbers), 1))])
    decay = np.append(np.full(rows.shape[1] - 1, 2 * ANSWER_DECAY), 0.0)

    def gradient(weights: Matrix) -> Matrix:
        wrong = (logistic(rows @ weights) - answers) * shares
        slope: Matrix = rows.T @ wrong / shares.sum() + decay * weights
        return slope

    weights = _descend(gradient, rows.shape[1])
    raw = weights[:-1] / scale.deviation
    return np.append(raw, weights[-1] - raw @ scale.mean)


def lead_numbers(example: Example, order: Matrix) -> Matrix:
    """The numbers of `app.chat.answering.learned.best_numbers`, of the unit that comes first."""
    values = example.numbers @ order
    best = np.argsort(-values)[:BEST]
    first, last = values[best[0]], values[best[-1]]
    lead, largest = example.numbers[best[0]], example.numbers[best].max(0)
    return np.concatenate([lead, largest, [first, first - last], example.question, [1.0]])


def logistic(values: Matrix) -> Matrix:
    """Values as probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))))


def area(chances: Matrix, answers: Matrix) -> float:
    """The area under the curve of hits against false alarms: 0.5 is chance, 1 perfect."""
    right, wrong = chances[answers == 1], chances[answers == 0]
    if not len(right) or not len(wrong):
        return float("nan")
    above = (right[:, None] > wrong[None, :]).mean() + 0.5 * (right[:, None] == wrong[None, :]).mean()
    return float(above)


def first_right(examples: Sequence[Example], order: Matrix, among: int = 1) -> float:
    """The share of questions, of those with a unit that answers, where one is among the first."""
    able = [example for example in examples if example.labels.max(initial=0) == 1]
    hits = [(example.labels[np.argsort(-(example.numbers @ order))[:among]] == 1).any() for example in able]
    return float(np.mean(hits)) if hits else float("nan")


def _softmax(values: Matrix) -> Matrix:
    shifted = np.exp(values - values.max())
    return np.asarray(shifted / shifted.sum())


def _descend(gradient: Gradient, size: int) -> Matrix:
    """Adam (Kingma and Ba, 2015) from zero, without chance: the same data give the same weights."""
    weights, first, second = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, STEPS + 1):
        slope = gradient(weights)
        first = _MOMENTUM * first + (1 - _MOMENTUM) * slope
        second = _SQUARES * second + (1 - _SQUARES) * slope**2
        unbiased = second / (1 - _SQUARES**step)
        weights = weights - RATE * (first / (1 - _MOMENTUM**step)) / (np.sqrt(unbiased) + 1e-8)
    return weights
