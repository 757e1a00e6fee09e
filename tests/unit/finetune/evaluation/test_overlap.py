"""BLEU and ROUGE against values worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.evaluation.overlap import bleu, rouge_l, rouge_n, tokens


def test_chinese_is_cut_into_words_and_names_stay_whole():
    assert tokens("R32_RCC_CTLR 的复位值是 0x0083 [1]。") == [
        "r32_rcc_ctlr",
        "的",
        "复位",
        "值",
        "是",
        "0x0083",
        "。",
    ]


def test_rouge_counts_common_words():
    assert rouge_n("the cat sat", "the cat ran", 1) == pytest.approx(2 / 3)
    assert rouge_n("the cat sat", "the cat ran", 2) == pytest.approx(1 / 2)
    assert rouge_l("a b c d", "a c b d") == pytest.approx(3 / 4)


def test_bleu_is_smoothed_above_single_words():
    """Precisions 5/6, (3+1)/(5+1), (1+1)/(4+1), (0+1)/(3+1) of papineni's cat, lengths equal."""
    expected = (5 / 6 * 4 / 6 * 2 / 5 * 1 / 4) ** 0.25
    assert bleu("the cat is on the mat", "the cat sat on the mat") == pytest.approx(expected, rel=1e-6)


def test_a_short_answer_is_punished():
    assert bleu("the cat", "the cat sat on the mat today") < 0.1


@given(st.text(max_size=60))
def test_a_text_is_like_itself_and_nothing_exceeds_one(text):
    same = rouge_l(text, text)
    assert same == (1.0 if tokens(text) else 0.0)
    assert 0.0 <= bleu(text, f"{text} more") <= 1.0
