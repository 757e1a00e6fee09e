"""Which of several documents answers first: in the question's language, and about the chip itself. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from retrieval.types import Hit

TRANSLATION_LOSS = 0.85
"""Enough to order two translations of one passage, too little to hide what only one of them says."""


def prefer_language(
    hits: Sequence[Hit], language: str, spoken: Mapping[str, frozenset[str]]
) -> tuple[Hit, ...]:
    """Hits of a document that may also answer in the question's language fall behind those that do.

    `spoken` are the languages that each document, by id, may answer in.
    """
    weighed = [replace(hit, score=hit.score * _loss(hit, language, spoken)) for hit in hits]
    return tuple(sorted(weighed, key=lambda hit: -hit.score))


GENERAL_LOSS = 0.85
"""For a general document beside those that cover the chip."""


def prefer_covering(hits: Sequence[Hit], general: Collection[str]) -> tuple[Hit, ...]:
    """Hits of general documents (ids) fall behind those of documents that cover the chip that was named."""
    weighed = [
        replace(hit, score=hit.score * GENERAL_LOSS) if hit.passage.document_id in general else hit
        for hit in hits
    ]
    return tuple(sorted(weighed, key=lambda hit: -hit.score))


MENTION_GAIN = 1.5
"""Of a chip that no document is about, only a passage that names it can say anything."""


def prefer_mention(hits: Sequence[Hit], strangers: Sequence[str]) -> tuple[Hit, ...]:
    """Hits whose passage names the unknown chips that were asked about come first."""
    names = [name.casefold() for name in strangers]
    weighed = [
        replace(hit, score=hit.score * MENTION_GAIN)
        if any(name in f"{hit.passage.section} {hit.passage.text}".casefold() for name in names)
        else hit
        for hit in hits
    ]
    return tuple(sorted(weighed, key=lambda hit: -hit.score))


def _loss(hit: Hit, language: str, spoken: Mapping[str, frozenset[str]]) -> float:
    passage = hit.passage
    translated = language in spoken.get(passage.document_id, frozenset())
    return TRANSLATION_LOSS if translated and passage.language != language else 1.0
