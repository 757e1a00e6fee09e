"""The language that a message asks the answer to be in."""

import pytest

from app.question.reply_language import reply_language


@pytest.mark.parametrize(
    ("text", "language", "rest"),
    [
        ("TIM1 的基地址是多少？Please in English", "en", "TIM1 的基地址是多少？"),
        ("有几个串口？ english please", "en", "有几个串口？"),
        ("工作温度范围，用英文回答", "en", "工作温度范围"),
        ("What is the base address of TIM1? 请用中文回答", "zh", "What is the base address of TIM1?"),
        ("Reply in Chinese: reset value of CTLR", "zh", "reset value of CTLR"),
        ("in English please", "en", ""),
    ],
)
def test_clause_asks_for_a_language(text: str, language: str, rest: str) -> None:
    assert reply_language(text) == (language, rest)


@pytest.mark.parametrize(
    "text", ["what does the English edition say of CTLR?", "what differs in the Chinese manual"]
)
def test_language_of_a_manual_asks_for_none(text: str) -> None:
    assert reply_language(text) == ("", text)
