"""Which of several documents answers first: in the question's language, and about the chip itself. Pure."""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.library.versions import VersionRow
from retrieval.tokens import tokens
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


NAMED_GAIN = 0.5
"""Of a passage in a document that the conversation surely speaks of."""
_NAME = re.compile(r"(?<![a-z0-9_])[a-z][a-z0-9_]{2,}(?![a-z0-9_])")
_LONG, _FEW = 4, 0.1
"""Letters of a name that is written in small ones, and the share of the versions that may have it."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a conversation's words say of the versions that may answer."""

    homes: Mapping[str, float]
    """How surely it speaks of each version (id): 0 to 1."""
    names: tuple[str, ...]
    """Its words that are names in few of them, however they are written."""


def naming(text: str, versions: Sequence[VersionRow], names: Mapping[str, Collection[str]]) -> Naming:
    """A conversation against the titles, file names and revisions of versions, and the canonical names of
    their facts (by id). A word counts the more, the fewer versions share it."""
    asked, written = set(tokens(text)), dict.fromkeys(_NAME.findall(text.lower()))
    stated = {row.id: _held(written, names.get(row.id, ())) for row in versions}
    shared = {
        row.id: stated[row.id] | (asked & _called(row.title, row.file_name, row.revision)) for row in versions
    }
    counts = Counter(word for words in shared.values() for word in words)
    most = math.log(max(2, len(versions)))
    weights = {word: math.log(len(versions) / count) / most for word, count in counts.items()}
    total = max(1.0, sum(weights.values()))
    homes = {version: sum(map(weights.__getitem__, words)) / total for version, words in shared.items()}
    few = max(1.0, _FEW * len(versions))
    called = frozenset().union(*stated.values()) if stated else frozenset()
    rare = tuple(word for word in written if word in called and len(word) >= _LONG and counts[word] <= few)
    return Naming(homes, rare)


def _held(written: Collection[str], names: Collection[str]) -> frozenset[str]:
    return frozenset(word for word in written if word.upper() in names)


def prefer_homes(hits: Sequence[Hit], homes: Mapping[str, float]) -> tuple[Hit, ...]:
    """Hits of the versions that the conversation speaks of come first."""
    weighed = [
        replace(hit, score=hit.score * (1 + NAMED_GAIN * homes.get(hit.passage.version_id, 0.0)))
        for hit in hits
    ]
    return tuple(sorted(weighed, key=lambda hit: -hit.score))


@lru_cache(maxsize=8192)
def _called(title: str, file_name: str, revision: str) -> frozenset[str]:
    return frozenset(tokens(f"{title} {file_name.replace('_', ' ')} {revision}"))


def _loss(hit: Hit, language: str, spoken: Mapping[str, frozenset[str]]) -> float:
    passage = hit.passage
    translated = language in spoken.get(passage.document_id, frozenset())
    return TRANSLATION_LOSS if translated and passage.language != language else 1.0
