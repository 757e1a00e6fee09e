"""Facts of the database as statements: typed, complete, and surely of their subject. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from app.chat.verification.access import access_of
from app.chat.verification.atoms import Atom, atoms_in
from app.chat.verification.plain import squeezed
from app.chat.verification.statements import FACT, Statement, enumeration_atom, words
from app.chat.verification.tables import limit_atom, reset_atom
from app.chat.verification.types import Facts, Kind
from app.facts.records import BitField, Interrupt, Parameter, Peripheral, Pin
from app.facts.views import FieldView, RegisterView, Stated
from retrieval.identifiers import canonical, identifiers_in

_NUMBER = re.compile(r"[-+–−±]?\s?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?")
_SIGNS = str.maketrans({"–": "-", "−": "-", "—": "-"})
_NOWHERE = (0, 0)


def statements_of_facts(facts: Facts) -> Iterator[Statement]:
    """All facts, each as one group."""
    group = 0
    for view in facts.registers:
        group -= 1
        yield from _register(view, facts, group)
        for field in (*view.fields, *view.drawn):
            group -= 1
            yield from _field(view, field, facts, group)
    for parameter in facts.parameters:
        group -= 1
        yield from _parameter(parameter, group)
    for pin in facts.pins:
        group -= 1
        yield from _pin(pin, group)
    for interrupt in facts.interrupts:
        group -= 1
        yield from _interrupt(interrupt, group)
    for peripheral in facts.peripherals:
        group -= 1
        yield from _peripheral(peripheral, group)


def register_names(view: RegisterView) -> frozenset[str]:
    """All names of a register, canonical."""
    printed = (view.name, *(located.fact.name for located in view.mentions))
    names = frozenset(canonical(name) for name in printed)
    if not view.asked:
        return names
    # What was looked up is one register; an array's placeholder would say its address of all of them.
    return frozenset(name for name in names if "*" not in name) | {view.asked}


def chips_of(facts: Facts, stated: Stated[Any] | None) -> tuple[str, ...]:
    """The chips of the version that states something."""
    return facts.chips.get(stated.version_id, ()) if stated else ()


def _register(view: RegisterView, facts: Facts, group: int) -> Iterator[Statement]:
    names = register_names(view)
    around = names | frozenset([canonical(view.peripheral)] if view.peripheral else [])
    said = words(f"{view.name} {view.title} {view.peripheral}")
    for role, values in (("address", view.addresses), ("offset", view.offsets)):
        for number in values:
            atom = Atom(Kind.HEX, f"0x{number.value:X}", _NOWHERE, (float(number.value),), role=role)
            yield Statement(atom, names, around, said, frozenset(), 0, FACT, group, chips_of(facts, number))
    for reset in view.resets:
        atom = reset_atom(reset.value, _NOWHERE)
        yield Statement(atom, names, around, said, frozenset(), 0, FACT, group, chips_of(facts, reset))
    width = Atom(Kind.QUANTITY, f"{view.width} bit", _NOWHERE, (float(view.width),), "bit")
    yield Statement(width, names, around, said, frozenset(), 0, FACT, group)
    for located in view.mentions:
        if access := access_of(located.fact.access):
            atom = Atom(Kind.ACCESS, located.fact.access, _NOWHERE, noun=access)
            chips = facts.chips.get(located.version_id, ())
            yield Statement(atom, names, around, said, frozenset(), 0, FACT, group, chips)


def _field(view: RegisterView, one: FieldView, facts: Facts, group: int) -> Iterator[Statement]:
    field, chips = one.field, chips_of(facts, one.stated)
    names = frozenset([canonical(field.name)])
    around = names | register_names(view)
    said = words(f"{field.name} {field.description}")
    above = words(f"{view.name} {view.title}")
    for atom in _field_atoms(one):
        yield Statement(atom, names, around, said, above, 0, FACT, group, chips)
    for value in field.values:
        atom = enumeration_atom(value.value)
        yield Statement(
            atom, names, around, words(value.meaning), said | above, 0, FACT, group, chips, value.meaning
        )


def _field_atoms(one: FieldView) -> Iterator[Atom]:
    field = one.field
    for stated in (one.stated, *one.conflicts):
        msb, lsb = stated.value
        yield Atom(Kind.BITS, _span_text(msb, lsb), _NOWHERE, (float(msb), float(lsb)))
    width = field.msb - field.lsb + 1
    yield Atom(Kind.QUANTITY, f"{width} bit", _NOWHERE, (float(width),), "bit")
    if access := access_of(field.access):
        yield Atom(Kind.ACCESS, field.access, _NOWHERE, noun=access)
    if field.reset:
        yield _field_reset(field)


def _field_reset(field: BitField) -> Atom:
    """A string of as many binary digits as the field has bits is binary."""
    width = field.msb - field.lsb + 1
    if len(field.reset) == width and set(field.reset) <= {"0", "1"}:
        values = {float(int(field.reset, 2))} | ({float(int(field.reset))} if width > 1 else set())
        return Atom(Kind.HEX, field.reset, _NOWHERE, tuple(sorted(values)), role="reset")
    return reset_atom(field.reset, _NOWHERE)


def _parameter(one: Parameter, group: int) -> Iterator[Statement]:
    text = f"{one.symbol} {one.name} {one.condition} {' '.join(one.footnotes)}"
    names = frozenset(canonical(name) for name in (one.symbol, *identifiers_in(one.symbol)) if name)
    around = names | frozenset(canonical(name) for name in identifiers_in(text))
    said, above = words(f"{text} {one.unit}"), words(one.section)
    cells = tuple(cell for cell in map(squeezed, (one.symbol, one.name, one.condition)) if cell)
    for label, printed in (("min", one.minimum), ("typ", one.typical), ("max", one.maximum)):
        for match in _NUMBER.finditer(printed):
            number = match[0].translate(_SIGNS).replace(" ", "")
            atom = limit_atom(number, one.unit, label)
            yield Statement(atom, names, around, said, above, 0, FACT, group, cells=cells)
    for atom in atoms_in(text.translate(_SIGNS)):
        yield Statement(atom, frozenset(), around, said, above, 0, FACT, group)


def _pin(one: Pin, group: int) -> Iterator[Statement]:
    names = frozenset([canonical(one.name)])
    around = names | frozenset(canonical(name) for name in (*one.functions, one.reset_function) if name)
    said = words(f"{one.name} {' '.join(one.functions)} {one.description} pin 引脚")
    for package, number in one.numbers:
        if number.isdigit():
            atom = Atom(Kind.NUMBER, number, _NOWHERE, (float(number),), role="pin", noun=package)
            yield Statement(atom, names, around, said | words(package), frozenset(), 0, FACT, group)
    yield Statement(Atom(Kind.NAME, one.name, _NOWHERE), names, around, said, frozenset(), 0, FACT, group)


def _interrupt(one: Interrupt, group: int) -> Iterator[Statement]:
    names = frozenset([canonical(one.name)])
    said = words(f"{one.name} {one.description} interrupt vector 中断")
    for value, role in ((one.number, "number"), (one.position, "position")):
        if value is not None:
            atom = Atom(Kind.NUMBER, str(value), _NOWHERE, (float(value),), role=role)
            yield Statement(atom, names, names, said, frozenset(), 0, FACT, group)
    if one.address is not None:
        atom = Atom(Kind.HEX, f"0x{one.address:X}", _NOWHERE, (float(one.address),), role="address")
        yield Statement(atom, names, names, said, frozenset(), 0, FACT, group)


def _peripheral(one: Peripheral, group: int) -> Iterator[Statement]:
    names = frozenset([canonical(one.name)])
    if one.base_address is not None:
        atom = Atom(Kind.HEX, f"0x{one.base_address:X}", _NOWHERE, (float(one.base_address),), role="base")
        yield Statement(atom, names, names, words(f"{one.name} {one.title}"), frozenset(), 0, FACT, group)


def _span_text(msb: int, lsb: int) -> str:
    return f"bit {msb}" if msb == lsb else f"bits {msb}:{lsb}"
