"""The manuals' words before a model's: what is shown, what follows, and whose number a source has."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.chat.citations import Cited
from app.chat.grounding import Grounds, counting_on
from app.chat.opening import NONE, Opening
from tests.passages import make_passage

ROW = make_passage("The wake-up time is 5 µs.")
OTHER = replace(make_passage("All clocks stop.", page=2), id="other")
OPENING = Opening("It is 5 µs. [1]", (Cited(1, ROW, ""), Cited(2, OTHER, "")), "\n\nIn its words:\n\n")


def test_the_heading_comes_with_the_first_word_of_the_model() -> None:
    assert OPENING.before("") == "It is 5 µs. [1]"
    assert OPENING.before("So wait.") == "It is 5 µs. [1]\n\nIn its words:\n\nSo wait."
    assert NONE.before("So wait.") == "So wait."


@given(st.text(), st.text())
def test_nothing_of_an_answer_is_said_twice_or_lost(opening: str, rest: str) -> None:
    left = Opening(opening).rest(f"{opening}\n\n{rest}")
    assert left.strip("\n") == rest.strip("\n") if opening else left.endswith(rest)


def test_sources_of_the_opening_keep_their_numbers() -> None:
    written = [Cited(1, ROW, "other words"), Cited(3, OTHER, "")]
    assert [one.marker for one in OPENING.sources(written)] == [1, 3], "what it only points to is not cited"
    assert OPENING.sources(written)[0].quote == ""


def test_passages_of_a_prompt_count_on_from_the_opening() -> None:
    third = replace(make_passage("Set SLEEPDEEP.", page=3), id="third")
    grounds = Grounds(((1, third), (2, OTHER), (3, ROW)), {1: third})
    numbered = counting_on(grounds, OPENING.cited)
    assert numbered.sources == ((1, ROW), (2, OTHER), (3, third))
    assert numbered.excerpts == {3: third}
    assert counting_on(grounds, ()) == grounds
