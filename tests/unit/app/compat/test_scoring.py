"""The order of texts for a query."""

from hypothesis import given
from hypothesis import strategies as st

from app.compat.scoring import order

TEXTS = [
    "The DMA controller has seven channels.",
    "TCONV = sampling time + 11 TADCCLK is the total conversion time of the ADC.",
    "RCC_CTLR | 0x40021000 | Clock control register | reset value 0x0000xx83",
]


def test_words_alone_put_the_right_text_first() -> None:
    assert order("total conversion time of the ADC", TEXTS, None)[0][0] == 1
    assert order("reset value of RCC_CTLR", TEXTS, None)[0][0] == 2


def test_meaning_decides_where_words_say_nothing() -> None:
    ranked = order("wie lange dauert es", TEXTS, [0.75, 0.72, 0.9])
    assert [index for index, _ in ranked] == [2, 0, 1]


@given(st.lists(st.text(max_size=50), min_size=1, max_size=8), st.text(max_size=50))
def test_every_text_is_ranked_once_with_a_share(texts: list[str], query: str) -> None:
    ranked = order(query, texts, [0.8] * len(texts))
    assert sorted(index for index, _ in ranked) == list(range(len(texts)))
    scores = [score for _, score in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
