"""The fact checker as a judge of one answer: what is right of it, what is wrong, whether it refuses. Pure.

Reward in GRPO, label of sampled preferences and measure in evaluation are this one reading, the same that
stands between a model and the reader in the chat turn.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.chat.verification import Source, verify
from app.chat.verification.atoms import Atom, atoms_in, citations_in
from app.chat.verification.comparing import same_value
from app.chat.verification.naming import is_chip
from app.chat.verification.plain import plain
from app.chat.verification.types import Finding, Kind, Reason
from app.chat.verification.verifier import ABSTAINS
from retrieval.identifiers import identifiers_in


@dataclass(frozen=True, slots=True)
class Task:
    """A question whose answer can be checked without a person."""

    id: str
    messages: tuple[Mapping[str, Any], ...]
    """System, conversation and question, with the evidence in the question."""
    sources: tuple[Source, ...] = ()
    values: tuple[str, ...] = ()
    """What a complete answer states, all of it; numbers count by value, in whatever notation."""
    refuse: bool = False
    """Whether the evidence does not answer."""
    question: str = ""
    """As asked, without the evidence."""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on an answer."""

    right: int
    """Values of the task that the answer states."""
    values: int
    findings: tuple[Finding, ...]
    """Statements that do not stand in the evidence."""
    refused: bool
    cited: bool
    """It cites, and only sources that there are."""

    @property
    def complete(self) -> bool:
        """Every value is there and nothing is wrong."""
        return self.right == self.values and not self.findings

    @property
    def share(self) -> float:
        """Of the task's values that are stated; 1 where it has none."""
        return self.right / self.values if self.values else 1.0


def task_of(row: Mapping[str, Any]) -> Task:
    """A row of a dataset's tasks or of a suite."""
    sources = tuple(_source(number, one) for number, one in enumerate(row.get("evidence") or (), 1))
    values = tuple(str(value) for fact in row.get("facts") or () for value in fact["values"])
    return Task(
        id=str(row["id"]),
        messages=tuple(row.get("messages") or ()),
        sources=sources,
        values=values,
        refuse=bool(row.get("refuse")),
        question=str(row.get("question") or ""),
        language=str(row.get("language") or ""),
    )


def check(answer: str, task: Task) -> Checked:
    """What the checker says of an answer to the task."""
    text = plain(answer)
    verdict = verify(_without_chips(answer, task.question), task.sources, question=task.question)
    findings = tuple(one for one in verdict.findings if one.reason is not Reason.UNCITED)
    atoms = atoms_in(text)
    right = sum(_states(text, atoms, value) for value in task.values)
    cited = [number for number, _ in citations_in(text)]
    numbers = {source.number for source in task.sources}
    refused = not right and bool(ABSTAINS.search(text))
    return Checked(right, len(task.values), findings, refused, bool(cited) and set(cited) <= numbers)


def _without_chips(answer: str, question: str) -> str:
    """The answer without the names of chips that the question names itself.

    Verification gives a value to the last name before it; of `R32_CTLR of the CH583 is at 0x40001000` that
    would be the chip where, as here, no facts of a library say what a register is.
    """
    for name in {name for name in identifiers_in(question) if is_chip(name)}:
        answer = re.sub(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", "chip", answer)
    return answer


def _states(text: str, atoms: Sequence[Atom], value: str) -> bool:
    """Whether the value stands in the text: the same number in any notation, or letter by letter."""
    bare = plain(value)
    if _holds(text, bare):
        return True
    wanted = atoms_in(bare)
    covered = sum(end - start for start, end in (one.span for one in wanted))
    only_numbers = bool(wanted) and covered >= len(bare.strip())
    return only_numbers and all(any(_same(one, atom) for atom in atoms) for one in wanted)


def _same(wanted: Atom, stated: Atom) -> bool:
    """One number, whether it is written as a hexadecimal, a count or a bit's position."""
    if same_value(wanted, stated):
        return True
    plainly = {Kind.HEX, Kind.NUMBER}
    if wanted.kind in plainly and stated.kind in plainly:
        return bool(wanted.values) and wanted.values[:1] == stated.values[:1]
    return (
        wanted.kind is Kind.NUMBER and stated.kind is Kind.BITS and set(stated.values) == set(wanted.values)
    )


def _holds(text: str, value: str) -> bool:
    pattern = r"\s*".join(re.escape(part) for part in value.split())
    return bool(re.search(rf"(?<![A-Za-z0-9_.]){pattern}(?![A-Za-z0-9_]|\.\d)", text, re.IGNORECASE))


def _source(number: int, one: Mapping[str, Any]) -> Source:
    return Source(
        int(one.get("n") or number),
        str(one.get("text", "")),
        str(one.get("section") or ""),
        str(one.get("document") or ""),
        str(one.get("language") or ""),
        int(one.get("page") or 0),
        tuple(one.get("chips") or ()),
    )
