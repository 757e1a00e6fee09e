"""A column headed `MIN TYP MAX` without rules between: whose a value is, its place says."""

from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsing.tables.draft import Draft, Patch
from ingestion.parsing.tables.limits import part_limits
from ingestion.parsing.tables.words import PageWords
from ingestion.types import Word

Placed = tuple[float, str]
XS = (0.0, 100.0, 250.0, 300.0)
HEADS: list[Placed] = [(110.0, "MIN"), (160.0, "TYP"), (210.0, "MAX")]


def read(*rows: list[Placed]) -> list[list[str]]:
    """The cells of a table of a symbol, the limits and a unit: rows of words with their left edges."""
    words: list[Word] = []
    patches = []
    for number, row in enumerate([HEADS, *rows]):
        y = 20.0 * number
        held: list[list[int]] = [[], [], []]
        for x, text in [(10.0, "VIL"), *row, (260.0, "V")]:
            held[sum(x >= border for border in XS[1:-1])].append(len(words))
            words.append(Word(text, (x, y, x + 6.0 * len(text), y + 10), 10.0))
        patches += [
            Patch(number, column, 1, 1, (XS[column], y, XS[column + 1], y + 20), tuple(found))
            for column, found in enumerate(held)
        ]
    ys = tuple(20.0 * number for number in range(len(rows) + 2))
    draft = part_limits(Draft((0.0, 0.0, 300.0, ys[-1]), XS, ys, tuple(patches)), PageWords(tuple(words)))
    cells = [["?"] * draft.columns for _ in range(draft.rows)]
    for patch in draft.patches:
        text = " ".join(words[i].text for i in patch.words)
        cells[patch.row][patch.column : patch.column + patch.colspan] = [text] * patch.colspan
    return [row[1:-1] for row in cells]


def test_values_go_under_their_limit() -> None:
    assert read(
        [(210.0, "0.5")], [(110.0, "2"), (160.0, "3.3"), (212.0, "5")], [(160.0, "1.7"), (212.0, "3")]
    ) == [
        ["MIN", "TYP", "MAX"],
        ["", "", "0.5"],
        ["2", "3.3", "5"],
        ["", "1.7", "3"],
    ]


def test_what_stands_between_two_limits_is_neither() -> None:
    cells = read([(110.0, "2"), (160.0, "3")], [(187.0, "9")])
    assert cells[2] == ["9", "9", "9"]


def test_other_tables_stay_as_they_are() -> None:
    words = (Word("MAX", (110.0, 0.0, 130.0, 10.0), 10.0), Word("speed", (140.0, 0.0, 170.0, 10.0), 10.0))
    draft = Draft((0.0, 0.0, 300.0, 20.0), XS, (0.0, 20.0), (Patch(0, 1, 1, 1, (0, 0, 1, 1), (0, 1)),))
    assert part_limits(draft, PageWords(words)) is draft


@given(
    st.lists(
        st.lists(st.tuples(st.floats(101, 240), st.sampled_from(["0.5", "VDD", "–1"])), max_size=4),
        max_size=4,
    )
)
def test_every_place_is_covered_once(rows: list[list[Placed]]) -> None:
    assert all("?" not in row and len(row) == 3 for row in read(*rows))
