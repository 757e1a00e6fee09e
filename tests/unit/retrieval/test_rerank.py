"""Which of two passages answers better."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


SUMMARY = "Name | Access address | Description | Reset value\nR32_RCC_CTLR | 0x40021000 | Clock | 0x0000xx83"
BIT_TABLE = "Offset address: 0x00\nBit | Name | Access | Reset value\n0 | HSION | RW | 1"


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("At which address is RCC_CTLR?", "summary"),
        ("What is the reset value of RCC_CTLR?", "summary"),
        ("What is the address offset of RCC_CTLR?", "description"),
        ("RCC_CTLR 的偏移地址是多少?", "description"),
        ("Which bit of RCC_CTLR is HSION?", "description"),
    ],
)
def test_what_a_passage_says_of_the_name_decides(passage: MakePassage, question: str, answers: str) -> None:
    """A summary gives addresses and reset values, a description offsets and bits; both define the name."""
    summary = passage(SUMMARY, names=("R32_RCC_CTLR",), section="Registers", kind="table")
    heading = "Registers › Clock control register (RCC_CTLR)"
    description = passage(BIT_TABLE, names=("RCC_CTLR", "HSION"), section=heading, kind="register")
    assert best(question, summary, description) == {"summary": summary, "description": description}[answers]


def test_the_reset_value_of_a_field_is_not_its_registers(passage: MakePassage) -> None:
    heading = "Registers › Clock control register (RCC_CTLR)"
    field = passage("Bit: 0 | Name: HSION | Reset value: 1", names=("HSION",), section=heading, kind="row")
    register = passage("Address offset: 0x00\nReset value: 0x0000 0083", section=heading)
    assert best("What is the reset value of RCC_CTLR?", field, register) == register


def test_an_offset_in_the_heading_counts(passage: MakePassage) -> None:
    summary = passage(
        "Name: GPIO_IN_REG | Address: 0x3FF4403C | Access: RO", names=("GPIO_IN_REG",), kind="row"
    )
    drawn = passage("Input values of the pads.", section="Register 4.14: GPIO_IN_REG (0x003c)")
    assert best("What is the address offset of GPIO_IN_REG?", summary, drawn) == drawn


def test_of_a_description_over_pages_the_first_has_the_head(passage: MakePassage) -> None:
    heading = "Registers › Clock control register (RCC_CTLR)"
    pages = [
        passage(f"Offset address: 0x00\n{row} | HSION", names=("RCC_CTLR",), section=heading, page=page)
        for page, row in ((18, 0), (17, 24))
    ]
    assert best("What is the address offset of RCC_CTLR?", *pages).page == 17


def test_an_acronym_is_a_subject_and_outweighs_little(passage: MakePassage) -> None:
    subject = passage("The converter is described here.", names=("ADC",))
    answer = passage("Total conversion time of the converter: sampling time plus 11 cycles")
    assert (
        best("How is the total conversion time of the ADC made of sampling time?", subject, answer) == answer
    )


def test_what_a_part_survives_is_not_what_it_works_at(passage: MakePassage) -> None:
    rating = passage("Supply Voltage | VBB | 35 | V", section="Absolute Maximum Ratings", kind="table")
    working = passage("Supply Voltage | VBB | 8 | 35 | V", section="Characteristics", kind="table")
    assert best("What is the supply voltage range?", rating, working) == working
    assert best("What is the absolute maximum rating of the supply voltage?", working, rating) == rating


def test_a_passage_is_held_to_its_own_language(passage: MakePassage) -> None:
    other = passage("可编程的数据传输总大小", language="zh")
    answer = passage("The watchdog timeout depends on the prescaler.")
    question = "看门狗的超时与什么有关?"
    ranked = rerank(question, [(other, 1.0), (answer, 0.9)], ["watchdog", "timeout"])
    assert ranked[0][0] == answer


def test_a_name_in_a_quotation_is_not_what_is_asked_for(passage: MakePassage) -> None:
    named = passage("Day counter", names=("RTC_CNT_DAY",))
    answer = passage("6 | RTC_LOAD_HI | set 1 to load the high word RTC_CNT_DAY")
    assert best('Which field is this: "set 1 to load the high word RTC_CNT_DAY"?', named, answer) == answer


@given(
    question=st.text(max_size=40) | st.just("Which bit of RCC_CTLR is at address 0x4?"),
    texts=st.lists(st.text(max_size=60), unique=True, max_size=5),
)
def test_reranking_neither_loses_nor_invents(passage: MakePassage, question: str, texts: list[str]) -> None:
    candidates = [(passage(text), 1 / (place + 1)) for place, text in enumerate(texts)]
    ranked = rerank(question, candidates)
    assert {found.id for found, _ in ranked} == {found.id for found, _ in candidates}
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
    assert ranked == rerank(question, candidates[::-1])


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


def test_a_pasted_log_costs_no_more_than_its_length(
    passage: MakePassage, growth: Callable[[Callable[[int], object], int, int], float]
) -> None:
    candidates = [(passage(f"wifi failed {number} " * 20), 1.0) for number in range(50)]

    def run(lines: int) -> object:
        log = " ".join(f"E ({n}) wifi: RCC_CTLR{n}=0x{n:08x} failed" for n in range(lines))
        return rerank(log, candidates)

    assert growth(run, 100, 400) < 10


def test_nothing_in_nothing_out() -> None:
    assert rerank("RCC_CTLR", []) == ()
