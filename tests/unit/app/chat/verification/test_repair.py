"""What is shown of an answer that does not stand."""

from app.chat.verification import findings_for_prompt, repair, verify

from .evidence import SOURCES


def _repaired(answer: str, language: str = "en") -> str:
    return repair(answer, verify(answer, SOURCES), language)


def test_a_right_answer_stays_as_it_is() -> None:
    answer = "LOCKED is bit 25 of CLK_CTLR [1]."
    assert _repaired(answer) == answer


def test_a_wrong_sentence_goes_and_the_others_stay() -> None:
    answer = "LOCKED is bit 24. PLLEN is bit 24 of CLK_CTLR [1]. It is writable."
    assert _repaired(answer) == "PLLEN is bit 24 of CLK_CTLR [1]. It is writable."


def test_a_wrong_row_goes_and_the_table_stays() -> None:
    table = "| Field | Bits |\n|---|---|\n| LOCKED | 24 |\n| PLLEN | 24 |\n"
    assert _repaired(table) == "| Field | Bits |\n|---|---|\n| PLLEN | 24 |\n"


def test_a_right_value_under_a_wrong_marker_is_marked() -> None:
    assert _repaired("LOCKED is bit 25 [9].") == "LOCKED is bit 25 (not confirmed by the manuals)."
    assert _repaired("LOCKED 位于第25位[9]。", "zh") == "LOCKED 位于第25位 (手册未能证实)。"


def test_what_is_shown_holds_no_finding() -> None:
    answer = "LOCKED is bit 24. CLK_CTLR is at 0x40021004 [2]. PLLEN is bit 24 [1]."
    assert verify(_repaired(answer), SOURCES).ok


def test_where_nothing_is_left_it_says_so() -> None:
    assert "left out" in _repaired("LOCKED is bit 24.")
    assert "略去" in _repaired("LOCKED 位于第24位。", "zh")


def test_the_model_is_told_what_is_wrong_and_what_is_right() -> None:
    told = findings_for_prompt(verify("LOCKED is bit 24.", SOURCES), "en")
    assert "bit 24" in told
    assert "they say 25" in told


def test_a_programs_own_values_are_marked_and_wrong_ones_go() -> None:
    def repaired(answer: str) -> str:
        return repair(answer, verify(answer, SOURCES), "en", own=True)

    assert repaired("The baud register is now 0x1A1.").endswith("(not confirmed by the manuals).")
    assert (
        repaired("It calls CLOCK_SETUP first.")
        == "It calls CLOCK_SETUP first (not confirmed by the manuals)."
    )
    assert "24" not in repaired("LOCKED is bit 24.")
    assert "17" not in repaired("SLOWED is bit 17.")
