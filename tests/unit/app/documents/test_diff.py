"""What counts as a difference between two revisions, and what does not."""

from app.documents.diff import Fact, compare_facts, compare_passages
from app.documents.passages import StoredPassage


def passage(text: str, section: str = "1 Clock", kind: str = "section") -> StoredPassage:
    return StoredPassage("id", kind, text, (section,), 1, (0, 0, 1, 1))


def changes(before: list[StoredPassage], after: list[StoredPassage]) -> list[tuple[str, list[str]]]:
    return [(change.change, change.diff) for change in compare_passages(before, after)]


def test_a_changed_sentence_is_shown_alone() -> None:
    before = passage("The clock is slow. It runs\nat 48 MHz. It may be divided.")
    after = passage("The clock is slow.\nIt runs at 72 MHz. It may\nbe divided.")
    assert changes([before], [after]) == [("changed", ["- It runs at 48 MHz.", "+ It runs at 72 MHz."])]


def test_chinese_sentences_end_too() -> None:
    found = changes(
        [passage("时钟很慢。频率为48 MHz。可分频。")], [passage("时钟很慢。频率为72 MHz。可分频。")]
    )
    assert found == [("removed", []), ("added", [])] or found[0][1] == [
        "- 频率为48 MHz。",
        "+ 频率为72 MHz。",
    ]


def test_a_changed_table_row_is_shown_alone() -> None:
    before = passage("Bit | Name\n1 | HSION\n0 | LSION")
    after = passage("Bit | Name\n2 | HSION\n0 | LSION")
    assert changes([before], [after]) == [("changed", ["- 1 | HSION", "+ 2 | HSION"])]


def test_wrapping_numbering_and_order_of_sections_are_no_difference() -> None:
    before = [passage("One two\nthree.", "1.1 Clock"), passage("Four.", "1.2 Reset")]
    after = [passage("Four.", "2.1 Reset"), passage("One two three.", "2.2 Clock")]
    assert changes(before, after) == []


def test_rows_are_left_to_their_table() -> None:
    assert changes([passage("a | 1", kind="row")], [passage("a | 2", kind="row")]) == []


def test_passages_that_share_little_are_two_changes() -> None:
    found = changes([passage("one two three four")], [passage("five six seven eight")])
    assert [change for change, _ in found] == ["removed", "added"]


def fact(**says: tuple[str, ...]) -> dict[tuple[str, str], Fact]:
    return {("register", "CTLR"): Fact("register", "CTLR", 3, tuple(says.items()))}


def test_facts_differ_in_what_both_state() -> None:
    assert list(compare_facts(fact(reset=("0x1",)), fact(reset=("0x1",), width=("32",)))) == []
    (change,) = compare_facts(fact(reset=("0x1",)), fact(reset=("0x2",)))
    assert (change.change, change.before, change.after) == ("changed", {"reset": ["0x1"]}, {"reset": ["0x2"]})


def test_facts_of_one_side_only() -> None:
    assert [change.change for change in compare_facts(fact(), {})] == ["removed"]
    assert [change.change for change in compare_facts({}, fact())] == ["added"]
