"""Questions that lean on earlier turns are made complete; those that stand by themselves are left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.dialogue import read_dialogue
from app.chat.schemas import Message
from tests.unit.app.chat.dialogue.conversations import LIBRARY, talk

RESET = ("What is the reset value of RCC_CTLR on the CH32V003?", "A:`RCC_CTLR`: **0x0000xx83**.")
STOP = ("How do I enter stop mode on the CH32V003?", "A:Set `SLEEPDEEP`.")
ZH_BIT = ("CH32V003 的 RCC_CTLR 的 PLLON 是第几位?", "A:`PLLON` 是 `RCC_CTLR` 的位 24。")
ZH_STOP = ("CH32V003 怎么进入停机模式?", "A:置位 `SLEEPDEEP`。")
WHICH = ("What is the reset value of RCC_CTLR?", "A:The answer differs. Which one is it: CH32V003, CH583?")
ZH_WHICH = ("RCC_CTLR 的复位值是多少?", "A:不同芯片的答案不同。请问是哪一款:CH32V003, CH583?")
PIN = ("Which pins can USART1_TX use on the CH32V003?", "A:`PD5`")


@pytest.mark.parametrize(
    ("before", "question", "resolved"),
    [
        # another chip
        (RESET, "and on the CH583?", "What is the reset value of RCC_CTLR on the CH583?"),
        (RESET, "What about the 583?", "What is the reset value of RCC_CTLR on the CH583?"),
        (RESET, "same for the F103", "What is the reset value of RCC_CTLR on the STM32F103?"),
        (RESET, "那 CH583 呢?", "What is the reset value of RCC_CTLR on the CH583?"),
        (ZH_STOP, "换成 CH583 呢", "CH583 怎么进入停机模式?"),
        (("Is the STM32F103 5V tolerant?", "A:Yes."), "Is the GD32F303?", "Is the GD32F303 5V tolerant?"),
        (RESET, "Is it the same on the CH583?", "What is the reset value of RCC_CTLR on the CH583?"),
        (ZH_STOP, "CH583 上也一样吗?", "CH583 怎么进入停机模式?"),
        # corrections
        (RESET, "Oops, that should have been the 583", "What is the reset value of RCC_CTLR on the CH583?"),
        (RESET, "no, the V203", "What is the reset value of RCC_CTLR on the CH32V203?"),
        (RESET, "No, I meant the CH583.", "What is the reset value of RCC_CTLR on the CH583?"),
        (RESET, "不对,我说的是 RCC_INTR", "What is the reset value of RCC_INTR on the CH32V003?"),
        (RESET, "and I actually wanted RCC_INTR", "What is the reset value of RCC_INTR on the CH32V003?"),
        (RESET, "sorry, I meant RCC_INTR", "What is the reset value of RCC_INTR on the CH32V003?"),
        (RESET, "No wait, our product has the CH583.", "What is the reset value of RCC_CTLR on the CH583?"),
        (
            RESET,
            "Wrong chip, I'm asking about the CH583",
            "What is the reset value of RCC_CTLR on the CH583?",
        ),
        (ZH_STOP, "抱歉,芯片应该是 CH583", "CH583 怎么进入停机模式?"),
        (ZH_BIT, "等等,我要的是 HSEON", "CH32V003 的 RCC_CTLR 的 HSEON 是第几位?"),
        # another aspect, name, bit, instance, condition
        (RESET, "and the offset?", "What is the address offset of RCC_CTLR on the CH32V003?"),
        (RESET, "它的偏移呢?", "CH32V003 的 RCC_CTLR 的偏移地址是多少?"),
        (RESET, "and RCC_CFGR0?", "What is the reset value of RCC_CFGR0 on the CH32V003?"),
        (RESET, "bit 3?", "What is bit 3 of RCC_CTLR on the CH32V003?"),
        (ZH_BIT, "第 25 位呢?", "CH32V003 的 RCC_CTLR 的位 25 是什么?"),
        (ZH_BIT, "那 HSEON 呢?", "CH32V003 的 RCC_CTLR 的 HSEON 是第几位?"),
        (
            ("Which bits of R8_PWM_POLAR hold RB_PWM9_POLAR?",),
            "and RB_UART_TX of R8_UART_MCR?",
            "Which bits of R8_UART_MCR hold RB_UART_TX?",
        ),
        (
            ("R8_TKEY_CONVERT 的 RB_TKEY_START 在第几位?",),
            "R32_PA_PIN 的 R8_PA_PIN_0 呢?",
            "R32_PA_PIN 的 R8_PA_PIN_0 在第几位?",
        ),
        (PIN, "and RX?", "Which pins can USART1_RX use on the CH32V003?"),
        (("GPIOA_CFGLR address?",), "and for GPIOB?", "GPIOB_CFGLR address?"),
        (("GPIOA_CFGLR address?",), "same for port C", "GPIOC_CFGLR address?"),
        (STOP, "and standby mode?", "How do I enter standby mode on the CH32V003?"),
        (ZH_STOP, "待机模式呢?", "CH32V003 怎么进入待机模式?"),
        (("Maximum VDD current at 25 °C?",), "and at 85 °C?", "Maximum VDD current at 85 °C?"),
        (("What is the maximum of fADC?",), "And the minimum?", "What is the minimum of fADC?"),
        (("fADC 最大值是多少?",), "典型值呢", "fADC 典型值是多少?"),
        (("Pin of NRST in LQFP48?",), "in QFN32?", "Pin of NRST in QFN32?"),
        (
            ("According to revision 1.0 of the manual, what is the reset value of RCC_AHBEN?",),
            "and in revision 1.1?",
            "According to revision 1.1 of the manual, what is the reset value of RCC_AHBEN?",
        ),
        (
            ("In the CH583 manual V1.0, which bits hold STOP?",),
            "And in the latest revision?",
            "In the CH583 manual latest revision, which bits hold STOP?",
        ),
        (("手册 1.0 版里 RCC_CTLR 的复位值是多少?",), "最新版呢?", "手册 最新版 RCC_CTLR 的复位值是多少?"),
        (("Write init code for USART1",), "now with DMA", "Write init code for USART1 with DMA?"),
        # pronouns
        (RESET, "What is its address?", "What is the address of RCC_CTLR on the CH32V003?"),
        (RESET, "What is it used for?", "What is RCC_CTLR used for?"),
        (RESET, "这个寄存器有哪些位?", "RCC_CTLR 有哪些位?"),
        (RESET, "list the fields of that register", "list the fields of RCC_CTLR"),
        (ZH_BIT, "怎么置位它?", "怎么置位 PLLON?"),
        (ZH_BIT, "这个位的作用是什么?", "PLLON 的作用是什么?"),
        (STOP, "which register is it in?", "which register is SLEEPDEEP in?"),
        (
            STOP,
            "How long does it take?",
            "How long does it take? (about: How do I enter stop mode on the CH32V003)",
        ),
        (RESET, "why?", "why? (about: What is the reset value of RCC_CTLR on the CH32V003)"),
        (ZH_STOP, "需要多长时间?", "需要多长时间?(关于:CH32V003 怎么进入停机模式)"),
        # values that were reported
        (("RCC_CTLR = 0x83",), "what does that mean?", "What does RCC_CTLR = 0x83 mean?"),
        (("RCC_CTLR 读到 0x83",), "这说明什么?", "RCC_CTLR = 0x83 是什么意思?"),
        (("I2C1_STAR1 reads 0x0400",), "is it normal?", "I2C1_STAR1 = 0x0400. is it normal?"),
        # answers to our question back
        (WHICH, "the second one", "What is the reset value of RCC_CTLR on the CH583?"),
        (WHICH, "CH32V003", "What is the reset value of RCC_CTLR on the CH32V003?"),
        (WHICH, "I'm on the V003", "What is the reset value of RCC_CTLR on the CH32V003?"),
        (ZH_WHICH, "第一个", "CH32V003 的 RCC_CTLR 的复位值是多少?"),
        (WHICH, "The one with the ADC, the CH583", "What is the reset value of RCC_CTLR on the CH583?"),
        (ZH_WHICH, "后者", "CH583 的 RCC_CTLR 的复位值是多少?"),
        # one chip named to say that it is not meant
        ((), "Not on the CH583 but on the CH32V003: RCC_CTLR?", "but on the CH32V003: RCC_CTLR?"),
        # short names are written out
        ((), "Reset value of RCC_CTLR on the V003?", "Reset value of RCC_CTLR on the CH32V003?"),
    ],
)
def test_leaning_questions_are_made_complete(before: tuple[str, ...], question: str, resolved: str) -> None:
    assert talk(*before, question).resolved == resolved


@pytest.mark.parametrize(
    "question",
    [
        "What is the reset value of RCC_CFGR0?",
        "How do I enable the ADC clock?",
        "Is it possible to run the ADC at 28 MHz?",
        "What is the reset value of RCC_CTLR and how do I change it?",
        "How long does it take until the PLL locks?",
        "How do I use SPI with DMA?",
        "I connect an SSD1306 OLED display over I2C. Which pins are free?",
        "RCC_CFGR0 的复位值是多少?",
        "如何配置 ADC 的采样时间?",
        "ESP32 单核与双核有什么区别?",
        "ESP32 和 CH583 的 DAC 一样吗?",
        "is it a silicon problem that WFE wakes at once?",
        "great, works now",
        "再见",
        "好的,没问题",
        "thanks!",
        "谢谢",
        "And how do I configure the watchdog so that it resets the chip?",
    ],
)
def test_questions_that_stand_are_left_alone(question: str) -> None:
    assert talk(*RESET, question).resolved == question
    assert talk(question).resolved == question


def test_thanks_in_between_change_nothing() -> None:
    dialogue = talk(*RESET, "thanks!", "A:You are welcome.", "and on the CH583?")
    assert dialogue.resolved == "What is the reset value of RCC_CTLR on the CH583?"


def test_a_comparison_names_both_chips() -> None:
    dialogue = talk(*RESET, "How does it compare to the CH583?")
    assert "CH32V003" in dialogue.resolved
    assert dialogue.state.chips == ("CH32V003", "CH583")
    assert dialogue.state.chip == ""


def test_follow_ups_lean_on_the_question_made_complete() -> None:
    dialogue = talk(*RESET, "and on the CH583?", "A:x", "what about RCC_CFGR0?", "A:y", "and its offset?")
    assert dialogue.resolved == "What is the address offset of RCC_CFGR0 on the CH583?"


WORDS = st.sampled_from(
    [
        *(
            "and",
            "on",
            "the",
            "its",
            "it",
            "that",
            "bit",
            "3",
            "?",
            "no,",
            "reset value",
            "V003",
            "CH583",
            "first",
        ),
        *(
            "RCC_CTLR",
            "PLLON",
            "0x83",
            "reads",
            "=",
            "它",
            "的",
            "呢",
            "复位值",
            "换成",
            "不对",
            "第一个",
            "why",
            "\n",
            "```",
        ),
    ]
)
SPOKEN = st.lists(WORDS, max_size=8).map(" ".join) | st.text(max_size=60)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["user", "assistant", "system", "tool"]), SPOKEN), max_size=6))
def test_any_conversation_is_read_twice_alike(lines: list[tuple[str, str]]) -> None:
    messages = [Message(role=role, content=text) for role, text in lines]  # type: ignore[arg-type]  # known roles
    dialogue = read_dialogue(messages, None, LIBRARY)
    assert dialogue == read_dialogue(messages, None, LIBRARY)
    assert bool(dialogue.resolved) == bool(dialogue.question)
