"""Document revisions named in questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.revisions import named_revision, speaks_of_revision, without_revision

KNOWN = ("V1.2", "V1.5", "DocID13587 Rev 17", "V1.1 March 6, 2017", "v1.5.4.12", "V2.0", "Rev. C")


@pytest.mark.parametrize(
    ("question", "matches"),
    [
        ("In revision V1.2 of the manual, how", ("V1.2",)),
        ("根据参考手册 V1.5 版,怎么计算", ("V1.5",)),
        ("what does Rev 17 say", ("DocID13587 Rev 17",)),
        ("version 1.1 of the datasheet", ("V1.1 March 6, 2017",)),
        ("第17版手册", ("DocID13587 Rev 17",)),
        ("v1.5.4.12", ("v1.5.4.12",)),
        ("revision 2 of it", ("V2.0",)),
        ("revision C", ("Rev. C",)),
        ("V1.2 and V1.5 compared", ("V1.2", "V1.5")),
        ("the minimum VDD in the 1.2 data sheet", ("V1.2",)),
        ("1.5 参考手册里的复位值", ("V1.5",)),
    ],
)
def test_known_revisions_are_found(question: str, matches: tuple[str, ...]) -> None:
    named = named_revision(question, KNOWN)
    assert named.matches == matches
    assert named.unknown == ""


@pytest.mark.parametrize(
    "question",
    [
        "with ESP-IDF v1.5 it hangs",
        "USB version 2.0 speed",
        "Bluetooth V1.2 support",
        "chip revision 1.2 of the datasheet",
        "3.3 V supply of the datasheet",
        "what is the latest manual",
    ],
)
def test_versions_of_other_things_are_left_alone(question: str) -> None:
    named = named_revision(question, KNOWN)
    assert named.matches == ()
    assert named.unknown == ""


def test_a_document_revision_that_is_not_here_is_told() -> None:
    assert named_revision("revision V9.9 of the datasheet", KNOWN).unknown == "9.9"
    assert named_revision("芯片手册 3.7 版", KNOWN).unknown == "3.7"


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("RM V1.9: reset value of RCC_CTLR", "1.9"),
        ("reset value of RCC_CTLR, manual v1.9", "1.9"),
        ("按手册V1.9，复位值", "1.9"),
        ("reset value of CLK_CTLR in revision V9.9?", "9.9"),
        ("reset value of CLK_CTLR, rev 9.9", "9.9"),
        ("reset value of CLK_CTLR according to V3.7?", "3.7"),
        ("per version 3.7, where is PLLON?", "3.7"),
        ("V9.9 版里 CLK_CTLR 的复位值", "9.9"),
        ("在 9.9 版中 CLK_CTLR 的复位值", "9.9"),
        ("the 9.9 data sheet", "9.9"),
    ],
)
def test_a_revision_that_is_to_answer_is_told_without_the_word_manual(question: str, unknown: str) -> None:
    assert named_revision(question, KNOWN).unknown == unknown


@pytest.mark.parametrize(
    "question",
    [
        "I use gcc version 12.2",
        "in version 5.1 of ESP-IDF the clock is wrong",
        "what is the current in V3.3 mode of the USB PHY",
        "which errata affect revision 3.0",
        "does revision 2 of the board need it",
        "we run v3.4 of the firmware",
    ],
)
def test_versions_of_tools_boards_and_silicon_are_no_unknown_revisions(question: str) -> None:
    assert named_revision(question, KNOWN).unknown == ""


def test_a_revision_right_behind_a_part_number_is_the_silicons() -> None:
    assert (
        named_revision("In  rev 3.0, is it fixed?", KNOWN, "In ZX90A32 rev 3.0, is it fixed?").unknown == ""
    )
    assert named_revision("V9.9 版里的复位值", KNOWN, "ZX90A32 V9.9 版里的复位值").unknown == "9.9"


@pytest.mark.parametrize(
    "question",
    [
        "in the old manual",
        "the previous version of the data sheet",
        "旧版手册里",
        "老版本的手册",
        "上一版手册",
        "旧版里",
    ],
)
def test_an_older_revision_without_its_number(question: str) -> None:
    named = named_revision(question, KNOWN)
    assert (named.older, named.latest, named.matches) == (True, False, ())
    assert named_revision(f"{question} V1.2 manual", KNOWN).older is False


@pytest.mark.parametrize(
    "question",
    [
        "the previous version of my code worked",
        "an older revision of the board",
        "the previous silicon revision",
        "老版本的固件",
        "之前的版本能用",
    ],
)
def test_older_things_that_are_no_documents(question: str) -> None:
    assert not named_revision(question, KNOWN).older


def test_the_newest_revision_asked_for() -> None:
    assert named_revision("in the latest manual", KNOWN).latest
    assert named_revision("最新版手册", KNOWN).latest


def test_a_question_without_its_revision() -> None:
    assert without_revision("reset value in revision V1.2 of it?") == "reset value in of it?"
    assert without_revision("旧版手册里 CLK_CTLR 的复位值") == "手册里 CLK_CTLR 的复位值"


def test_words_that_name_the_revision_leave_the_text() -> None:
    assert named_revision("In revision V1.2, what is TCONV?", KNOWN).rest == "In , what is TCONV?"


@given(
    major=st.integers(0, 99),
    minor=st.integers(1, 99),
    prefix=st.sampled_from(["V", "rev ", "version ", "版本"]),
)
def test_a_number_is_never_taken_for_another(major: int, minor: int, prefix: str) -> None:
    named = named_revision(f"{prefix}{major}.{minor} of the manual", ("V1.2", "V11.2", "V1.21"))
    assert named.matches == tuple(
        known for known in ("V1.2", "V11.2", "V1.21") if known == f"V{major}.{minor}"
    )


WORDS = st.sampled_from(
    [
        "V1.2",
        "V1.5",
        "Rev 17",
        "第17版",
        "the",
        "old",
        "旧版",
        "手册",
        "latest",
        "datasheet",
        "1.5",
        "C",
        "SPI",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=6).map(" ".join)))
def test_where_no_revision_is_spoken_of_none_is_named(text: str) -> None:
    if not speaks_of_revision(text):
        named = named_revision(text, KNOWN)
        assert (named.matches, named.unknown, named.latest, named.older) == ((), "", False, False)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert set(named_revision(text, KNOWN).matches) <= set(KNOWN)


def test_a_bare_version_behind_a_part_number_is_the_silicons() -> None:
    assert named_revision("Does it run on ZX90-P4 V1.2 chips?", KNOWN).matches == ()
    assert named_revision("ZX90-P4 V1.2 datasheet", KNOWN).matches == ("V1.2",)
