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


def test_an_errata_sheet_names_the_chips_whose_silicon_is_affected() -> None:
    found = detected(
        [("[ADC] The converter sticks", 16)],
        text="Affected revisions of vsk32c6, vsk32h2: v0.0, v0.1",
        name="adc-sticks.rst",
    )
    assert found.chips == ("VSK32C6", "VSK32H2")


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
    assert found.chips == ("Cortex-M0+",)


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
    others = "LQFP48 GPIO12 USART1 RV32EC ISO7816 AES128 TIM14 PA13 VIO33 IEC61967 UTF8 SOT23 0x40021000"
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


@pytest.mark.parametrize(
    ("title", "running", "name", "text", "chips"),
    [
        ("CH32V20x_30x Datasheet", "", "CH32V20x_30xDS0.PDF", "CH32V203 CH32V208", ("CH32V20x", "CH32V30x")),
        ("CH32F103x_CH32V103x Manual", "", "CH32xRM.PDF", "CH32V103 CH32F103", ("CH32F103x", "CH32V103x")),
        ("Accurate RTC", "", "DS3231.pdf", "The DS3231 is a clock.", ("DS3231",)),
        ("CC1101 Transceiver", "SWRS061C Page 1 of 94", "cc1101.pdf", "The CC1101 sends.", ("CC1101",)),
        ("CC2541 片载系统", "ZHCS708D –JANUARY 2012", "x.pdf", "The CC2541 sends.", ("CC2541",)),
        ("DA7212 Codec", "", "DA7212.pdf", "The DA7212 plays.", ("DA7212",)),
        ("8-Channel DAC", "AD5593R", "AD5593R.pdf", "The AD5593R converts.", ("AD5593R",)),
        ("MPU-6050 Product Specification", "", "x.pdf", "The MPU-6050 measures.", ("MPU-6050",)),
        ("Si115x Data Sheet", "", "si115x.pdf", "The Si1153 measures light.", ("Si115x",)),
        ("MCP2515 CAN Controller", "DS21801F-page 2", "x.pdf", "The MCP2515 sends.", ("MCP2515",)),
        ("UM10601 LPC81x User manual", "UM10601", "UM10601.pdf", "The LPC81x has pins.", ("LPC81x",)),
        ("ESP32-C3 Series Datasheet", "", "x.pdf", "The ESP32-C3FH4 and ESP32-C3FN4", ("ESP32-C3",)),
        ("nRF52840 Product Specification", "", "x.pdf", "The nRF52840 has radios.", ("nRF52840",)),
        ("QingKeV2 Debug Manual", "", "x.pdf", "A core. The CH32V003 has it.", ("QingKeV2",)),
        ("RISC-V Debug Specification", "Version 1.0", "x.pdf", "A debugger.", ()),
        ("RS485 in practice", "", "AN1234.pdf", "Two wires.", ()),
    ],
)
def test_chips_of_a_cover(title: str, running: str, name: str, text: str, chips: tuple[str, ...]) -> None:
    found = detected([(title, 22), ("Overview", 16)], [running] * 9, f"{text} " * 12, name)
    assert found.chips == chips


def test_a_number_beside_a_part_that_is_shaped_like_one() -> None:
    found = detected([("Accurate RTC", 20)], ["19-5170; Rev 2"], "The DS3231 is a clock. " * 9, "DS3231.pdf")
    assert (found.number, found.vendor) == ("19-5170", "Analog Devices")


def test_the_body_says_the_language() -> None:
    translated = detected(
        [("CC2541 片载系统 数据手册", 20)], text="特性与说明。" * 20 + "The radio is on. " * 200
    )
    tables = detected(
        [("Datasheet", 20)], text="CTLR INTENR R32 0x40021000 RST VDD " * 900 + "复位后为零。" * 90
    )
    assert (translated.language, tables.language) == ("en", "zh")


def test_a_vendors_answers_without_a_cover() -> None:
    text = "The ESP32 has two cores. On ESP32-S3 use USB. " * 3
    assert detected([], text=text, name="usb.rst").vendor == "Espressif"


def test_a_revision_that_hangs_on_the_number() -> None:
    found = detected([("CC1101 Transceiver", 20)], ["SWRS061C Page 1 of 94"] * 9, "The CC1101 sends. " * 9)
    assert (found.number, found.revision) == ("SWRS061", "Rev. C")
