"""Reciprocal rank fusion against its definition."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import RRF_K, fuse
from retrieval.protocols import Ranking

ids = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


def scored(ids: Iterable[str]) -> Ranking:
    """Ids whose scores fall."""
    return tuple((one, 1 / place) for place, one in enumerate(ids, 1))


def test_scores_are_the_definition() -> None:
    first, second, third = fuse({"sparse": scored("ab"), "dense": scored("bc")}, {"dense": 0.5})
    assert (first.id, second.id, third.id) == ("b", "a", "c")
    assert first.score == pytest.approx(1 / (RRF_K + 2) + 0.5 / (RRF_K + 1))
    assert first.sources == ("sparse", "dense")
    assert second.sources == ("sparse",)


def test_a_source_of_no_weight_finds_nothing() -> None:
    assert fuse({"dense": scored("a")}, {"dense": 0.0}) == ()


@given(ids, ids)
def test_each_passage_comes_once_and_best_first(one: list[str], other: list[str]) -> None:
    fused = fuse({"one": scored(one), "other": scored(other)})
    assert {hit.id for hit in fused} == set(one) | set(other)
    assert len(fused) == len({hit.id for hit in fused})
    assert [hit.score for hit in fused] == sorted((hit.score for hit in fused), reverse=True)


@given(ids)
def test_one_ranking_stays_as_it_is(one: list[str]) -> None:
    assert [hit.id for hit in fuse({"one": scored(one)})] == one


def test_passages_that_a_source_scores_alike_share_a_rank() -> None:
    first, second, third, fourth = fuse({"sparse": (("b", 2.0), ("a", 2.0), ("c", 1.0), ("d", 0.5))})
    assert first.score == second.score
    assert (third.id, third.score) == ("c", pytest.approx(1 / (RRF_K + 3)))
    assert fourth.id == "d"
