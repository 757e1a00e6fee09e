"""What older revisions state otherwise."""

import pytest

from app.facts.questions import Asked
from app.facts.results import FactAnswer, Sentence
from app.search.revised import differing


def answer(*values: tuple[str, str]) -> FactAnswer:
    return FactAnswer(Asked.RESET, tuple(Sentence(value, (), ((name, value),)) for name, value in values))


@pytest.mark.parametrize(
    ("name", "new", "old"),
    [
        ("CLK_CTLR reset", "0x00000083", "0x81"),
        ("CLK_CTLR address", "0x40010000", "0x40010004"),
        ("CLK_CTLR PLLON bits", "24:24", "25:25"),
        ("VDD Supply () max", "3.6 V", "3.3 V"),
        ("IDD Sleep () typ", "170 mA", "170 uA"),
        ("TJ () max", "105", "10"),
    ],
)
def test_another_value_of_the_same_fact_differs(name: str, new: str, old: str) -> None:
    assert len(differing(answer((name, new)), answer((name, old)))) == 1


@pytest.mark.parametrize(
    ("name", "new", "old"),
    [
        ("CLK_CTLR reset", "0x00000083", "0x83"),
        ("CLK_CTLR reset", "0x0000xx83", "0x00000083"),
        ("CLK_CTLR address", "0x4001000A", "0X4001000a"),
        ("VDD Supply () min", "2.0 V", "2V"),
        ("VDD Supply () min", "2,00 V", "2.00 V"),
        ("T () max", "−40 °C", "-40 °C"),
        ("T () max", "7.5 ms", "7.5 \\_ ms"),
        ("T () max", "2 ns", "2"),
        ("VESD () max", "See Section 5.3", "See Section 5.4"),
    ],
)
def test_another_way_of_printing_is_no_difference(name: str, new: str, old: str) -> None:
    assert differing(answer((name, new)), answer((name, old))) == ()


def test_what_only_one_revision_states_is_no_difference() -> None:
    assert differing(answer(("A reset", "0x1")), answer(("B reset", "0x2"))) == ()
    both = answer(("A reset", "0x1"), ("A reset", "0x2"))
    assert differing(both, answer(("A reset", "0x2"))) == ()
    assert len(differing(answer(("A reset", "0x2")), both)) == 1
