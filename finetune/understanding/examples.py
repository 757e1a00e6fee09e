"""Cases asked of a library: the candidates of each question as numbers, with their labels.

Of an answerable case a second example is made, whose evidence has been taken away: what remains is what a
question looks like that the manuals nearly answer.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import structlog
from numpy.typing import NDArray

from app.chat.composing import lead_text
from app.chat.evidence import Ranked, leads, rank_units, unspoken
from app.chat.schemas import ChatRequest
from app.chat.understanding import Asked, retrieve, understand
from app.resources import Resources
from app.search.service import Found
from finetune.understanding.cases import Case
from retrieval.cross_encoder.pairs import candidate_text
from retrieval.types import Hit

FEWEST = 5
"""Hits that are left when those that answer are taken away."""
Matrix = NDArray[np.float64]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question."""

    case: Case
    numbers: Matrix
    """A row for each unit, a column for each feature."""
    labels: Matrix
    """How well each unit answers: 0 to 1."""
    question: tuple[float, ...]
    """What is known of the question itself."""
    answers: bool | None
    """Whether the evidence holds the answer; None where an answer exists and was not retrieved."""
    asked: str = ""
    """The last words, without what only says where to look."""
    context: str = ""
    """What was said before them."""
    texts: tuple[str, ...] = ()
    """Each unit as a cross-encoder reads it."""
    leading: tuple[bool, ...] = ()
    """Whether each unit can stand first."""


async def examples(resources: Resources, cases: Iterable[Case]) -> AsyncIterator[Example]:
    """Each case with its evidence, and without."""
    for case in cases:
        if case.answerable is None:
            continue
        request = ChatRequest.model_validate({"model": "chipcite", "messages": case.messages})
        asked = await understand(resources, request)
        if not asked.needs_manuals:
            log.warning("case.not_searched", case=case.id)
            continue
        asked, found = await retrieve(resources, request, asked)
        if found.scope.unknown_chips and not found.scope.chips:
            continue  # refused by its name, whatever the passages say
        for example in _with_and_without(resources, case, asked, found):
            yield example


def _with_and_without(resources: Resources, case: Case, asked: Asked, found: Found) -> Iterable[Example]:
    here = [row.id for row in found.versions]
    elsewhere = resources.retriever.elsewhere(unspoken(asked.own, found.hits), here, found.others)
    spoken, homes = found.documents_in(asked.language), found.naming.homes
    whole = rank_units(asked.own, found.hits, spoken, asked.context, elsewhere, homes)
    if not whole.units:
        return
    labels = _labels(case, whole, found.hits)
    stands = any(case.on_gold(hit.passage) for hit in found.hits) or bool(labels.max() == 1)
    if not case.answerable or not stands:
        yield _example(case, whole, labels, None if case.answerable else False, asked, found.hits)
        return
    yield _example(case, whole, labels, True, asked, found.hits)
    left = [
        hit for hit in found.hits if not case.on_gold(hit.passage) and case.shown_in(hit.passage.text) < 1
    ]
    if len(left) >= FEWEST:
        rest = rank_units(asked.own, left, spoken, asked.context, elsewhere, homes)
        yield _example(case, rest, np.zeros(len(rest.units)), False, asked, left)


def _labels(case: Case, ranked: Ranked, hits: Sequence[Hit]) -> Matrix:
    passages = [hits[unit.hit].passage for unit in ranked.units]
    shown = (lead_text(unit, passage) for unit, passage in zip(ranked.units, passages, strict=True))
    return np.array([case.label(text, passage) for text, passage in zip(shown, passages, strict=True)])


def _example(
    case: Case, ranked: Ranked, labels: Matrix, answers: bool | None, asked: Asked, hits: Sequence[Hit]
) -> Example:
    numbers = np.array([unit.numbers for unit in ranked.units])
    texts = tuple(candidate_text(hits[unit.hit].passage, unit.text) for unit in ranked.units)
    question = ranked.question.numbers
    leading = tuple(leads(unit) for unit in ranked.units)
    return Example(
        case, numbers, labels, question, answers, asked.own.question, asked.context, texts, leading
    )
