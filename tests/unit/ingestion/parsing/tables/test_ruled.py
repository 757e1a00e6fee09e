"""Tables with drawn borders, and drawings that are none."""

from typing import Any

import pytest

from ingestion.parsing.tables import read_page_tables, ruled
from ingestion.parsing.tables.grid import groups, lattice
from ingestion.parsing.tables.rulings import straighten
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Table

XS = (60.0, 120.0, 220.0, 300.0, 520.0)
HEADER = ("Bit", "Name", "Access", "Description")
BODY = [("7", "EN", "RW", "Enables the unit"), ("6", "RST", "WO", "Resets the unit")]


def texts(table: Table) -> list[tuple[str, ...]]:
    return [row.texts for row in (*table.header, *table.rows)]


def one(page: Any) -> Table:
    (table,) = read_page_tables(page.page()).tables
    return table


def test_a_full_grid(sheet: Any) -> None:
    page = sheet()
    page.table(XS, 100, [HEADER, *BODY])
    table = one(page)
    assert texts(table) == [HEADER, *BODY]
    assert (len(table.header), table.columns, table.ruled) == (1, 4, True)


def test_a_grid_of_short_pieces_and_double_lines(sheet: Any) -> None:
    page = sheet()
    for k, row in enumerate([HEADER, *BODY]):
        for column, text in enumerate(row):
            x0, x1, y = XS[column], XS[column + 1], 100 + 18 * k
            page.box(x0 + 0.6, y + 0.6, x1 - 0.6, y + 17.4)
            page.text(x0 + 4, y + 9, text)
    assert texts(one(page)) == [HEADER, *BODY]


def test_open_sides(sheet: Any) -> None:
    page = sheet()
    for k, row in enumerate([HEADER, *BODY]):
        for column, text in enumerate(row):
            page.text(XS[column] + 4, 109 + 18 * k, text)
    for k in range(4):
        page.across(100 + 18 * k, XS[0], XS[-1])
    for x in XS[1:-1]:
        page.down(x, 100, 154)
    assert texts(one(page)) == [HEADER, *BODY]


def test_merged_cells_are_repeated(sheet: Any) -> None:
    page = sheet()
    page.box(60, 100, 160, 140)
    page.centred(110, 120, "Symbol")
    page.box(160, 100, 400, 120)
    page.centred(280, 110, "Value")
    for k, name in enumerate(("Min", "Typ", "Max")):
        page.box(160 + 80 * k, 120, 240 + 80 * k, 140)
        page.centred(200 + 80 * k, 130, name)
        page.box(160 + 80 * k, 140, 240 + 80 * k, 160)
        page.centred(200 + 80 * k, 150, str(k))
    page.box(60, 140, 160, 160)
    page.text(64, 150, "tCK")
    page.shade(60, 100, 400, 140)
    table = one(page)
    assert texts(table) == [
        ("Symbol", "Value", "Value", "Value"),
        ("Symbol", "Min", "Typ", "Max"),
        ("tCK", "0", "1", "2"),
    ]
    assert len(table.header) == 2
    assert [(c.text, c.column, c.colspan, c.rowspan) for c in table.header[0].cells] == [
        ("Symbol", 0, 1, 2),
        ("Value", 1, 3, 1),
    ]


def test_bold_rows_are_header(sheet: Any) -> None:
    page = sheet()
    xs, rows = (60.0, 200.0, 400.0), [("alpha", "beta"), ("PA0", "one"), ("PA1", "two")]
    page.grid(xs, [100, 116, 132, 148])
    for k, row in enumerate(rows):
        for column, text in enumerate(row):
            page.text(xs[column] + 4, 108 + 16 * k, text, bold=k == 0)
    assert [row.texts for row in one(page).header] == [("alpha", "beta")]


def test_a_header_cell_without_lower_border_ends_with_the_header(sheet: Any) -> None:
    page = sheet()
    xs, ys = (60.0, 140.0, 220.0, 300.0), [100.0 + 16 * k for k in range(8)]
    page.grid((xs[0], xs[2], xs[3]), (ys[0], ys[1], ys[-1]))
    page.down(xs[1], ys[0], ys[-1])
    page.rulings = [r for r in page.rulings if not (r.y0 == r.y1 == ys[1])]
    page.across(ys[1], xs[0], xs[1])
    page.across(ys[1], xs[2], xs[3])
    for y in ys[2:-1]:
        page.across(y, xs[0], xs[1])
        page.across(y, xs[2], xs[3])
    for column, text in enumerate(("Region", "Bus", "Address")):
        page.text(xs[column] + 4, 108, text)
    for k in range(6):
        page.text(xs[0] + 4, 124 + 16 * k, f"R{k}")
        page.text(xs[2] + 4, 124 + 16 * k, f"0x{k}")
    page.shade(xs[0], ys[0], xs[3], ys[1])
    assert texts(one(page)) == [("Region", "Bus", "Address"), *((f"R{k}", "", f"0x{k}") for k in range(6))]


