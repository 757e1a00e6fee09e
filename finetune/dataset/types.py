"""What a dataset is made of, before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.core.ids import content_id


class Kind(StrEnum):
    """A folder of a dataset's version."""

    SFT = "sft"
    DPO = "dpo"
    KTO = "kto"
    PRETRAIN = "pretrain"
    TASKS = "tasks"


class Split(StrEnum):
    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


LEVELS = {
    "register": 1,
    "field": 1,
    "parameter": 1,
    "pin": 1,
    "interrupt": 1,
    "region": 1,
    "errata": 2,
    "procedure": 2,
    "code": 2,
    "concept": 2,
    "debugging": 3,
    "comparison": 3,
}
"""The curriculum by kind of question: hardware description, firmware, system integration."""


@dataclass(frozen=True, slots=True)
class Meta:
    """Where an item comes from, and what it is."""

    source: str
    """feedback, library or general."""
    kind: str = "answer"
    """answer, refusal or clarify."""
    task: str = ""
    stage: str = ""
    language: str = "en"
    documents: tuple[str, ...] = ()
    """Ids of the documents that it shows or asks about."""
    versions: tuple[str, ...] = ()
    conversation: str = ""
    licence: str = ""

    @property
    def level(self) -> int:
        """The place in the curriculum."""
        return LEVELS.get(self.task, 2)

    def as_dict(self) -> dict[str, Any]:
        """As the files have it."""
        return {
            "source": self.source,
            "kind": self.kind,
            "task": self.task,
            "stage": self.stage,
            "language": self.language,
            "level": self.level,
            "documents": list(self.documents),
            "versions": list(self.versions),
            "conversation": self.conversation,
        }


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a file."""

    kind: Kind
    body: Mapping[str, Any]
    """The line without `id` and `meta`."""
    meta: Meta
    text: str
    """What tells it from others: question and answer without the evidence, or the text."""
    prompt: str = ""
    """The question alone; empty where there is none."""

    @property
    def id(self) -> str:
        """The same content has the same id."""
        return content_id("dataset", self.kind, repr(sorted(self.body.items())))

    def line(self) -> dict[str, Any]:
        """As it is written."""
        return {"id": self.id, **self.body, "meta": self.meta.as_dict()}

    def changed(self, body: Mapping[str, Any], text: str, prompt: str) -> "Item":
        """The same with other words."""
        return replace(self, body=body, text=text, prompt=prompt)


@dataclass(slots=True)
class Tally:
    """What the steps did, for the manifest."""

    removed: dict[str, int] = field(default_factory=dict)
    masked: dict[str, int] = field(default_factory=dict)

    def remove(self, reason: str, count: int = 1) -> None:
        """Counts what was left out."""
        if count:
            self.removed[reason] = self.removed.get(reason, 0) + count

    def mask(self, counts: Mapping[str, int]) -> None:
        """Counts what was masked."""
        for name, count in counts.items():
            self.masked[name] = self.masked.get(name, 0) + count
