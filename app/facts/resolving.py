"""Exact answers about registers and bit fields: one resolver for each kind of question.

`service` calls them in its order. None means that a resolver has nothing to say.
"""

from app.facts import answers, repository
from app.facts.asking import Asking
from app.facts.bases import placed
from app.facts.decode import compose, decode
from app.facts.descriptions import described, fields_described
from app.facts.naming import complete, field_at, field_in, specific
from app.facts.questions import Asked
from app.facts.results import FactAbsence, FactAnswer, Missing, joined, place
from app.facts.views import FieldView, RegisterView
from retrieval.identifiers import canonical

Outcome = FactAnswer | FactAbsence | None
_MOST_AT = 12
"""Registers at one offset: each peripheral has one there, and a list of all of them answers nothing."""
_ATTRIBUTES = {
    Asked.ADDRESS: answers.address_answer,
    Asked.OFFSET: answers.offset_answer,
    Asked.RESET: answers.reset_answer,
}


async def attribute(asking: Asking) -> Outcome:
    """Address, offset, reset value of the named registers."""
    found: dict[tuple[str, str], FactAnswer] = {}
    for name in asking.names:
        for view in (await asking.registers(name)).views:
            if (stated := await _attribute_of(asking, view)) is not None:
                found.setdefault((canonical(view.name), view.owner), stated)
    return joined(asking.question.kind, found.values()) if found else await field_or_absence(asking)


async def _attribute_of(asking: Asking, view: RegisterView) -> FactAnswer | None:
    kind, language = asking.question.kind, asking.scope.language
    stated = _ATTRIBUTES[kind](view, language)
    if stated is not None or kind != Asked.ADDRESS or not view.offsets:
        return stated
    # The base of the same document: another may be about another chip, whose I2C1 lies elsewhere.
    peripherals = await asking.bases(view.offsets[0].version_id)
    based = answers.based_answer(view, placed(view, peripherals), language)
    return based or answers.offset_answer(view, language)


async def bits(asking: Asking) -> Outcome:
    """Bits of a field, in the register named beside it or in every register that has it."""
    names = specific(asking.names)
    found = {name: (await asking.registers(name)) for name in names}
    named = [(name, one.views) for name, one in found.items() if one.views]
    for name, views in named:
        for other in names:
            pairs = [(view, field) for view in views if other != name and (field := field_in(view, other))]
            if pairs:
                return joined(
                    Asked.BITS, [answers.bits_answer(*pair, asking.scope.language) for pair in pairs]
                )
    every = [view for _, views in named for view in views]
    unknown = [name for name, one in found.items() if not one.views and not asking.is_peripheral(name, every)]
    if len(named) == 1 and not unknown:
        pairs = [(view, field) for view in named[0][1] if (field := field_at(view, asking.question.text))]
        if pairs:
            return joined(Asked.BITS, [answers.bits_answer(*pair, asking.scope.language) for pair in pairs])
    return await _no_bits(asking, [views[0] for _, views in named], unknown)


async def _no_bits(asking: Asking, named: list[RegisterView], unknown: list[str]) -> Outcome:
    """What is not there: the field of a register, or the register; else a field alone may be meant."""
    if (elsewhere := await asking.elsewhere()) is not None:
        return elsewhere
    if named and unknown and all(map(complete, named)):
        return await asking.absence(Missing.FIELD, unknown[0], named[0])
    if compound := [name for name in unknown if "_" in canonical(name)]:
        return await asking.absence(Missing.REGISTER, compound[0])
    return await field_or_absence(asking)


async def register_of(asking: Asking) -> Outcome:
    """Registers that have a field."""
    for name in asking.names:
        if found := await asking.holders(name):
            return answers.registers_of_answer(found, asking.scope.language)
    return await nameless(asking)


async def nameless(asking: Asking) -> Outcome:
    """A name without what is asked of it: a register or a field, whichever the documents hold."""
    language = asking.scope.language
    for name in asking.names:
        named = await asking.registers(name)
        if named.views:
            return joined(Asked.OVERVIEW, [answers.overview_answer(view, language) for view in named.views])
        if found := await asking.holders(name):
            return answers.registers_of_answer(found, language, asking.question.kind)
    return await asking.elsewhere()


