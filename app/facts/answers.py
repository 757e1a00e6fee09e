"""Sentences for facts, in English and Chinese. Pure: views in, sentences out, no model involved.

Each sentence says one thing and names the places that say it. A value that was worked out from two
printed ones (base plus offset) says so.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from app.core.markdown import inline
from app.facts.addresses import address_text, hexadecimal, shown_address, shown_offset
from app.facts.encodings import encodings, listed
from app.facts.gist import gist
from app.facts.markdown_escape import safe
from app.facts.questions import Asked
from app.facts.records import BitField, Peripheral
from app.facts.repository import Located
from app.facts.results import FactAnswer, Place, Sentence, place
from app.facts.views import FieldView, RegisterView, Stated
from retrieval.identifiers import canonical

Language = Literal["en", "zh"]
_LONGEST = 24


def register_name(view: RegisterView) -> str:
    """The name as printed, with its bare form where a width prefix or suffix decorates it, and whose it is
    where it does not say so itself."""
    return f"{code_name(view.name)}{_owner(view.owner)}"


def _owner(owner: str) -> str:
    return f" ({inline(owner)})" if owner else ""


def code_name(printed: str) -> str:
    """A printed name as code, followed by its bare form where they differ."""
    bare = canonical(printed)
    return f"`{printed}`" if "*" in bare or bare == printed.upper() else f"`{printed}` ({bare})"


def bits_text(msb: int, lsb: int, language: Language) -> str:
    """`bit 4`, `bits 6:5`; `位 4`, `位 6:5`."""
    span = str(msb) if msb == lsb else f"{msb}:{lsb}"
    if language == "zh":
        return f"位 {span}"
    return f"bit {span}" if msb == lsb else f"bits {span}"


def address_answer(view: RegisterView, language: Language) -> FactAnswer | None:
    """Where a register is."""
    name = register_name(view)
    texts = {"en": "{name} is at address **{value}**.", "zh": "{name} 的地址是 **{value}**。"}
    return _number_answer(Asked.ADDRESS, view, view.addresses, texts[language], name)


def based_answer(
    view: RegisterView, found: Sequence[tuple[Located[Peripheral], int]], language: Language
) -> FactAnswer | None:
    """Where a register is that is printed with its offset: in each peripheral by its base address."""
    if not found:
        return None
    text = {
        "en": "In `{owner}`, {name} is at address **{value}** (base {base} + offset {offset}).",
        "zh": "在 `{owner}` 中,{name} 的地址是 **{value}** (基地址 {base} + 偏移 {offset})。",
    }[language]
    offset = view.offsets[0]
    sentences = tuple(
        Sentence(
            text.format(
                owner=safe(located.fact).name,
                name=register_name(view),
                value=address_text(value),
                base=address_text(located.fact.base_address or 0, located.fact.provenance.quote),
                offset=shown_offset(offset),
            ),
            (place(located), place(offset), *map(place, offset.further)),
            ((f"{located.fact.name} {view.asked} address", hexadecimal(value)),),
        )
        for located, value in found
    )
    return FactAnswer(Asked.ADDRESS, sentences, view)


def offset_answer(view: RegisterView, language: Language) -> FactAnswer | None:
    """A register's offset from its peripheral's base."""
    name = register_name(view)
    texts = {"en": "{name} has the address offset **{value}**.", "zh": "{name} 的偏移地址是 **{value}**。"}
    return _number_answer(Asked.OFFSET, view, view.offsets, texts[language], name)


def reset_answer(view: RegisterView, language: Language) -> FactAnswer | None:
    """A register's value after reset."""
    if not view.resets:
        return None
    name = register_name(view)
    text = {"en": "The reset value of {name} is **{value}**.", "zh": "{name} 的复位值是 **{value}**。"}[
        language
    ]
    sentences = tuple(
        Sentence(
            text.format(name=name, value=stated.value),
            (place(stated),),
            ((f"{_key(view)} reset", stated.value),),
        )
        for stated in view.resets
    )
    return FactAnswer(Asked.RESET, sentences, view, conflict=len(sentences) > 1)


def bits_answer(view: RegisterView, field: FieldView, language: Language) -> FactAnswer:
    """Which bits a field takes, what it does and how it can be accessed."""
    register = register_name(view)
    stated = (field.stated, *field.conflicts)
    sentences = [
        Sentence(
            _bits_sentence(register, field.field.name, bits.value, language),
            (place(bits),),
            _bits_value(view, field, bits.value),
        )
        for bits in stated
    ]
    sentences.extend(Sentence(detail, (place(field.stated),)) for detail in _details(field.field, language))
    return FactAnswer(Asked.BITS, tuple(sentences), view, conflict=len(stated) > 1)


def registers_of_answer(
    found: Sequence[tuple[RegisterView, FieldView]], language: Language, kind: Asked = Asked.REGISTER_OF
) -> FactAnswer:
    """In which register or registers a field is."""
    sentences = []
    for view, field in found:
        bits = bits_text(field.field.msb, field.field.lsb, language)
        names = _all_names(view)
        text = (
            f"`{field.field.name}` 在寄存器 {names} 中,{bits}。"
            if language == "zh"
            else f"`{field.field.name}` is {bits} of {names}."
        )
        values = _bits_value(view, field, field.stated.value)
        sentences.append(Sentence(text, (place(field.stated),), values))
    if len(found) == 1:
        where = (place(found[0][1].stated),)
        sentences.extend(Sentence(detail, where) for detail in _details(found[0][1].field, language))
    return FactAnswer(kind, tuple(sentences), found[0][0] if len(found) == 1 else None)


