"""Chips named in questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.chips import looks_like_part, named_chips

KNOWN = ("CH32V003", "CH583", "CH582", "ESP32", "STM32F103x8", "STM32F103xB", "A4988", "Cortex-M0+")


@pytest.mark.parametrize(
    ("question", "known", "rest"),
    [
        ("CH32V003的复位值", ("CH32V003",), "的复位值"),
        ("what resets the ch32v003f4p6?", ("CH32V003",), "what resets the ?"),
        ("CH583/CH582 的 RTC", ("CH583", "CH582"), "/ 的 RTC"),
        ("ESP32-WROOM-32 strapping", ("ESP32",), "strapping"),
        ("flash of the STM32F103", ("STM32F103x8", "STM32F103xB"), "flash of the"),
        ("STM32F103C8T6 ADC", ("STM32F103x8",), "ADC"),
        ("cortex m0+ SysTick", ("Cortex-M0+",), "SysTick"),
        ("A4988 sleep", ("A4988",), "sleep"),
    ],
)
def test_known_chips_are_found_and_cut_out(question: str, known: tuple[str, ...], rest: str) -> None:
    named = named_chips(question, KNOWN)
    assert named.known == known
    assert named.unknown == ()
    assert named.rest == rest


@pytest.mark.parametrize("part", ["ESP32-C3", "esp32s3", "CH32V307", "nRF52840", "STM32F407VG", "RP2040"])
def test_other_chips_are_unknown_and_stay_in_the_text(part: str) -> None:
    named = named_chips(f"reset value on the {part}", KNOWN)
    assert named.known == ()
    assert named.unknown == (part,)
    assert part in named.rest


@pytest.mark.parametrize(
    "word", ["USART1", "TIM2", "AES256", "RS485", "SPI1EN", "LQFP48", "ISO11898", "GPIOA", "I2C", "V1"]
)
def test_peripherals_standards_and_packages_are_no_parts(word: str) -> None:
    assert not looks_like_part(word)


@pytest.mark.parametrize("text", ["R32_CH583_CTRL", "0xCH583", "XCH583", "CH583_X"])
def test_a_chip_inside_a_longer_name_is_not_named(text: str) -> None:
    assert named_chips(text, KNOWN).known == ()


CJK = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=8)


@given(before=CJK, after=CJK, chip=st.sampled_from(["CH32V003", "CH583", "A4988"]), lower=st.booleans())
def test_chinese_needs_no_spaces_around_a_chip(before: str, after: str, chip: str, lower: bool) -> None:
    written = chip.lower() if lower else chip
    named = named_chips(f"{before}{written}{after}", KNOWN)
    assert named.known == (chip,)
    assert written not in named.rest


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    named = named_chips(text, KNOWN)
    assert set(named.known) <= set(KNOWN)
    assert len(named.rest) <= len(text) * 18  # NFKC writes one character as 18 at most


def test_web_addresses_name_nothing() -> None:
    named = named_chips("`esp_set() <https://x.example/esp32/ch583.html#_C1>`_ 在 A4988 上", KNOWN)
    assert named.known == ("A4988",)
    assert named.rest == "`esp_set() 在 上"


@pytest.mark.parametrize(
    ("question", "unknown", "strays"),
    [
        ("ESP32 with an MCP23017 and R100", (), ("MCP23017", "R100")),
        ("ESP32 beside a BME280, which I2C pins?", (), ("BME280",)),
        ("is the ESP32 like the CH32V307?", ("CH32V307",), ()),
        ("ESP32 vs MCP23017: supply voltage", ("MCP23017",), ()),
        ("what is R100 for", (), ("R100",)),
        ("supply of the XYZ9000", ("XYZ9000",), ()),
        ("CH583 on a GY521 board", (), ("GY521",)),
        ("what does the nRF52 draw", ("nRF52",), ()),
        ("SYSTICK of the Cortex-M4", ("Cortex-M4",), ()),
    ],
)
def test_strays_are_told_from_what_is_asked_about(
    question: str, unknown: tuple[str, ...], strays: tuple[str, ...]
) -> None:
    named = named_chips(question, KNOWN)
    assert (named.unknown, named.strays) == (unknown, strays)


def test_a_written_part_stays_narrower_than_the_librarys_name() -> None:
    named = named_chips("flash size of the STM32F103ZET6", ("STM32F10x",))
    assert (named.known, named.written) == (("STM32F10x",), ("STM32F103ZET6",))
