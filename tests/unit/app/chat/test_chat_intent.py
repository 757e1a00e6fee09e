"""What questions ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.intent import Intent, Want, read_question


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("At which address is TIMER_CTRL?", Want.ADDRESS),
        ("TIMER_CTRL 的地址是多少?", Want.ADDRESS),
        ("What is the address offset of TIMER_CTRL?", Want.OFFSET),
        ("TIMER_CTRL 的偏移地址", Want.OFFSET),
        ("reset value of TIMER_CTRL", Want.RESET),
        ("TIMER_CTRL 的复位值是多少?", Want.RESET),
        ("Which bit or bits of TIMER_CTRL hold the MODE field?", Want.BITS),
        ("TIMER_CTRL 寄存器中,MODE 字段位于哪一位或哪几位?", Want.BITS),
        ("In which register is the MODE_SEL bit field?", Want.REGISTER),
        ("MODE_SEL 位在哪个寄存器里?", Want.REGISTER),
        ('which register bit field is this: "enable the clock"?', Want.FIELD),
        ("which bit enables the watchdog interrupt?", Want.FIELD),
    ],
)
def test_register_questions(question: str, want: Want) -> None:
    reading = read_question(question)
    assert reading.want is want
    assert reading.intent is Intent.REGISTER


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("hello!", Intent.SMALL_TALK),
        ("谢谢你", Intent.SMALL_TALK),
        ("What is the load supply voltage range?", Intent.PARAMETER),
        ("最大工作电流是多少?", Intent.PARAMETER),
        ("How do I enter stop mode?", Intent.PROCEDURE),
        ("如何进入停机模式?", Intent.PROCEDURE),
        ("Which pin is UART1 TX?", Intent.PIN),
        ("difference between stop and standby", Intent.COMPARISON),
        ("any errata of the I2C?", Intent.ERRATA),
        ("What is a window watchdog?", Intent.CONCEPT),
    ],
)
def test_intents(question: str, intent: Intent) -> None:
    assert read_question(question).intent is intent


def test_a_greeting_with_a_question_is_a_question() -> None:
    assert read_question("Hello, what is the reset value of TIMER_CTRL?").intent is Intent.REGISTER


def test_answers_are_in_the_language_of_the_question() -> None:
    assert read_question("TIMER_CTRL 是什么").language == "zh"
    assert read_question("what is TIMER_CTRL").language == "en"


def test_chips_are_no_identifiers() -> None:
    assert read_question("RCC_CTLR of the CH32V003", ("CH32V003",)).identifiers == ("RCC_CTLR",)


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert read_question(text).question == text


@pytest.mark.parametrize(
    "question", ["如何读取 MAC 地址?", "why does the image drift with an offset?", "IPv6 地址无法获取"]
)
def test_other_addresses_and_offsets_are_no_registers(question: str) -> None:
    assert read_question(question).intent is not Intent.REGISTER
