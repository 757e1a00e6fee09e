"""What a manual's reading answers for each statement of a register file, sorted into right and wrong.

Part of `benchmarks.facts`. Names are matched as the service matches them; beyond that the peripheral's name
may be printed in front of a register's or left out, as a file has peripherals as a level of their own.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from app.facts.naming import field_in
from app.facts.records import BitField, FactSet, Register
from app.facts.repository import Located
from app.facts.views import RegisterView, Stated, register_view
from benchmarks.printed import Printed
from ingestion.types import StructuredDocument
from retrieval.identifiers import canonical, forms, identifiers_in

Fact = TypeVar("Fact", Register, BitField)
_ALIASES = re.compile(r"__+|_(?=R(?:8|16|32|64)_)")
"""A union's registers are written as one name."""


@dataclass(slots=True)
class Score:
    """Statements of one kind that were compared."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    """Answers that differ from the file and that nothing proves to be printed."""
    printed: list[str] = field(default_factory=list)
    """Answers that differ from the file and stand on the page as they were read."""
    missing: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    """Statements about which the manual says nothing."""

    def line(self, manual: str, what: str) -> str:
        """A row of the table."""
        differing = len(self.wrong) + len(self.printed)
        stated = self.right + differing + len(self.missing)
        figures = (
            _share(self.right, self.right + differing),
            _share(self.right, stated),
            str(len(self.printed)),
            _share(self.right, self.right + len(self.wrong)),
            str(len(self.open)),
        )
        return f"| {manual} | {what} | {stated} | {' | '.join(figures)} |"

    def differs(self, said: str, proven: bool) -> None:
        """Notes an answer that is not the file's."""
        (self.printed if proven else self.wrong).append(said)


class Names:
    """The identifiers that stand in a manual, by page."""

    def __init__(self, document: StructuredDocument) -> None:
        self._pages: dict[int, set[str]] = defaultdict(set)
        for block in document.blocks:
            self._pages[block.page].update(map(canonical, identifiers_in(block.text)))

    def near(self, views: Iterable[RegisterView], peripheral: str, name: str) -> bool:
        """Whether a field's name, alone or behind its peripheral's, stands where its register is described.

        Elsewhere it is another register's: many have a field EN, MODE or DATA.
        """
        bare = canonical(name)
        spelt = {bare, *(f"{stem}_{bare}" for stem in stems(peripheral))}
        return any(spelt & self._pages[page] for view in views for page in _pages(view))


def _pages(view: RegisterView) -> set[int]:
    """The pages that a register's places are on, each with the next one."""
    places = [one.provenance for one in view.mentions] + [one.stated.provenance for one in view.fields]
    return {page for place in places for page in (place.page, place.page + 1)}


def compare(read: FactSet, truth: FactSet, names: Names, printed: Printed) -> dict[str, Score]:
    """What the service would answer for each statement of the file that the manual documents."""
    places, resets, fields = Score(), Score(), Score()
    mentions = _grouped(read.registers, lambda one: one.name)
    bits = _grouped(read.fields, lambda one: one.register)
    stated = _grouped(truth.fields, lambda one: one.register)
    peripherals = [canonical(one.name) for one in truth.peripherals]
    for register in _once(truth.registers):
        peripheral = peripheral_of(register, peripherals)
        spelt = spellings(register, peripheral, peripherals)
        views = [view for name in spelt if (view := _view(name, mentions, bits)) is not None]
        if not views:
            continue
        _place(register, views, places, printed)
        _reset(register, views, resets, printed)
        for located in stated.get(canonical(register.name), ()):
            _field(located.fact, peripheral, views, names, fields, printed)
    return {"address or offset": places, "reset": resets, "bits": fields}


def peripheral_of(register: Register, peripherals: Iterable[str]) -> str:
    """The peripheral of the file whose name is in front of a register's: RTC_I2C of RTC_I2C_CTRL."""
    bare = canonical(register.name)
    return max((one for one in peripherals if bare.startswith(f"{one}_")), key=len, default="")


def spellings(register: Register, peripheral: str, peripherals: Iterable[str]) -> tuple[str, ...]:
    """The names under which a manual may print a register of the file, the file's own first."""
    own = register.name
    found = [own, *_ALIASES.split(own)]
    bare = canonical(own).removeprefix(f"{peripheral}_")
    if peripheral and bare != canonical(own):
        found.append(f"{peripheral.replace('_', '')}_{bare}")
        others = {stem for one in peripherals for stem in stems(one) if one != peripheral}
        found += [bare] if "_" in bare and bare.split("_")[0] not in others else []
    found += [re.sub(r"(?<=[A-Z])(\d+)$", r"_\1", name) for name in tuple(found)]
    return tuple(dict.fromkeys(name for name in found if name))


