"""Whoever repeats a passage word for word is never marked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.verification import Source, units_of, verify

from .evidence import SOURCES

SENTENCES = [
    unit.strip() for source in SOURCES for unit in units_of(source.text) if "|" not in unit and len(unit) > 30
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_a_passage(sentence: str) -> None:
    assert verify(sentence, SOURCES).ok
    assert verify(f"> {sentence}\n", SOURCES).ok


@settings(deadline=None)  # the first example builds tables, and machines differ
@given(
    st.lists(
        st.sampled_from(
            [
                "The ADC",
                "supply",
                "draws",
                "0.5 µA",
                "at 8 MHz",
                "bit 24",
                "0x40",
                "PLLEN",
                "16 channels",
                "为 3.3 V",
                "typ.",
            ]
        ),
        min_size=4,
        max_size=12,
    ).map(" ".join)
)
def test_any_sentence_that_a_source_holds(sentence: str) -> None:
    assert verify(f"{sentence}.", [Source(1, f"Heading\n{sentence}.")]).ok
