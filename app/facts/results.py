"""What a look-up gives: sentences with the places that say them, or names that are not there. Pure data."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from app.facts.decode import DecodedField
from app.facts.questions import Asked
from app.facts.records import Provenance
from app.facts.repository import Located
from app.facts.views import RegisterView, Stated


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence is printed."""

    version_id: str
    passage_id: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement in the reader's language, Markdown, with the places that it rests on."""

    text: str
    places: tuple[Place, ...]
    values: tuple[tuple[str, str], ...] = ()
    """What it states, each value with what it is the value of: by these, revisions are compared."""


@dataclass(frozen=True, slots=True)
class FactAnswer:
    """An exact answer."""

    kind: Asked
    sentences: tuple[Sentence, ...]
    register: RegisterView | None = None
    """The register to draw beneath the sentences."""
    decoded: tuple[DecodedField, ...] = ()
    conflict: bool = False
    """Whether sources disagree about what is asked; the sentences then show both."""
    owners: tuple[str, ...] = ()
    """The peripherals that have a register of the name, where the question names none."""

    @property
    def places(self) -> tuple[Place, ...]:
        """All places, each once, in the order of the sentences."""
        return tuple(dict.fromkeys(place for sentence in self.sentences for place in sentence.places))


def joined(kind: Asked, answers: Iterable[FactAnswer]) -> FactAnswer:
    """Several answers as one; the only one as it is."""
    first, *others = answers
    if not others:
        return first if first.kind is kind else replace(first, kind=kind)
    sentences = tuple(sentence for one in (first, *others) for sentence in one.sentences)
    owners = tuple(one.register.owner for one in (first, *others) if one.register and one.register.owner)
    return FactAnswer(
        kind,
        sentences,
        conflict=any(one.conflict for one in (first, *others)),
        owners=tuple(dict.fromkeys(owners)),
    )


class Missing(StrEnum):
    REGISTER = "register"
    FIELD = "field"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class FactAbsence:
    """A name that the allowed documents do not hold, with the nearest ones that they do."""

    kind: Asked
    missing: Missing
    name: str
    within: str = ""
    """The register in which a field was looked for."""
    nearest: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    """Where the nearest thing stands, e.g. the register that lacks the field."""


def place(said: Stated[Any] | Located[Any]) -> Place:
    """The place of a stated value or of a fact as it was found."""
    return Place(said.version_id, said.passage_id, said.provenance)