def stems(peripheral: str) -> Iterator[str]:
    """A peripheral's name as prefixes have it: RTC_CNTL, RTCCNTL; I2S0, I2S."""
    yield from dict.fromkeys(
        (
            peripheral,
            peripheral.replace("_", ""),
            re.sub(r"\d+$", "", peripheral),
            re.sub(r"\d+$", "*", peripheral),
        )
    )


def _view(
    name: str, mentions: dict[str, list[Located[Register]]], bits: dict[str, list[Located[BitField]]]
) -> RegisterView | None:
    wanted = forms(name)
    return register_view(
        name,
        [one for form in wanted for one in mentions.get(form, ())],
        [one for form in wanted for one in bits.get(form, ())],
        lambda _: 0,
    )


def _once(registers: Iterable[Register]) -> Iterator[Register]:
    """Each register once, with what all mentions of it state."""
    seen: set[str] = set()
    for register in registers:
        if canonical(register.name) not in seen:
            seen.add(canonical(register.name))
            yield register


def _place(register: Register, views: list[RegisterView], score: Score, printed: Printed) -> None:
    said = [one for view in views for one in (*view.addresses, *view.offsets)]
    if any(one.value in (register.address, register.offset) for one in said):
        score.right += 1
    elif said:
        shown = f"{register.name} {_hex(register.address)} or {_hex(register.offset)} read "
        score.differs(
            shown + ", ".join(f"{one.value:#x} on page {one.provenance.page}" for one in said),
            all(_is_printed(one, register.name, views, printed) for one in said),
        )
    elif all("*" in canonical(one.fact.name) for view in views for one in view.mentions):
        score.open.append(register.name)
    else:
        score.missing.append(register.name)


def _is_printed(one: Stated[int], name: str, views: list[RegisterView], printed: Printed) -> bool:
    if printed.number(one.provenance, one.value):
        return True
    titles = [
        mention.provenance for view in views for mention in view.mentions if mention.fact.stride is not None
    ]
    return printed.instance(one.provenance, titles, one.value, name)


def _reset(register: Register, views: list[RegisterView], score: Score, printed: Printed) -> None:
    if not register.reset:
        return
    said = [one for view in views for one in view.resets]
    if any(_agrees(one.value, int(register.reset, 16)) for one in said):
        score.right += 1
    elif said:
        places = ", ".join(f"{one.value} on page {one.provenance.page}" for one in said)
        proven = all(printed.text(one.provenance, one.value) for one in said)
        score.differs(f"{register.name} {register.reset} read {places}", proven)
    else:
        score.missing.append(register.name)


def _agrees(said: str, value: int) -> bool:
    """Whether a printed reset value is this number; an open digit agrees with any."""
    digits = said.removeprefix("0x").lower()
    wanted = f"{value:0{len(digits)}x}"
    return len(wanted) == len(digits) and all(p in ("x", w) for p, w in zip(digits, wanted, strict=True))


def _field(
    one: BitField, peripheral: str, views: list[RegisterView], names: Names, score: Score, printed: Printed
) -> None:
    pictured = [view for view in views if view.fields]
    if canonical(one.name).startswith("RESERVED") or not pictured:
        return
    found = [item for view in pictured if (item := field_in(view, one.name))]
    name = f"{one.register}.{one.name} {one.msb}:{one.lsb}"
    if any((item.field.msb, item.field.lsb) == (one.msb, one.lsb) for item in found):
        score.right += 1
    elif found:
        shown = ", ".join(
            f"{item.field.msb}:{item.field.lsb} on page {item.stated.provenance.page}" for item in found
        )
        score.differs(f"{name} read {shown}", all(printed.bits(item.field) for item in found))
    elif names.near(pictured, peripheral, one.name):
        score.missing.append(f"{name}, page {pictured[0].fields[0].stated.provenance.page}")


def _hex(value: int | None) -> str:
    return "none" if value is None else f"{value:#x}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "–"


def _grouped(facts: Iterable[Fact], name: Callable[[Fact], str]) -> dict[str, list[Located[Fact]]]:
    found: dict[str, list[Located[Fact]]] = defaultdict(list)
    for one in facts:
        found[canonical(name(one))].append(Located(one, "manual", "", one.provenance))
    return found
