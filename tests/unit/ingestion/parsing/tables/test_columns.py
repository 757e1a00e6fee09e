"""Two tables with different columns are brought to the same ones, or are two tables."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsing.tables.columns import BLANK_NEAR, NEAR, common, spread
from ingestion.parsing.tables.joins import join
from ingestion.types import Cell, Row, Table

borders = st.lists(st.floats(0, 600, allow_nan=False), min_size=2, max_size=9, unique=True).map(sorted)


def table(xs: list[float], rows: int = 2) -> Table:
    """A table with these borders, of rows that have a cell in each column."""

    def row(number: int) -> Row:
        cells = tuple(
            Cell(f"{number}{k}", (left, 0, right, 9), k) for k, (left, right) in enumerate(pairwise(xs))
        )
        return Row(1, (xs[0], 0, xs[-1], 9), cells, tuple(cell.text for cell in cells))

    return Table(1, (xs[0], 0, xs[-1], 9), len(xs) - 1, (), tuple(map(row, range(rows))))


@given(before=borders, after=borders, near=st.sampled_from([NEAR, BLANK_NEAR]))
def test_common_borders_are_as_many_for_both(before: list[float], after: list[float], near: float) -> None:
    found = common(before, after, near)
    if found is None:
        return
    for places, xs in zip(found, (before, after), strict=True):
        assert len(places) == len(xs)
        assert places == sorted(set(places))
    assert found[0][0] == found[1][0] == 0
    assert found[0][-1] == found[1][-1] == max(len(before), len(after)) - 1


@given(before=borders, after=borders)
def test_joined_rows_have_the_tables_columns(before: list[float], after: list[float]) -> None:
    joined = join(table(before), table(after))
    if joined is not None:
        assert {len(row.texts) for row in joined.rows} == {joined.columns}
        assert all(cell.column + cell.colspan <= joined.columns for row in joined.rows for cell in row.cells)


def test_an_inner_border_near_the_outer_one_is_not_the_outer_one() -> None:
    """Four columns, the last 6 pt wide, go on as three whose right border stands 4 pt further left."""
    four, three = [60.0, 160, 260, 354, 360], [60.0, 160, 260, 356]
    assert common(four, three) == ([0, 1, 2, 3, 4], [0, 1, 2, 4])
    joined = join(table(four), table(three))
    assert joined is not None
    assert [len(row.texts) for row in joined.rows] == [4, 4, 4, 4]


def test_columns_are_spread_over_more() -> None:
    wide = spread(table([60, 260, 360]), [0, 2, 3])
    assert [row.texts for row in wide.rows] == [("00", "00", "01"), ("10", "10", "11")]
