"""What several places say of one register, merged: each attribute with its places, conflicts kept.

Pure. A place whose printed name is the asked one wins over a placeholder (`TIMx_CTLR1`) or a name without its
instance (`I2C_CTLR1`); then the preferred version. Values that differ among the best places are all kept.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from app.facts.arrays import address, offset, strided
from app.facts.decode import same_reset
from app.facts.owners import Owned, by_owner, owner_of, stem
from app.facts.records import BitField, Provenance, Register, Source
from app.facts.repository import Located
from retrieval.identifiers import FAMILY, canonical, matches

Value = TypeVar("Value")
Fact = TypeVar("Fact", Register, BitField)


@dataclass(frozen=True, slots=True)
class Stated(Generic[Value]):
    """A value and one place that says it."""

    value: Value
    version_id: str
    passage_id: str
    provenance: Provenance
    working: str = ""
    """How it was worked out of what is printed: `0xE000E400 + 5 × 4`."""
    further: tuple["Stated[Value]", ...] = ()
    """What else the working out needs: the place that gives an array's distance."""
    instance: str = ""
    """Of which peripheral it is the value, where several have such a register: USART1."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One bit field as the best place has it."""

    field: BitField
    stated: Stated[tuple[int, int]]
    conflicts: tuple[Stated[tuple[int, int]], ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterView:
    """Everything that the allowed versions say of one register."""

    name: str
    """As the best place prints it."""
    title: str
    peripheral: str
    addresses: tuple[Stated[int], ...]
    offsets: tuple[Stated[int], ...]
    resets: tuple[Stated[str], ...]
    """Of each attribute the best value first; more than one is a conflict."""
    fields: tuple[FieldView, ...] = ()
    """One for each place in the register, as its table names it."""
    drawn: tuple[FieldView, ...] = ()
    """The same fields under other names that a drawing gives them."""
    asked: str = ""
    """The canonical name that was looked up: that of one register, where an array is printed as one."""
    width: int = 32
    mentions: tuple[Located[Register], ...] = ()
    owner: str = ""
    """Whose register it is, where its own name does not say so."""


Order = Callable[[str], int]
"""Rank of a version: the question's language and the newest revision first."""


def register_views(
    asked: str, mentions: Sequence[Located[Register]], fields: Sequence[Located[BitField]], order: Order
) -> tuple[RegisterView, ...]:
    """The registers of a name: one, or that of each peripheral which has one."""
    groups = by_owner(
        _ranked(asked, mentions, order), [one for one in fields if matches(asked, one.fact.register) > 0]
    )
    views = (_merged_view(asked, group, order) for group in groups)
    return tuple(view for view in views if view is not None)


def _merged_view(asked: str, group: Owned, order: Order) -> RegisterView | None:
    """Merges what was found of one owner's register under the forms of an asked name."""
    ranked = _ranked(asked, group.mentions, order)
    pictured, drawn = _fields(asked, group.fields, order)
    if not ranked and not pictured:
        return None
    best = ranked[0].fact if ranked else None
    titles = (located.fact.title for located in ranked if located.fact.title)
    return RegisterView(
        name=best.name if best else pictured[0].field.register,
        title=next(titles, ""),
        peripheral=_peripheral(ranked, group.owner),
        addresses=_addresses(asked, ranked),
        offsets=_numbers(asked, ranked, offset, lambda register: register.offset),
        resets=_values(asked, ranked, lambda _, register: register.reset or None, same=same_reset),
        fields=pictured,
        drawn=drawn,
        asked=canonical(asked),
        width=_width(ranked, pictured),
        mentions=tuple(ranked),
        owner=group.owner,
    )


def _peripheral(ranked: Sequence[Located[Register]], owner: str) -> str:
    """The peripheral of the best place; of a register that several chapters describe the one of its owner."""
    named = [one.fact.peripheral for one in ranked if one.fact.peripheral]
    return next((name for name in named if stem(name) == stem(owner)), next(iter(named), ""))


def _ranked(asked: str, mentions: Sequence[Located[Register]], order: Order) -> list[Located[Register]]:
    wide = _as_wide(asked, mentions, lambda fact: fact.name)
    scored = [(matches(asked, located.fact.name), located) for located in wide]
    scored = [(score, located) for score, located in scored if score > 0]
    if any(score > FAMILY for score, _ in scored):
        scored = [(score, located) for score, located in scored if score > FAMILY]
    scored.sort(key=lambda pair: (-pair[0], order(pair[1].version_id), pair[1].provenance.page))
    return [located for _, located in scored]


def access_width(name: str) -> int | None:
    """The bits that a name's prefix says: R32_FLASH_DATA and R8_FLASH_DATA are two registers."""
    prefix = re.match(r"R(8|16|32|64)_", name)
    return int(prefix.group(1)) if prefix else None


def _as_wide(
    asked: str, facts: Sequence[Located[Fact]], name: Callable[[Fact], str]
) -> Sequence[Located[Fact]]:
    """Without what is said of a register of another width, where the asked name says one that there is."""
    width = access_width(asked)
    widths = [access_width(name(located.fact)) for located in facts]
    if width is None or width not in widths:
        return facts
    return [located for located, own in zip(facts, widths, strict=True) if own in (width, None)]


def _values(
    asked: str,
    ranked: Iterable[Located[Register]],
    read: Callable[[str, Register], Value | None],
    same: Callable[[Value, Value], bool] = lambda one, other: one == other,
) -> tuple[Stated[Value], ...]:
    """The best place's value, and after it each different value of a place whose name matches as well."""
    found: list[Stated[Value]] = []
    best = 0.0
    for located in ranked:
        value = read(asked, located.fact)
        score = matches(asked, located.fact.name)
        if value is None or score < best:
            continue
        best = score
        if not any(same(value, other.value) for other in found):
            found.append(Stated(value, located.version_id, located.passage_id, located.provenance))
    return tuple(found)


def _addresses(asked: str, ranked: Sequence[Located[Register]]) -> tuple[Stated[int], ...]:
    """Addresses; where instances of a peripheral have such a register each, those of each."""
    instances = dict.fromkeys(
        owner for one in ranked if (owner := owner_of(one.fact)) and one.fact.address is not None
    )
    if len(instances) < 2 or len(set(map(stem, instances))) > 1:
        return _numbers(asked, ranked, address, lambda register: register.address)
    found = []
    for instance in instances:
        own = [one for one in ranked if owner_of(one.fact) == instance]
        stated = _numbers(asked, own, address, lambda register: register.address)
        found += [replace(one, instance=instance) for one in stated]
    return tuple(found)


def _numbers(
    asked: str,
    ranked: Sequence[Located[Register]],
    read: Callable[[str, Register], int | None],
    base: Callable[[Register], int | None],
) -> tuple[Stated[int], ...]:
    """Addresses or offsets, those of an array's registers with how they were worked out."""
    found = _values(asked, strided(ranked), read)
    return tuple(_with_working(one, ranked, base) for one in found)


def _with_working(
    stated: Stated[int], ranked: Sequence[Located[Register]], base: Callable[[Register], int | None]
) -> Stated[int]:
    """A number with its arithmetic, where it is not printed itself but follows from an array's distance."""
    same = [one for one in ranked if one.version_id == stated.version_id]
    own = next(one for one in same if one.provenance == stated.provenance and base(one.fact) is not None)
    name = canonical(own.fact.name)
    arrays = [one for one in (own, *same) if one.fact.stride and canonical(one.fact.name) == name]
    first = base(own.fact)
    if not arrays or first is None or first == stated.value:
        return stated
    array, stride = arrays[0], arrays[0].fact.stride or 1
    further = Stated(stride, array.version_id, array.passage_id, array.provenance)
    working = f"0x{first:X} + {(stated.value - first) // stride} × {stride}"
    return replace(stated, working=working, further=() if array is own else (further,))


def _fields(
    asked: str, fields: Sequence[Located[BitField]], order: Order
) -> tuple[tuple[FieldView, ...], tuple[FieldView, ...]]:
    """The fields of the one version and register name that match best, and other names drawn for them."""
    groups: dict[tuple[str, str], list[Located[BitField]]] = {}
    for located in _as_wide(asked, fields, lambda fact: fact.register):
        groups.setdefault((located.version_id, canonical(located.fact.register)), []).append(located)
    scored = [
        (matches(asked, group[0].fact.register), _trusted(group), -order(version), group)
        for (version, _), group in groups.items()
    ]
    scored = [entry for entry in scored if entry[0] > 0]
    if not scored:
        return (), ()
    scored.sort(key=lambda entry: entry[:3], reverse=True)
    score, _, _, best = scored[0]
    others = [entry[3] for entry in scored[1:] if entry[0] == score]
    once: dict[tuple[str, int], FieldView] = {}
    for located in sorted(best, key=lambda item: (-item.fact.msb, item.provenance.source != Source.TABLE)):
        key = (canonical(located.fact.name), located.fact.lsb)
        once.setdefault(key, _field_view(located, best, others))
    return _without_drawn(tuple(once.values()))


def _without_drawn(
    views: tuple[FieldView, ...],
) -> tuple[tuple[FieldView, ...], tuple[FieldView, ...]]:
    """A field that only the drawing names so, where a table names the same bits, is another name for them."""
    told = {
        bit
        for view in views
        if view.stated.provenance.source != Source.DIAGRAM
        for bit in range(view.field.lsb, view.field.msb + 1)
    }
    drawn = {
        index
        for index, view in enumerate(views)
        if view.stated.provenance.source == Source.DIAGRAM
        and told & set(range(view.field.lsb, view.field.msb + 1))
    }
    return (
        tuple(view for index, view in enumerate(views) if index not in drawn),
        tuple(view for index, view in enumerate(views) if index in drawn),
    )


def _trusted(group: Sequence[Located[BitField]]) -> int:
    """A bit table says more than a drawing, and a manual's own page can be cited."""
    return max(
        (located.provenance.source == Source.TABLE) * 2 + bool(located.fact.description) for located in group
    )


def _field_view(
    located: Located[BitField],
    best: Sequence[Located[BitField]],
    others: Iterable[Sequence[Located[BitField]]],
) -> FieldView:
    """A field with the places that have it elsewhere.

    A field may lie on several ranges of bits. Another place differs where it has a range that this one has
    not, over a range of this one that it has not: a place that states fewer of them only says less.
    """
    own = _bits(located)
    name = canonical(located.fact.name)
    here = _ranges(best, name)
    differing: dict[tuple[int, int], Stated[tuple[int, int]]] = {}
    for group in others if name != "RESERVED" else ():
        there = _ranges(group, name)
        if own.value not in there:
            differing = {bits: at for bits, at in there.items() if bits not in here} | differing
    return FieldView(located.fact, own, tuple(differing.values()))


def _ranges(group: Iterable[Located[BitField]], name: str) -> dict[tuple[int, int], Stated[tuple[int, int]]]:
    """The ranges of bits on which a group has a field."""
    return {(at := _bits(one)).value: at for one in group if canonical(one.fact.name) == name}


def _bits(located: Located[BitField]) -> Stated[tuple[int, int]]:
    bits = (located.fact.msb, located.fact.lsb)
    return Stated(bits, located.version_id, located.passage_id, located.provenance)


def _width(ranked: Sequence[Located[Register]], fields: Sequence[FieldView]) -> int:
    """As printed, else as the access prefix says, else the smallest usual width that holds all fields."""
    for located in ranked:
        if located.fact.width:
            return located.fact.width
        if width := access_width(located.fact.name):
            return width
    top = max((view.field.msb for view in fields), default=31)
    return next((width for width in (8, 16, 32) if top < width), 64)
