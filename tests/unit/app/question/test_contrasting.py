"""What sets the leading candidates apart counts; what all of them say does not."""

from hypothesis import given
from hypothesis import strategies as st

from app.question.contrasting import CONTRASTS, LEADERS, contrasted
from app.question.heard import words_of

ROWS = (
    "Supply current in standby mode, LSI off",
    "Supply current in standby mode, LSI running",
    "Supply current in sleep mode, LSI off",
)
HELD = [words_of(row) for row in ROWS]


def _contrasts(newest: str, before: str = "", held: list[frozenset[str]] = HELD) -> list[tuple[float, ...]]:
    flat = [(0.0,)] * len(held)
    return [numbers[1:] for numbers in contrasted(flat, held, (1.0,), newest, before)]


def test_only_what_sets_them_apart_counts() -> None:
    newest = [one[0] for one in _contrasts("supply current with the LSI running")]
    assert newest[1] == max(newest) > newest[0]
    assert all(one == (0.0, 0.0, 0.0) for one in _contrasts("supply current"))


def test_what_was_said_before_is_a_number_of_its_own() -> None:
    own, before, _ = _contrasts("and running?", "LSI off in sleep mode")[2]
    assert before > own


def test_a_question_in_the_other_language_tells_them_apart() -> None:
    held = [words_of("voltage of the reset threshold"), words_of("current of the reset threshold")]
    newest = [one[0] for one in _contrasts("复位门限的电流", held=held)]
    assert newest[1] > newest[0]


def test_the_first_ones_alone_are_compared() -> None:
    held = [words_of("alpha beta")] * LEADERS + [words_of("alpha gamma")]
    numbers = contrasted([(1.0,)] * LEADERS + [(0.0,)], held, (1.0,), "gamma beta", "")
    assert all(own[1:3] == (0.0, 0.0) for own in numbers)


def test_nothing_is_contrasted_with_nothing() -> None:
    assert contrasted([], [], (), "supply current", "") == []


def test_what_none_of_them_says_is_missing() -> None:
    *_, whole = _contrasts("is the LSI running on Tuesdays")[1]
    assert 0 < whole < 1


@given(st.lists(st.text("ab复位 on0V", max_size=20), max_size=6), st.text(max_size=40), st.text(max_size=40))
def test_each_candidate_keeps_its_numbers_and_gets_shares(texts: list[str], newest: str, before: str) -> None:
    held = [words_of(text) for text in texts]
    own = [(float(place), 2.0) for place in range(len(held))]
    numbers = contrasted(own, held, (1.0, 0.0), newest, before)
    assert [one[:2] for one in numbers] == own
    assert all(len(one) == 2 + len(CONTRASTS) for one in numbers)
    assert all(0 <= share <= 1 for one in numbers for share in one[2:])
