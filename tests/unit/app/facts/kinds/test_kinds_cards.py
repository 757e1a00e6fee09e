"""What facts state: one thing each, with what it is asked by."""

from typing import Any

import pytest

from app.facts.kinds import CARDS, Statement
from app.facts.kinds.card import Aspect
from app.facts.kinds.value import of_value
from app.facts.questions import Asked
from app.facts.records import (
    BitField,
    DmaRequest,
    EnumeratedValue,
    Interrupt,
    Parameter,
    Pin,
    Provenance,
    Register,
)
from app.facts.repository import Located

WHERE = Provenance(7, (0.0, 0.0, 10.0, 10.0), quote="row")


def located(fact: Any) -> Located[Any]:
    return Located(fact, "version", "passage", WHERE)


def made(fact: Any) -> list[Statement]:
    row = located(fact)
    return [one for card in CARDS.values() if card.record is type(fact) for one in card.statements(row)]


def said(one: Statement, language: Any = "en") -> str:
    return " ".join(sentence.text for sentence in CARDS[one.kind].say(one, frozenset(), language))


def test_a_register_is_asked_for_by_its_address_and_offset() -> None:
    (one,) = made(Register("CLK_CR", WHERE, title="Control", address=0x40001000, offset=0x10, reset="0x83"))
    assert one.keys == {0x40001000, 0x10}
    assert "**0x40001000**" in said(one)
    assert "复位值 **0x83**" in said(one, "zh")


def test_a_field_makes_a_statement_of_its_own_and_one_of_each_value() -> None:
    values = (EnumeratedValue("00", "off"), EnumeratedValue("01", "PLL"), EnumeratedValue("1x", "open"))
    whole, *each = made(BitField("CLK_CR", "SW", 1, 0, WHERE, description="Source", values=values))
    assert whole.keys == {0, 1}
    assert [one.keys for one in each] == [{0}, {1}]
    assert said(each[1]) == "`SW` = **01** (`CLK_CR`): PLL"
    assert all(one.keyed for one in each)


def test_values_are_read_out_of_a_description_where_none_were_listed() -> None:
    text = "Cause.\n1 (busy): It works.\n2 (halt/resume): It stands."
    _, first, second = made(BitField("dcsr", "cause", 8, 6, WHERE, description=text))
    assert (first.keys, second.keys) == ({1}, {2})
    assert "halt/resume" in said(second)


def test_reserved_bits_state_nothing() -> None:
    assert made(BitField("CLK_CR", "Reserved", 31, 2, WHERE)) == []


def test_text_of_a_manual_is_no_markup() -> None:
    values = (EnumeratedValue("0", "[click](http://x.test)"), EnumeratedValue("1", "`code`"))
    _, link, code = made(BitField("CLK_CR", "SW", 0, 0, WHERE, values=values))
    assert "](" not in said(link).replace("\\](", "")
    assert "\\`code\\`" in said(code)


@pytest.mark.parametrize(
    ("fact", "kind"),
    [
        (Register("CLK_CR", WHERE), Asked.OVERVIEW),
        (BitField("CLK_CR", "SW", 1, 0, WHERE), Asked.BITS),
        (Parameter("tSU", "Start-up", WHERE, maximum="2", unit="ms"), Asked.PARAMETER),
        (Interrupt("TIM1_UP", WHERE, number=25), Asked.INTERRUPT),
        (Pin("PA9", WHERE, functions=("USART1_TX",)), Asked.PIN),
    ],
)
def test_each_statement_asks_other_editions_for_the_same(fact: Any, kind: Asked) -> None:
    one, *_ = made(fact)
    assert CARDS[one.kind].ask(one, frozenset()).kind is kind


def test_a_value_states_the_fields_that_it_sets() -> None:
    fields = [
        located(BitField("FLASH_CR", "STRT", 6, 6, WHERE, description="Start")),
        located(BitField("FLASH_CR", "MER", 2, 2, WHERE, description="Mass erase")),
    ]
    one = of_value(fields, 0x40, cleared=False)
    assert one is not None
    assert said(one) == "`FLASH_CR` = 0x40: `STRT` (bit 6) = **1**: Start"
    assert of_value(fields, 0x100, cleared=False) is None
    assert of_value(fields, 0, cleared=False) is None


def test_a_dma_request_says_its_channel_in_both_languages() -> None:
    (one,) = made(DmaRequest("DMA1", "stream 5, channel 4", "USART1_TX", WHERE, peripheral="USART1"))
    assert (one.names, one.owners, one.keys) == (("USART1_TX",), ("DMA1", "USART1"), {4, 5})
    assert said(one) == "`USART1_TX` is served by **stream 5, channel 4** of `DMA1`."
    assert said(one, "zh") == "`USART1_TX` 由 `DMA1` 的**数据流 5, 通道 4**服务。"
    assert CARDS["dma"].ask(one, frozenset()).kind is Asked.DMA


def test_a_vector_has_an_address_but_no_base_address() -> None:
    base, vector = frozenset({Aspect.ADDRESS, Aspect.MEMORY}), frozenset({Aspect.ADDRESS})
    assert CARDS["interrupt"].answers(base) == frozenset()
    assert CARDS["interrupt"].answers(vector) == vector
    assert CARDS["base"].answers(base) == base
