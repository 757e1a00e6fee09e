"""Cases of an evaluation, in JSONL files that people can read and add to."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Kind(StrEnum):
    """What a case asks for, and so how it is judged."""

    TASK = "task"
    """Question with its evidence in the messages: measures the model alone. A dataset's tasks are such cases.
    """
    CHAT = "chat"
    """Question through the chat turn of a service: measures everything."""
    CODE = "code"
    """A small C function, compiled and run."""
    GENERAL = "general"
    """What a model knew before it was trained: measures forgetting."""


class SuiteError(ValueError):
    """A suite that cannot be read; the message is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question with all that judging needs."""

    id: str
    kind: Kind
    question: str
    language: str = "en"
    messages: tuple[Mapping[str, Any], ...] = ()
    evidence: tuple[Mapping[str, Any], ...] = ()
    facts: tuple[Mapping[str, Any], ...] = ()
    """Each with `values`, all of which a complete answer states."""
    refuse: bool = False
    reference: str = ""
    """A good answer in words."""
    chip: str = ""
    pages: Mapping[str, Any] = field(default_factory=dict)
    """File name to the pages that hold the answer."""
    terms: tuple[str, ...] = ()
    """The field's words that a good answer uses."""
    points: tuple[str, ...] = ()
    """Steps or conditions that a good answer goes through, in their order."""
    prelude: str = ""
    """Of code: what stands above the function."""
    check: str = ""
    """Of code: a `main` that ends with 0 where the function is right."""
    variant: str = ""
    """How it was changed: closed-book, wrong-document, changed-page."""
    original: tuple[Mapping[str, Any], ...] = ()
    """Of a changed page: the facts before the change, which only memory can know."""

    def row(self) -> dict[str, Any]:
        """As it stands in a file: without what is empty."""
        given = {name: getattr(self, name) for name in Case.__slots__}
        return {name: value for name, value in given.items() if value}


def read_suite(path: Path) -> list[Case]:
    """A file's cases, or those of all files of a folder."""
    files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
    cases = [case for file in files for case in _read(file)]
    if not cases:
        raise SuiteError(f"{path} holds no case.")
    if twice := len(cases) - len({case.id for case in cases}):
        raise SuiteError(f"{path} names {twice} cases twice.")
    return cases


def write_suite(path: Path, cases: Iterable[Case]) -> None:
    """One case a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(case.row(), ensure_ascii=False) + "\n" for case in cases)
    path.write_text("".join(lines), encoding="utf-8")


def case_of(row: Mapping[str, Any]) -> Case:
    """A row of a suite, of a dataset's tasks, or of our question sets (`answer`, `needles`)."""
    fields = {name: row[name] for name in Case.__slots__ if name in row}
    for name in ("messages", "evidence", "facts", "terms", "points", "original"):
        fields[name] = tuple(fields.get(name) or ())
    kind = str(row.get("kind"))
    fallback = Kind.TASK if fields["messages"] else Kind.CHAT
    fields["kind"] = Kind(kind) if kind in list(Kind) else fallback
    fields["id"], fields["question"] = str(row["id"]), str(row.get("question") or "")
    fields["language"] = str(row.get("language") or row.get("lang") or "en")
    if "answer" in row and not fields["facts"]:
        fields["facts"] = _answer(row)
        fields["refuse"] = row["answer"] is None
    return Case(**fields)


def _answer(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    if row["answer"] is None:
        return ()
    values = [forms[0] for forms in row["needles"]] if "needles" in row else [str(row["answer"])]
    return ({"names": [row.get("register") or ""], "aspect": row.get("kind", ""), "values": values},)


def _read(file: Path) -> list[Case]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return [case_of(json.loads(line)) for line in lines if line.strip()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SuiteError(f"{file} is no suite: {error}.") from error
