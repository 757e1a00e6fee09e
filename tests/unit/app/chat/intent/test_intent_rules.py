"""What questions ask for, by their words."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.intent import UNSEARCHED, Intent, Want, read_question
from app.chat.intent.cues import shops
from app.chat.intent.rules import Verdict, judge
from app.chat.intent.subject import prose


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


@pytest.mark.parametrize(
    "text",
    [
        "Thanks a lot!",
        "ok, got it",
        "你好！",
        "好的，谢谢",
        "HELLO???",
        "早上好呀~",
    ],
)
def test_pleasantries_are_small_talk(text: str) -> None:
    assert read_question(text).intent is Intent.SMALL_TALK


@pytest.mark.parametrize(
    "text",
    [
        "what does the QFX32A7 cost and where can I buy it",
        "QFX32A7 现在多少钱",
        "a recipe for onion soup",
        "明天天气如何",
        "make a landing page with tailwind",
    ],
)
def test_shops_and_daily_life_are_out_of_scope(text: str) -> None:
    assert read_question(text).intent is Intent.OUT_OF_SCOPE


@pytest.mark.parametrize(
    "text",
    [
        "a poem about the QFX32A7",
        "can I cook up an interrupt without the PLL",
        "TIMER_CTRL 食谱",
        "用 javascript 通过串口读寄存器",
        "how much is the current in sleep",
        "what is the price in cycles of a write to FLASH_CTRL",
        "a joke about ＧＰＩＯ",  # full-width letters, as Chinese keyboards make them
        "一个关于代\uf9e4商的笑话",  # a compatibility ideograph, as text copied from PDF has
    ],
)
def test_a_word_of_the_field_keeps_a_question_in_scope(text: str) -> None:
    assert read_question(text).intent is not Intent.OUT_OF_SCOPE


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(["TIMER_CTRL", "the GPIO port", "寄存器", "QFX32A7", "watchdog", "中断"]),
)
def test_no_text_with_a_term_is_small_talk_or_surely_foreign(text: str, term: str) -> None:
    verdict = _judged(f"{text} {term}")
    bought = bool(shops().search(prose(f"{text} {term}")))
    assert bought or (verdict.technical and verdict.intent not in UNSEARCHED)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("```c\nvoid f(void) { }\n```\ncomplete this function", Intent.CODE),
        ("CTRL = 1;\nthis line hangs, the chip never comes back", Intent.DEBUGGING),
        ("`TIMER_CTRL` 一直读到 0，怎么解决", Intent.DEBUGGING),
        ("is the write buffer bug fixed in stepping B?", Intent.ERRATA),
        ("which is better for low power, TIM1 or TIM2", Intent.COMPARISON),
        ("why is the reset value of CTRL different from the manual", Intent.COMPARISON),
        ("为什么需要从机地址", Intent.CONCEPT),
    ],
)
def test_what_is_asked_wins_over_what_is_mentioned(text: str, intent: Intent) -> None:
    assert read_question(text).intent is intent


def test_a_question_about_a_quoted_description_is_not_read_for_cues() -> None:
    question = 'which register bit field is this: "compare differences and write code to fix the erratum"?'
    assert read_question(question).intent is Intent.REGISTER


@pytest.mark.parametrize("piece", ["哈", "早啊", "hi ", "ok"])
def test_a_long_row_of_pleasantries_that_ends_otherwise_is_given_up_at_once(
    piece: str, growth: Callable[[Callable[[int], object], int, int], float]
) -> None:
    assert read_question(f"{piece * 26}x").intent is not Intent.SMALL_TALK
    assert growth(lambda times: read_question(f"{piece * times}x"), 10, 26) < 10


@pytest.mark.parametrize("piece", ["what ", "not the ", "地址", "for("])
def test_time_does_not_grow_with_what_was_pasted(
    piece: str, growth: Callable[[Callable[[int], object], int, int], float]
) -> None:
    assert growth(lambda times: judge(piece * times, Want.PROSE, ()), 2000, 20_000) < 20


def test_the_end_of_a_long_text_is_read() -> None:
    assert read_question("x = 1\n" * 2000 + "why does this hang? it crashed").intent is Intent.DEBUGGING


def _judged(text: str) -> Verdict:
    reading = read_question(text)
    return judge(text, reading.want, reading.identifiers)
