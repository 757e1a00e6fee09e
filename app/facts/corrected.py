"""What a person says of a fact, as a record, and what was read that it stands instead of. Pure.

A record of a register, pin, interrupt, peripheral or erratum states some attributes, and a correction of it
takes only those from what was read. A bit field, a parameter, a region or an ordering option is one unit:
its correction is whole, and stands instead of all of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, replace
from typing import Any

from app.core.errors import InvalidRequestError
from app.facts import records
from app.facts.records import Provenance, Source
from app.facts.rows import KINDS, Kind, Located
from retrieval.identifiers import canonical

REVIEWED, UNREVIEWED = 1.0, 0.5
"""Confidence of a correction that a curator vouches for, and of one that only its page speaks for."""
NAMES = {
    "peripheral": records.Peripheral,
    "register": records.Register,
    "field": records.BitField,
    "interrupt": records.Interrupt,
    "pin": records.Pin,
    "parameter": records.Parameter,
    "erratum": records.Erratum,
    "region": records.MemoryRegion,
    "ordering": records.OrderingOption,
}
"""Kinds of facts as people name them in a correction."""
_KINDS = {kind.record: kind for kind in KINDS}
_OWNERS = ("register", "peripheral", "condition")
"""Attributes that tell two records of one name apart."""
_WHOLE = (records.BitField, records.Parameter, records.MemoryRegion, records.OrderingOption)
_NOT_FOR_PEOPLE = frozenset({"provenance", "values", "instances", "numbers", "attributes"})
"""Nested attributes: they keep what was read."""


def kind_of(name: str) -> Kind:
    """The kind of fact that a correction names."""
    return _KINDS[NAMES[name]]


def attributes(kind: str) -> tuple[str, ...]:
    """What a correction may state of a kind of fact, besides its name."""
    own = kind_of(kind)
    return tuple(
        one.name for one in fields(own.record) if one.name not in (*_NOT_FOR_PEOPLE, own.key, *_OWNERS)
    )


def corrected(
    kind: str, name: str, stated: Mapping[str, Any], read: Sequence[Any], provenance: Provenance
) -> Any:
    """The record that a correction makes. `read` are the records of this name that the version states.

    Raises `InvalidRequestError` where a value has no meaning, or where more must be said.
    """
    own = kind_of(kind)
    kinds = {one.name: one for one in fields(own.record)}
    values = {key: _value(kinds, key, value) for key, value in stated.items() if key in kinds}
    if unknown := [key for key in stated if key not in kinds or key in _NOT_FOR_PEOPLE]:
        raise InvalidRequestError(f"A {kind} has no {unknown[0]!r} that can be corrected.", param="fact")
    same = [one for one in read if _fits(one, values)]
    if own.record in _WHOLE and same:
        # A bit field that is read twice states more where it is described.
        fullest = max(same, key=lambda one: len(str(one)))
        return replace(fullest, provenance=provenance, **values)
    owners = {key: getattr(one, key) for one in same[:1] for key in _OWNERS if hasattr(one, key)}
    named = getattr(same[0], own.key) if same else name
    given = {own.key: named, **owners, **values, "provenance": provenance}
    missing = [one.name for one in kinds.values() if _is_required(one) and one.name not in given]
    if own.record is records.Parameter and "name" in missing:
        given, missing = given | {"name": named}, [one for one in missing if one != "name"]
    if missing:
        raise InvalidRequestError(
            f"The manual states no {kind} {name!r}: say its {' and '.join(missing)} too.", param="fact"
        )
    return own.record(**given)


def stated_by(record: Any) -> dict[str, Any]:
    """The attributes that a record states besides what names it."""
    key = _KINDS[type(record)].key
    return {
        one.name: getattr(record, one.name)
        for one in fields(record)
        if one.name not in ("provenance", key, *_OWNERS)
        and not (one.default is not MISSING and getattr(record, one.name) == one.default)
    }


def settled(facts: Sequence[Located[Any]]) -> list[Located[Any] | None]:
    """Facts of one kind of one version; None, or less of it, where a reviewed correction says otherwise."""
    corrections: dict[str, list[Located[Any]]] = {}
    for one in facts:
        if one.provenance.source is Source.CORRECTION and one.provenance.confidence >= REVIEWED:
            corrections.setdefault(_name(one.fact), []).append(one)
    if not corrections:
        return list(facts)
    return [_settled(one, corrections.get(_name(one.fact), ())) for one in facts]


def _settled(one: Located[Any], corrections: Iterable[Located[Any]]) -> Located[Any] | None:
    for correction in corrections:
        if correction is one or one.provenance.source is Source.CORRECTION:
            continue
        if not _fits(one.fact, {key: getattr(correction.fact, key, "") for key in _OWNERS}):
            continue
        if isinstance(one.fact, _WHOLE):
            return None
        taken = set(stated_by(correction.fact)) & set(stated_by(one.fact))
        defaults = {each.name: each.default for each in fields(one.fact) if each.name in taken}
        one = replace(one, fact=replace(one.fact, **defaults))
    return one


def _name(record: Any) -> str:
    return canonical(getattr(record, _KINDS[type(record)].key))


def _fits(record: Any, owners: Mapping[str, Any]) -> bool:
    """Whether a record belongs to the register or peripheral, or has the condition, that is given."""
    for key in _OWNERS:
        own, given = getattr(record, key, ""), owners.get(key, "")
        if own and given and canonical(str(own)) != canonical(str(given)):
            return False
    return True


def _is_required(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _value(kinds: Mapping[str, Field[Any]], key: str, value: Any) -> Any:
    """A value as the record holds it: numbers may come as text, in any base that C knows."""
    wanted = str(kinds[key].type)
    if "int" in wanted:
        try:
            return int(str(value).strip().replace("_", ""), 0)
        except ValueError:
            raise InvalidRequestError(f"{key} is a number, such as 12 or 0x40.", param="fact") from None
    if "tuple[str, ...]" in wanted:
        listed = value if isinstance(value, list) else str(value).split(",")
        return tuple(str(each).strip() for each in listed if str(each).strip())
    return " ".join(str(value).split())