def test_header_words_in_chinese(sheet: Any) -> None:
    page = sheet()
    rows = [("TMR0/1 引脚", "功能配置", "GPIO 配置"), ("TMRx", "输入捕捉", "输入"), ("PWMx", "输出", "推挽")]
    page.table((60, 180, 300, 420), 300, rows)
    assert [row.texts for row in one(page).header] == rows[:1]


def test_stripes_are_no_header(sheet: Any) -> None:
    page = sheet()
    page.table((60, 200, 400), 100, [("Name", "Address"), ("A", "0x00"), ("B", "0x04"), ("C", "0x08")])
    page.shade(60, 100, 400, 116, 0.7)
    page.shade(60, 116, 400, 132, 0.93)
    assert len(one(page).header) == 1


def test_at_the_top_of_a_page_a_table_without_header_may_go_on(sheet: Any) -> None:
    page = sheet()
    page.text(60, 40, "Running header")
    page.table(XS, 60, [("5", "DIR", "RW", "0x1"), ("4", "OPM", "RW", "0x2")])
    table = one(page)
    assert table.continues
    assert not table.header


def test_rotated_header_cells(sheet: Any) -> None:
    page = sheet()
    page.grid((60, 80, 100, 300), (100, 180, 200))
    page.upwards(70, 175, "LQFP48")
    page.upwards(90, 175, "QFN20")
    page.centred(200, 140, "Pin name")
    for x, text in ((66, "7"), (86, "3"), (150, "PA0")):
        page.text(x, 190, text)
    assert texts(one(page)) == [("LQFP48", "QFN20", "Pin name"), ("7", "3", "PA0")]


def test_two_tables_side_by_side(sheet: Any) -> None:
    page = sheet()
    left, right = [("Name", "Value"), ("A", "1")], [("Name", "Value"), ("B", "2")]
    page.table((60, 140, 220), 100, left)
    page.table((320, 400, 480), 100, right)
    assert [texts(table) for table in read_page_tables(page.page()).tables] == [left, right]


def test_a_block_diagram_is_no_table(sheet: Any) -> None:
    page = sheet()
    for k, name in enumerate(("CPU", "DMA", "Flash", "SRAM")):
        page.box(80 + 110 * k, 100 + 30 * (k % 2), 160 + 110 * k, 140 + 30 * (k % 2))
        page.centred(120 + 110 * k, 120 + 30 * (k % 2), name)
        page.down(120 + 110 * k, 140 + 30 * (k % 2), 220)
    page.across(220, 80, 500)
    found = read_page_tables(page.page())
    assert not found.tables
    assert not found.used


def test_a_plot_is_no_table(sheet: Any) -> None:
    page = sheet()
    page.grid([100 + 40 * k for k in range(8)], [100 + 20 * k for k in range(8)])
    for k in range(8):
        page.text(80, 100 + 20 * k, str(10 * k))
        page.centred(100 + 40 * k, 252, str(k))
    assert not read_page_tables(page.page()).tables


def test_a_frame_round_text_is_no_table(sheet: Any) -> None:
    page = sheet()
    page.box(60, 100, 500, 160)
    page.text(70, 120, "Note: a framed note is prose")
    assert not read_page_tables(page.page()).tables


def test_a_page_without_words(sheet: Any) -> None:
    page = sheet()
    page.grid((60, 100, 200), (100, 120, 140))
    assert not read_page_tables(page.page()).tables


def test_a_legend_that_hangs_on_a_table_is_no_row_of_it(sheet: Any) -> None:
    page = sheet()
    rows = [("Address", "Name", "Reset"), ("0x01", "ID", "90"), ("0x02", "CTRL", "03"), ("0x03", "", "")]
    bottom = page.table((60, 160, 260, 360), 100, rows)
    page.box(70, bottom, 150, bottom + 16)
    page.text(75, bottom + 8, "General bits")
    (table,) = read_page_tables(page.page()).tables
    assert [row.texts for row in (*table.header, *table.rows)] == rows


@pytest.mark.parametrize(("share", "is_table"), [(0.03, True), (0.06, False)])
def test_tables_of_values_within_cells_do_not_hide_the_table(
    sheet: Any, share: float, is_table: bool
) -> None:
    """The small tables' sides end short of the cells' sides; with a whole outline that much may be open."""
    page = sheet()
    tops = [100.0, 118.0, 178.0, 238.0, 298.0]
    right = 501.0 if is_table else 476.0
    for number, bottom in enumerate(tops[2:]):
        left = 306.0 + 2 * number
        page.grid((left, left + 50, right + 2 * number), (bottom - 40, bottom))
        page.text(left + 2, bottom - 20, "00")
        page.text(left + 52, bottom - 20, "off")
        for x, text in zip(XS, (f"{2 - number}", f"FIELD{number}", "RW", "Selects one"), strict=False):
            page.text(x + 4, bottom - 51, text)
    page.grid(XS, tops)
    for x, text in zip(XS, HEADER, strict=False):
        page.text(x + 4, 109, text)
    (group,) = groups(straighten(page.page().rulings))
    grid = lattice(group)
    assert grid is not None
    assert (ruled.OPEN < grid.open < share, grid.ragged) == (True, 0.0)
    assert (ruled.draft(grid, PageWords(page.page().words)) is not None) == is_table
