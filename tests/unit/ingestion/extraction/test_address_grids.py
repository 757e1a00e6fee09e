"""Maps of registers whose address is the row's digits with the column's."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.extraction.address_grids import address_grid
from ingestion.types import Block, Table

Grid = Callable[..., Block]
DIGITS = [f"{digit}/{digit + 8:X}" for digit in range(8)]


def table_of(block: Block) -> Table:
    assert block.table is not None
    return block.table


def places(table: Table) -> dict[str, int | None]:
    return {one.register.name: one.register.address for one in address_grid(table)}


def rows_of(count: int, prefix: str = "R") -> list[list[str]]:
    return [
        [f"{0xF8 - 8 * row:X}", *(f"{prefix}{row}C{column}" for column in range(8))] for row in range(count)
    ]


def test_a_row_s_address_and_a_column_s_digit(grid: Grid) -> None:
    found = places(table_of(grid([["Addr", *DIGITS]], rows_of(4))))
    assert (found["R0C0"], found["R0C7"], found["R3C1"]) == (0xF8, 0xFF, 0xE1)


def test_halves_in_binary(grid: Grid) -> None:
    header = [["Low bits", "High bits", "High bits"], ["Low bits", "0000 xxxx", "0011 xxxx"]]
    rows = [[f"{row:04b}", f"RXF{row}", f"TXB{row}"] for row in range(4)]
    found = places(table_of(grid(header, rows)))
    assert (found["RXF2"], found["TXB3"]) == (0x02, 0x33)


def test_a_register_in_each_column_has_its_first_place(grid: Grid) -> None:
    header = [["Low bits", "0000 xxxx", "0001 xxxx"]]
    rows = [[f"{row:04b}", f"A{row}", f"B{row}"] for row in range(4)]
    rows.append(["1110", "STAT", "STAT"])
    assert places(table_of(grid(header, rows)))["STAT"] == 0x0E


def test_pages_at_one_address_have_a_register_each(grid: Grid) -> None:
    rows = rows_of(4)
    rows[1][3] = "P0M1\nP0S"
    rows[2][3] = "AUX\n-"
    found = places(table_of(grid([["Addr", *DIGITS]], rows)))
    assert (found["P0M1"], found["P0S"], found["AUX"]) == (0xF2, 0xF2, 0xEA)


def test_numbers_are_no_registers(grid: Grid) -> None:
    rows = [[f"{0xF8 - 8 * row:X}", *(str(row * column) for column in range(8))] for row in range(4)]
    assert places(table_of(grid([["Addr", *DIGITS]], rows))) == {}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bases=st.lists(st.integers(0x10, 0xFF), min_size=4, max_size=8, unique=True))
def test_a_row_begins_where_its_columns_fit(grid: Grid, bases: list[int]) -> None:
    rows = [[f"{at:02X}", *(f"R{at}_{low}" for low in range(8))] for at in bases]
    found = places(table_of(grid([["Addr", *map(str, range(8))]], rows)))
    fits = all(at % 8 == 0 for at in bases)
    assert found == ({f"R{at}_{low}": at + low for at in bases for low in range(8)} if fits else {})
