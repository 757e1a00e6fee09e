"""Characters that fonts name badly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsing.glyphs import clean, glyph_shift, unmapped


@pytest.mark.parametrize(
    ("drawn", "font", "read"),
    [
        ("\uf06c", "Wingdings-Regular", "●"),
        ("l", "Wingdings", "●"),
        ("\uf06d", "Symbol", "μ"),
        ("\uf0b3", "SymbolMT", "≥"),
        ("m", "Symbol", "μ"),
        ("W", "ABCDEF+SymbolMT", "Ω"),
        ("´", "Symbol,Bold", "×"),
        ("2-°", "Symbol", "2-°"),
        ("m", "SegoeUISymbol", "m"),
        ("step\xadmotor", "Arial", "step-motor"),
        ("\u221240", "Arial", "-40"),
        ("a\x07b\u200bc", "Arial", "abc"),
        ("\u2f2f\u2f45", "SimSun", "工方"),
        ("温度", "SimSun", "温度"),
    ],
)
def test_clean(drawn: str, font: str, read: str) -> None:
    assert clean(drawn, font) == read


@pytest.mark.parametrize("shift", [29, 31, 32])
def test_shifted_glyph_numbers_are_read(shift: int) -> None:
    text = "USART1_TX PA9 Flash memory 64 KB"
    drawn = "".join(chr(ord(char) - shift) for char in text)
    assert glyph_shift([drawn]) == shift
    assert unmapped(drawn, glyph_shift([drawn])) == text


@pytest.mark.parametrize(
    ("drawn", "read"), [("P", "μ"), ("u", "×"), ("r", "±"), ("\x10", "-"), ("\x0b:\x0c", "(Ω)")]
)
def test_glyph_numbers_of_the_font_symbol_are_read(drawn: str, read: str) -> None:
    assert clean(unmapped(drawn, 0, "SymbolMT"), "SymbolMT") == read


def test_unreadable_glyphs_are_dropped() -> None:
    assert unmapped("ṮᗹⲺᗤ", 0).strip() == ""
    assert unmapped("!mer", 0) == "mer"


@given(st.text())
def test_clean_leaves_nothing_private(text: str) -> None:
    cleaned = clean(text, "Arial")
    assert not any("\ue000" <= char <= "\uf8ff" or (char < " " and char) for char in cleaned)
