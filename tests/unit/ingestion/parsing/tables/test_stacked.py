"""Limits that stand line below line in one band: each line of values becomes a row."""

from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.parsing.tables.stacked import split_stacked
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Word

XS = (0.0, 200.0, 350.0, 400.0, 450.0, 500.0, 550.0)
HEAD = ["Parameter", "Conditions", "Min", "Typ", "Max", "Unit"]
LINE = 12.0
Band = list[list[str]]


def read(band: Band, header: list[str] = HEAD) -> list[list[str]]:
    """The cells below the header, of a band given line by line; an empty text is no word."""
    words: list[Word] = []
    patches = []
    ys = (0.0, 20.0, 20.0 + LINE * len(band) + 4)
    for row, lines in enumerate(([header], band)):
        for column in range(len(header)):
            held = []
            for number, line in enumerate(lines):
                x, y = XS[column] + 4, ys[row] + 4 + LINE * number
                for part in line[column].split():
                    held.append(len(words))
                    words.append(Word(part, (x, y, x + 5.0 * len(part), y + 10), 10.0))
                    x += 5.0 * len(part) + 3
            box = (XS[column], ys[row], XS[column + 1], ys[row + 1])
            patches.append(Patch(row, column, 1, 1, box, tuple(held)))
    box = (0.0, 0.0, XS[len(header)], ys[-1])
    draft = split_stacked(Draft(box, XS[: len(header) + 1], ys, tuple(patches)), PageWords(tuple(words)))
    cells = [["?"] * draft.columns for _ in range(draft.rows)]
    for patch in draft.patches:
        text = " ".join(words[i].text for i in patch.words)
        for row in range(patch.row, patch.row + patch.rowspan):
            cells[row][patch.column : patch.column + patch.colspan] = [text] * patch.colspan
    return cells[1:]


def test_each_line_of_values_is_a_row_under_its_groups_heading() -> None:
    assert read(
        [
            ["SENSITIVITY", "Each axis", "", "", "", ""],
            ["Sensitivity at X", "", "232", "256", "286", "LSB/g"],
            ["Change with temperature", "", "", "±0.01", "", "%/°C"],
        ]
    ) == [
        ["SENSITIVITY", "Each axis", "", "", "", ""],
        ["Sensitivity at X", "Each axis", "232", "256", "286", "LSB/g"],
        ["Change with temperature", "Each axis", "", "±0.01", "", "%/°C"],
    ]


def test_one_name_and_unit_hold_for_the_values_of_all_conditions() -> None:
    assert read(
        [["Supply current", "VCC = 3.6V", "", "", "200", "µA"], ["", "VCC = 5.5V", "", "", "300", ""]]
    ) == [
        ["Supply current", "VCC = 3.6V", "", "", "200", "µA"],
        ["Supply current", "VCC = 5.5V", "", "", "300", "µA"],
    ]


def test_a_condition_that_wraps_stays_with_its_row() -> None:
    cells = read(
        [
            ["Noise on X", "Data rate = 100 Hz, 10-bit", "", "1.0", "", "LSB"],
            ["", "or full resolution", "", "", "", ""],
            ["Noise on Z", "Data rate = 50 Hz", "", "1.5", "", "LSB"],
        ]
    )
    assert [row[1] for row in cells] == ["Data rate = 100 Hz, 10-bit or full resolution", "Data rate = 50 Hz"]


def test_a_value_that_wraps_is_one() -> None:
    band = [["Input high level", "", "0.7 x", "", "VCC +", "V"], ["of the bus", "", "VCC", "", "0.3", ""]]
    assert len(read(band)) == 1


def test_a_name_that_wraps_is_one() -> None:
    cells = read(
        [["Serial clock", "Standard", "", "", "100", "kHz"], ["frequency", "Fast", "", "", "400", "kHz"]]
    )
    assert [row[0] for row in cells] == ["Serial clock frequency"] * 2
    assert [row[4] for row in cells] == ["100", "400"]


def test_tables_without_limits_stay_as_they_are() -> None:
    header = ["Name", "Value", "Size", "Kind", "Page", "Note"]
    assert len(read([["A", "1", "2", "3", "4", "5"], ["B", "2", "3", "4", "5", "6"]], header)) == 1


VALUES = st.lists(st.tuples(*[st.sampled_from(["", "1.5", "-3", "±40"])] * 3), min_size=2, max_size=6)


@given(VALUES)
def test_no_word_is_lost_and_each_value_stays_beside_its_name(values: list[tuple[str, ...]]) -> None:
    band = [[f"Name{n}", f"Case{n}", *row, "V"] for n, row in enumerate(values)]
    cells = read(band)
    assert all("?" not in row for row in cells)
    if all(any(row) for row in values):
        assert cells == band
