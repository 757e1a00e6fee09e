"""Where tables stand among the lines of a page."""

from dataclasses import replace

from ingestion.parsing.structure.flow import _items
from ingestion.types import Box, Cell, ConvertedPage, Line, Row, Table

FOOTER = Line("Page 17 of 20", (280.0, 750.0, 350.0, 758.0), 8)


def column(x: float, *tops: float) -> list[Line]:
    return [Line(f"{x:.0f}/{top:.0f}", (x, top, x + 230, top + 10), 10) for top in tops]


def table(box: Box) -> Table:
    row = Row(1, box, (Cell("EN", box, 0), Cell("RST", box, 1)), ("EN", "RST"))
    return Table(1, box, 2, (row,), (row,))


def order(page: ConvertedPage) -> list[str]:
    return [one.thing.text if isinstance(one.thing, Line) else "table" for one in _items(page)]


def test_a_table_at_the_foot_of_the_left_column_comes_before_the_right_one() -> None:
    left, right = column(50, 100, 640), column(330, 100, 600, 700)
    page = ConvertedPage(1, 595, 842, (*left, *right, FOOTER), (table((48, 655, 302, 705)),))
    assert order(page) == ["50/100", "50/640", "table", "330/100", "330/600", "330/700", "Page 17 of 20"]


def test_a_table_in_the_right_column_stays_there() -> None:
    left, right = column(50, 100, 640), column(330, 100, 600)
    page = ConvertedPage(1, 595, 842, (*left, *right, FOOTER), (table((328, 655, 560, 705)),))
    assert order(page) == ["50/100", "50/640", "330/100", "330/600", "table", "Page 17 of 20"]


def test_a_table_below_both_columns_comes_after_them() -> None:
    left, right = column(50, 100, 300), column(330, 100, 300)
    page = ConvertedPage(1, 595, 842, (*left, *right, FOOTER), (table((48, 400, 302, 450)),))
    assert order(page)[-2:] == ["table", "Page 17 of 20"]
    above = replace(page, tables=(table((48, 200, 302, 290)),))
    assert order(above)[:3] == ["50/100", "table", "50/300"]
