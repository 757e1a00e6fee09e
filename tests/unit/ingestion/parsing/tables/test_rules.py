"""Tables with horizontal rules only, rows without rules, and prose between rules."""

from typing import Any

from ingestion.parsing.tables import read_page_tables

XS = (60, 180, 260, 340)
ROWS = [
    ("Address range", "Code", "Data", "Device"),
    ("0xF000 - 0xFFFF", "No", "No", "Yes"),
    ("0xE000 - 0xEFFF", "Yes", "No", "Yes"),
    ("0x0000 - 0x1FFF", "Yes", "Yes", "No"),
]


def _rows(page: Any, rows: list[tuple[str, ...]], y: float, step: float = 20.0) -> None:
    for k, row in enumerate(rows):
        for column, text in enumerate(row):
            page.text(XS[column], y + step * k, text)


def _texts(page: Any) -> list[list[tuple[str, ...]]]:
    return [[r.texts for r in (*t.header, *t.rows)] for t in read_page_tables(page.page()).tables]


def test_a_rule_between_all_rows(sheet: Any) -> None:
    page = sheet()
    _rows(page, ROWS, 210)
    for k in range(5):
        page.across(200 + 20 * k, 58, 420)
    assert _texts(page) == [ROWS]
    assert not read_page_tables(page.page()).tables[0].ruled


def test_rules_round_the_header_and_at_the_end(sheet: Any) -> None:
    page = sheet()
    _rows(page, ROWS, 210, step=14)
    for y in (202, 217, 262):
        page.across(y, 58, 420)
    assert _texts(page) == [ROWS]


def test_a_wrapped_description_belongs_to_its_row(sheet: Any) -> None:
    page = sheet()
    rows = [("Name", "Value"), ("alpha", "first line of it"), ("beta", "short"), ("gamma", "again")]
    y = 210.0
    for name, value in rows:
        page.text(60, y, name)
        page.text(180, y, value)
        y += 14
        if name == "alpha":
            page.text(180, y, "and its second line")
            y += 14
    for rule in (202.0, 217.0, y - 6):
        page.across(rule, 58, 420)
    ((header, alpha, *rest),) = _texts(page)
    assert header == ("Name", "Value")
    assert alpha == ("alpha", "first line of it\nand its second line")
    assert rest == rows[2:]


def test_prose_between_running_header_and_footer_is_no_table(sheet: Any) -> None:
    page = sheet()
    page.across(60, 56, 540)
    page.across(790, 56, 540)
    for k in range(30):
        page.text(60, 100 + 20 * k, "The unit counts down from the reload value and sets a flag at zero")
    assert not _texts(page)


def test_a_bulleted_list_between_rules_is_no_table(sheet: Any) -> None:
    page = sheet()
    for y in (200, 280):
        page.across(y, 56, 540)
    for k in range(4):
        page.text(60, 212 + 18 * k, "•")
        page.text(90, 212 + 18 * k, "Low power mode")
    assert not _texts(page)


def test_a_heading_between_rules_over_paragraphs_is_no_table(sheet: Any) -> None:
    page = sheet()
    for section in range(3):
        y = 120 + 150 * section
        page.across(y, 56, 540)
        page.across(y + 20, 56, 540)
        page.text(60, y + 10, "Cycle counter low word")
        page.text(480, y + 10, "cycle")
        for k in range(6):
            text = "The counter is read only and a shadowed copy of the machine counter register of the unit"
            page.text(60, y + 40 + 14 * k, text)
    assert not _texts(page)


def test_rows_in_a_grid_that_only_columns_divide(sheet: Any) -> None:
    page = sheet()
    rows = [("0x10", "Control", "22"), ("0x11", "Status", "20"), ("0x12", "Info", "25"), ("0x13", "Data", "")]
    page.grid((56, 120, 300, 360), (100, 118, 180))
    for column, text in enumerate(("Address", "Name", "Page")):
        page.text((60, 124, 304)[column], 109, text)
    for k, row in enumerate(rows):
        for column, text in enumerate(row):
            page.text((60, 124, 304)[column], 126 + 14 * k, text)
    assert _texts(page) == [[("Address", "Name", "Page"), *rows]]


def test_wrapped_header_words_are_one_row(sheet: Any) -> None:
    page = sheet()
    page.grid((56, 120, 200, 280), (100, 130, 146, 162, 178))
    for x, first, second in ((60, "Typical", "value"), (124, "Maximum", "value"), (204, "Reset", "value")):
        page.text(x, 108, first)
        page.text(x, 121, second)
    for k in range(3):
        for column in range(3):
            page.text((60, 124, 204)[column], 138 + 16 * k, str(k + column))
    assert _texts(page)[0][0] == ("Typical\nvalue", "Maximum\nvalue", "Reset\nvalue")
