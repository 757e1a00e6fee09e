"""Orders candidates by structure: does the name asked for stand where a definition stands, does the
passage say what is asked of it, are the question's words there.

Pure rules, a fixed weight each, no training.
"""

import math
from collections.abc import Mapping, Sequence, Set

from retrieval.rerank.asking import Asked, Kind, Name, ask
from retrieval.rerank.looking import Look, look
from retrieval.tokens import tokens
from retrieval.types import Passage

DEFINED, HEADED, MENTIONED = 1.0, 0.9, 0.5
"""How well a passage answers for a name: it defines it, stands under it, or mentions it."""
SAID, THERE = 1.0, 0.3
"""How well a passage says what is asked: of this name, or of something."""
FUSED_WEIGHT, NAMES_WEIGHT, KIND_WEIGHT, WORDS_WEIGHT = 1.0, 1.6, 0.8, 0.8
"""Of the features, each from 0 to 1. Names decide, where the question has any."""
QUOTED_WEIGHT, ALIKE_WEIGHT = 0.8, 0.4
"""For words in the order in which the question has them: quoted on purpose, or just put alike."""
LIMIT_LOSS = 0.4
"""For absolute maximum ratings where a working value is asked: the same rows with other numbers."""
TRANSLATION = 0.9
"""What a word of the glossary is worth beside the question's own."""
FIRST_WEIGHT = 0.15
"""For the first page of a register's description: address, offset and reset value stand at its head."""
_FORM_LOSS = 0.93
"""Each less exact form of a name is worth this much of the one before."""
_SHORTEST_PHRASE, _LONGEST_PHRASE = 2, 8
_AT_THE_HEAD = frozenset({Kind.ADDRESS, Kind.OFFSET, Kind.RESET})


def rerank(
    question: str,
    candidates: Sequence[tuple[Passage, float]],
    translated: Sequence[str] = (),
    earlier: Mapping[str, float] | None = None,
) -> tuple[tuple[Passage, float], ...]:
    """Candidates with their fused scores in, best first and rescored out.

    `translated` are the question's terms in the other language: a passage is held to the language it is in.
    `earlier` are words of what was said before, with their weights.
    """
    if not candidates:
        return ()
    asked = ask(question)
    looks = [look(passage) for passage, _ in candidates]
    own = _word_weights(asked.words, looks)
    own |= {
        word: weight * (earlier or {})[word]
        for word, weight in _word_weights(set(earlier or {}), looks).items()
    }
    other = _word_weights({token for term in translated for token in tokens(term)}, looks)
    best = max(fused for _, fused in candidates) or 1.0
    firsts = _first_pages([passage for passage, _ in candidates])
    scored = []
    for (passage, fused), seen in zip(candidates, looks, strict=True):
        words = max(_words(own, seen), TRANSLATION * _words(other, seen))
        value = FUSED_WEIGHT * fused / best + WORDS_WEIGHT * words + _structure(asked, seen)
        if asked.kinds & _AT_THE_HEAD and firsts[passage.version_id, passage.section] == passage.page:
            value += FIRST_WEIGHT
        scored.append((passage, value))
    return tuple(sorted(scored, key=lambda pair: (-pair[1], pair[0].page, pair[0].id)))


def _structure(asked: Asked, seen: Look) -> float:
    return (
        NAMES_WEIGHT * _names(asked, seen)
        + KIND_WEIGHT * _kind(asked, seen)
        - (LIMIT_LOSS if Kind.VALUE in asked.kinds and Kind.LIMIT in seen.labelled - asked.kinds else 0.0)
        + (QUOTED_WEIGHT if asked.quoted else ALIKE_WEIGHT) * _phrase(asked.phrase, seen)
    )


def _first_pages(passages: Sequence[Passage]) -> dict[tuple[str, str], int]:
    firsts: dict[tuple[str, str], int] = {}
    for passage in passages:
        place = (passage.version_id, passage.section)
        firsts[place] = min(passage.page, firsts.get(place, passage.page))
    return firsts


def _names(asked: Asked, seen: Look) -> float:
    """Share of what was named that the passage answers for; a lone acronym is not worth a whole name."""
    total = max(1.0, sum(name.weight for name in asked.names))
    return sum(name.weight * _name(name, seen) for name in asked.names) / total


def _name(name: Name, seen: Look) -> float:
    best = 0.0
    for rank, form in enumerate(name.forms):
        loss: float = _FORM_LOSS**rank
        if form in seen.defined:
            best = max(best, DEFINED * loss)
        elif form in seen.headed:
            best = max(best, HEADED * loss)
        elif form in seen.mentioned:
            best = max(best, MENTIONED * loss)
    return best


def _kind(asked: Asked, seen: Look) -> float:
    """Share of what is asked that the passage says, of the names asked for where there are any."""
    if not asked.kinds:
        return 0.0
    names = [name for name in asked.names if name.weight == 1.0]
    if not names:
        return len(asked.kinds & seen.labelled) / len(asked.kinds)
    return sum(max(_says(kind, name, seen) for name in names) for kind in asked.kinds) / len(asked.kinds)


def _says(kind: Kind, name: Name, seen: Look) -> float:
    """Whether the passage says this of this name: on one line, or below its heading."""
    known = frozenset(name.forms)
    if any(known & line.names and kind in line.holds for line in seen.lines):
        return SAID
    if kind in seen.labelled:
        return SAID if known & (seen.headed | seen.defined) else THERE
    return 0.0


def _word_weights(words: Set[str], looks: Sequence[Look]) -> dict[str, float]:
    """A word that few candidates hold says more; one that none holds says nothing."""
    counts = {word: sum(f" {word} " in seen.sequence for seen in looks) for word in words}
    return {word: math.log(1 + len(looks) / count) for word, count in counts.items() if count}


def _words(weights: Mapping[str, float], seen: Look) -> float:
    total = sum(weights.values())
    there = (weight for word, weight in weights.items() if f" {word} " in seen.sequence)
    return sum(there) / total if total else 0.0


def _phrase(wanted: Sequence[str], seen: Look) -> float:
    """Share of the words that stand there as one run: 1 for the whole phrase."""
    enough = min(len(wanted), _LONGEST_PHRASE)
    longest = 1
    for start in range(len(wanted)):
        # Only a longer run than the one found so far is looked for: that keeps it linear in the question.
        while longest < enough and start + longest < len(wanted):
            run = " ".join(wanted[start : start + longest + 1])
            if f" {run} " not in seen.sequence:
                break
            longest += 1
    return longest / enough if longest >= _SHORTEST_PHRASE else 0.0
