"""The words in a parameter's symbol: `fHSE_ext` is asked for as HSE, and fHCLK as HCLK. Pure."""

import re
from collections.abc import Iterable

from app.facts.word_overlap import words

_SIGNS = str.maketrans({"–": "-", "−": "-", "—": "-", "－": "-", "μ": "u", "µ": "u", "Ω": "Ω"})
_CLOCK = re.compile(r"[fF]_?[A-Z]{3,}\d?")
"""fHCLK is asked for as HCLK."""


def symbol_words(symbol: str) -> Iterable[str]:
    """`fHSE_ext` whole and in its pieces: HSE and ext."""
    yield from words(symbol.translate(_SIGNS))
    for piece in re.split(r"[_()\s,/+-]+", symbol):
        yield piece.lower()
        if re.match(r"[a-z]{1,3}[A-Z]{2}", piece):
            yield piece.lstrip("abcdefghijklmnopqrstuvwxyz").lower()
        elif _CLOCK.fullmatch(piece):
            yield piece[1:].lower()
