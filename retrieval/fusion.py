"""Weighted reciprocal rank fusion, pure: rankings of ids in, one ranking out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float] | None = None, k: int = RRF_K
) -> tuple[Fused, ...]:
    """Join rankings by source, best first. A source without a weight counts 1; of weight 0, not at all."""
    scores: dict[str, float] = {}
    sources: dict[str, list[str]] = {}
    for source, ids in rankings.items():
        weight = 1.0 if weights is None else weights.get(source, 1.0)
        if weight <= 0:
            continue
        for rank, passage in enumerate(dict.fromkeys(ids), 1):
            scores[passage] = scores.get(passage, 0.0) + weight / (k + rank)
            sources.setdefault(passage, []).append(source)
    ordered = sorted(scores, key=lambda passage: (-scores[passage], passage))
    return tuple(Fused(passage, scores[passage], tuple(sources[passage])) for passage in ordered)
