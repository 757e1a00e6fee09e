"""What verification reads and what it finds: pure data. `dict`s leave only for the reply and the prompt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.facts.records import Interrupt, Parameter, Peripheral, Pin
from app.facts.views import RegisterView


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered passage, as the prompt showed it."""

    number: int
    """The n of `[n]`."""
    text: str
    """Prose, or a table whose cells are parted by ` | ` under their titles."""
    section: str = ""
    """Heading path, outermost first, joined by ` › `."""
    document: str = ""
    """The uploaded file's name."""
    language: str = ""
    page: int = 0
    """Counts the file's pages from 1; 0 where it is not known."""
    chips: tuple[str, ...] = ()
    """The chips that its document covers; none for a generic document."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database knows of the names in question and evidence. All of it counts as evidence."""

    registers: tuple[RegisterView, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    pins: tuple[Pin, ...] = ()
    interrupts: tuple[Interrupt, ...] = ()
    peripherals: tuple[Peripheral, ...] = ()
    names: tuple[str, ...] = ()
    """Further names that exist, as printed."""
    chips: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Chips by version id, so that a register of one chip does not answer for another."""

    def joined(self, more: "Facts") -> "Facts":
        """These and more."""
        return Facts(
            (*self.registers, *more.registers),
            (*self.parameters, *more.parameters),
            (*self.pins, *more.pins),
            (*self.interrupts, *more.interrupts),
            (*self.peripherals, *more.peripherals),
            (*self.names, *more.names),
            {**self.chips, **more.chips},
        )


class Kind(StrEnum):
    """What sort of statement a finding is about."""

    NAME = "name"
    BITS = "bits"
    HEX = "hex"
    QUANTITY = "quantity"
    NUMBER = "number"
    ACCESS = "access"
    CITATION = "citation"
    ARITHMETIC = "arithmetic"
    PAGE = "page"
    ECHO = "echo"


class Reason(StrEnum):
    """Why a statement does not stand."""

    UNKNOWN = "unknown"
    """Nothing in evidence or facts holds it."""
    OTHER = "other"
    """Evidence holds the value, but of another subject or of another kind."""
    CONTRADICTED = "contradicted"
    """Evidence says another value of the same subject."""
    DENIED = "denied"
    """The answer denies what the evidence says."""
    WRONG = "wrong"
    """A calculation whose result is not what it says."""
    UNCITED = "uncited"
    """It stands in the evidence, but not in the passages that the sentence cites."""
    ECHO = "echo"
    """It repeats what the model was told: the answer has ended before it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement of the answer that does not stand."""

    kind: Kind
    text: str
    """The value or name, as the answer writes it."""
    span: tuple[int, int]
    """Where in the answer it stands."""
    sentence: str
    """The sentence, row or line of code around it."""
    reason: Reason
    expected: str = ""
    """What the evidence says instead, where it plainly says one thing."""
    unit: tuple[int, int] = (0, 0)
    """Where in the answer the sentence, row or line stands."""

    def as_dict(self) -> dict[str, Any]:
        """For the reply."""
        return {
            "kind": self.kind.value,
            "text": self.text,
            "span": list(self.span),
            "sentence": self.sentence,
            "reason": self.reason.value,
            "expected": self.expected,
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict over an answer or a part of one."""

    ok: bool
    findings: tuple[Finding, ...] = ()
    checked: int = 0
    """Statements that were looked at."""
    ended: bool = False
    """Whether the model has begun to write its prompt again: what follows is no answer."""

    def as_dict(self) -> dict[str, Any]:
        """For `chipcite.verification` of the reply."""
        found = [finding.as_dict() for finding in self.findings]
        return {"ok": self.ok, "checked": self.checked, "findings": found}
