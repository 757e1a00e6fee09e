"""Tables without any line."""

from typing import Any

from ingestion.parsing.tables import read_page_tables

ROWS = [
    ("Revision", "Date", "Description"),
    ("f4381", "2023-04-14", "Describe the unit"),
    ("92bf5", "2023-04-13", "Rebuild"),
    ("0b1c2", "2023-04-02", "Correct the reset value"),
]
XS = (60, 140, 240)


def _rows(page: Any, rows: list[tuple[str, ...]], y: float) -> float:
    for row in rows:
        for column, text in enumerate(row):
            page.text(XS[column], y, text)
        y += 15
    return y


def _texts(page: Any) -> list[list[tuple[str, ...]]]:
    return [[r.texts for r in (*t.header, *t.rows)] for t in read_page_tables(page.page()).tables]


def test_columns_under_header_words(sheet: Any) -> None:
    page = sheet()
    page.text(60, 150, "The history of this document follows in the order of its dates")
    bottom = _rows(page, ROWS, 200)
    page.text(60, bottom + 40, "Prose goes on here")
    assert _texts(page) == [ROWS]
    assert not read_page_tables(page.page()).tables[0].ruled


def test_columns_under_a_caption(sheet: Any) -> None:
    page = sheet()
    page.text(60, 180, "Table 4: Wiring")
    rows = [("alpha", "one", "first"), ("beta", "two", "second"), ("gamma", "three", "third")]
    _rows(page, rows, 200)
    assert _texts(page) == [rows]


def test_aligned_text_without_caption_or_header_words_is_left_alone(sheet: Any) -> None:
    page = sheet()
    _rows(page, [("alpha", "one", "first"), ("beta", "two", "second"), ("gamma", "three", "third")], 200)
    assert not _texts(page)


def test_prose_under_a_caption_is_no_table(sheet: Any) -> None:
    page = sheet()
    page.text(60, 180, "Table 4 shows what the unit does")
    for k in range(8):
        page.text(60, 200 + 14 * k, "The unit counts down from its reload value and then sets the flag")
    assert not _texts(page)


def test_labels_of_a_block_diagram_are_no_table(sheet: Any) -> None:
    page = sheet()
    page.box(50, 150, 420, 300)
    for k in range(3):
        page.box(60 + 110 * k, 190, 160 + 110 * k, 260)
        page.down(110 + 110 * k, 150, 190)
    for y, row in ((205, ("Pending", "Interrupt", "Event")), (220, ("mask", "mask", "trigger"))):
        for k, text in enumerate(row):
            page.text(66 + 110 * k, y, text)
    for k in range(3):
        page.text(66 + 110 * k, 235, "register")
    assert not _texts(page)
