"""Footnotes and their marks."""

from collections.abc import Callable

import pytest

from ingestion.extraction.notes import Notes, footnotes, notes_of, parted
from ingestion.types import Block

NOTES = Notes({"1": "One.", "2": "Two."})


@pytest.mark.parametrize(
    "line",
    [
        "1. Design data.",
        "(1) Design data.",
        "(1). Design data.",
        "Note: 1. Design data.",
        "1Design data.",
        "注：1. Design data.",
    ],
)
def test_forms_of_a_note(grid: Callable[..., Block], line: str) -> None:
    table = grid([["A", "B"]], [["x", "y"]], footnotes=[line, line]).table
    assert table is not None
    assert notes_of(table).texts == {"1": "Design data."}


def test_a_note_without_a_mark_is_none(grid: Callable[..., Block]) -> None:
    table = grid([["A"]], [["x"]], footnotes=["All values at 25 °C."]).table
    assert table is not None
    assert notes_of(table).texts == {}


@pytest.mark.parametrize(
    ("text", "bare", "marks"),
    [
        ("IINJ(PIN) (1)", "IINJ(PIN)", ("1",)),
        ("ΣIINJ(PIN) (1)(2)", "ΣIINJ(PIN)", ("1", "2")),
        ("(1)\ntSTARTUP", "tSTARTUP", ("1",)),
        ("TL(1)", "TL", ("1",)),
        ("VIN(0)", "VIN(0)", ()),
        ("External clock (2)", "External clock", ("2",)),
    ],
)
def test_marks_leave_the_text(text: str, bare: str, marks: tuple[str, ...]) -> None:
    assert parted(text, NOTES) == (bare, marks)


def test_raised_marks_leave_brackets_alone() -> None:
    raised = Notes({"1": "One.", "3": "Three."}, raised=True)
    assert parted("VIN(1)", raised) == ("VIN(1)", ())
    assert parted("Trip-level error^3", raised) == ("Trip-level error", ("3",))


def test_a_value_has_no_digit_in_brackets() -> None:
    assert parted("17.1 (2)", Notes({}), sure=True) == ("17.1", ("2",))


def test_texts_in_the_order_of_marks() -> None:
    assert footnotes(NOTES, ("2", "1", "2", "9")) == ("Two.", "One.")
