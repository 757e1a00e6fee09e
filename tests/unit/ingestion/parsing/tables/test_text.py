"""Lines, raised marks and rotated words."""

from typing import Any

from ingestion.parsing.tables.text import cell_text, lines


def test_a_footnote_mark_stands_apart_from_its_number(sheet: Any) -> None:
    page = sheet()
    end = page.text(10, 50, "1.9")
    page.text(end, 47, "(2)", size=6.5, superscript=True)
    assert cell_text(page.words) == "1.9 (2)"


def test_an_exponent_is_no_digit_of_the_number(sheet: Any) -> None:
    page = sheet()
    end = page.text(10, 50, "10")
    page.text(end, 46.5, "6", size=6.5, superscript=True)
    assert cell_text(page.words) == "10^6"


def test_a_subscript_is_part_of_the_name(sheet: Any) -> None:
    page = sheet()
    end = page.text(10, 50, "V")
    page.text(end, 52.5, "DD", size=6.5)
    assert cell_text(page.words) == "VDD"


def test_lines_from_top_to_bottom_whatever_the_order_of_drawing(sheet: Any) -> None:
    page = sheet()
    page.text(10, 62, "second line")
    page.text(10, 50, "first line")
    assert cell_text(page.words) == "first line\nsecond line"


def test_rotated_text_is_read_upwards_then_to_the_right(sheet: Any) -> None:
    page = sheet()
    page.upwards(24, 100, "second")
    page.upwards(12, 100, "Port first")
    assert cell_text(page.words) == "Port first\nsecond"


def test_tight_lines_do_not_run_together(sheet: Any) -> None:
    page = sheet()
    for k in range(6):
        page.text(10, 50 + 10.5 * k, f"line {k}")
    assert [line.text for line in lines(page.words)] == [f"line {k}" for k in range(6)]


def test_a_raised_digit_inside_a_name_belongs_to_it(sheet: Any) -> None:
    page = sheet()
    end = page.text(10, 50, "I")
    end = page.text(end, 47, "2", size=6.5, superscript=True)
    page.text(end, 50, "C1_SCL")
    assert cell_text(page.words) == "I2C1_SCL"


def test_a_degree_drawn_as_a_raised_ring(sheet: Any) -> None:
    page = sheet()
    end = page.text(10, 50, "25")
    page.text(end, 47, "◦", size=6.5, superscript=True)
    assert cell_text(page.words) == "25°"
