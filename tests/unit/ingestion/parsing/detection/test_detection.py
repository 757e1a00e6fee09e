"""What made-up documents say of themselves."""

import pytest

from ingestion.parsing.detection import detect
from ingestion.parsing.detection.chips import covers, family, parts_in
from ingestion.types import Block, BlockKind, ConvertedDocument, ConvertedPage, Detected, Line

NOWHERE = (0.0, 0.0, 0.0, 0.0)


def detected(
    cover: list[tuple[str, float]],
    running: list[str] | None = None,
    text: str = "Some text about things.",
    name: str = "manual.pdf",
    metadata: tuple[tuple[str, str], ...] = (),
) -> Detected:
    lines = tuple(
        Line(words, (50, 100 + 30 * n, 400, 120 + 30 * n), size) for n, (words, size) in enumerate(cover)
    )
    pages = (ConvertedPage(1, 600, 800, lines),)
    blocks = (Block(BlockKind.PARAGRAPH, text, 1, NOWHERE),)
    return detect(ConvertedDocument(pages, metadata=metadata), blocks, running or [], name)


def test_a_reference_manual() -> None:
    found = detected(
        [("CX32V103/CX32V105 Reference Manual", 22), ("V1.5", 10), ("July 20, 2023", 10), ("Overview", 16)],
        ["CX32V103 Reference Manual https://cx.example"] * 30 + [f"V1.5 {n}" for n in range(30)],
        "The CX32V103 has timers. " * 9,
    )
    assert found.title == "CX32V103/CX32V105 Reference Manual"
    assert found.revision == "V1.5"
    assert found.date == "2023-07-20"
    assert found.kind == "reference-manual"
    assert found.language == "en"
    assert found.chips == ("CX32V103", "CX32V105")


def test_a_chinese_data_sheet() -> None:
    found = detected(
        [("GX32F031xx 数据手册", 24), ("版本 1.17", 12), ("2019年6月25日", 10)],
        ["DS_GX32F031_q_Ver1.17"] * 20,
        "本产品使用高性能的内核，内置高速存储器。" * 20,
    )
    assert (found.language, found.kind, found.date) == ("zh", "datasheet", "2019-06-25")
    assert found.revision == "Ver1.17"
    assert found.chips == ("GX32F031",)


@pytest.mark.parametrize(
    ("running", "name", "revision"),
    [
        (["DocID13587 Rev 17"] * 9, "x.pdf", "Rev 17"),
        (["4988-DS, Rev. 5"] * 9, "x.pdf", "Rev. 5"),
        (["Page 3"] * 9, "GX32_Datasheet_Rev1.4.pdf", "Rev1.4"),
        (["Page 3"] * 9, "PX32F003_DS_1.7_en.pdf", "1.7"),
        (["Version 0.13.2"] * 9, "x.pdf", "Version 0.13.2"),
        (["page"] * 9, "plain.pdf", ""),
    ],
)
def test_revisions(running: list[str], name: str, revision: str) -> None:
    assert detected([("A manual", 20)], running, name=name).revision == revision


def test_the_version_of_something_else_is_no_revision() -> None:
    assert detected([("MX53 Datasheet", 20), ("Bluetooth V4.2 and USB 2.0 support", 10)]).revision == ""


def test_the_core_s_revision() -> None:
    found = detected([("Cortex-M0+", 28), ("Revision: r0p1", 14), ("Technical Reference Manual", 18)])
    assert found.revision == "r0p1"
    assert found.chips == ()


def test_metadata_serves_last() -> None:
    found = detected([("Manual", 20)], metadata=(("creationDate", "D:20230113"), ("title", "untitled")))
    assert found.date == "2023-01-13"
    assert found.title == "Manual"


def test_a_specification_is_about_no_chip() -> None:
    found = detected(
        [("RISC-V Debug Specification", 17), ("Version 1.0", 17)], text="RV32 and RV64IMAC. " * 50
    )
    assert found.kind == "specification"
    assert found.chips == ()


def test_an_faq_is_about_no_chip() -> None:
    blocks = tuple(
        Block(BlockKind.HEADING, text, 1, NOWHERE, (text,), 1)
        for text in ("LCD", "Does ESP32-S3 support RGB?", "What about ESP32-C3?", "Why?")
    )
    found = detect(ConvertedDocument((), blocks=blocks), blocks, [], "lcd.rst")
    assert (found.kind, found.chips) == ("faq", ())


def test_other_words_of_that_form_are_no_parts() -> None:
    others = (
        "LQFP48 GPIO12 USART1 RV32EC ISO7816 AES128 TIM14 PA13 VIO33 DS5319 IEC61967 UTF8 SOT23 0x40021000"
    )
    assert parts_in(others) == []
    assert parts_in("A4988, CH583/CH582 and STM32F103x8") == ["A4988", "CH583", "CH582", "STM32F103x8"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("BL602/604 Reference Manual", ["BL602", "BL604"]),
        ("PY32F002/003/030", ["PY32F002", "PY32F003", "PY32F030"]),
        ("nRF52840 and ATmega328P", ["nRF52840", "ATmega328P"]),
        ("ESP32-C3, RP2040 or S32K144", ["ESP32-C3", "RP2040", "S32K144"]),
        ("MSP430F5529, SAMD21", ["MSP430F5529", "SAMD21"]),
        ("at 12 MHz, 3/4 of it, 0x1234, ECC256, R100", []),
    ],
)
def test_parts_of_many_vendors(text: str, parts: list[str]) -> None:
    assert parts_in(text) == parts


def test_one_letter_and_three_digits_on_a_cover() -> None:
    assert detected([("K210 Datasheet", 22)]).chips == ("K210",)


def test_placeholders() -> None:
    assert family("GD32F303xx") == "GD32F303"
    assert family("STM32F10xxx") == "STM32F10x"
    assert family("STM32F103x8") == "STM32F103x8"
    assert covers("STM32F103x8", "STM32F103C8T6")
    assert not covers("STM32F103x8", "STM32F103CB")
