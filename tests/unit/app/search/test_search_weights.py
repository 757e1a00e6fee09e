"""Weights of the sources of candidates."""

import pytest

from app.search.weights import weights_for


@pytest.mark.parametrize(
    "question", ["reset value of TIM_CR", "which register has CC1IF", "how does it wake up"]
)
def test_names_and_plain_words_are_left_to_the_retriever(question: str) -> None:
    assert weights_for(question) == ()


@pytest.mark.parametrize(
    "question", ["how is the ADC calibrated", "USB 的最大速率是多少", "ADC and DMA together"]
)
def test_a_subject_alone_leaves_the_choice_to_the_words(question: str) -> None:
    assert dict(weights_for(question))["identifier"] < 0.5
