"""A value that names nothing is held to the question; another thing's value does not answer it."""

from typing import TypeVar

import pytest

from app.chat.verification import Facts, Source, Verifier
from app.facts.records import BitField, Provenance
from app.facts.views import FieldView, RegisterView, Stated

from .evidence import SOURCES

Value = TypeVar("Value")
PLACE = Provenance(page=17, box=(0.0, 0.0, 1.0, 1.0))


def stated(value: Value) -> Stated[Value]:
    return Stated(value, "v1", "p1", PLACE)


def field(name: str, register: str, msb: int, lsb: int, description: str = "") -> FieldView:
    return FieldView(
        BitField(register=register, name=name, msb=msb, lsb=lsb, provenance=PLACE, description=description),
        stated((msb, lsb)),
    )


def register(name: str, address: int, offset: int, reset: str, *fields: FieldView) -> RegisterView:
    return RegisterView(
        name, "", "CLK", (stated(address),), (stated(offset),), (stated(reset),), fields, asked=name
    )


FACTS = Facts(
    registers=(
        register(
            "CLK_CTLR",
            0x40021000,
            0x00,
            "0x00000083",
            field("LOCKED", "CLK_CTLR", 25, 25, "PLL lock flag"),
            field("PLLEN", "CLK_CTLR", 24, 24, "PLL enable"),
            field("TRIMVAL", "CLK_CTLR", 7, 3, "Oscillator trim"),
        ),
        register("CLK_CFGR", 0x40021004, 0x04, "0x00000020", field("DIV", "CLK_CFGR", 5, 4, "Bus divider")),
    ),
    chips={"v1": ("XY100",)},
)
ADDRESS = "At which address is CLK_CFGR?"
OFFSET = "What is the address offset of CLK_CFGR?"
RESET = "CLK_CFGR 的复位值是多少？"
BITS = "Which bits of CLK_CTLR hold TRIMVAL?"
BIT = "CLK_CTLR 的 LOCKED 字段位于哪一位？"
WHERE = "In which register is the LOCKED bit?"
WHICH = 'Which bit field is this: "PLL lock flag"?'
ABSENT = "Which bit of TMR9_CCER holds the CC4E field?"
RIGHT = (
    (ADDRESS, "0x40021004"),
    (ADDRESS, "CLK_CFGR = 0x4002_1004"),
    (OFFSET, "0x04"),
    (OFFSET, "0x04 (absolute address 0x40021004)."),
    (RESET, "0x20"),
    (RESET, "CLK_CFGR：0x00000020。它的地址是 0x40021004。"),
    (BITS, "7:3"),
    (BITS, "[7:3]"),
    (BITS, "Bits 7:3."),
    (BIT, "25"),
    (BIT, "第25位。"),
    (BIT, "LOCKED 是 25。PLLEN 是第24位。"),
    (WHERE, "CLK_CTLR"),
    (WHERE, "1. 寄存器: CLK_CTLR"),
    (WHERE, "Bit LOCKED\n"),
    (WHERE, "LOCKED is in CLK_CTLR; DIV is in CLK_CFGR."),
    (WHICH, "LOCKED"),
    (WHICH, "It is LOCKED in CLK_CTLR."),
    (ABSENT, "There is no register TMR9_CCER on this chip."),
    (ABSENT, "The manuals do not describe TMR9_CCER."),
)
WRONG = (
    (ADDRESS, "0x" + "0" * 90),
    (ADDRESS, "1" * 400),
    (ADDRESS, "0x04"),
    (ADDRESS, "0x40021000"),
    (ADDRESS, "CLK_CFGR = 0x20"),
    (ADDRESS, "CLK_CFGR = 0x4XXXXXXX"),
    (ADDRESS, "40021000"),
    (OFFSET, "0x40021004"),
    (OFFSET, "CLK_CFGR: 0x40021004"),
    (OFFSET, "0x20"),
    (RESET, "0x04"),
    (BITS, "3"),
    (BITS, "[4:0]"),
    (BITS, "25"),
    (BITS, "0x18"),
    (BITS, "1.\n"),
    (BIT, "24"),
    (BIT, "LOCKED 在 24 位。"),
    (BIT, "LOCKED = 24"),
    (WHERE, "3.4.2 Clock Configuration Register (CLK_CFGR)"),
    (WHERE, "LOCKED is in CLK_CFGR."),
    (WHERE, "25"),
    (WHERE, "1. Register: DIV"),
    (WHERE, "寄存器: PLLEN"),
    (WHICH, "PLLEN"),
    (WHICH, "CLK_CFGR"),
    ('Which bit field is this: "Low-power oscillator calibration flag"?', "LOCKED"),
    (ABSENT, "12"),
    (ABSENT, "Bit 12."),
    (ABSENT, "- [7:3] | TRIMVAL[4:0] | RW | Oscillator trim."),
    (ABSENT, "TMR9_CCER holds the CC4E field in its upper half."),
    (ABSENT, "The manuals do not describe TMR9_CCER, but CC4E is bit 24."),
)


def ok(question: str, answer: str, sources: tuple[Source, ...] = SOURCES) -> bool:
    return Verifier(sources, FACTS, question).read(answer).ok


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_what_answers_the_question(question: str, answer: str) -> None:
    assert ok(question, answer)


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_what_answers_another_question(question: str, answer: str) -> None:
    assert not ok(question, answer)


def test_an_absolute_address_is_no_offset_without_facts_either() -> None:
    question = "What is the offset of CLK_CFGR?"
    assert not Verifier(SOURCES, None, question).read("0x40021004").ok


def test_a_passage_word_for_word_does_not_answer_for_another_register() -> None:
    heading = "3.4.2 Clock Configuration Register (CLK_CFGR)"
    sources = (*SOURCES, Source(9, f"{heading}\nOffset address: 0x04", heading, "rm.pdf", "en", 18))
    assert ok("What does CLK_CFGR do?", heading, sources)
    assert not ok(WHERE, heading, sources)


def test_after_the_answer_other_values_may_follow() -> None:
    assert ok(BITS, "TRIMVAL takes bits 7:3. PLLEN is bit 24.")
    assert not ok(BITS, "PLLEN is bit 24.")


def test_a_question_for_two_values_takes_either() -> None:
    question = "What are the address and the reset value of CLK_CFGR?"
    assert ok(question, "CLK_CFGR: 0x40021004, 0x00000020.")


def test_a_long_question_asks_for_no_single_value() -> None:
    story = "My board resets at random and I have read every chapter of the manual about it. " * 4
    assert ok(f"{story} Where is CLK_CFGR?", "PLLEN is bit 24.")


def test_a_passage_of_another_chip_is_no_evidence() -> None:
    def spoken(chip: str) -> bool:
        text = "Register | Address\nEXT_CTLR | 0x50000000\n"
        source = Source(1, text, "4 Map", "rm.pdf", "en", 3, (chip,))
        question = "What is the address of EXT_CTLR on the CH583?"
        return Verifier([source], None, question).read("EXT_CTLR is at 0x50000000 [1].").ok

    assert spoken("CH583")
    assert not spoken("CH32V003")


@pytest.mark.parametrize("answer", ["1" * 500, f"0x{'f' * 400} + 0x1 = 0x2", "1e999 V", f"0b{'1' * 900}"])
def test_numbers_beyond_all_bounds(answer: str) -> None:
    assert not ok(ADDRESS, answer)
