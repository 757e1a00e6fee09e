"""Makes the pairs that a reranker is trained on from a library's own facts, without a person.

    python -m finetune.retrieval.dataset --data FOLDER --out PAIRS.jsonl [--most 6000] [--seed 1]

FOLDER is the data folder of a stopped service. Each question is searched for among the manuals of its
chip; its candidates are the sentences and rows that the chat turn would compare. Some questions lose their
evidence, some are asked of another chip: to these, nothing answers.
"""

import argparse
import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import select

from app.chat.evidence import cut, rank_units
from app.chat.intent import read_question
from app.core.config import Settings
from app.models import FACT_TABLES, DocumentChip, Version
from app.resources import Resources, open_resources
from finetune.retrieval.labels import label
from finetune.retrieval.phrasing import Asked, phrase
from finetune.retrieval.subjects import SUBJECTS_OF, passage_subjects
from finetune.retrieval.types import ANSWERS, NEAR, OTHER, Example, Subject, write_examples
from retrieval.cross_encoder.pairs import candidate_text
from retrieval.retriever import Retriever
from retrieval.types import Hit, Passage, Query

HITS, NEAREST, RANDOM = 20, 12, 3
"""Passages of a question, and of their units those that look likest and others."""
EMPTIED, ELSEWHERE = 0.15, 0.12
"""Shares of the questions that lose their evidence, and that are asked of another chip's manuals."""
JUDGED = 4
"""Of so many chips the manuals of one are never trained on."""
MIX = {"sentence": 0.24, "heading": 0.1, "field": 0.24, "parameter": 0.2, "register": 0.13}
"""Share of each kind of subject; what is not named here has three hundredths."""
REST = 0.03
WAIT_S = 60
FOR_PROSE = 600
"""Questions whose hits give the passages from which sentences are taken."""


@dataclass(frozen=True, slots=True)
class Library:
    """The subjects of a library, and which versions answer together."""

    subjects: tuple[Subject, ...]
    together: Mapping[str, tuple[str, ...]]
    """The versions that a question about one of them is searched in."""
    parts: Mapping[str, str]
    """`train` or `judge`, by version."""


