"""Pieces of lines become lines."""

from ingestion.parsing.tables.rulings import straighten
from ingestion.types import Ruling


def test_pieces_with_small_gaps_are_one_line() -> None:
    pieces = [Ruling(10 + 20 * k, 100, 29 + 20 * k, 100.3) for k in range(5)]
    (line,) = straighten(pieces).horizontal
    assert (line.start, line.end) == (10, 109)


def test_a_double_line_is_one() -> None:
    lines = straighten([Ruling(50, 10, 50, 90), Ruling(51.4, 10, 51.4, 90)]).vertical
    assert [round(line.at, 1) for line in lines] == [50.7]


def test_lines_apart_stay_apart() -> None:
    assert len(straighten([Ruling(10, 100, 60, 100), Ruling(70, 100, 99, 100)]).horizontal) == 2
    assert len(straighten([Ruling(10, 100, 60, 100), Ruling(10, 106, 60, 106)]).horizontal) == 2


def test_slanted_lines_and_dots_are_left_out() -> None:
    found = straighten([Ruling(0, 0, 40, 40), Ruling(5, 5, 6, 5)])
    assert not found.horizontal
    assert not found.vertical
