"""Which chip and revision a follow-up is about; its words are left alone unless they only choose."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.dialogue import read_dialogue
from app.chat.schemas import Message
from tests.unit.app.chat.dialogue.conversations import LIBRARY, talk

RESET = ("What is the reset value of RCC_CTLR on the CH32V003?", "A:`RCC_CTLR`: **0x0000xx83**.")
MOVED = (*RESET, "And on the CH583?", "A:`RCC_CTLR`: **0x41**.")
WHICH = ("What is the reset value of RCC_CTLR?", "A:The answer differs. Which one is it: CH32V003, CH583?")
ZH_WHICH = ("RCC_CTLR 的复位值是多少?", "A:不同芯片的答案不同。请问是哪一款:CH32V003, CH583?")
EDITIONS = ("Reset value of RCC_CTLR?", "A:**0x83**. Which revision do you mean: V1.2, V1.5?")
BOTH = ("CH32V003 和 CH583 的 RCC_CTLR 复位值一样吗", "A:不一样。")


@pytest.mark.parametrize(
    ("before", "question", "chips"),
    [
        # another chip, in full and in short
        (RESET, "and on the CH583?", ("CH583",)),
        (RESET, "What about the 583?", ("CH583",)),
        (RESET, "same for the V203", ("CH32V203",)),
        (RESET, "那 CH583 呢?", ("CH583",)),
        (RESET, "换成 CH583 呢", ("CH583",)),
        # corrections
        (RESET, "no, the V203", ("CH32V203",)),
        (RESET, "No wait, our product has the CH583.", ("CH583",)),
        (RESET, "打错芯片了,CH583", ("CH583",)),
        (MOVED, "hang on, wrong chip, V003", ("CH32V003",)),
        # without a name
        (MOVED, "back to the first chip: RCC_CFGR0?", ("CH32V003",)),
        (MOVED, "and on the other one?", ("CH32V003",)),
        (MOVED, "原来那颗呢", ("CH32V003",)),
        (MOVED, "and its offset?", ("CH583",)),
        (BOTH, "地址呢", ("CH32V003", "CH583")),
        (RESET, "How does it compare to the CH583?", ("CH32V003", "CH583")),
        # answers to our question back
        (WHICH, "the second one", ("CH583",)),
        (WHICH, "CH32V003", ("CH32V003",)),
        (WHICH, "I'm on the V003", ("CH32V003",)),
        (WHICH, "both", ("CH32V003", "CH583")),
        (ZH_WHICH, "第一个", ("CH32V003",)),
        (ZH_WHICH, "后者", ("CH583",)),
        # one chip named to say that it is not meant
        ((), "Not on the CH583 but on the CH32V003: RCC_CTLR?", ("CH32V003",)),
        # thanks in between
        ((*RESET, "thanks!", "A:You are welcome."), "and its offset?", ("CH32V003",)),
    ],
)
def test_a_follow_up_is_about_these_chips(
    before: tuple[str, ...], question: str, chips: tuple[str, ...]
) -> None:
    state = talk(*before, question).state
    assert state.chips == chips
    assert state.chip == (chips[0] if len(chips) == 1 else "")


@pytest.mark.parametrize(
    ("before", "question", "resolved"),
    [
        (WHICH, "the second one", "What is the reset value of RCC_CTLR on the CH583?"),
        (ZH_WHICH, "第一个", "CH32V003 的 RCC_CTLR 的复位值是多少?"),
        (EDITIONS, "V1.2", "Reset value of RCC_CTLR?"),
        (EDITIONS, "the second one", "Reset value of RCC_CTLR?"),
    ],
)
def test_a_choice_asks_the_earlier_question_again(
    before: tuple[str, ...], question: str, resolved: str
) -> None:
    assert talk(*before, question).resolved == resolved


def test_a_choice_among_revisions_is_kept() -> None:
    assert talk(*EDITIONS, "V1.2").state.revision == "1.2"
    assert talk(*EDITIONS, "the second one").state.revision == "1.5"


def test_short_names_are_written_out() -> None:
    assert talk("Reset value of RCC_CTLR on the V003?").resolved == "Reset value of RCC_CTLR on the CH32V003?"


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
def test_questions_are_left_as_they_are(question: str) -> None:
    assert talk(*RESET, question).resolved == question
    assert talk(question).resolved == question


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
