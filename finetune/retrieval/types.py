"""What a reranker is trained on: a question, what was said before it, and texts of which some answer."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ANSWERS, NEAR, OTHER = 1, -1, 0
"""Labels of a candidate: it answers; it may answer, so nothing is learned from it; it does not."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One statement of a manual that a question can be made about."""

    kind: str
    """`register`, `field`, `parameter`, `pin`, `interrupt`, `region`, `heading`, `sentence`."""
    aspect: str
    """What is asked of it: `offset`, `reset`, `bits`, `maximum`, …"""
    slots: dict[str, str]
    """Names and words that a phrasing may use."""
    name: str
    """An answering text, or its heading, holds this; empty if any text of the passage answers."""
    answer: str
    """An answering text holds this."""
    version: str
    passage: str
    """Id of the passage that states it."""
    language: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its candidates; none of them answers an unanswerable one."""

    question: str
    context: str
    candidates: tuple[str, ...]
    labels: tuple[int, ...]
    part: str
    """Which manual it is about: parts are trained on or kept to judge by."""
    kind: str


def write_examples(path: Path, examples: Iterable[Example]) -> int:
    """One JSON object a line; says how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for example in examples:
            file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_examples(path: Path) -> Iterator[Example]:
    """What `write_examples` wrote."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            raw = json.loads(line)
            yield Example(**{**raw, "candidates": tuple(raw["candidates"]), "labels": tuple(raw["labels"])})
