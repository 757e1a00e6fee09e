"""Chips that are meant without their whole name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.question.chip_references import misspelt, numbered, of_pair, pair_in, spelled_out

LIBRARY = ("VSK32A1", "VSK32B1", "ZXF103x8", "ZXF103xB", "QY32V003", "KP583", "KP582", "NOR7788")


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        ("spi on the qy32v0003", (), "spi on the QY32V003"),
        ("qy32v03 flash", (), "QY32V003 flash"),
        ("zfx103 adc", (), "zfx103 adc"),  # two slips are too many
        ("back to the 003, whats its lsi", ("QY32V003", "KP583"), "back to the QY32V003, whats its lsi"),
        ("那583的呢", ("KP583", "QY32V003"), "那KP583的呢"),
        ("reset at 583 kHz", ("KP583", "QY32V003"), "reset at 583 kHz"),
        ("and 582?", ("KP583",), "and 582?"),  # not named so far
        ("on the zx one", ("ZXF103x8", "QY32V003"), "on the ZXF103x8 one"),
        ("on the zx one", ("ZXF103x8",), "on the zx one"),  # nothing else that it could be told from
        ("7788 reset pin", (), "NOR7788 reset pin"),
        ("colours swapped on my 7788 panel", (), "colours swapped on my NOR7788 panel"),
        ("set it to 583", (), "set it to 583"),
        ("nor 7788 spi, kp583 too", (), "NOR7788 spi, KP583 too"),
    ],
)
def test_a_reference_is_written_as_the_library_writes_it(
    text: str, named: tuple[str, ...], expected: str
) -> None:
    assert spelled_out(text, LIBRARY, named) == expected


def test_a_number_that_several_chips_end_with_stays() -> None:
    library = ("QY32V003", "RT32F003")
    assert spelled_out("003 dma", library) == "003 dma"
    assert spelled_out("003 dma", library, ("RT32F003",)) == "RT32F003 dma"
    assert numbered("uart pins on 003?", library) == library


def test_a_number_of_ones_and_zeros_is_a_value() -> None:
    library = ("PX011", "QC1101")
    assert spelled_out("写 011 是多少 dB", library) == "写 011 是多少 dB"
    assert numbered("1101 as mode?", library) == ()


@given(st.sampled_from(LIBRARY), st.integers(0, 9))
def test_another_digit_is_another_chip(name: str, digit: int) -> None:
    at = max(index for index, letter in enumerate(name) if letter.isdigit())
    other = f"{name[:at]}{digit}{name[at + 1 :]}"
    assert name not in misspelt(other, (name,))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ADXL354", "ADXL345"),
        ("PY32F030", "PY32F003"),
        ("CC1110", "CC1101"),
        ("LPC18x", "LPC81x"),
        ("FT2232R", "FT232R"),
        ("CH32V030", "CH32V003"),
        ("NOR8778", "NOR7788"),  # no grammar tells that the maker has none of this name
    ],
)
def test_swapped_digits_are_another_chip(written: str, name: str) -> None:
    assert not misspelt(written, (name,))


@pytest.mark.parametrize(
    ("written", "name"), [("ESP23", "ESP32"), ("CH32V0003", "CH32V003"), ("ADLX345", "ADXL345")]
)
def test_a_slip_that_makes_no_part_of_any_vendor_is_read(written: str, name: str) -> None:
    assert misspelt(written, (name,)) == (name,)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(spelled_out(text, LIBRARY, ("KP583", "QY32V003")), str)


def test_former_and_latter_are_the_two_parts_named_together() -> None:
    pair = pair_in("CH32V003 vs XYZ9021: supply voltage", ("CH32V003",))
    assert pair == ("CH32V003", "XYZ9021")
    assert of_pair("the latter's current? 前者呢?", pair) == "XYZ9021's current? CH32V003呢?"
    assert of_pair("the latter's current?", ()) == "the latter's current?"
