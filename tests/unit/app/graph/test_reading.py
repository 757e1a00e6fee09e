"""What a question asks the graph for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.graph.answering.reading import read
from app.graph.queries import Relation


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("Which bit gates the clock of UART1?", (Relation.ENABLE,)),
        ("UART1 的时钟由哪个寄存器的哪一位使能?中断号是多少?", (Relation.ENABLE, Relation.INTERRUPT)),
        ("Which bit of which register resets the peripheral at 0x4001_3800?", (Relation.RESET,)),
        (
            "On which APB bus is TMR2 and what is that bus's maximum frequency?",
            (Relation.BUS, Relation.SPEED),
        ),
        ("What is the reset value of CLK_CTLR?", ()),
        ("How do I use the ADC?", ()),
    ],
)
def test_relations_by_the_table_of_words(text: str, relations: tuple[Relation, ...]) -> None:
    assert read(text).relations == relations


def test_names_addresses_packages_and_values() -> None:
    wanted = read("ZX90 in QFN-20, pin 7: after UART1_RM is 01, is PA[4] at 0x4001_3800?", ["ZX90"])
    assert wanted.names == ("UART1_RM", "PA4")
    assert (wanted.addresses, wanted.packages, wanted.numbers) == ((0x40013800,), ("QFN20",), ("7",))
    assert "01" in wanted.values


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    wanted = read(text)
    assert len(set(wanted.relations)) == len(wanted.relations)
