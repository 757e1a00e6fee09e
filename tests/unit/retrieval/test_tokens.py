"""What lexical search sees of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.tokens import stem, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rcc_cfgr.pllmul", ["rcc_cfgr_pllmul", "rcc_cfgr", "rcc", "cfgr", "pllmul"]),
        ("GPIOA_CFGLR", ["gpioa_cfglr", "gpioa", "cfglr", "gpiox"]),
        ("TIMx_CTLR", ["timx_ctlr", "timx", "ctlr"]),
        ("BR[2:0]", ["br", "2", "0"]),
        ("0x4002_1000 40021000h", ["0x40021000", "0x40021000"]),
        ("3.3 V, 48MHz, −40 °C", ["3.3", "3.3v", "48", "48mhz", "-40", "-40c"]),
        ("V1.5 and 1.5.4.12", ["1.5", "1.5.4.12"]),
        ("The registers are enabled", ["register", "enabl"]),
        ("ＲＣＣ", ["rcc"]),
    ],
)
def test_tokens_of(text: str, found: list[str]) -> None:
    assert tokens(text) == found


def test_chinese_is_cut_into_terms_of_the_field_and_their_parts() -> None:
    found = tokens("外部高速时钟的启动时间是多少")
    assert "外部高速时钟" in found
    assert "时钟" in found
    assert "多少" not in found


def test_a_name_inside_chinese_is_a_token_of_its_own() -> None:
    assert "rcc_ctlr" in tokens("读RCC_CTLR寄存器的值")


@pytest.mark.parametrize(
    "words",
    [
        ("enable", "enables", "enabled", "enabling"),
        ("register", "registers"),
        ("address", "addresses"),
        ("stop", "stopped", "stopping"),
        ("frequency", "frequencies"),
    ],
)
def test_forms_of_a_word_share_a_stem(words: tuple[str, ...]) -> None:
    assert len({stem(word) for word in words}) == 1


def test_short_and_foreign_words_stay() -> None:
    assert [stem(word) for word in ("bus", "spi", "status", "über")] == ["bus", "spi", "status", "über"]


@given(st.text(max_size=80))
def test_any_text_can_be_cut(text: str) -> None:
    assert all(token and token == token.strip() for token in tokens(text))
