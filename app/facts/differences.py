"""What two revisions of a manual state differently of one register. Pure.

What only one of them says of an attribute is no difference: tables are reworded and facts are added. A field
that only one of them has is one, where the other lists the register's fields.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.core.markdown import inline
from app.facts.addresses import address_text, hexadecimal
from app.facts.answers import Language, bits_text, register_name
from app.facts.decode import same_reset
from app.facts.questions import Asked
from app.facts.results import FactAnswer, Place, Sentence, place
from app.facts.views import FieldView, RegisterView, Stated
from retrieval.identifiers import canonical

Value = TypeVar("Value")
_RESERVED = "RESERVED"


@dataclass(frozen=True, slots=True)
class Side:
    """A register as one revision states it."""

    revision: str
    view: RegisterView


@dataclass(frozen=True, slots=True)
class _Difference:
    """One thing, as each revision has it; empty where it has none."""

    what: str
    values: tuple[str, str]
    places: tuple[Place, ...]


def differences(before: Side, after: Side, language: Language, names: Sequence[str] = ()) -> FactAnswer:
    """What changed from one revision to the other, each with its places; that nothing did, where it is so.

    `names` are further names of the question: where some are fields of the register, only those are compared.
    """
    fields = _asked_fields((before.view, after.view), names)
    found = [
        *(() if fields else _attributes(before.view, after.view, language)),
        *_fields(before.view, after.view, fields, language),
    ]
    sentences = [_sentence(each, before, after, language) for each in found]
    return FactAnswer(Asked.CHANGES, tuple(sentences) or (_same(before, after, language),))


def _asked_fields(views: Iterable[RegisterView], names: Sequence[str]) -> frozenset[str]:
    there = {canonical(item.field.name) for view in views for item in view.fields}
    return frozenset(map(canonical, names)) & there


def _attributes(before: RegisterView, after: RegisterView, language: Language) -> Iterator[_Difference]:
    named = {
        "en": ("address", "offset", "reset value"),
        "zh": ("地址", "偏移地址", "复位值"),
    }[language]
    address, offset, reset = named
    yield from _attribute(address, before.addresses, after.addresses, address_text)
    yield from _attribute(offset, before.offsets, after.offsets, hexadecimal)
    yield from _attribute(reset, before.resets, after.resets, inline, same_reset)


def _attribute(
    what: str,
    before: Sequence[Stated[Value]],
    after: Sequence[Stated[Value]],
    shown: Callable[[Value], str],
    same: Callable[[Value, Value], bool] = lambda one, other: one == other,
) -> Iterator[_Difference]:
    """The best value of each, where both have one and no place of one agrees with a place of the other."""
    if not before or not after:
        return
    if any(same(old.value, new.value) for old in before for new in after):
        return
    old, new = before[0], after[0]
    yield _Difference(what, (shown(old.value), shown(new.value)), (place(old), place(new)))


def _fields(
    before: RegisterView, after: RegisterView, only: frozenset[str], language: Language
) -> Iterator[_Difference]:
    old, new = _by_name(before), _by_name(after)
    if not old or not new:
        return
    for name in dict.fromkeys((*old, *new)):
        if name != _RESERVED and (not only or name in only):
            yield from _field(old.get(name), new.get(name), language)


def _by_name(view: RegisterView) -> dict[str, FieldView]:
    return {canonical(item.field.name): item for item in view.fields}


def _field(old: FieldView | None, new: FieldView | None, language: Language) -> Iterator[_Difference]:
    either = new or old
    if either is None:
        return
    name = f"`{inline(either.field.name)}`"
    sides = [item for item in (old, new) if item]
    places = tuple(place(item.stated) for item in sides)
    bits = tuple(bits_text(item.field.msb, item.field.lsb, language) if item else "" for item in (old, new))
    if bits[0] != bits[1]:
        yield _Difference(name, (bits[0], bits[1]), places)
    if old is None or new is None:
        return
    access, reset = ("access", "reset value") if language == "en" else ("访问", "复位值")
    if _differ(old.field.access, new.field.access):
        yield _Difference(f"{name} {access}", (inline(old.field.access), inline(new.field.access)), places)
    if old.field.reset and new.field.reset and not same_reset(old.field.reset, new.field.reset):
        yield _Difference(f"{name} {reset}", (inline(old.field.reset), inline(new.field.reset)), places)


def _differ(old: str, new: str) -> bool:
    """Whether both say something and not the same."""
    plain = ["".join(filter(str.isalnum, text)).casefold() for text in (old, new)]
    return bool(plain[0] and plain[1]) and plain[0] != plain[1]


def _sentence(each: _Difference, before: Side, after: Side, language: Language) -> Sentence:
    name = register_name(after.view)
    old, new = each.values
    text = _TEXTS[language]["changed" if old and new else "removed" if old else "added"]
    said = text.format(
        name=name, what=each.what, old=old, new=new,
        before=inline(before.revision), after=inline(after.revision),
    )  # fmt: skip
    return Sentence(said, each.places)


def _same(before: Side, after: Side, language: Language) -> Sentence:
    """That both state the same, with a place of each."""
    sides = ((before, before.view), (after, after.view))
    places = tuple(where for _, view in sides if (where := _first_place(view)))
    said = _TEXTS[language]["same"].format(
        name=register_name(after.view), before=inline(before.revision), after=inline(after.revision)
    )
    return Sentence(said, places)


def _first_place(view: RegisterView) -> Place | None:
    if view.mentions:
        return place(view.mentions[0])
    return place(view.fields[0].stated) if view.fields else None


_TEXTS = {
    "en": {
        "changed": "{name}, {what}: **{old}** in {before}, **{new}** in {after}.",
        "removed": "{name}, {what} ({old}) is in {before} and no longer in {after}.",
        "added": "{name}, {what} ({new}) is new in {after}: {before} does not have it.",
        "same": "{before} and {after} state the same of {name}: address, offset, reset value and bit fields.",
    },
    "zh": {
        "changed": "{name} 的 {what}:{before} 版为 **{old}**,{after} 版为 **{new}**。",
        "removed": "{name} 的 {what}({old})只在 {before} 版中有,{after} 版中没有。",
        "added": "{name} 的 {what}({new})是 {after} 版新增的,{before} 版中没有。",
        "same": "{before} 版与 {after} 版对 {name} 的地址、偏移、复位值和位域的说明相同。",
    },
}
