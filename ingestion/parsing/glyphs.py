"""Mends the characters that a PDF's fonts name badly. Pure; used by `pdf` while it reads words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

# Wingdings draws bullets, ticks and arrows; only their role matters.
_WINGDINGS = {
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x75: "◆", 0x77: "◆", 0x9F: "•",
    0xA7: "▪", 0xA8: "□", 0xB2: "•", 0xD8: "➢", 0xE0: "→", 0xE8: "→", 0xF0: "→", 0xFB: "✗", 0xFC: "✓",
    0xFE: "✓",
}  # fmt: skip
# Adobe's Symbol encoding, where electrical tables use it.
_SYMBOL = {
    0x2D: "-", 0x44: "Δ", 0x46: "Φ", 0x53: "Σ", 0x57: "Ω", 0x61: "α", 0x62: "β", 0x64: "δ", 0x65: "ε",
    0x66: "φ", 0x67: "γ", 0x68: "η", 0x6C: "λ", 0x6D: "μ", 0x70: "π", 0x71: "θ", 0x72: "ρ", 0x73: "σ",
    0x74: "τ", 0x77: "ω", 0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓",
    0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xD4: "™",
    0xD6: "√", 0xD7: "·", 0xE2: "®", 0xE4: "™", 0xE5: "Σ",
}  # fmt: skip
_SYMBOL_FONT = re.compile(r"(?:[A-Z]{6}\+)?Symbol(?:MT|PSMT|Std)?(?:[,-].*)?")
# What such a font has no glyph of: where one stands in its text, the file has named the glyph by its code.
_CODES = {code: _SYMBOL[code] for code in _SYMBOL if chr(code).isalpha() and code < 0x7F} | {
    code: _SYMBOL[code] for code in (0xA3, 0xA5, 0xB3, 0xB4, 0xE5)
}

_MENDED: dict[int, str | None] = {
    0xA0: " ",
    0xAD: "-",  # fonts whose hyphen is called soft hyphen draw it all the same
    0x2010: "-",
    0x2011: "-",
    0x2212: "-",  # so that a negative limit is one number everywhere
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0x200B, 0x2010)]),
    **dict.fromkeys([0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF]),
    # Chinese fonts often name a character by the radical that it looks like.
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FE0)},
}


def clean(text: str, font: str = "") -> str:
    """The text without control characters, private glyphs named where their font tells what they are."""
    if "ingding" in font:  # some files name its bullets by the letters that they stand in for
        return "".join(_WINGDINGS.get(ord(char) & 0xFF, "•") if char > " " else char for char in text)
    if _SYMBOL_FONT.fullmatch(font):  # `mA` with its m in this font is microampere
        text = text.translate(_CODES)
    if text.isascii() and text.isprintable():
        return text
    text = text.translate(_MENDED)
    if any("\ue000" <= char <= "\uf8ff" for char in text):
        table = _WINGDINGS if "ding" in font.lower() else _SYMBOL
        text = "".join(_private(char, table) for char in text)
    return text


def _private(char: str, table: dict[int, str]) -> str:
    if not "\ue000" <= char <= "\uf8ff":
        return char
    code = ord(char) - 0xF000
    return table.get(code, chr(code) if 0x20 < code < 0x7F and table is _SYMBOL else "")


_PLAUSIBLE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _/-.,:[]()")
# Glyph numbers of fonts without a character map: TrueType's usual order starts space at 3, subsets
# made by old drawing programs at 0 or 1.
_SHIFTS = (29, 31, 32)


def glyph_shift(texts: Iterable[str]) -> int:
    """The distance from glyph numbers to ASCII that makes these spans of one font readable, or 0."""
    counts = Counter("".join(texts))
    total = sum(counts.values())
    if total < 8:  # too little to tell
        return 0

    def share(shift: int) -> float:
        return sum(n for char, n in counts.items() if chr(ord(char) + shift) in _PLAUSIBLE) / total

    best = max(_SHIFTS, key=share)
    return best if share(best) > 0.9 and share(best) > share(0) else 0


def unmapped(text: str, shift: int, font: str = "") -> str:
    """Text of a span whose font has no character map: shifted, or what of it can be right, or nothing. Of the
    font Symbol, whose glyphs have one order, all is known."""
    if _SYMBOL_FONT.fullmatch(font):
        return "".join(_symbol(ord(char)) for char in text)
    if shift:
        return "".join(chr(ord(char) + shift) for char in text)
    kept = "".join(char for char in text if char == " " or _likely(char))
    return kept if 2 * len(kept) >= len(text) else " " * len(text)


def _symbol(glyph: int) -> str:
    """The character of a glyph of Symbol, by its number in TrueType's order: ASCII begins at 3, the upper
    half of the encoding (0xA1) at 98."""
    code = glyph + (_SHIFTS[0] if glyph < 98 else 63)
    return _SYMBOL.get(code, chr(code) if 0x20 <= code < 0x7F else "")


def _likely(char: str) -> bool:
    if char.isascii():
        return char.isalnum()
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
