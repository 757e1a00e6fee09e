"""Footnotes of a row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.footnotes import LONGEST, footnotes
from retrieval.types import Hit
from tests.passages import make_passage

TABLE = "Limits\nSymbol | Max (2)\nVDD (1) | 5.5\n(1) Tested at 25 °C.\nNote: 2. By design.\n3. Spare."


@pytest.mark.parametrize(
    ("row", "notes"),
    [
        ("VDD (1) | 5.5", ("(1) Tested at 25 °C.",)),
        ("VDD (1) | 5.5 (2)", ("(1) Tested at 25 °C.", "(2) By design.")),
        ("VDD (4) | 5.5", ()),
        ("VDD | 5.5", ()),
        ("VDD is (1) a supply", ()),
    ],
)
def test_a_row_is_followed_by_the_notes_that_it_points_to(row: str, notes: tuple[str, ...]) -> None:
    hits = [Hit(make_passage(TABLE, kind="table"), 1.0)]
    assert footnotes(row, make_passage(row, kind="row"), hits) == notes


def test_notes_of_another_page_and_numbered_steps_are_none() -> None:
    row = make_passage("VDD (1) | 5.5", kind="row")
    elsewhere = Hit(make_passage(TABLE, kind="table", page=2), 1.0)
    steps = Hit(make_passage("1. Set the bit.", kind="section"), 1.0)
    assert footnotes(row.text, row, [elsewhere, steps]) == ()


@given(st.text(max_size=60), st.text(max_size=400))
def test_any_text_gives_bounded_notes(row: str, text: str) -> None:
    held = make_passage(text, kind="table")
    assert all(len(note) <= LONGEST + 8 for note in footnotes(f"{row} (1) | 5", held, ()))
