"""A question in the parts that it asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.graph.answering.parting import MOST, parts
from app.graph.answering.reading import read
from app.graph.queries import Relation


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        (
            "ZX90: which peripheral is at 0x4001_3800, which bit gates its clock, and what is its IRQ?",
            [(), (Relation.ENABLE,), (Relation.INTERRUPT,)],
        ),
        ("ZX90 的 UART1 用哪个中断号？时钟使能位和复位位分别是第几位？", None),
        ("Which bit resets UART1, SPI1 and TMR2?", [(Relation.RESET,)]),
    ],
)
def test_each_part_asks_something(text: str, relations: list[tuple[Relation, ...]] | None) -> None:
    found = [part.relations for part in parts(read(text, ["ZX90"]))]
    if relations is None:
        assert Relation.INTERRUPT in found[0]
        assert {Relation.ENABLE, Relation.RESET} <= {one for part in found[1:] for one in part}
    else:
        assert [one for one in found if one] == [one for one in relations if one]


def test_a_statement_before_the_question_is_no_part_of_it() -> None:
    whole = read("PA4 can be the TX pin of a UART. Which bit in which register cuts its clock?")
    (part,) = parts(whole)
    assert part.relations == (Relation.ENABLE,)
    assert part.roles == whole.roles


@given(st.text(max_size=300))
def test_any_text_has_few_parts_with_no_name_that_it_does_not_hold(text: str) -> None:
    whole = read(text)
    found = parts(whole)
    assert len(found) <= MOST
    assert all(set(part.names) <= set(whole.names) for part in found)
