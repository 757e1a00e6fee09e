"""What counts as a difference between two revisions, and what does not."""

from hypothesis import given
from hypothesis import strategies as st

from app.documents.diff import Fact, compare_facts
from app.documents.passages import StoredPassage
from app.documents.rewording import compare_passages


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


def test_a_passage_that_moved() -> None:
    text = "The watchdog is started by a key that is written to its register."
    before = [passage(text, "2.1 Watchdog"), passage("Four words stand here.", "3 Reset")]
    after = [passage("Four words stand here.", "3 Reset"), passage(text, "3 Reset")]
    (change,) = compare_passages(before, after)
    assert (change.change, change.section) == ("moved", ["3 Reset"])


def test_where_a_converter_cuts_is_no_difference() -> None:
    before = [passage("One is here. Two is here. Three is here.")]
    after = [passage("One is here."), passage("Two is here. Three is here.")]
    assert changes(before, after) == []


def test_a_sentence_that_went_is_shown_beside_what_is_left() -> None:
    before, after = passage("One is here. Two was here."), passage("One is here.")
    assert changes([before], [after]) == [("changed", ["- Two was here."])]
    assert changes([after], [before]) == [("changed", ["+ Two was here."])]


def test_changed_numbers_are_pointed_out() -> None:
    before, after = (
        passage("TCONV is the sample time plus 12.5 cycles."),
        passage("TCONV is the sample time plus 11 cycles."),
    )
    (change,) = compare_passages([before], [after])
    assert [(number.before, number.after) for number in change.numbers] == [("12.5", "11")]
    assert changes([passage("VDD | 2.1 | V")], [passage("VDD | 2.10 | V")]) == []


def parameter(name: str, condition: str = "", **says: tuple[str, ...]) -> dict[tuple[str, str], Fact]:
    label = f"{name} ({condition})" if condition else name
    return {("parameter", label): Fact("parameter", label, 3, tuple(says.items()), f"{name} {condition}")}


def test_the_manner_of_printing_is_no_difference() -> None:
    one = parameter("VPVD", "PLS[2:0]=000 (rising edge)", minimum=("2.1",), maximum=("0.35VDD",))
    other = parameter("VPVD", "PLS[2:0] = 000 (rising edge)", minimum=("2,10",), maximum=("0.35 VDD",))
    assert list(compare_facts(one, other)) == []
    assert list(compare_facts(fact(reset=("0",)), fact(reset=("00b",)))) == []


def test_a_row_under_other_words_is_the_same_row() -> None:
    one = parameter("Setup time of SCS before SCK", "Name: TSS, VIO=3.3V", minimum=("15",))
    same = parameter("TSS", "Setup time of SCS before SCK, VIO = 3.3 V", minimum=("15",))
    assert list(compare_facts(one, same)) == []
    (change,) = compare_facts(
        parameter("IDD", "All peripherals on, HSE = 8 MHz", typical=("38.8",)),
        parameter("IDD", "All peripherals on, HSE = 8 MHz, TA = 25 °C", typical=("39.3",)),
    )
    assert (change.change, change.renamed) == ("changed", "IDD (All peripherals on, HSE = 8 MHz)")


def test_other_numbers_are_other_rows() -> None:
    old = parameter("IDD", "All peripherals on, HSE = 8 MHz", typical=("38.8",))
    new = parameter("IDD", "All peripherals on, HSE = 16 MHz", typical=("38.8",))
    assert [change.change for change in compare_facts(old, new)] == ["removed", "added"]


def test_a_field_that_was_renamed_names_its_other_name() -> None:
    def field(name: str) -> dict[tuple[str, str], Fact]:
        return {("bit_field", name): Fact("bit_field", name, 3, (("bits", ("2",)),), owner="PCFR1")}

    found = list(compare_facts(field("PCFR1.TIM1RM"), field("PCFR1.TIM1_RM")))
    assert [(change.change, change.renamed) for change in found] == [
        ("removed", "PCFR1.TIM1_RM"),
        ("added", "PCFR1.TIM1RM"),
    ]


TEXTS = st.lists(st.text("ab 1.|\n。", max_size=30), max_size=6)


@given(TEXTS, TEXTS)
def test_passages_without_a_difference_and_with_any(one: list[str], other: list[str]) -> None:
    before, after = [passage(text) for text in one], [passage(text) for text in other]
    assert list(compare_passages(before, before)) == []
    assert {change.change for change in compare_passages(before, after)} <= {
        "added",
        "removed",
        "changed",
        "moved",
    }


def test_references_that_are_numbered_anew_are_no_difference() -> None:
    assert changes([passage("The results are in Table 34.")], [passage("The results are in Table 35.")]) == []
