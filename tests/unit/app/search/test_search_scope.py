"""What a question is about."""

from app.search.scope import Titled, chip_scope, document_scope, revision_scope

CHIPS = ("CH32V003", "ESP32")
DOCUMENTS = (
    Titled("d1", "CH32V003 Reference Manual", "CH32V003RM", ("CH32V003RM_2023_en.pdf",)),
    Titled("d2", "STM32F10xxx Flash programming", "PM0075", ("flash.pdf",)),
)


def test_chip_of_the_question() -> None:
    scope = chip_scope("ESP32 的 RTC 时钟", None, CHIPS)
    assert (scope.chips, scope.text, scope.language) == (("ESP32",), "的 RTC 时钟", "zh")


def test_pinned_chip_wins_and_a_named_stranger_stays_known() -> None:
    scope = chip_scope("does it behave like the CH32V307?", "ESP32", CHIPS)
    assert scope.chips == ("ESP32",)
    assert scope.unknown_chips == ("CH32V307",)


def test_pinned_chip_that_nothing_covers_is_unknown() -> None:
    assert chip_scope("reset value?", "XYZ9000", CHIPS).unknown_chips == ("XYZ9000",)


def test_question_of_nothing_but_a_chip_keeps_its_text() -> None:
    assert chip_scope("ESP32", None, CHIPS).text == "ESP32"


def test_document_by_number_is_no_chip() -> None:
    question = "In PM0075, which key unlocks the flash?"
    scope = document_scope(chip_scope(question, None, CHIPS), question, (), DOCUMENTS)
    assert scope.documents == ("d2",)
    assert scope.unknown_chips == ()
    assert "PM0075" not in scope.text


def test_document_by_file_name_or_title() -> None:
    for question in ("see CH32V003RM_2023_en.pdf", "what does the CH32V003 reference manual say"):
        scope = document_scope(chip_scope(question, None, CHIPS), question, (), DOCUMENTS)
        assert scope.documents == ("d1",)


def test_a_file_called_like_an_ordinary_word_is_not_named_by_it() -> None:
    question = "how is the flash written?"
    assert document_scope(chip_scope(question, None, CHIPS), question, (), DOCUMENTS).documents == ()


def test_pinned_documents_win() -> None:
    scope = chip_scope("see PM0075", None, CHIPS)
    assert document_scope(scope, "see PM0075", ("d1",), DOCUMENTS).documents == ("d1",)


def test_revision_pinned_or_named() -> None:
    scope = chip_scope("In V1.2, how?", None, CHIPS)
    assert revision_scope(scope, None, ("V1.2", "V1.5")).revisions == ("V1.2",)
    assert revision_scope(scope, "1.5", ("V1.2", "V1.5")).revisions == ("V1.5",)
    assert revision_scope(scope, "3", ("V1.2", "V1.5")).unknown_revision == "3"


def test_an_older_revision_of_a_document_that_has_none() -> None:
    scope = chip_scope("reset value in the old manual", None, CHIPS)
    assert revision_scope(scope, None, ("V1.5", "V1.2"), ("V1.2",)).revisions == ("V1.2",)
    assert revision_scope(scope, None, ("V1.0", "3"), (), ("V1.0",)).unknown_revision == "< V1.0"


def test_a_file_called_like_the_chip_is_not_meant_by_the_chips_name() -> None:
    known = [Titled("svd", "VSK32A1 register description", file_names=("VSK32A1.svd",))]
    question = "reset value of RCC_CTRL on the VSK32A1"
    scope = document_scope(chip_scope(question, None, ["VSK32A1"]), question, (), known)
    assert scope.documents == ()


def named(question: str, *known: Titled) -> tuple[str, ...]:
    return document_scope(chip_scope(question, None, CHIPS), question, (), known).documents


def test_a_file_called_like_a_term_is_named_by_its_whole_name_only() -> None:
    files = (
        Titled("i2c", "Inter-Integrated Circuit (I2C)", file_names=("i2c.rst",)),
        Titled("cc", "CC1101", file_names=("CC1101.pdf",)),
        Titled("usb", "USB 2.0", file_names=("usb-otg2.md",)),
    )
    for question in ("does the I2C stretch the clock?", "I2C1 of it", "CC1101 power", "usb otg2 speed"):
        assert named(question, *files) == ()
    assert named("what does i2c.rst say", *files) == ("i2c",)
    assert named("see CC1101.pdf", *files) == ("cc",)


def test_a_document_by_a_stem_or_number_that_is_nothing_else() -> None:
    for question in ("as CH32V003RM_2023_en says", "in CH32V003RM, which bit", "per PM0075"):
        assert len(named(question, *DOCUMENTS)) == 1


def test_the_pinned_chip_yields_to_a_narrower_word() -> None:
    scope = chip_scope("STM32F103ZE flash size", "STM32F10x", ("STM32F10x",))
    assert (scope.chips, scope.written) == (("STM32F10x",), ("STM32F103ZE",))
