"""The typefaces of the sample documents: glyphs and their widths, with CJK as fallback.

Text is drawn by glyph number from PyMuPDF's own fonts, so that measuring and drawing agree.
"""

# mypy: disable-error-code="no-untyped-call"
# PyMuPDF carries no annotations.

from dataclasses import dataclass
from functools import cache

import pymupdf

FACES = {"r": "helv", "b": "hebo", "i": "heit", "bi": "hebi", "m": "cour"}
"""Style letter to PyMuPDF's built-in font name."""
CJK = "cjk"
EMBOLDEN = 0.028
"""Stroke width, per point of size, that makes bold from the only CJK weight there is."""


CENTRED = "，：；！？"
SHIFT = 0.26
"""The font centres these in their square, as is right in Taiwan; on the mainland they stand at the left."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn character."""

    face: str
    gid: int
    advance: float
    """Per point of font size."""
    embolden: bool = False
    shift: float = 0.0
    """Distance to draw it to the left of its place, per point of size."""


@cache
def font(face: str) -> pymupdf.Font:
    return pymupdf.Font(face)


@cache
def glyph(char: str, style: str) -> Glyph:
    """The character in the style's face, else in the CJK one; a character in neither is an error."""
    code = ord(char)
    face = FACES[style]
    gid = font(face).has_glyph(code) if code < 0x2E80 else 0
    if gid:
        return Glyph(face, gid, font(face).glyph_advance(code))
    gid = font(CJK).has_glyph(code)
    if not gid:
        raise ValueError(f"no glyph for U+{code:04X}")
    advance, shift = font(CJK).glyph_advance(code), SHIFT if char in CENTRED else 0.0
    return Glyph(CJK, gid, advance, style in ("b", "bi"), shift)


@cache
def width(text: str, style: str, size: float) -> float:
    return size * sum(glyph(char, style).advance for char in text)
