"""The order of texts for a query: the rules that rank a search's hits, over any texts. Pure."""

from collections.abc import Sequence

from retrieval import rerank
from retrieval.expansion import expand
from retrieval.types import Passage

READ = 6000
"""Characters of a text that are looked at; passages of manuals are shorter."""
UNLIKE = 0.7
"""Similarity of two texts that have nothing to do with each other: small embedders never give less."""
MOST = (
    rerank.FUSED_WEIGHT
    + rerank.NAMES_WEIGHT
    + rerank.KIND_WEIGHT
    + rerank.WORDS_WEIGHT
    + rerank.QUOTED_WEIGHT
)
"""A text that meets every rule; scores are shares of it."""


def order(query: str, texts: Sequence[str], similar: Sequence[float] | None) -> list[tuple[int, float]]:
    """Index and score from 0 to 1 of each text, best first."""
    near = [max(0.0, one - UNLIKE) for one in similar] if similar is not None else [0.0] * len(texts)
    candidates = [
        (_passage(index, text), one) for index, (text, one) in enumerate(zip(texts, near, strict=True))
    ]
    ranked = rerank.rerank(query, candidates, [term for term, _ in expand(query)])
    return [(int(passage.id), round(min(1.0, max(0.0, score / MOST)), 6)) for passage, score in ranked]


def _passage(index: int, text: str) -> Passage:
    return Passage(
        id=f"{index:06d}",
        document_id="",
        version_id="",
        document="",
        revision="",
        language="",
        page=1,
        box=(0.0, 0.0, 0.0, 0.0),
        section="",
        text=text[:READ],
        kind="section",
    )
