"""Whether an answer says what a decided case says."""

import pytest

from app.feedback.regression import expected, missing, of_fact


@pytest.mark.parametrize(
    ("right", "answer", "lacking"),
    [
        ("`CTLR` resets to 0x83 [1].", "The reset value of CTLR is **0x0083** [2].", ()),
        ("`CTLR` resets to 0x83 [1].", "The reset value of CTLR is **0x81** [1].", ("131",)),
        ("At most 3.6 V.", "VDD: maximum 3.6 V", ()),
        ("At most 3.6 V.", "Supply: 3.3 V", ("3.6",)),
        ("Set PLLON.", "Set HSEON.", ("PLLON",)),
    ],
)
def test_names_and_numbers_of_the_right_answer_are_asked_for(
    right: str, answer: str, lacking: tuple[str, ...]
) -> None:
    assert missing(expected(right, abstained=False), answer, abstained=False) == lacking


def test_a_right_abstention_stays_one() -> None:
    want = expected("The manuals do not say it.", abstained=True)
    assert missing(want, "They do not say.", abstained=True) == ()
    assert missing(want, "It is 5.", abstained=False) == ("an abstention",)
    assert missing(expected("It is 5.", abstained=False), "Nothing says it.", abstained=True) == (
        "an answer",
        "5",
    )


def test_a_corrected_fact_is_its_name_and_what_was_corrected() -> None:
    want = of_fact({"name": "CTLR", "offset": 4, "reset": "0x83", "width": 32}, ["reset"])
    assert missing(want, "CTLR: 0x00000083", abstained=False) == ()
    assert missing(want, "CTLR: 0x00000099", abstained=False) == ("131",)
