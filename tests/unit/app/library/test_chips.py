"""Which chip names speak of the same part; names are real, since their forms are what matters."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.library.chips import chip_key, covers

SAME = [
    ("CH32V003", "CH32V003F4P6"),
    ("CH58x", "CH583M"),
    ("STM32F103x8", "STM32F103C8"),
    ("STM32F103x8", "STM32F103C8T6"),
    ("STM32F103x8", "stm32f103c8t6"),
    ("STM32F10xxx", "STM32F103C8T6"),
    ("STM32F103", "STM32F103xB"),
    ("GD32F303xx", "GD32F303CCT6"),
    ("GD32F303XX", "GD32F303CCT6"),
    ("ESP32", "ESP32-WROOM-32"),
    ("ESP32", "ESP32-D0WDQ6"),
    ("ESP32-C3", "ESP32C3"),
    ("ESP32-C3", "ESP32-C3FH4"),
    ("BL602", "BL602C00"),
    ("STM32", "STM32F103C8"),
    ("ESP8266EX", "esp8266ex"),
    ("PY32F003", "ＰＹ３２Ｆ００３"),
]
DIFFERENT = [
    ("ESP32", "ESP32-C3"),
    ("ESP32", "ESP32C3"),
    ("ESP32", "ESP32-S2-MINI-1"),
    ("ESP32-C6", "ESP32-C61"),
    ("ESP32-S3", "ESP32-S2"),
    ("CH32V003", "CH32V0035"),
    ("CH32X035", "CH32V035"),
    ("CH582", "CH583"),
    ("STM32F103x8", "STM32F103xB"),
    ("STM32F103x8", "STM32F103CB"),
    ("CC2640", "CC2640R2F"),
    ("", "ESP32"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_of_one_part(one: str, other: str) -> None:
    assert covers(one, other)
    assert covers(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_of_different_parts(one: str, other: str) -> None:
    assert not covers(one, other)
    assert not covers(other, one)


NAMES = st.text(string.ascii_letters + string.digits + "-_ ", max_size=12)


@given(NAMES, NAMES)
def test_covering_is_mutual_and_looks_at_keys_only(one: str, other: str) -> None:
    assert covers(one, other) == covers(other, one)
    assert covers(chip_key(one), other) == covers(one, other)


@given(NAMES.filter(lambda name: any(character.isalnum() for character in name)))
def test_a_name_covers_itself(name: str) -> None:
    assert covers(name, name)
