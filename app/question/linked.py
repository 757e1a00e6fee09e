"""Which of the candidates a conversation asks for, by learned weights. Pure.

A linear order of statements (softmax regression over the candidates of a question), and a logistic estimate
that the one which leads is meant. `finetune/understanding/linking.py` fits both and writes `weights.json`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from app.core.learned import order_of, read_weights
from app.facts.kinds import Aspect, Statement
from app.question.contrasting import CONTRASTS, contrasted
from app.question.features import NAMES, Candidate, features
from app.question.heard import Listened, words_of

BEST = 5
"""Statements whose largest features tell what there is in all."""
LONG = 100
"""Characters of a question that says much."""
FAR = 8.0
"""A step between two statements beyond which it says nothing more."""


MOST_TOGETHER = 4
"""Things of which one question asks."""
_SAYS = (NAMES.index("named"), NAMES.index("named_before"))
_NAMED_ALIKE, _ALIKE = 0.5, 0.05
"""How well a message names what it asks for, and how little two things that it names differ in that."""
QUESTION_NAMES = ("lean", "concepts", "length", "aspects", "spoken_of")
"""What is known of the question itself: how much it needs what was said before, how little and how long it
is, whether it asks for an aspect, and the share of it that any statement speaks of."""
ALL = (*NAMES, *CONTRASTS)
"""The numbers of a candidate beside the others."""
CROSS = "cross"
"""How well a cross-encoder finds that a candidate answers: the last number of those that one has read."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What is committed in `weights.json`."""

    order: tuple[float, ...]
    """One of each feature."""
    answers: tuple[float, ...]
    """One of each number of `lead_numbers`."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its place in the order."""

    candidate: Candidate
    value: float
    numbers: tuple[float, ...]

    @property
    def statement(self) -> Statement:
        """What it states."""
        return self.candidate.statement


@dataclass(frozen=True, slots=True)
class Linked:
    """All candidates, best first, and how likely the first is meant."""

    candidates: tuple[Scored, ...]
    chance: float
    """0 to 1."""
    aspects: frozenset[Aspect] = frozenset()
    """What is asked of it."""
    names: tuple[str, ...] = ()
    """Identifiers of the conversation, the newest message's first."""
    question: tuple[float, ...] = ()
    """The numbers of `QUESTION_NAMES`."""

    @property
    def leans(self) -> bool:
        """Whether the newest message goes on from earlier ones."""
        return bool(self.question and self.question[0])


@cache
def weights(crossed: bool = False) -> Weights:
    """The learned weights; `crossed`, those of candidates whose numbers end with a cross-encoder's score. A
    new feature counts for nothing until they are fitted anew."""
    return parsed(_content(), crossed=crossed)


def parsed(raw: Mapping[str, Any], *, crossed: bool) -> Weights:
    """The weights in a file's content."""
    own = raw["crossed" if crossed else "plain"]
    names = (*ALL, CROSS) if crossed else ALL
    order = order_of(own, names)
    return Weights(order, tuple(own["answers"].get(name, 0.0) for name in lead_names(names)))


@cache
def first() -> tuple[float, ...]:
    """The weights of the features alone, which choose the leading candidates that are set apart."""
    return order_of(_content()["first"], NAMES)


@cache
def _content() -> dict[str, Any]:
    return read_weights("linking", "app.question")


def lead_names(names: Sequence[str]) -> tuple[str, ...]:
    """What the numbers of `lead_numbers` are called."""
    return (
        *(f"lead_{name}" for name in names),
        *(f"best_{name}" for name in names),
        *("value", "step", "share", "count"),
        *(f"question_{name}" for name in QUESTION_NAMES),
        "constant",
    )


def linked(asked: Listened, candidates: Sequence[Candidate]) -> Linked:
    """The candidates in order; without any, nothing is likely."""
    held = [words_of(one.statement.text) | words_of(one.statement.around) for one in candidates]
    own = [features(asked, candidate) for candidate in candidates]
    numbers = contrasted(own, held, first(), asked.newest.said.rest, asked.context)
    scored = _ordered(zip(candidates, numbers, strict=True), weights())
    if not scored:
        return Linked((), 0.0, asked.aspects, asked.names)
    question = _question(asked, held)
    return Linked(scored, _chance(scored, question, weights()), asked.aspects, asked.names, question)


def crossed(linked: Linked, scores: Sequence[float]) -> Linked:
    """The candidates in the order that a cross-encoder's scores of the first ones give."""
    if not scores:
        return linked
    own = (*scores, *[min(scores)] * (len(linked.candidates) - len(scores)))
    read = zip(linked.candidates, own, strict=True)
    scored = _ordered([(one.candidate, (*one.numbers, score)) for one, score in read], weights(True))
    return replace(linked, candidates=scored, chance=_chance(scored, linked.question, weights(True)))


def _ordered(
    candidates: Iterable[tuple[Candidate, tuple[float, ...]]], learned: Weights
) -> tuple[Scored, ...]:
    read = list(candidates)
    if not read:
        return ()
    values = np.array([numbers for _, numbers in read]) @ np.array(learned.order)
    scored = [
        Scored(candidate, value, numbers)
        for (candidate, numbers), value in zip(read, values.tolist(), strict=True)
    ]
    return tuple(sorted(scored, key=lambda one: -one.value))


def _chance(scored: Sequence[Scored], question: Sequence[float], learned: Weights) -> float:
    lead = lead_numbers(
        [one.numbers for one in scored],
        [one.value for one in scored],
        (one.candidate.said for one in scored),
        question,
    )
    value = sum(weight * number for weight, number in zip(learned.answers, lead, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def companions(ranked: Sequence[Scored]) -> tuple[Scored, ...]:
    """The first statement of each other name that a message has named as the leading one's: `offsets of LIMH
    and LIML`, and then `reset values of both`."""
    lead = ranked[0]
    said = max(_SAYS, key=lambda place: lead.numbers[place])
    if lead.numbers[said] < _NAMED_ALIKE:
        return ()
    found = {lead.statement.names[:1]: lead}
    for one in ranked[1:]:
        alike = abs(one.numbers[said] - lead.numbers[said]) < _ALIKE and one.value > lead.value - FAR / 2
        if alike and one.statement.kind == lead.statement.kind:
            found.setdefault(one.statement.names[:1], one)
    return tuple(found.values())[1:MOST_TOGETHER]


def _question(asked: Listened, held: Sequence[frozenset[str]]) -> tuple[float, ...]:
    newest = asked.newest
    everything = frozenset[str]().union(*held)
    return (
        asked.lean,
        1 / (1 + len(newest.concepts)),
        math.log1p(len(newest.said.text) / LONG),
        float(bool(newest.said.aspects)),
        newest.concepts.coverage(everything, foreign=True) if newest.concepts else 1.0,
    )


def lead_numbers(
    ranked: Sequence[Sequence[float]],
    values: Sequence[float],
    said: Iterable[str],
    question: Sequence[float],
) -> tuple[float, ...]:
    """What tells whether the leading statement is meant; the first three best first.

    In this order: its features, the largest of the best ones', its value, the step to the next that says
    something else, its share of the softmax, how many there are, the question's numbers, and the constant.
    """
    largest = [max(column) for column in zip(*ranked[:BEST], strict=True)]
    sentences = iter(said)
    first = next(sentences)
    other = next((value for value, text in zip(values[1:], sentences, strict=True) if text != first), -FAR)
    share = 1 / sum(math.exp(value - values[0]) for value in values)
    step = min(values[0] - other, FAR)
    return (*ranked[0], *largest, values[0], step, share, math.log(len(values)), *question, 1.0)
