"""Tables whose columns only shades give, and drawings that number their ends."""

from typing import Any

from ingestion.types import ConvertedPage, Table


def texts(table: Table) -> list[tuple[str, ...]]:
    return [row.texts for row in (*table.header, *table.rows)]


def test_a_shaded_header_gives_the_columns_of_rows_between_rules(sheet: Any, converted: Any) -> None:
    page = sheet()
    xs = (60.0, 110.0, 180.0, 480.0, 540.0)
    for left, right, text in zip(xs, xs[1:], ("Bit", "Symbol", "Description", "Reset"), strict=False):
        page.shade(left, 100, right, 120)
        page.text(left + 3, 110, text)
    page.across(100, 60, 540)
    rows = (("7:0", "LEVEL", "0x00"), ("31:8", "-", "0"))
    for k, (bits, name, reset) in enumerate(rows):
        y = 120.0 + 60 * k
        page.across(y + 60, 60, 540)
        page.text(63, y + 10, bits)
        page.text(113, y + 10, name)
        for line in range(4):
            page.text(183, y + 10 + 12 * line, "words of a description that wraps over lines")
        page.text(483, y + 10, reset)
    found: ConvertedPage = converted(page)
    assert [row[:2] for row in texts(found.tables[0])] == [("Bit", "Symbol"), ("7:0", "LEVEL"), ("31:8", "-")]


def test_rows_of_shades_with_white_between_are_a_table(sheet: Any, converted: Any) -> None:
    page = sheet()
    rows = (("Register 0xF2", "Name"), ("Bit 3", "busy"), ("Bit 0", "ready"))
    for k, row in enumerate(rows):
        for column, text in enumerate(row):
            page.shade(
                60 + 152 * column, 100 + 22 * k, 210 + 152 * column, 120 + 22 * k, 0.8 if k == 0 else 0.94
            )
            page.text(65 + 152 * column, 110 + 22 * k, text)
    assert texts(converted(page).tables[0]) == [*rows]


def test_boxes_between_bit_7_and_bit_0_are_bits(sheet: Any, converted: Any) -> None:
    page = sheet()
    page.grid([100.0 + 40 * k for k in range(9)], [100.0, 116.0])
    for k, name in enumerate(("—", "—", "B2", "B1", "B0", "M2", "M1", "M0")):
        page.centred(120 + 40 * k, 108, name, 8)
        page.centred(120 + 40 * k, 92, "R/W-0" if k > 1 else "U-0", 8)
    page.text(102, 124, "bit 7", 8)
    page.text(395, 124, "bit 0", 8)
    fields = converted(page).diagrams[0].fields
    assert [(one.name, one.msb, one.access, one.reset) for one in fields[1:4]] == [
        ("—", 6, "U", "0"),
        ("B2", 5, "R/W", "0"),
        ("B1", 4, "R/W", "0"),
    ]


def test_the_name_and_the_address_stand_beside_the_boxes_and_values_below(sheet: Any, converted: Any) -> None:
    page = sheet()
    page.grid([140.0 + 40 * k for k in range(9)], [100.0, 114.0])
    for k in range(8):
        page.centred(160 + 40 * k, 92, str(7 - k), 8)
        page.centred(160 + 40 * k, 107, f"F{7 - k}", 8)
        page.centred(160 + 40 * k, 121, "R/W", 8)
        page.centred(160 + 40 * k, 134, "01"[k == 7], 8)
    page.text(80, 107, "0x35", 8)
    page.text(470, 107, "MCR", 8)
    drawn = converted(page).diagrams[0]
    assert drawn.beside == ("MCR", "0x35")
    assert [one.reset for one in drawn.fields] == ["0"] * 7 + ["1"]


def _headed(page: Any, y: float) -> tuple[float, ...]:
    """A header that is shaded cell by cell under its rule, 20 points high."""
    xs = (60.0, 110.0, 180.0, 480.0, 540.0)
    for left, right, text in zip(xs, xs[1:], ("Bit", "Symbol", "Description", "Reset"), strict=False):
        page.shade(left, y, right, y + 20)
        page.text(left + 3, y + 10, text)
    page.across(y, 60, 540)
    return xs


def test_one_row_under_a_shaded_header_at_the_end_of_a_page(sheet: Any, converted: Any) -> None:
    page = sheet()
    xs = _headed(page, 600)
    for x, text in zip(xs, ("7:0", "LEVEL", "The level that is counted", "0xFF"), strict=False):
        page.text(x + 3, 630, text)
    found: ConvertedPage = converted(page)
    assert texts(found.tables[0])[1:] == [("7:0", "LEVEL", "The level that is counted", "0xFF")]


def test_the_rule_above_the_footer_does_not_take_the_last_row(sheet: Any, converted: Any) -> None:
    page = sheet()
    xs = _headed(page, 100)
    for y, row in ((130, ("2:0", "SRC0", "First source", "0")), (200, ("5:3", "SRC1", "Second source", "0"))):
        for x, text in zip(xs, row, strict=False):
            page.text(x + 3, y, text)
    page.across(180, 60, 540)
    page.across(810, 60, 540)
    page.text(60, 820, "User manual")
    found: ConvertedPage = converted(page)
    assert [row[:2] for row in texts(found.tables[0])[1:]] == [("2:0", "SRC0"), ("5:3", "SRC1")]


def test_two_registers_drawn_one_under_the_other(sheet: Any, converted: Any) -> None:
    page = sheet()
    page.grid([140.0 + 40 * k for k in range(9)], [100.0, 114.0, 128.0])
    for k in range(8):
        page.centred(160 + 40 * k, 92, str(15 - k), 8)
        page.centred(160 + 40 * k, 107, f"SP{15 - k}", 8)
        page.centred(160 + 40 * k, 121, f"SP{7 - k}", 8)
        page.centred(160 + 40 * k, 134, str(7 - k), 8)
    for y, address, name in ((107, "0x3E", "SPH"), (121, "0x3D", "SPL")):
        page.text(80, y, address, 8)
        page.text(470, y, name, 8)
    high, low = converted(page).diagrams
    assert (high.beside, low.beside) == (("SPH", "0x3E"), ("SPL", "0x3D"))
    assert [(one.fields[0].name, one.fields[0].msb, one.fields[-1].lsb) for one in (high, low)] == [
        ("SP15", 15, 8),
        ("SP7", 7, 0),
    ]
