"""A reader's text without long runs: what people write stays, what slows patterns goes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.runs import (
    LONGEST_BLANK,
    LONGEST_NAME,
    LONGEST_REPEAT,
    LONGEST_SIGNS,
    LONGEST_UNBROKEN,
    bounded,
)

PIECES = st.text(st.sampled_from('aZ7_ \t\n(."的寄🙂'), max_size=40)


@pytest.mark.parametrize(
    "text",
    [
        "What is the reset value of RCC_CTLR on the CH32V003?",
        "CH32V003 的 RCC_CTLR 复位值是多少？",
        "void f(void) {\n" + " " * 24 + "RCC->CTLR |= 1;\n\n\n}\n" + "-" * 60,
        "",
    ],
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert bounded(text) == text


@given(st.lists(st.tuples(PIECES, st.integers(1, 400)), max_size=6))
def test_no_run_is_long(parts: list[tuple[str, int]]) -> None:
    text = bounded("".join(piece * count for piece, count in parts))
    assert not re.search(rf"\s{{{LONGEST_BLANK + 1}}}", text)
    assert not re.search(rf"(\S)\1{{{LONGEST_REPEAT}}}", text)
    assert not re.search(rf"\W{{{LONGEST_SIGNS + 1}}}", text)
    assert not re.search(rf"[A-Za-z0-9_]{{{LONGEST_NAME + 1}}}", text)
    assert not re.search(rf"\S{{{LONGEST_UNBROKEN + 1}}}", text)


@given(st.lists(st.tuples(PIECES, st.integers(1, 400)), max_size=6))
def test_bounding_twice_is_bounding_once(parts: list[tuple[str, int]]) -> None:
    text = bounded("".join(piece * count for piece, count in parts))
    assert bounded(text) == text


def test_a_question_behind_a_long_run_is_kept() -> None:
    assert bounded("x" * 16_384 + " reset value?").endswith(" reset value?")
