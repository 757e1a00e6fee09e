"""Questions asked of libraries, with all statements that may answer each: what linking is fitted on."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.chat.linking import link
from app.chat.reranking import fact_text
from app.chat.schemas import ChatRequest
from app.chat.understanding import Asked, retrieve, understand
from app.core.config import Settings
from app.library.versions import VersionRow
from app.question.features import Candidate
from app.question.linked import Linked, Scored
from app.resources import Resources, open_resources
from app.search.service import Found
from finetune.understanding.cases import Case, read_cases
from finetune.understanding.examples import Matrix
from finetune.understanding.shelves import same, shelves
from finetune.understanding.spoken import Spoken, conversations
from retrieval.types import Passage

SEED = 21
WAIT_S = 60


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question, in no order."""

    set: str
    held_back: bool
    numbers: Matrix
    """A row for each statement, a column for each feature."""
    labels: Matrix
    """1 for those that answer."""
    said: tuple[str, ...]
    question: tuple[float, ...]
    """What is known of the question itself."""
    asked: str
    context: str
    """What was said before."""
    texts: tuple[str, ...]
    """Each statement as a cross-encoder reads it."""


def examples_of(libraries: Sequence[tuple[Path, Sequence[Path]]], spoken: int) -> list[Example]:
    """The cases of each library's sets, and conversations made of the first library."""
    found: list[Example] = []
    for number, (folder, sets) in enumerate(libraries):
        made = spoken if number == 0 else 0
        found += asyncio.run(_asked(folder, list(read_cases(sets)), made))
    return found


async def _asked(folder: Path, cases: Sequence[Case], made: int) -> list[Example]:
    settings = Settings(data_dir=folder, log_level="warning")
    async with open_resources(settings, "finetune.understanding") as resources:
        resources.retriever.start()
        await asyncio.to_thread(resources.retriever.embedder.wait, WAIT_S)
        found = [example async for example in _of_cases(resources, cases)]
        spoken = conversations(await shelves(resources), made, SEED) if made else ()
        return [*found, *[example async for example in _of_spoken(resources, spoken)]]


async def _of_cases(resources: Resources, cases: Iterable[Case]) -> AsyncIterator[Example]:
    """Each case; the turns of one dialogue after what the service would have said to those before."""
    replies: dict[tuple[str, int], str] = {}
    for case in cases:
        messages = _played(case, replies)
        asked = None if case.answerable is None else await _scored(resources, messages)
        if asked is not None:
            linked, found, question = asked
            scored = linked.candidates
            rows = {row.id: row for row in found.versions}
            labels = [_label(case, one, rows) for one in scored]
            right = [one.candidate.said for one, label in zip(scored, labels, strict=True) if label]
            replies |= {(_dialogue(case), len(messages)): said for said in right[:1]}
            yield _example(case.set, case.held_back, linked, labels, question)


def _dialogue(case: Case) -> str:
    return case.id.partition("#")[0]


def _played(case: Case, replies: Mapping[tuple[str, int], str]) -> list[Mapping[str, str]]:
    """The messages, with the service's own replies where those are known."""
    return [
        {**message, "content": replies.get((_dialogue(case), place), message["content"])}
        for place, message in enumerate(case.messages)
    ]


def _label(case: Case, one: Scored, rows: Mapping[str, VersionRow]) -> float:
    passage = _passage(one.candidate, rows[one.statement.fact.version_id])
    return float(case.label(one.candidate.said, passage) == 1)


async def _of_spoken(resources: Resources, made: Iterable[Spoken]) -> AsyncIterator[Example]:
    for one in made:
        asked = await _scored(resources, one.messages)
        if asked is not None:
            labels = [float(same(each.statement, one.target)) for each in asked[0].candidates]
            yield _example("spoken", one.held_back, asked[0], labels, asked[2])


def _example(name: str, held_back: bool, linked: Linked, labels: Sequence[float], asked: Asked) -> Example:
    numbers = np.array([one.numbers for one in linked.candidates])
    said = tuple(one.candidate.said for one in linked.candidates)
    texts = tuple(map(fact_text, linked.candidates))
    marks = np.array(labels)
    return Example(
        name, held_back, numbers, marks, said, linked.question, asked.own.question, asked.context, texts
    )


async def _scored(resources: Resources, messages: Sequence[Any]) -> tuple[Linked, Found, Asked] | None:
    """The candidates for the last message; None where nothing is looked up, or no fact is there."""
    request = ChatRequest.model_validate({"model": "chipcite", "messages": messages})
    asked = await understand(resources, request)
    if not asked.needs_manuals:
        return None
    asked, found = await retrieve(resources, request, asked)
    if found.scope.unknown_chips and not found.scope.chips:
        return None  # refused by its name, whatever the facts say
    linked = await link(resources, request, asked, found)
    return (linked, found, asked) if linked.candidates else None


def _passage(one: Candidate, row: VersionRow) -> Passage:
    where = one.statement.fact.provenance
    return Passage(
        id="",
        document_id=row.document_id,
        version_id=row.id,
        document=row.file_name,
        revision=row.revision,
        language=row.language,
        page=where.page,
        box=where.box,
        section="",
        text=where.quote,
        kind="fact",
    )
