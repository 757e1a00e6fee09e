"""When files are versions of one document, and when they only look like it."""

import pytest

from app.library.identity import Identity, Mark, another_edition, same_document, title_key


def identity(
    title: str = "", number: str = "", vendor: str = "", kind: str = "", chips: tuple[str, ...] = ()
) -> Identity:
    return Identity(vendor, number, title, kind, chips)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("CH32V003 Reference Manual", "ch32v003"),
        ("CH32V003 参考手册", "ch32v003"),
        ("ESP32 Series Datasheet Version 2.5", "esp32"),
        ("Technical Reference Manual", ""),
        ("RISC-V External Debug Support Version 0.13.2", "risc v external debug support"),
        ("The NX32F103 User’s Guide", "nx32f103 user s guide"),
    ],
)
def test_a_title_without_kind_revision_and_language(title: str, key: str) -> None:
    assert title_key(title) == key


def test_the_number_decides() -> None:
    one = identity("Medium-density line", "DS5319", "ST")
    assert same_document(one, identity("STM32F103x8", "DS 5319", "ST"))
    assert not same_document(one, identity("Medium-density line", "DS5320", "ST"))


def test_a_renumbered_document_is_known_by_all_the_rest() -> None:
    old = identity("Low-power line", "Doc 17", "Nexium", "datasheet", ("NX32F103x8", "NX32F103xB"))
    assert same_document(old, identity("Low-Power Line", "DS9", "Nexium", "datasheet", old.chips))
    assert not same_document(old, identity("Low-power line", "DS9", "Nexium", "datasheet", ("NX32F103x8",)))
    assert not same_document(old, identity("Low-power line", "DS9", "Nexium", "", old.chips))


def test_an_unknown_kind_does_not_part_documents() -> None:
    one = identity("The NEX Processor", kind="other", chips=("NEX",))
    assert same_document(one, identity("The NEX Processor", kind="reference-manual", chips=("NEX",)))


def test_numbers_of_two_vendors_are_two_documents() -> None:
    assert not same_document(identity(number="DS1", vendor="A"), identity(number="DS1", vendor="B"))


def test_titles_agree_across_languages_and_revisions() -> None:
    english = identity("CH32V003 Reference Manual", kind="reference-manual", chips=("CH32V003",))
    assert same_document(english, identity("CH32V003参考手册", kind="reference-manual", chips=("CH32V003",)))
    assert same_document(english, identity("CH32V003 Reference Manual V1.5", chips=("CH32V003x",)))


def test_a_title_says_nothing_about_another_chip() -> None:
    one = identity("Low-power MCU", chips=("NX32F103",))
    assert not same_document(one, identity("Low-power MCU", chips=("NX32F207",)))


def test_another_kind_is_another_document() -> None:
    one = identity("CH32V003 Datasheet", kind="datasheet")
    assert not same_document(one, identity("CH32V003 Reference Manual", kind="reference-manual"))


def test_a_title_without_words_of_its_own_needs_the_same_chips() -> None:
    nameless = identity("Technical Reference Manual", kind="reference-manual")
    assert not same_document(nameless, nameless)
    esp = identity("Technical Reference Manual", chips=("ESP32",))
    assert same_document(esp, esp)


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (Mark("1", "", "en", "a.pdf"), Mark("2", "", "en", "b.pdf"), True),
        (Mark("", "2019", "en", "a.pdf"), Mark("", "2020", "en", "b.pdf"), True),
        (Mark("", "", "en", "a.rst"), Mark("", "", "zh", "a-zh.rst"), True),
        (Mark("", "", "en", "notes.md"), Mark("", "", "en", "notes.md"), True),
        (Mark("", "", "en", "a.md"), Mark("", "", "en", "b.md"), False),
        (Mark("1", "", "en", "a.pdf"), Mark("", "", "", "b.pdf"), False),
    ],
)
def test_editions_show_a_sign_of_being_editions(one: Mark, other: Mark, answer: bool) -> None:
    assert another_edition(one, other) is answer
    assert another_edition(other, one) is answer
