"""What is planted: a right statement, its falsifications, and the facts that they come from. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.facts.records import BitField, Interrupt, Parameter, Pin, Register
from app.facts.repository import Located

Slots = dict[str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """Something right, ready to be put into a template, and what may be planted for it."""

    kind: str
    language: str
    right: Slots
    wrong: tuple[tuple[str, Slots], ...]
    """How the value was falsified, and the slots that change."""
    passage_id: str
    version_id: str
    page: int
    needles: tuple[str, ...] = ()
    """What a passage must hold to be cited for it."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The facts of one version."""

    language: str
    registers: Sequence[Located[Register]] = ()
    fields: Sequence[Located[BitField]] = ()
    parameters: Sequence[Located[Parameter]] = ()
    pins: Sequence[Located[Pin]] = ()
    interrupts: Sequence[Located[Interrupt]] = ()
    truth: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """All values that any version states of a name, by (canonical name, attribute): none of them is wrong."""
    elsewhere: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Values that only the documents of other chips state of a name: wrong for this one."""


def span_words(msb: int, lsb: int, language: str) -> str:
    """`bit 4`, `bits 6:5`, `第4位`, `位6:5`."""
    if language == "zh":
        return f"第{msb}位" if msb == lsb else f"位[{msb}:{lsb}]"
    return f"bit {msb}" if msb == lsb else f"bits {msb}:{lsb}"


def bare(name: str) -> str:
    return re.sub(r"\[.*", "", name)


def planted(
    kind: str,
    pool: Pool,
    right: Slots,
    wrong: tuple[tuple[str, Slots], ...],
    located: Located[object],
    needles: tuple[str, ...],
) -> Statement:
    place = located.provenance
    return Statement(
        kind, pool.language, right, wrong, located.passage_id, located.version_id, place.page, needles
    )
