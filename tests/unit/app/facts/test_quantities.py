"""What questions about parameters ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.quantities import wanted


@pytest.mark.parametrize(
    "question",
    [
        "What is the blank time of the A4988?",
        "maximum HSE frequency",
        "待机模式电流最大值",
        "What is the minimum of NEND at TA = −40 to 85 °C?",
        "How long does a page erase take?",
    ],
)
def test_quantities_are_asked_for(question: str) -> None:
    assert wanted(question) is not None


@pytest.mark.parametrize(
    "question",
    [
        "What is the standby mode?",
        "How do I set the maximum baud rate?",
        "Why is the supply current so high?",
        "如何降低功耗?",
        "Which register sets the clock?",
        "What does the RESET pin do?",
    ],
)
def test_other_questions_ask_for_none(question: str) -> None:
    assert wanted(question) is None


def test_words_of_asking_and_parts_are_left_out() -> None:
    asked = wanted(
        "According to revision 1.1 of the VSK32A1 datasheet, what is the maximum logic supply current?"
    )
    assert asked is not None
    assert asked.words == {"logic", "supply", "current"}
    assert asked.limits == ("maximum",)


def test_a_chinese_question_carries_english_terms() -> None:
    asked = wanted("SPI 最大时钟频率")
    assert asked is not None
    assert asked.chinese
    assert any("frequency" in term for term in asked.translated)


@given(st.text(max_size=80))
def test_what_is_asked_for_has_words(text: str) -> None:
    asked = wanted(text)
    assert asked is None or asked.words
