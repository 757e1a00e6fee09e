"""Reading values: units in both languages, ranges, bits, hexadecimal numbers, citations."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.verification import Kind, Source, verify
from app.chat.verification.atoms import Atom, atoms_in, citations_in
from app.chat.verification.comparing import same_value
from app.chat.verification.numerals import chinese_number
from app.chat.verification.plain import plain
from app.chat.verification.units import UNITS

BUSY = 5.0
"""Seconds that no text may take; a pattern that backtracks takes minutes."""
EQUAL = (
    ("0.5 µA", "500 nA"),
    ("0.5 µA", "500nA"),
    ("8 MHz", "8000 kHz"),
    ("八兆赫", "8MHz"),
    ("五百微安", "0.5 mA"),
    ("1 kB", "1024 B"),
    ("1 KB", "1000 bytes"),
    ("3.3 V", "3300mV"),
    ("10 kΩ", "10000 ohm"),
    ("1x10^5 cycles", "100k cycles"),
    ("−40 °C", "-40 ℃"),
    ("0x40021000", "0x4002_1000"),
    ("0x83", "83h"),
    ("0b101", "5h"),
    ("bit 24", "第24位"),
    ("bits 7:3", "位[7:3]"),
    ("bits 3 to 7", "bits [7:3]"),
    ("0x0000xx83", "0x00001283"),
)
DIFFERENT = (
    ("5 mA", "5 µA"),
    ("8 MHz", "8 kHz"),
    ("bit 24", "bit 25"),
    ("0x40005007", "0x40005008"),
    ("5 V", "5 A"),
)


def _only(text: str) -> Atom:
    found = atoms_in(plain(text))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_the_same_value_in_other_words(one: str, other: str) -> None:
    assert same_value(_only(one), _only(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_value(one: str, other: str) -> None:
    assert not same_value(_only(one), _only(other))


@settings(deadline=None)  # the first example builds tables, and machines differ
@given(st.integers(0, 9999), st.integers(0, 3), st.sampled_from(sorted(UNITS)))
def test_every_unit_is_read_after_every_number(whole: int, places: int, unit: str) -> None:
    number = f"{whole / 10**places:.{places}f}"
    found = [atom for atom in atoms_in(f"{number} {unit}") if atom.kind is Kind.QUANTITY]
    assert found
    assert found[0].dimension == UNITS[unit][0]
    assert found[0].values == tuple(float(number) * factor for factor in UNITS[unit][1])


@settings(deadline=None)  # the first example builds tables, and machines differ
@given(st.integers(0, 2**32 - 1))
def test_a_hexadecimal_number_is_read_in_every_spelling(value: int) -> None:
    digits = f"{value:08X}"
    for text in (f"0x{digits}", f"0x{digits[:4]}_{digits[4:]}", f"0{digits}h", f"`0x{value:x}`"):
        assert _only(text).values == (float(value),)


@settings(deadline=None)  # the first example builds tables, and machines differ
@given(st.integers(0, 63), st.integers(0, 63))
def test_bits_are_read_from_high_to_low(one: int, other: int) -> None:
    wanted = (float(max(one, other)), float(min(one, other)))
    for text in (f"bits {one}:{other}", f"[{one}:{other}]", f"位[{one}:{other}]", f"第{one}到{other}位"):
        assert _only(text).values == wanted


@settings(deadline=None)  # the first example builds tables, and machines differ
@given(st.text(max_size=120))
def test_markup_goes_and_places_stay(text: str) -> None:
    assert len(plain(text)) == len(text)


@settings(deadline=None)  # the first example builds tables, and machines differ
@given(st.text(alphabet="0123456789abxhµ.VAHz[]:<>-~位第 ,%", max_size=60))
def test_values_lie_in_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for atom in atoms_in(plain(text)):
        assert end <= atom.span[0] < atom.span[1] <= len(text)
        end = atom.span[1]


def test_a_width_is_no_position() -> None:
    assert [atom.kind for atom in atoms_in("a 16-bit timer, 16位定时器")] == [Kind.QUANTITY, Kind.QUANTITY]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It is so [1].", [1]),
        ("It is 0x184[15]。", [15]),
        ("它在第11位[19]。", [19]),
        ("So [1, 3-4] and [2][5].", [1, 3, 4, 2, 5]),
        ("PLLEN[24] of it, 位[3], bit [4].", []),
    ],
)
def test_citation_markers_are_told_from_bits(text: str, numbers: list[int]) -> None:
    assert [number for number, _ in citations_in(plain(text))] == numbers


@pytest.mark.parametrize(
    ("text", "value"), [("二十四", 24), ("十", 10), ("一百零五", 105), ("两万", 20000), ("三点三", 3.3)]
)
def test_chinese_numerals(text: str, value: float) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize(
    "piece", ["-", "| ", "1 + ", "1 << ", "1 V to ", "[1, ", "a[1], ", "A: b | ", "第1位", "*", "A_"]
)
def test_no_text_keeps_verification_busy(piece: str) -> None:
    text = piece * (1500 // len(piece))
    started = time.process_time()
    verify(text, [Source(1, text)])
    assert time.process_time() - started < BUSY
