"""Which field of a register a name means: with or without the names of its register and peripheral. Pure."""

import re
from collections.abc import Sequence

from app.facts.records import BitField
from app.facts.views import FieldView, RegisterView
from retrieval.identifiers import canonical, matches, parts, placeholders

NUMBERED = re.compile(
    r"\bbits?\s*\[?(\d{1,2})(?![\d.])|第\s*(\d{1,2})\s*位|(?<![\d ])\s*位\s*(\d{1,2})(?![\d.])", re.IGNORECASE
)
FIRST = re.compile(r"(?<=[A-Z])1(?=[A-Z_]|$)")
"""Where there is but one of something, some call it the first; PLL2RDY is never PLLRDY."""


def field_in(view: RegisterView, name: str) -> FieldView | None:
    """The field of a register that a name means.

    `RCC_CTLR_PLLON` and `RCC_CTLR.PLLON` mean PLLON; DMA1EN means DMAEN where the chip has but one DMA.
    """
    items = [item for item in (*view.fields, *view.drawn) if not _open(item.field, name)]
    scored = [(matches(name, item.field.name), item) for item in items]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    if best[0] > 0:
        return best[1]
    tail = canonical(name).removeprefix(canonical(view.name)).lstrip("_")
    if tail and tail != canonical(name):
        return field_in(view, tail)
    bare = FIRST.sub("", canonical(name))
    unnumbered = [item for item in view.fields if canonical(item.field.name) == bare]
    if len(unnumbered) == 1:
        return unnumbered[0]
    return _behind_prefix(view, canonical(name))


def _open(field: BitField, asked: str) -> bool:
    """Whether a row stands for several fields and does not say where the one that is asked for lies.

    `SMPx` over bits 17:0 does not tell the bits of SMP10; the n of `UEPn_EN` is that of its `UEPn_CTRL`.
    """
    if not placeholders(field.name) - placeholders(field.register):
        return False
    numbered = re.escape(canonical(field.name)).replace(r"\*", r"\d+")
    return re.search(rf"{numbered}$", canonical(asked)) is not None


def _behind_prefix(view: RegisterView, name: str) -> FieldView | None:
    """The one field that is printed with its peripheral's or register's name around it, or asked with it.

    START means AES_START of AES_START_REG, FILTER_EN means PCNT_FILTER_EN_Un of PCNT_Un_CONF0_REG, FRAG
    means UART_CLKDIV_FRAG of UART_CLKDIV_REG, and RCC_PLLON means PLLON of RCC_CTLR.
    """
    found = [item for item in view.fields if name == _core(item.field.name, item.field.register)]
    if not found:
        asked = [(_core(name, item.field.register), item) for item in view.fields]
        found = [item for core, item in asked if core == _core(item.field.name, item.field.register)]
    return found[0] if len(found) == 1 else None


def _core(field: str, register: str) -> str:
    """A field's name without its register's or peripheral's in front and without its register's instance."""
    own, around = parts(field), parts(register)
    if own[: len(around)] == around and own != around:
        return "_".join(own[len(around) :])
    if len(own) > 1 and _same_stem(own[0], around[0]):
        own = own[1:]
    if len(own) > 1 and _is_instance(own[0], around):
        own = own[1:]
    if len(own) > 1 and _is_instance(own[-1], around):
        own = own[:-1]
    return "_".join(own)


def _is_instance(part: str, around: Sequence[str]) -> bool:
    """Whether a part is the placeholder of a register's name: CH* is that of RMT_CH*CONF0."""
    return "*" in part and any(other.startswith(part) for other in around)


def _same_stem(one: str, other: str) -> bool:
    """The same name but for an instance: UART0 and UART, PCNT and PCNT."""
    return re.sub(r"[\d*]", "", one) == re.sub(r"[\d*]", "", other) != ""


def complete(view: RegisterView) -> bool:
    """Whether the fields that were read fill the register: only then is there none beside them."""
    covered = {bit for item in view.fields for bit in range(item.field.lsb, item.field.msb + 1)}
    return covered >= set(range(view.width))


def field_at(view: RegisterView, text: str) -> FieldView | None:
    """The field at the bit whose number a question gives: `bit 14 of RCC_APB2EN`."""
    numbers = {int(next(filter(None, match.groups()))) for match in NUMBERED.finditer(text)}
    if len(numbers) != 1:
        return None
    bit = numbers.pop()
    return next((item for item in view.fields if item.field.lsb <= bit <= item.field.msb), None)


def specific(names: Sequence[str]) -> tuple[str, ...]:
    """Names without those that only say the peripheral of another one: ADC beside ADC_RDATAR."""
    whole = [canonical(name) for name in names]
    return tuple(
        name
        for name, own in zip(names, whole, strict=True)
        if "_" in own or not any(other.startswith(f"{own}_") for other in whole)
    )