async def whole_register(asking: Asking) -> Outcome:
    """The one register whose bits are asked for, without a name of any of them."""
    return await nameless(asking) if len(specific(asking.names)) == 1 else None


async def field_or_absence(asking: Asking) -> Outcome:
    """A bit field asked for its bits or reset value without its register; else the name is not there."""
    if (elsewhere := await asking.elsewhere()) is not None:
        return elsewhere
    for name in specific(asking.names):
        if found := await asking.holders(name):
            return _of_fields(asking, found)
        if "_" in canonical(name) and not (await asking.registers(name)).views:
            return await asking.absence(Missing.REGISTER, name)
    return None


def _of_fields(asking: Asking, found: list[tuple[RegisterView, FieldView]]) -> FactAnswer | None:
    """Where fields of a name are; nothing of a reset value that none of them states."""
    unstated = asking.question.kind is Asked.RESET and not any(field.field.reset for _, field in found)
    kind, language = asking.question.kind, asking.scope.language
    return None if unstated else answers.registers_of_answer(found, language, kind)


async def by_words(asking: Asking) -> Outcome:
    """The field that a description means."""
    question = asking.question
    description = question.quoted or described(question.text)
    names = () if question.quoted else tuple(name for name in question.names if name in description)
    found = await fields_described(asking.session, description, asking.scope.versions, names)
    pairs = await asking.located(found)
    return answers.registers_of_answer(pairs, asking.scope.language, question.kind) if pairs else None


async def register_at(asking: Asking) -> Outcome:
    """The register at an address."""
    if asking.question.value is None:
        return None
    rows = await repository.registers_at(asking.session, asking.scope.versions, asking.question.value)
    rows.sort(key=lambda row: asking.scope.order(row.version_id))
    names = dict.fromkeys(row.fact.name for row in rows)
    found = []
    for name in list(names)[:_MOST_AT]:
        for view in (await asking.registers(name)).views:
            here = any(one in rows for one in view.mentions)
            if here and (stated := answers.address_answer(view, asking.scope.language)):
                found.append(stated)
    return joined(Asked.REGISTER_AT, {one.sentences: one for one in found}.values()) if found else None


async def decoded(asking: Asking) -> Outcome:
    """A register's value, taken apart."""
    question = asking.question
    for name in [name for name, _ in question.assignments] or list(asking.names):
        views = (await asking.registers(name)).views
        view = views[0] if len(views) == 1 else None
        if view is None or question.value is None or not view.fields:
            continue
        where = place(view.fields[0].stated)
        if question.value >> view.width:
            return _unfit(asking, view, answers.register_name(view), question.value, view.width)
        pieces = decode(question.value, [item.field for item in view.fields], view.width)
        sentence = answers.decoded_sentence(view, question.value, where, asking.scope.language)
        return FactAnswer(Asked.DECODE, (sentence,), view, pieces)
    return await asking.elsewhere()


async def composed(asking: Asking) -> Outcome:
    """Field values put together to the register's value."""
    fields = dict(asking.question.assignments)
    for name in asking.names:
        view = None if name in fields else await asking.register(name)
        found = [each.field for one in fields if view and (each := field_in(view, one))]
        if view is None or len(found) < len(fields):
            continue
        for value, field in zip(fields.values(), found, strict=True):
            if value >> (bits := field.msb - field.lsb + 1):
                return _unfit(asking, view, f"`{field.name}`", value, bits)
        value = compose(fields, [item.field for item in view.fields])
        where = place(view.fields[0].stated)
        sentence = answers.composed_sentence(view, value, where, asking.scope.language)
        pieces = decode(value, [item.field for item in view.fields], view.width)
        return FactAnswer(Asked.COMPOSE, (sentence,), view, pieces)
    return None


def _unfit(asking: Asking, view: RegisterView, name: str, value: int, bits: int) -> FactAnswer:
    """Says that a value is too large for a register or field."""
    where = place(view.fields[0].stated)
    sentence = answers.unfit_sentence(name, value, bits, where, asking.scope.language)
    return FactAnswer(asking.question.kind, (sentence,), view)
