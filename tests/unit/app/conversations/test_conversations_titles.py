"""Titles from first questions."""

from hypothesis import given
from hypothesis import strategies as st

from app.conversations.titles import LONGEST_MADE, title_of


def test_a_short_question_is_its_own_title() -> None:
    assert title_of("  What resets\n CLK_CTLR? ") == "What resets CLK_CTLR?"


def test_a_long_question_is_cut_between_words() -> None:
    title = title_of("word " * 40)
    assert title.endswith("word…")
    assert len(title) <= LONGEST_MADE


def test_chinese_has_no_spaces_to_cut_at() -> None:
    assert title_of("复位值是多少" * 40) == ("复位值是多少" * 40)[: LONGEST_MADE - 1] + "…"


@given(st.text())
def test_a_title_is_one_bounded_line(question: str) -> None:
    title = title_of(question)
    assert len(title) <= LONGEST_MADE
    assert "\n" not in title
