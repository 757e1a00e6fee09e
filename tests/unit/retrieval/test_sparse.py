"""Sparse vectors: what two texts share, and how much it weighs."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from retrieval.sparse import encode_passage, encode_query, token_index
from retrieval.types import SparseVector


def dot(one: SparseVector, other: SparseVector) -> float:
    there = dict(zip(other.indices, other.values, strict=True))
    return sum(value * there.get(index, 0.0) for index, value in zip(one.indices, one.values, strict=True))


def test_a_definition_answers_better_than_a_mention() -> None:
    text = "RCC_CTLR controls the clock."
    _, defining = encode_passage(text, ("RCC_CTLR",))
    _, mentioning = encode_passage(text)
    _, asked = encode_query("Where is RCC->CTLR?")
    assert dot(asked, defining) > dot(asked, mentioning) > 0


def test_a_wildcard_name_is_found_by_its_instances_only() -> None:
    _, printed = encode_passage("GPIOx_CFGLR configures a port.", ("GPIOx_CFGLR",))
    _, sibling = encode_passage("GPIOA_CFGLR configures a port.", ("GPIOA_CFGLR",))
    _, asked = encode_query("GPIOB_CFGLR")
    assert dot(asked, printed) > 0
    assert dot(asked, sibling) == 0


def test_the_chip_named_in_a_question_hardly_counts() -> None:
    words, _ = encode_query("CH32V003 watchdog")
    weights = dict(zip(words.indices, words.values, strict=True))
    assert weights[token_index("ch32v003")] < weights[token_index("watchdog")]


def test_expanded_terms_weigh_less_and_never_replace_own_words() -> None:
    words, _ = encode_query("clock", (("clock source", 0.5),))
    weights = dict(zip(words.indices, words.values, strict=True))
    assert weights[token_index("clock")] == 1.0
    assert weights[token_index("sourc")] == 0.5


def test_repetition_saturates_and_length_dilutes() -> None:
    once, _ = encode_passage("clock")
    often, _ = encode_passage("clock " * 50)
    long, _ = encode_passage("clock " + " ".join(f"word{number}" for number in range(300)))
    asked, _ = encode_query("clock")
    assert dot(asked, once) < dot(asked, often) < 3
    assert dot(asked, long) < dot(asked, once)


def test_the_heading_is_searched_too() -> None:
    words, identifiers = encode_passage("Bit 3", section="RCC_CTLR")
    asked_words, asked_names = encode_query("RCC_CTLR")
    assert dot(asked_words, words) > 0
    assert dot(asked_names, identifiers) > 0


def test_indices_are_the_same_in_every_process() -> None:
    code = "from retrieval.sparse import token_index; print(token_index('rcc_ctlr'))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert int(other) == token_index("rcc_ctlr")


@given(st.text(max_size=100))
def test_vectors_are_what_a_store_takes(text: str) -> None:
    for vector in (*encode_passage(text, ("RCC_CTLR",)), *encode_query(text)):
        assert list(vector.indices) == sorted(set(vector.indices))
        assert len(vector.indices) == len(vector.values)
        assert all(0 <= index < 2**32 for index in vector.indices)
        assert all(value > 0 for value in vector.values)
