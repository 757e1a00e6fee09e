"""Reciprocal rank fusion against its definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import RRF_K, fuse

ids = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


def test_scores_are_the_definition() -> None:
    first, second, third = fuse({"sparse": ["a", "b"], "dense": ["b", "c"]}, {"dense": 0.5})
    assert (first.id, second.id, third.id) == ("b", "a", "c")
    assert first.score == pytest.approx(1 / (RRF_K + 2) + 0.5 / (RRF_K + 1))
    assert first.sources == ("sparse", "dense")
    assert second.sources == ("sparse",)


def test_a_source_of_no_weight_finds_nothing() -> None:
    assert fuse({"dense": ["a"]}, {"dense": 0.0}) == ()


@given(ids, ids)
def test_each_passage_comes_once_and_best_first(one: list[str], other: list[str]) -> None:
    fused = fuse({"one": one, "other": other})
    assert {hit.id for hit in fused} == set(one) | set(other)
    assert len(fused) == len({hit.id for hit in fused})
    assert [hit.score for hit in fused] == sorted((hit.score for hit in fused), reverse=True)


@given(ids)
def test_one_ranking_stays_as_it_is(one: list[str]) -> None:
    assert [hit.id for hit in fuse({"one": one})] == one
