"""Conversations made of a library's facts."""

from typing import Any

from app.facts.kinds import CARDS, Statement
from app.facts.records import BitField, DmaRequest, EnumeratedValue, Parameter, Provenance, Register
from app.facts.repository import Located
from finetune.understanding.shelves import same
from finetune.understanding.spoken import Shelf, conversations


def _statements(address: int) -> tuple[Statement, ...]:
    where = Provenance(3, (0.0, 0.0, 1.0, 1.0))
    values = (EnumeratedValue("00", "off"), EnumeratedValue("01", "PLL"), EnumeratedValue("10", "crystal"))
    facts: list[Any] = [
        Register("CLK_CR", where, title="Clock control register", address=address),
        Register("CLK_SR", where, title="Clock status register", address=address + 4),
        BitField("CLK_CR", "SW", 1, 0, where, description="Clock source", values=values),
        BitField("CLK_CR", "HPRE", 7, 4, where, description="Prescaler"),
        Parameter("IDD", "Supply current", where, condition="Run mode 48 MHz", typical="9", unit="mA"),
        Parameter("IDD", "Supply current", where, condition="Run mode 72 MHz", typical="14", unit="mA"),
        DmaRequest("DMA1", "channel 4", "USART1_TX", where),
    ]
    return tuple(
        one
        for fact in facts
        for card in CARDS.values()
        if card.record is type(fact)
        for one in card.statements(Located(fact, f"version-{address}", "passage", where))
    )


SHELVES = (Shelf("AB32F1", _statements(0x1000)), Shelf("CD16X", _statements(0x2000), held_back=True))


def test_the_same_seed_makes_the_same_conversations() -> None:
    assert conversations(SHELVES, 40, 5) == conversations(SHELVES, 40, 5)
    assert conversations(SHELVES, 40, 5) != conversations(SHELVES, 40, 6)


def test_each_ends_with_a_question_and_its_target_is_on_a_shelf() -> None:
    made = conversations(SHELVES, 200, 1)
    every = [one for shelf in SHELVES for one in shelf.statements]
    assert all(one.messages[-1]["role"] == "user" and one.messages[-1]["content"] for one in made)
    assert all(one.target in every for one in made)
    assert {one.held_back for one in made} == {True, False}
    assert {len(one.messages) for one in made} > {1, 3}


def test_the_same_thing_on_another_chip_has_another_address() -> None:
    first, other = (shelf.statements[0] for shelf in SHELVES)
    assert same(first, first)
    assert not same(first, other)