def main() -> None:
    """Reads the library, asks it, writes the examples and says how many of each kind."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="data folder of a stopped service")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=6000, help="questions")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(asyncio.run(make(given.data, given.out, given.most, given.seed)), "questions")


async def make(data: Path, out: Path, most: int, seed: int) -> int:
    """Asks the library of a stopped service, writes the examples, says how many."""
    chance = Random(seed)  # noqa: S311 - choice of examples, no secret
    async with open_resources(
        Settings(data_dir=data, log_level="warning"), "finetune.retrieval"
    ) as resources:
        resources.retriever.start()
        await asyncio.to_thread(resources.retriever.embedder.wait, WAIT_S)
        library = await _library(resources)
        return write_examples(out, examples(resources.retriever, library, most, chance))


async def _library(resources: Resources) -> Library:
    async with resources.sessions() as session:
        versions = (await session.scalars(select(Version))).all()
        chips = (await session.execute(select(DocumentChip.document_id, DocumentChip.chip_id))).all()
        facts = [
            (table.__name__, fact) for table in FACT_TABLES for fact in await session.scalars(select(table))
        ]
    languages = {version.id: version.language for version in versions}
    subjects = [
        subject
        for table, fact in facts
        if fact.passage_id and (made := SUBJECTS_OF.get(table))
        for subject in made(fact, languages[fact.version_id])
    ]
    chips_of: dict[str, set[str]] = defaultdict(set)
    for document, chip in chips:
        chips_of[document].add(chip)
    together = {one.id: _together(one, versions, chips_of) for one in versions}
    parts = {version: _part(min(group)) for version, group in together.items()}
    return Library(tuple(subjects), together, parts)


def _together(one: Version, versions: Sequence[Version], chips_of: Mapping[str, set[str]]) -> tuple[str, ...]:
    """A version, and one of each other document about the same chips."""
    own = chips_of.get(one.document_id, set())
    others = {
        version.document_id: version.id
        for version in versions
        if version.document_id != one.document_id and own & chips_of.get(version.document_id, set())
    }
    return one.id, *others.values()


def _part(key: str) -> str:
    return "judge" if int(hashlib.sha256(key.encode()).hexdigest(), 16) % JUDGED == 0 else "train"


def examples(retriever: Retriever, library: Library, most: int, chance: Random) -> Iterator[Example]:
    """Questions about subjects of every kind, each with its candidates."""
    subjects = [*library.subjects, *_prose(retriever, library, chance)]
    siblings: dict[tuple[str, str], list[Subject]] = defaultdict(list)
    for subject in subjects:
        siblings[subject.version, subject.kind].append(subject)
    for subject in _chosen(subjects, most, chance):
        others = [one for one in siblings[subject.version, subject.kind] if one.passage != subject.passage]
        asked = phrase(subject, others if subject.kind not in ("sentence", "heading") else (), chance)
        example = _example(retriever, library, subject, asked, chance)
        if example is not None:
            yield example


def _prose(retriever: Retriever, library: Library, chance: Random) -> Iterator[Subject]:
    """Headings and sentences of passages that some questions find."""
    seen: dict[str, Passage] = {}
    for subject in chance.sample(library.subjects, min(FOR_PROSE, len(library.subjects))):
        query = Query(" ".join(subject.slots.values()), library.together[subject.version], HITS)
        seen |= {hit.passage.id: hit.passage for hit in retriever.search(query).hits}
    with_facts = {subject.version for subject in library.subjects}
    for version in library.together.keys() - with_facts:
        hits = retriever.search(Query("what how can is 如何 什么 是否", (version,), 2 * HITS)).hits
        seen |= {hit.passage.id: hit.passage for hit in hits}
    for passage in seen.values():
        if passage.kind != "row":
            yield from passage_subjects(passage, cut(passage), chance)


def _chosen(subjects: Sequence[Subject], most: int, chance: Random) -> list[Subject]:
    """Subjects of every kind, and of each kind as many of every version as there are."""
    kinds: dict[str, dict[str, list[Subject]]] = defaultdict(lambda: defaultdict(list))
    for subject in subjects:
        kinds[subject.kind][subject.version].append(subject)
    chosen: list[Subject] = []
    for kind, by_version in kinds.items():
        for versions in by_version.values():
            chance.shuffle(versions)
        left = round(most * MIX.get(kind, REST))
        while left > 0 and any(by_version.values()):
            for own in by_version.values():
                if own and left > 0:
                    chosen.append(own.pop())
                    left -= 1
    chance.shuffle(chosen)
    return chosen


def _example(
    retriever: Retriever, library: Library, subject: Subject, asked: Asked, chance: Random
) -> Example | None:
    fate = chance.random()
    versions = library.together[subject.version]
    if fate < ELSEWHERE and subject.kind not in ("sentence", "heading"):
        other = chance.choice([one for one in library.together if one not in versions])
        versions = library.together[other]
    hits = list(retriever.search(Query(asked.question, versions, HITS, context=asked.context)).hits)
    if subject.version in versions and not any(hit.passage.id == subject.passage for hit in hits):
        hits += [Hit(one, 0.0) for one in retriever.passages([subject.passage]).values()]
    candidates = _candidates(subject, asked, hits, chance)
    answered = any(mark == ANSWERS for _, mark in candidates)
    if answered != (subject.version in versions):
        return None
    if answered and fate > 1 - EMPTIED:
        candidates = [(text, mark) for text, mark in candidates if mark == OTHER]
    texts = tuple(text for text, _ in candidates)
    marks = tuple(mark for _, mark in candidates)
    part = library.parts[subject.version]
    return Example(asked.question, asked.context, texts, marks, part, f"{subject.kind}.{subject.aspect}")


def _candidates(subject: Subject, asked: Asked, hits: Sequence[Hit], chance: Random) -> list[tuple[str, int]]:
    """The units that look likest, some others, and those that answer."""
    units = rank_units(read_question(asked.question), hits, context=asked.context).units
    marked = []
    for unit in units:
        passage = hits[unit.hit].passage
        mark = label(subject, f"{passage.section} {' '.join(passage.names)}", unit.text, passage.id)
        marked.append((candidate_text(passage, unit.text), mark))
    rest = marked[NEAREST:]
    chosen = marked[:NEAREST] + chance.sample(rest, min(RANDOM, len(rest)))
    if not any(mark == ANSWERS for _, mark in chosen):
        chosen += [pair for pair in rest if pair[1] == ANSWERS][:2]
    return [pair for pair in dict(chosen).items() if pair[1] != NEAR or subject.kind != "sentence"]


if __name__ == "__main__":
    main()
