"""What of the evidence a slow model is given: the best units, whole rows, within its tokens."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.evidence import rank_units
from app.chat.intent import read_question
from app.chat.trimming import MOST_PASSAGES, trimmed
from retrieval.context import tokens_of
from retrieval.types import Hit
from tests.passages import make_passage

TABLE = "Symbol | Parameter | Max | Unit\n" + "\n".join(
    f"T{number} | Hold time of input {number} | {number} | ns" for number in range(40)
)
PROSE = (
    "Stop mode saves power. To enter it, set SLEEPDEEP and execute the wait instruction. "
    "All clocks stop at once. Registers keep what they hold."
)


def shown(question: str, texts: list[str], tokens: int) -> list[str]:
    found = [Hit(make_passage(text, page=page), 1.0) for page, text in enumerate(texts, 1)]
    return [part.text for _, part in trimmed(found, rank_units(read_question(question), found), tokens)]


def test_a_row_comes_alone_and_under_its_titles() -> None:
    first, *_ = shown("What is the max hold time of input 17?", [TABLE], 90)
    assert "T17 (Hold time of input 17): max 17 ns" in first
    assert "T31" not in first
    assert "Symbol | Parameter" not in first, "titles stand in each row"


def test_a_sentence_comes_with_those_beside_it() -> None:
    other = "Timers count. " * 60
    first, *_ = shown("How do I enter stop mode?", [PROSE, other], 120)
    assert "set SLEEPDEEP and execute the wait instruction" in first
    assert "Stop mode saves power." in first


def test_what_fits_whole_is_whole() -> None:
    assert shown("How do I enter stop mode?", [PROSE], 2000) == [PROSE]


def test_the_slowest_model_has_one_unit() -> None:
    assert len(shown("How do I enter stop mode?", [PROSE, TABLE], 1)) == 1


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from([PROSE, TABLE, "Bit\n\nVDD\n3.3 V", "时钟停止。按键后重新启动。"]), max_size=9),
    st.integers(0, 900),
)
def test_it_keeps_to_its_tokens(texts: list[str], tokens: int) -> None:
    parts = shown("How do I enter stop mode?", texts, tokens)
    assert len(parts) <= MOST_PASSAGES
    assert len(parts) < 2 or sum(tokens_of(part) for part in parts) <= tokens
