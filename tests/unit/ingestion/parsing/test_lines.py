"""Words to lines in reading order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.parsing.lines import build_lines, joined
from ingestion.types import Box, Word


def word(text: str, x: float, y: float, size: float = 10, **look: object) -> Word:
    return Word(text, (x, y, x + 5 * len(text), y + size), size, **look)  # type: ignore[arg-type]  # flags


def sentence(text: str, x: float, y: float) -> list[Word]:
    words = []
    for part in text.split():
        words.append(word(part, x, y))
        x += 5 * len(part) + 3
    return words


def lines(words: list[Word], obstacles: tuple[Box, ...] = ()) -> list[str]:
    return [line.text for line in build_lines(words, (), obstacles, 800)]


def test_words_of_one_line_are_joined_in_order() -> None:
    words = sentence("The clock is stable", 50, 100) + sentence("after reset", 50, 115)
    assert lines(words[::-1]) == ["The clock is stable", "after reset"]


def test_words_of_tables_are_left_out() -> None:
    words = sentence("one two three", 50, 100)
    assert [line.text for line in build_lines(words, {1}, (), 800)] == ["one three"]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [sentence(f"left column line number {n}", 50, 100 + 14 * n) for n in range(6)]
    right = [sentence(f"right column line number {n}", 200, 102 + 14 * n) for n in range(6)]
    title = sentence("A title that goes over both of the columns of the page", 50, 60)
    interleaved = title + [w for pair in zip(left, right, strict=True) for part in pair for w in part]
    found = lines(interleaved)
    assert found[0].startswith("A title")
    assert found[1:7] == [f"left column line number {n}" for n in range(6)]
    assert found[7:] == [f"right column line number {n}" for n in range(6)]


def test_labels_beside_text_are_no_column() -> None:
    rows = []
    for n in range(8):
        rows += sentence(f"{n}", 50, 100 + 14 * n)
        rows += sentence("a sentence that explains the number", 200, 100 + 14 * n)
    assert lines(rows)[0] == "0 a sentence that explains the number"


def test_a_small_table_without_lines_is_read_by_rows() -> None:
    rows = []
    for n in range(6):
        rows += sentence("halfword with immediate", 50, 100 + 14 * n)
        rows += sentence(f"LDRH Rd Rn offset {n}", 200, 100 + 14 * n)
    assert lines(rows)[0] == "halfword with immediate LDRH Rd Rn offset 0"


def test_powers_and_footnote_marks() -> None:
    ten = word("10", 50, 100)
    six = Word("6", (60, 98, 63, 104), 6, superscript=True)
    assert joined([ten, six]) == "10^6"
    volts = word("VDD", 50, 100)
    mark = Word("(1)", (65, 98, 72, 104), 6, superscript=True)
    assert joined([volts, mark]) == "VDD(1)"


def test_chinese_words_are_joined_without_spaces() -> None:
    assert joined([word("时钟", 50, 100), word("控制", 61, 100)]) == "时钟控制"


def test_a_page_on_its_side_is_read() -> None:
    # Reading upwards: x is the line, y falls along it.
    words = [
        Word("Pin", (100, 700, 110, 715), 10, angle=90),
        Word("description", (100, 640, 110, 697), 10, angle=90),
        Word("second", (115, 685, 125, 715), 10, angle=90),
        Word("line", (115, 660, 125, 682), 10, angle=90),
    ]
    found = build_lines(words, (), (), 800)
    assert [line.text for line in found] == ["Pin description", "second line"]
    assert found[0].box == (100, 640, 110, 715)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True),
            st.floats(0, 500),
            st.floats(0, 700),
        ),
        max_size=40,
    )
)
def test_no_word_is_lost_or_invented(placed: list[tuple[str, float, float]]) -> None:
    words = [word(text, x, y) for text, x, y in placed]
    found = "".join(lines(words)).replace(" ", "")
    assert sorted(found) == sorted("".join(text for text, _, _ in placed))


def test_tables_at_one_height_in_both_columns_leave_no_blank_paper_between() -> None:
    left = [sentence(f"left column line number {n}", 50, 100 + 14 * n + 60 * (n > 3)) for n in range(8)]
    right = [sentence(f"right column line number {n}", 200, 102 + 14 * n + 60 * (n > 3)) for n in range(8)]
    interleaved = [w for pair in zip(left, right, strict=True) for part in pair for w in part]
    tables = ((45.0, 158.0, 172.0, 212.0), (198.0, 160.0, 340.0, 214.0))
    read = lines(interleaved, tables)
    assert read == [f"{side} column line number {n}" for side in ("left", "right") for n in range(8)]
