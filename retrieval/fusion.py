"""Weighted reciprocal rank fusion, pure: rankings of scored ids in, one ranking out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from retrieval.protocols import Ranking

RRF_K = 60
"""Of the paper by Cormack, Clarke and Büttcher (2009)."""


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage with its place in the joint ranking."""

    id: str
    score: float
    sources: tuple[str, ...]
    """Who found it, in the order of the rankings."""


def fuse(
    rankings: Mapping[str, Ranking],
    weights: Mapping[str, float] | None = None,
    k: int = RRF_K,
    most: int | None = None,
) -> tuple[Fused, ...]:
    """Join rankings by source, best first, at most so many. A source without a weight counts 1; of weight 0,
    not at all.

    Passages that a source scores alike share a rank, so that what decides between them is not their id.
    """
    scores: dict[str, float] = {}
    sources: dict[str, list[str]] = {}
    for source, ranking in rankings.items():
        weight = 1.0 if weights is None else weights.get(source, 1.0)
        if weight <= 0:
            continue
        for rank, passage in _ranks(ranking):
            scores[passage] = scores.get(passage, 0.0) + weight / (k + rank)
            sources.setdefault(passage, []).append(source)
    ordered = sorted(scores, key=lambda passage: (-scores[passage], passage))[:most]
    return tuple(Fused(passage, scores[passage], tuple(sources[passage])) for passage in ordered)


def _ranks(ranking: Ranking) -> Iterator[tuple[int, str]]:
    """Each passage once, with its place; equal scores in a row have the place of the first of them."""
    unique: dict[str, float] = {}
    for passage, score in ranking:
        unique.setdefault(passage, score)
    rank, last = 0, None
    for place, (passage, score) in enumerate(unique.items(), 1):
        rank, last = (rank, last) if score == last else (place, score)
        yield rank, passage
