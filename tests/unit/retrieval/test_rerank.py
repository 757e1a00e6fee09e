"""Which of two passages answers better."""

from collections.abc import Callable

import pytest

from retrieval.rerank import rerank
from retrieval.rerank.asking import Kind, ask
from retrieval.types import Passage

MakePassage = Callable[..., Passage]


def best(question: str, *candidates: Passage) -> Passage:
    return rerank(question, [(candidate, 1.0) for candidate in candidates])[0][0]


def test_the_definition_comes_before_the_mention(passage: MakePassage) -> None:
    mention = passage("Set RCC_CTLR before RCC_CFGR0. See RCC_CTLR.")
    definition = passage("Clock control register", names=("RCC_CTLR",))
    assert best("What does RCC->CTLR do?", mention, definition) == definition


def test_the_heading_counts_as_much_as_a_definition_nearly(passage: MakePassage) -> None:
    mention = passage("PLL and RCC_CTLR")
    under = passage("Bit 0 switches it on.", section="Clocks › Clock control register (RCC_CTLR)")
    assert best("RCC_CTLR", mention, under) == under


def test_register_and_field_together_beat_the_register_alone(passage: MakePassage) -> None:
    register = passage("Controls the timer.", names=("TIM1_CCER",))
    row = passage("12 | CC4E | RW | enable", names=("TIM1_CCER", "CC4E"))
    assert best("Which bit of TIM1_CCER is CC4E?", register, row) == row


def test_an_instance_is_answered_by_its_wildcard_not_by_its_sibling(passage: MakePassage) -> None:
    sibling = passage("Port A", names=("GPIOA_CFGLR",))
    wildcard = passage("Ports", names=("GPIOx_CFGLR",))
    assert best("GPIOB_CFGLR", sibling, wildcard) == wildcard


def test_of_two_definitions_the_one_with_the_answer_wins(passage: MakePassage) -> None:
    described = passage("The control register of the clocks.", names=("RCC_CTLR",))
    listed = passage("R32_RCC_CTLR | 0x40021000 | Clock control", names=("RCC_CTLR",))
    assert best("At which address is RCC_CTLR?", described, listed) == listed
    offset = passage("RCC_CTLR offset: 0x00", names=("RCC_CTLR",))
    assert best("What is the address offset of RCC_CTLR?", described, offset) == offset


def test_a_quoted_description_is_looked_for_as_it_stands(passage: MakePassage) -> None:
    scattered = passage("enable the clock of the window, then the watchdog")
    literal = passage("11 | WWDGEN | Window watchdog clock enable")
    assert best('Which field is this: "Window watchdog clock enable"?', scattered, literal) == literal


def test_without_names_words_and_fusion_decide(passage: MakePassage) -> None:
    near = passage("The conversion time depends on the sampling time.")
    far = passage("Package dimensions")
    assert best("How long is the conversion time?", far, near) == near
    assert rerank("anything", [(far, 0.1), (near, 0.9)])[0][0] == near


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("At which address is X_Y?", {Kind.ADDRESS}),
        ("X_Y 的偏移地址是多少?", {Kind.OFFSET}),
        ("What is the reset value of X_Y?", {Kind.RESET}),
        ("X_Y 的复位值", {Kind.RESET}),
        ("Which bits of X_Y hold Z?", {Kind.BITS}),
        ("maximum supply voltage", {Kind.VALUE}),
        ("Hello", set()),
    ],
)
def test_what_is_asked(question: str, kinds: set[Kind]) -> None:
    assert ask(question).kinds == kinds


def test_nothing_in_nothing_out() -> None:
    assert rerank("RCC_CTLR", []) == ()
