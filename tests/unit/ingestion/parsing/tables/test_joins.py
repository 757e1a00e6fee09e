"""Tables and bit diagrams over page breaks."""

from typing import Any

from ingestion.parsing.tables import join_tables
from ingestion.types import Table

XS = (60.0, 110.0, 200.0, 250.0, 480.0, 530.0)
HEADER = ("Bit", "Name", "Access", "Description", "Reset")
LAST = 760.0
"""Where a table that reaches the foot of the page ends."""


def _texts(table: Table) -> list[tuple[str, ...]]:
    return [row.texts for row in table.rows]


def _first(sheet: Any, rows: list[tuple[str, ...]], **options: Any) -> Any:
    page = sheet(1)
    page.text(60, 40, "Manual")
    top = LAST - 16 * len(rows)
    page.text(60, top - 60, "Prose above the table")
    page.table(options.get("xs", XS), top, rows)
    page.text(60, 800, "page 1")
    return page


def _second(sheet: Any, rows: list[tuple[str, ...]], **options: Any) -> Any:
    page = sheet(2)
    page.text(60, 40, "Manual")
    bottom = page.table(options.get("xs", XS), options.get("top", 60), rows)
    page.text(60, bottom + 40, "Prose below the table")
    return page


def _joined(converted: Any, *pages: Any) -> list[list[Table]]:
    return [list(page.tables) for page in join_tables([converted(page) for page in pages])]


ONE = [HEADER, ("7", "EN", "RW", "Enables the unit", "0"), ("6", "RST", "WO", "Resets the unit", "0")]
TWO = [("5", "DIR", "RW", "Direction of counting", "1"), ("4", "OPM", "RW", "One pulse mode", "0")]


def test_a_table_without_repeated_header(sheet: Any, converted: Any) -> None:
    first, second = _joined(converted, _first(sheet, ONE), _second(sheet, TWO))
    (table,) = first
    assert not second
    assert _texts(table) == [*ONE[1:], *TWO]
    assert [row.page for row in table.rows] == [1, 1, 2, 2]
    assert [row.texts for row in table.header] == [HEADER]
    assert table.page == 1


def test_a_repeated_header_is_dropped(sheet: Any, converted: Any) -> None:
    first, second = _joined(converted, _first(sheet, ONE), _second(sheet, [HEADER, *TWO]))
    assert not second
    assert _texts(first[0]) == [*ONE[1:], *TWO]


def test_a_row_cut_by_the_break_is_one_row(sheet: Any, converted: Any) -> None:
    cut = [("", "", "", "and stays set until cleared", ""), *TWO]
    ((table,), _) = _joined(converted, _first(sheet, ONE), _second(sheet, cut))
    assert _texts(table)[1] == ("6", "RST", "WO", "Resets the unit\nand stays set until cleared", "0")
    assert table.rows[1].page == 1
    assert _texts(table)[2:] == TWO


def test_a_row_whose_key_stands_on_the_second_page(sheet: Any, converted: Any) -> None:
    one = [*ONE, ("", "", "", "Selects the direction of counting of", "")]
    two = [("5", "DIR", "RW", "the timer unit", "1"), ("4", "OPM", "RW", "One pulse mode", "0")]
    ((table,), _) = _joined(converted, _first(sheet, one), _second(sheet, two))
    whole = ("5", "DIR", "RW", "Selects the direction of counting of\nthe timer unit", "1")
    assert _texts(table)[2] == whole


def test_three_pages(sheet: Any, converted: Any) -> None:
    middle = sheet(2)
    middle.text(60, 40, "Manual")
    rows = [(str(k), f"F{k}", "RW", f"Field number {k}", "0") for k in range(40)]
    middle.table(XS, 60, rows, step=17)
    last = _second(sheet, TWO)
    first, second, third = _joined(converted, _first(sheet, ONE), middle, last)
    assert len(first[0].rows) == 2 + 40 + 2
    assert not second
    assert not third


