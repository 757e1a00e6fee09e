"""Units of a growing answer: nothing lost, nothing cut inside a value, whatever the pieces."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.verification import SentenceGate, units_of
from app.chat.verification.gate import LONGEST

PIECES = st.sampled_from(
    [
        "PLLEN is bit 24. ",
        "0.5 µA ",
        "e.g. ",
        "V1.5 ",
        "`CLK->CTLR` ",
        "完成。",
        "第24位",
        "[1] ",
        "[[2]](/v1/p.png?a=1,2)",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "| a | 0.5 |\n",
        "|---|\n",
        "```c\n",
        "x = 1; // a. b\n",
        "```\n",
        "max. 3.6 V",
        "? ",
        "# H\n",
        " ",
    ]
)


@settings(deadline=None)  # the first example builds tables, and machines differ
@given(st.lists(PIECES, max_size=30).map("".join), st.lists(st.integers(1, 9), max_size=60))
def test_the_units_are_the_text_however_it_comes(text: str, sizes: list[int]) -> None:
    gate, units, position = SentenceGate(), [], 0
    for size in sizes:
        units += gate.feed(text[position : position + size])
        position += size
    units += gate.feed(text[position:]) if position < len(text) else []
    units += gate.flush()
    assert "".join(units) == text
    assert units == units_of(text)


@settings(deadline=None)  # the first example builds tables, and machines differ
@given(st.text(max_size=200))
def test_any_text_comes_out_whole(text: str) -> None:
    assert "".join(units_of(text)) == text


@pytest.mark.parametrize(
    "whole",
    [
        "It draws 0.5 µA, e.g. at V1.5, as Fig. 3 shows.",
        "The value of `CLK->CTLR` is approx. 3.3 V.",
        "供电电压为 2.7 V，约 3.3 V。",
        "PLLEN is bit 24. [1][2]",
        "1. The first step is this.",
    ],
)
def test_nothing_is_cut_inside(whole: str) -> None:
    assert units_of(whole) == [whole]


def test_a_sentence_leaves_when_the_next_one_begins() -> None:
    gate = SentenceGate()
    assert gate.feed("PLLEN is bit 24.") == []
    assert gate.feed(" T") == ["PLLEN is bit 24. "]
    assert gate.feed("hen wait.\n") == ["Then wait.\n"]


def test_rows_and_lines_of_code_leave_one_by_one() -> None:
    text = "| a | b |\n|---|---|\n| 1. x | 2. y |\n\n```c\nint a = 1; // A. B\n```\nEnd. Done."
    units = [unit.strip() for unit in units_of(text)]
    assert units == [
        "| a | b |",
        "|---|---|",
        "| 1. x | 2. y |",
        "```c",
        "int a = 1; // A. B",
        "```",
        "End.",
        "Done.",
    ]


def test_no_is_a_word_before_anything_but_a_number() -> None:
    assert units_of("Is it set? No. PLLEN is clear.") == ["Is it set? ", "No. ", "PLLEN is clear."]
    assert units_of("See table no. 5 for it. Next.") == ["See table no. 5 for it. ", "Next."]


@pytest.mark.parametrize("piece", ["red and blue ", "x"])
def test_a_model_that_runs_on_is_cut(piece: str) -> None:
    text = piece * 1000
    gate = SentenceGate()
    units = [unit for start in range(0, len(text), 50) for unit in gate.feed(text[start : start + 50])]
    units.extend(gate.flush())
    assert "".join(units) == text
    assert max(map(len, units)) <= LONGEST