def overview_answer(view: RegisterView, language: Language) -> FactAnswer:
    """Everything about a register in few sentences; its picture stands beneath."""
    title = f"{register_name(view)}: {inline(view.title)}" if view.title else register_name(view)
    parts: list[tuple[str, Stated[Any]]] = []
    labels = {"en": ("address", "offset", "reset value"), "zh": ("地址", "偏移", "复位值")}[language]
    if view.addresses:
        parts.append((f"{labels[0]} **{shown_address(view.addresses[0])}**", view.addresses[0]))
    if view.offsets:
        parts.append((f"{labels[1]} **{shown_offset(view.offsets[0])}**", view.offsets[0]))
    if view.resets:
        parts.append((f"{labels[2]} **{view.resets[0].value}**", view.resets[0]))
    places = tuple(place(stated) for _, stated in parts) or tuple(place(f.stated) for f in view.fields[:1])
    comma, stop = ("，", "。") if language == "zh" else (", ", ".")
    body = comma.join(text for text, _ in parts)
    stated = (
        *((f"{_key(view, one)} address", hexadecimal(one.value)) for one in view.addresses),
        *((f"{_key(view)} offset", hexadecimal(one.value)) for one in view.offsets),
        *((f"{_key(view)} reset", one.value) for one in view.resets),
    )
    return FactAnswer(
        Asked.OVERVIEW, (Sentence(f"{title}{': ' + body if body else ''}{stop}", places, stated),), view
    )


def decoded_sentence(view: RegisterView, value: int, where: Place, language: Language) -> Sentence:
    """What heads a decoded value; the fields stand in the table beneath."""
    name, number = register_name(view), hexadecimal(value, view.width // 4)
    text = (
        f"{name} = **{number}** 的各字段:" if language == "zh" else f"{name} = **{number}**, field by field:"
    )
    return Sentence(text, (where,))


def unfit_sentence(name: str, value: int, bits: int, where: Place, language: Language) -> Sentence:
    """Why a value can be none of a register's or field's. A number of any length is shown cut short."""
    number = f"0x{value:X}"
    short = number if len(number) <= _LONGEST else f"{number[:_LONGEST]}…"
    text = (
        f"{short} 超出了 {name} 的 {bits} 位。"
        if language == "zh"
        else f"{short} does not fit into {name}, which has {bits} bits."
    )
    return Sentence(text, (where,))


def composed_sentence(view: RegisterView, value: int, where: Place, language: Language) -> Sentence:
    """A value put together from fields."""
    name, number = register_name(view), hexadecimal(value, view.width // 4)
    text = (
        f"{name} 的值是 **{number}**(其余字段为 0)。"
        if language == "zh"
        else f"{name} is **{number}** (all other fields 0)."
    )
    return Sentence(text, (where,))


def _number_answer(
    kind: Asked, view: RegisterView, values: Sequence[Stated[int]], text: str, name: str
) -> FactAnswer | None:
    if not values:
        return None
    shown = shown_address if kind == Asked.ADDRESS else shown_offset
    sentences = []
    for stated in values:
        value = shown(stated)
        printed = f"{code_name(view.name)}{_owner(stated.instance)}" if stated.instance else name
        own = f"`{view.asked}` ({code_name(view.name)})" if stated.working else printed
        said = text.format(name=own, value=value)
        if stated.working:  # before the full stop
            said = f"{said[:-1]} ({stated.working}){said[-1]}"
        places = (place(stated), *map(place, stated.further))
        sentences.append(
            Sentence(said, places, ((f"{_key(view, stated)} {kind.value}", hexadecimal(stated.value)),))
        )
    instances = Counter(stated.instance for stated in values)
    return FactAnswer(kind, tuple(sentences), view, conflict=max(instances.values()) > 1)


def _key(view: RegisterView, stated: Stated[Any] | None = None) -> str:
    """What a stated value is the value of: by it, revisions are compared."""
    owner = (stated.instance if stated else "") or view.owner
    return f"{owner} {view.asked}".strip()


def _bits_sentence(register: str, field: str, bits: tuple[int, int], language: Language) -> str:
    where = bits_text(*bits, language)
    if language == "zh":
        return f"在寄存器 {register} 中,`{field}` 是 **{where}**。"
    return f"In {register}, `{field}` is **{where}**."


def _bits_value(view: RegisterView, field: FieldView, bits: tuple[int, int]) -> tuple[tuple[str, str], ...]:
    register = f"{view.owner} {canonical(view.name)}".strip()
    return ((f"{register} {canonical(field.field.name)} bits", f"{bits[0]}:{bits[1]}"),)


def _details(field: BitField, language: Language) -> list[str]:
    """What a field does, and all values that its description lists."""
    values = encodings(field.description)
    meanings = f"`{field.name}` = {inline(listed(values))}" if values else ""
    return [detail for detail in (_field_detail(field, language), meanings) if detail]


def _field_detail(field: BitField, language: Language) -> str:
    """Description and access as printed; the quote stays in the manual's language."""
    first = inline(gist(field.description)).rstrip(" .。:：;；")
    access = {"en": "Access", "zh": "访问"}[language] + f": {inline(field.access)}" if field.access else ""
    reset = {"en": "reset value", "zh": "复位值"}[language] + f" {field.reset}" if field.reset else ""
    parts = [part for part in (first, access, reset) if part]
    return (
        ("；" if language == "zh" else "; ").join(parts) + ("。" if language == "zh" else ".")
        if parts
        else ""
    )


def _all_names(view: RegisterView) -> str:
    """The register as its description names it, then as its summary tables do."""
    names = dict.fromkeys([view.name, *(located.fact.name for located in view.mentions)])
    shown = [code_name(name) for name in names][:6]
    return " / ".join(dict.fromkeys(shown)) + _owner(view.owner)
