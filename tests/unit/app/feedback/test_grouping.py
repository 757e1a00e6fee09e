"""Questions that ask the same, and those that only look alike."""

from hypothesis import given
from hypothesis import strategies as st

from app.feedback.grouping import groups


def same(*questions: str) -> bool:
    return len(groups((one, "ZX90") for one in questions)) == 1


def test_other_words_and_case_ask_the_same() -> None:
    assert same(
        "What is the reset value of CFGLR?",
        "what is the reset value of cfglr",
        "reset value of CFGLR, what is the?",
    )
    assert same("复位后CFGLR的值是多少?", "复位后 CFGLR 的值是多少")


def test_another_name_or_number_asks_for_something_else() -> None:
    assert not same("What is the reset value of CFGLR0?", "What is the reset value of CFGLR1?")
    assert not same("What is the reset value of CFGLR?", "What is the reset value of CTLR?")
    assert not same("VOL at 3.3 V and 8 mA of the port", "VOL at 3.3 V and 20 mA of the port")
    assert len(groups([("reset value of CFGLR", "ZX90"), ("reset value of CFGLR", "ZX91")])) == 2


@given(st.lists(st.text(alphabet="abXY01_ 位", max_size=12), max_size=20))
def test_each_question_is_in_one_group(questions: list[str]) -> None:
    found = groups((one, "") for one in questions)
    assert sorted(at for group in found for at in group) == list(range(len(questions)))
