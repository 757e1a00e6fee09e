"""Tokens and names are made piece by piece, between white space, and are together those of the whole text."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from retrieval import identifiers, tokens

PIECES = """
    RCC_CTLR GPIOx_CFGLR R32_PA/PB_DIR 0x4002 1000 1F3h 3.3 V 25 °C mA % 10k Hz V/A (see e.g. word, Word.
    RCC->CTLR hal::Config::default a.b v1.5 V1.2.3 x. FIFOs THE [7:0] PLL[3:0] face 0xface 1234 —
    复位值 时钟0x20 看门狗A µs Ω -5 − ／ ＲＣＣ ²
"""
SPACES = [" ", "\n", "\t", "\u3000", "\u00a0", "\u2028"]
PIECE = st.sampled_from([*PIECES.split(), *SPACES]) | st.text(max_size=6)
WRITTEN = st.lists(PIECE).map(" ".join)


@given(WRITTEN)
@example("3.3\nV 3.3  V 3.3 V/A 0x4002 1000 face 1234")
def test_tokens_of_pieces_are_those_of_the_text(text: str) -> None:
    assert tokens.tokens(text) == list(tokens._tokens(unicodedata.normalize("NFKC", text)))


@given(WRITTEN)
@example("0x4002 1000 RCC_CTLR. (word) e.g. A4988,")
def test_names_of_pieces_are_those_of_the_text(text: str) -> None:
    assert identifiers.identifiers_in(text) == tuple(dict.fromkeys(identifiers._names(text)))
