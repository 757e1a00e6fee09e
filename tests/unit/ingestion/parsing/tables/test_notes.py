"""Captions above and below, footnotes."""

from typing import Any

from ingestion.parsing.tables import read_page_tables

ROWS = [("Symbol", "Max", "Unit"), ("tCK", "20 (1)", "ns"), ("tPW", "30", "ns")]
XS = (60.0, 160.0, 260.0, 360.0)


def _table(page: Any) -> Any:
    (table,) = read_page_tables(page.page()).tables
    return table


def test_a_caption_above_that_wraps(sheet: Any) -> None:
    page = sheet()
    page.text(60, 250, "Prose before the table.")
    page.text(60, 276, "Table 3-7. Timing of the clock,", bold=True)
    page.text(60, 288, "with all units enabled", bold=True)
    page.table(XS, 300, ROWS)
    assert _table(page).caption == "Table 3-7. Timing of the clock, with all units enabled"


def test_a_note_between_caption_and_table(sheet: Any) -> None:
    page = sheet()
    page.text(60, 264, "表 2-1 引脚定义")
    page.text(60, 282, "Note: for all packages", italic=True)
    page.table(XS, 300, ROWS)
    assert _table(page).caption == "表 2-1 引脚定义"


def test_a_caption_below(sheet: Any) -> None:
    page = sheet()
    bottom = page.table(XS, 300, ROWS)
    page.text(60, bottom + 14, "Table 6: Clock cycles")
    assert _table(page).caption == "Table 6: Clock cycles"


def test_footnotes_with_wraps_until_prose_begins(sheet: Any) -> None:
    page = sheet()
    bottom = page.table(XS, 300, ROWS)
    page.text(60, bottom + 12, "1. Guaranteed by design, not", size=8)
    page.text(70, bottom + 22, "tested in production.", size=8)
    page.text(60, bottom + 32, "2. At 25 degrees.", size=8)
    page.text(60, bottom + 70, "Prose goes on here.")
    assert _table(page).footnotes == (
        "1. Guaranteed by design, not tested in production.",
        "2. At 25 degrees.",
    )


def test_a_numbered_list_is_no_footnote(sheet: Any) -> None:
    page = sheet()
    bottom = page.table(XS, 300, [(*row[:1], "5", *row[2:]) for row in ROWS])
    page.text(60, bottom + 12, "1. Enable the clock of the port")
    assert _table(page).footnotes == ()


def test_caption_and_footnotes_are_not_used_up(sheet: Any) -> None:
    page = sheet()
    page.text(60, 288, "Table 1 Timing")
    bottom = page.table(XS, 300, ROWS)
    page.text(60, bottom + 12, "(1) By design")
    outside = {k for k, word in enumerate(page.words) if word.text in ("Table", "Timing", "By", "design")}
    assert outside.isdisjoint(read_page_tables(page.page()).used)
