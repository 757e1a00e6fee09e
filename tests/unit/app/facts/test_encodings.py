"""Values of a field that its description lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.encodings import asked_of, encodings


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        (
            "Clock output.\n0xx: no clock;\n100: SYSCLK over\ntwo lines.",
            [("0xx", "no clock"), ("100", "SYSCLK over two lines")],
        ),
        ("电平：\n1：高电平； 0：低电平。", [("1", "高电平"), ("0", "低电平")]),
        ("Stage. 0: off, 1: interrupt, 2: reset.", [("0", "off"), ("1", "interrupt"), ("2", "reset")]),
        ("State 16 (0x10) IDLE 17 (0x11) FULL", [("0x10", "IDLE"), ("0x11", "FULL")]),
        ("01 = half\n10 = full\nNote: as in 6:0 bits.", [("01", "half"), ("10", "full")]),
        ("Bits 6:0 of the address 31:24.", []),
        ("1: only one.", []),
    ],
)
def test_values_are_listed_with_their_whole_meaning(
    description: str, expected: list[tuple[str, str]]
) -> None:
    assert [(one.value, one.meaning) for one in encodings(description)] == expected


@pytest.mark.parametrize(
    ("description", "question", "values"),
    [
        ("00: off; 10: on; 11: both", "MODE = 10?", ["10"]),
        ("00: off; 10: on; 11: both", "MODE = 0b11?", ["11"]),
        ("00: off; 10: on; 11: both", "MODE is 0x2", ["10"]),
        ("0xx: off; 100: on", "what is MODE 010", ["0xx"]),
        ("1: a; 3: b; 5: c", "and 5", ["5"]),
        ("1: a; 3: b; 5: c", "bits 5:3 of V5.3", []),
        ("State 16 (0x10) IDLE 17 (0x11) FULL", "reads 0x11", ["0x11"]),
    ],
)
def test_the_values_that_a_question_gives(description: str, question: str, values: list[str]) -> None:
    assert [one.value for one in asked_of(encodings(description), question)] == values


@given(st.text("01x:;. ab\n", max_size=80))
def test_meanings_are_the_descriptions_own_words(description: str) -> None:
    flat = " ".join(description.split())
    for one in encodings(description):
        assert one.meaning in flat