def test_other_columns_are_another_table(sheet: Any, converted: Any) -> None:
    xs = (60.0, 200.0, 300.0, 530.0)
    first, second = _joined(
        converted, _first(sheet, ONE), _second(sheet, [("0x04", "STAT", "Status")] * 2, xs=xs)
    )
    assert len(first) == len(second) == 1


def test_another_header_is_another_table(sheet: Any, converted: Any) -> None:
    other = ("Pin", "Type", "Level", "Function", "Note")
    first, second = _joined(converted, _first(sheet, ONE), _second(sheet, [other, *TWO]))
    assert len(first) == len(second) == 1


def test_prose_between_them_parts_tables(sheet: Any, converted: Any) -> None:
    page = _second(sheet, TWO, top=220)
    page.text(60, 150, "3.4 The next register")
    first, second = _joined(converted, _first(sheet, ONE), page)
    assert len(first) == len(second) == 1


def test_a_page_set_a_little_aside(sheet: Any, converted: Any) -> None:
    aside = tuple(x + 12 for x in XS)
    first, second = _joined(converted, _first(sheet, ONE), _second(sheet, TWO, xs=aside))
    assert not second
    assert _texts(first[0]) == [*ONE[1:], *TWO]


def test_a_merged_cell_goes_on(sheet: Any, converted: Any) -> None:
    xs = (60.0, 140.0, 240.0, 340.0)
    one = sheet(1)
    one.text(60, 600, "Prose")
    one.box(60, 728, 140, 760)
    for k, (condition, value) in enumerate((("48 MHz", "4.9"), ("24 MHz", "2.9"))):
        one.box(140, 728 + 16 * k, 240, 744 + 16 * k)
        one.box(240, 728 + 16 * k, 340, 744 + 16 * k)
        one.text(144, 736 + 16 * k, condition)
        one.text(244, 736 + 16 * k, value)
    one.text(64, 744, "IDD")
    one.table(xs, 712, [("Symbol", "Condition", "Typ")])
    two = sheet(2)
    two.box(60, 60, 140, 92)
    for k, (condition, value) in enumerate((("16 MHz", "2.5"), ("8 MHz", "1.7"))):
        two.box(140, 60 + 16 * k, 240, 76 + 16 * k)
        two.box(240, 60 + 16 * k, 340, 76 + 16 * k)
        two.text(144, 68 + 16 * k, condition)
        two.text(244, 68 + 16 * k, value)
    ((table,), _) = _joined(converted, one, two)
    assert _texts(table) == [
        ("IDD", "48 MHz", "4.9"),
        ("IDD", "24 MHz", "2.9"),
        ("IDD", "16 MHz", "2.5"),
        ("IDD", "8 MHz", "1.7"),
    ]


def test_a_numbered_caption_that_differs_parts_tables(sheet: Any, converted: Any) -> None:
    page = _second(sheet, [HEADER, *TWO], top=90)
    page.text(60, 82, "Table 9. Another one")
    first, second = _joined(converted, _first(sheet, ONE), page)
    assert len(first) == len(second) == 1


def _half(page: Any, y: float, high: int, names: list[str], numbers: bool = True) -> None:
    for k, name in enumerate(names):
        if numbers:
            page.centred(74 + 28 * k, y, str(high - k), size=8)
        page.box(60 + 28 * k, y + 8, 88 + 28 * k, y + 30)
        page.centred(74 + 28 * k, y + 19, name, size=8)


def test_the_halves_of_a_bit_diagram(sheet: Any, converted: Any) -> None:
    one, two = sheet(1), sheet(2)
    _half(one, 740, 15, [f"H{k}" for k in range(8)])
    _half(two, 60, 7, [f"L{k}" for k in range(8)])
    first, second = join_tables([converted(one), converted(two)])
    (diagram,) = first.diagrams
    assert not second.diagrams
    assert [(f.name, f.msb) for f in diagram.fields][7:9] == [("H7", 8), ("L0", 7)]


