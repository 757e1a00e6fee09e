"""Turns hits into what a reader or a language model is given: folded, merged, within a budget. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.types import Hit, Passage

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN_TOKEN_CHARACTERS = 2.5
"""Characters of manual text to a token: register tables have 2.6 with Gemma's vocabulary, prose 4."""
_CHINESE_TOKEN_CHARACTERS = 1.3
PLACE_TOKENS = 40
"""Document, revision and page around each passage in a prompt: of many short rows they are the most part."""
_LINE_WIDTH = 1.0
"""Of the box of a passage in a text without pages."""
_SAME = 0.9
"""Share of common words from which two passages say the same thing."""


def spread(hits: Sequence[Hit], loss: float = 0.85) -> tuple[Hit, ...]:
    """Let other pages come forward: each further hit of one page loses a part of its score."""
    seen: dict[tuple[str, int, str], int] = {}
    weighed = []
    for hit in hits:
        place = _place(hit.passage)
        weighed.append(replace(hit, score=hit.score * loss ** seen.get(place, 0)))
        seen[place] = seen.get(place, 0) + 1
    return tuple(sorted(weighed, key=lambda hit: -hit.score))


def places_first(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The best hit of each page, then all others: who reads five hits gets five places. A passage of a text
    without pages is a place of its own."""
    firsts: dict[tuple[object, ...], Hit] = {}
    for hit in hits:
        where = _place(hit.passage)
        firsts.setdefault((*where, hit.passage.id if where[2] else ""), hit)
    leading = {hit.passage.id for hit in firsts.values()}
    return (*firsts.values(), *(hit for hit in hits if hit.passage.id not in leading))


def _place(passage: Passage) -> tuple[str, int, str]:
    """Its page; text formats have one page, and lines from 0 to 1 for measures: there a section is what a
    reader opens."""
    x0, _, x1, _ = passage.box
    return passage.version_id, passage.page, "" if x1 - x0 > _LINE_WIDTH else passage.section


def fold(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Drop hits that say what a better one says: other revisions, translated tables, repeated rows."""
    kept: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        words = frozenset(re.findall(r"\w+", hit.passage.text.lower()))
        if not any(_same(words, other) for _, other in kept):
            kept.append((hit, words))
    return tuple(hit for hit, _ in kept)


def merge(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Drop passages that lie inside a better or a larger one of the same page."""
    kept: list[Hit] = []
    for hit in hits:
        inside = [other for other in kept if _holds(other.passage, hit.passage)]
        if inside:
            continue
        kept = [other for other in kept if not _holds(hit.passage, other.passage)] + [hit]
    return tuple(sorted(kept, key=lambda hit: -hit.score))


def within(hits: Iterable[Hit], tokens: int) -> tuple[Hit, ...]:
    """The best hits whose texts fit; one that does not fit is passed over for a shorter one."""
    left = tokens
    chosen = []
    for hit in hits:
        needed = tokens_of(f"{hit.passage.section}{hit.passage.text}") + PLACE_TOKENS
        if needed <= left:
            chosen.append(hit)
            left -= needed
    return tuple(chosen)


def build_context(hits: Sequence[Hit], tokens: int) -> tuple[Hit, ...]:
    """What to put before a language model, best first."""
    return within(merge(fold(hits)), tokens)


def tokens_of(text: str) -> int:
    """An upper estimate, so that a budget holds without the model's own tokenizer."""
    chinese = len(_CHINESE.findall(text))
    return round(chinese / _CHINESE_TOKEN_CHARACTERS + (len(text) - chinese) / _LATIN_TOKEN_CHARACTERS) + 1


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    smaller = min(len(one), len(other))
    return len(one & other) >= _SAME * max(len(one), len(other)) if smaller else one == other


def _holds(outer: Passage, inner: Passage) -> bool:
    if (outer.version_id, outer.page) != (inner.version_id, inner.page) or outer.id == inner.id:
        return outer.id == inner.id
    return _normal(inner.text) in _normal(outer.text)


def _normal(text: str) -> str:
    return " ".join(text.split()).lower()
