"""Values of fields from tables under their register."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.facts.records import BitField, Provenance
from ingestion.extraction.encodings import with_values
from ingestion.types import Block

Grid = Callable[..., Block]
PLACE = Provenance(1, (0.0, 0.0, 1.0, 1.0))


def bit(name: str, msb: int, lsb: int) -> BitField:
    return BitField("CR", name, msb, lsb, PLACE)


def test_a_column_headed_by_a_field_gives_its_values(grid: Grid) -> None:
    table = grid([["SUT[1:0] (1)", "Start-up"]], [["00", "6 CK"], ["01", "14 CK"]]).table
    assert table is not None
    (found,) = with_values([bit("SUT", 5, 4)], [table])
    assert [(one.value, one.meaning) for one in found.values] == [("00", "6 CK"), ("01", "14 CK")]


def test_columns_of_single_bits_are_one_field(grid: Grid) -> None:
    rows = [["1", "0", "Idle"], ["1", "1", "Off"]]
    table = grid([["CS11", "CS10", "Mode"]], rows).table
    assert table is not None
    found = with_values([bit("CS11", 1, 1), bit("CS10", 0, 0)], [table])[-1]
    assert (found.name, found.msb, found.lsb) == ("CS1", 1, 0)
    assert [one.value for one in found.values] == ["10", "11"]


def test_two_tables_for_the_same_bits_state_neither(grid: Grid) -> None:
    tables = [
        table
        for meaning in ("toggle", "clear")
        if (table := grid([["COM", "Action"]], [["0", "none"], ["1", meaning]]).table) is not None
    ]
    assert with_values([bit("COM", 3, 3)], tables) == [bit("COM", 3, 3)]


def test_bits_of_different_fields_are_none(grid: Grid) -> None:
    table = grid([["CPOL", "CPHA", "Mode"]], [["0", "0", "first"], ["0", "1", "second"]]).table
    assert table is not None
    fields = [bit("CPOL", 1, 1), bit("CPHA", 0, 0)]
    assert with_values(fields, [table]) == fields


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.text("01x2", min_size=1, max_size=3), min_size=1, max_size=5))
def test_only_distinct_values_of_the_fields_width_count(grid: Grid, values: list[str]) -> None:
    table = grid([["F", "Meaning"]], [[value, f"m{at}"] for at, value in enumerate(values)]).table
    assert table is not None
    (found,) = with_values([bit("F", 1, 0)], [table])
    fit = len(values) > 1 and len(set(values)) == len(values)
    fit = fit and all(len(value) == 2 and "2" not in value for value in values)
    assert bool(found.values) == fit