def test_boxes_whose_numbers_stand_on_the_page_before(sheet: Any, converted: Any) -> None:
    one, two = sheet(1), sheet(2)
    _half(one, 720, 15, [f"H{k}" for k in range(8)])
    for k in range(8):
        one.centred(74 + 28 * k, 770, str(7 - k), size=8)
    _half(two, 50, 7, [f"L{k}" for k in range(8)], numbers=False)
    first, second = join_tables([converted(one), converted(two)])
    assert [(f.name, f.msb, f.lsb) for f in first.diagrams[0].fields][-2:] == [("L6", 1, 1), ("L7", 0, 0)]
    assert not second.tables
    assert not second.diagrams


def test_the_only_box_stands_on_the_next_page(sheet: Any, converted: Any) -> None:
    one, two = sheet(1), sheet(2)
    for k in range(8):
        one.centred(74 + 28 * k, 770, str(7 - k), size=8)
    two.box(60, 50, 284, 74)
    two.centred(172, 62, "DATA[7:0]", size=8)
    first, second = join_tables([converted(one), converted(two)])
    fields = [(f.name, f.msb, f.lsb) for page in (first, second) for d in page.diagrams for f in d.fields]
    assert fields == [("DATA[7:0]", 7, 0)]
    assert not first.lines
    assert not second.lines


def test_a_name_and_a_description_cut_by_the_break(sheet: Any, converted: Any) -> None:
    one = [*ONE, ("5", "IE_FST_BYT", "RW", "Interrupt after the first byte in", "0")]
    two = [("", "E", "", "slave mode is enabled", ""), ("4", "OPM", "RW", "One pulse mode", "0")]
    ((table,), _) = _joined(converted, _first(sheet, one), _second(sheet, two))
    assert _texts(table)[2][:2] == ("5", "IE_FST_BYTE")
    assert len(table.rows) == 4


def test_a_row_under_a_key_of_the_page_before_is_a_row_of_its_own(sheet: Any, converted: Any) -> None:
    one = [*ONE, ("5", "DIR", "RW", "In device mode", "0")]
    two = [("", "DET", "RW", "In host mode", "1"), ("4", "OPM", "RW", "One pulse mode", "0")]
    ((table,), _) = _joined(converted, _first(sheet, one), _second(sheet, two))
    assert _texts(table)[3] == ("5", "DET", "RW", "In host mode", "1")


def test_a_heading_at_the_top_of_the_page_begins_another_table(sheet: Any, converted: Any) -> None:
    page = _second(sheet, [HEADER, *TWO], top=90)
    page.text(60, 76, "Counter register (R32_CNT)")
    first, second = _joined(converted, _first(sheet, ONE), page)
    assert len(first) == len(second) == 1


def test_a_heading_at_the_foot_of_the_page_begins_another_table(sheet: Any, converted: Any) -> None:
    page = _first(sheet, ONE)
    page.text(60, LAST + 12, "Counter register (R32_CNT)")
    first, second = _joined(converted, page, _second(sheet, [HEADER, *TWO]))
    assert len(first) == len(second) == 1


def test_columns_that_only_blanks_divide(sheet: Any, converted: Any) -> None:
    rows = [("Name", "Description"), ("alpha", "The first of all"), ("beta", "The second"), ("g", "Third")]
    more = [("delta", "The fourth of them"), ("epsilon_long", "Fifth"), ("zeta", "The sixth")]
    one, two = sheet(1), sheet(2)
    one.text(60, 500, "Prose above the table")
    for page, lines, y in ((one, rows, 690.0), (two, more, 60.0)):
        for k, (name, text) in enumerate(lines):
            page.across(y + 18 * k, 58, 420)
            page.text(60, y + 9 + 18 * k, name)
            page.text(180, y + 9 + 18 * k, text)
        page.across(y + 18 * len(lines), 58, 420)
    two.text(60, 300, "Prose below the table")
    first, second = _joined(converted, one, two)
    assert not second
    assert _texts(first[0]) == [*rows[1:], *more]
