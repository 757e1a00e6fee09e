"""BLEU-4 and ROUGE between an answer and its reference, on words as jieba cuts them. Pure.

Chinese is cut into words, Latin text at its letters; names of registers and numbers stay whole. Both are low
for a right answer in other words: they show drift between two runs, not quality.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

HIGHEST = 4
"""Longest n-gram of BLEU."""
_PIECES = re.compile(r"[A-Za-z0-9_]+(?:[.:][A-Za-z0-9_]+)*|[一-鿿]+|[^\sA-Za-z0-9_]")


def tokens(text: str) -> list[str]:
    """Words in lower case, without citation markers."""
    bare = re.sub(r"\[\d+\]", " ", text).lower()
    cut: list[str] = []
    for piece in _PIECES.findall(bare):
        cut.extend(_jieba().lcut(piece) if "一" <= piece[0] <= "鿿" else [piece])
    return cut


def bleu(answer: str, reference: str) -> float:
    """BLEU-4 of one sentence, smoothed by adding one to the counts above single words (Lin and Och, 2004)."""
    answered, expected = tokens(answer), tokens(reference)
    if not answered or not expected:
        return 0.0
    logs = 0.0
    for n in range(1, HIGHEST + 1):
        grams, others = _grams(answered, n), _grams(expected, n)
        hits, total = sum((grams & others).values()), sum(grams.values())
        more = 0 if n == 1 else 1
        if hits + more == 0:
            return 0.0
        logs += math.log((hits + more) / (total + more or 1))
    short = min(0.0, 1 - len(expected) / len(answered))
    return math.exp(short + logs / HIGHEST)


def rouge_n(answer: str, reference: str, n: int) -> float:
    """F1 of common n-grams."""
    answered, expected = _grams(tokens(answer), n), _grams(tokens(reference), n)
    return _f1(sum((answered & expected).values()), sum(answered.values()), sum(expected.values()))


def rouge_l(answer: str, reference: str) -> float:
    """F1 of the longest common subsequence."""
    answered, expected = tokens(answer), tokens(reference)
    return _f1(_common(answered, expected), len(answered), len(expected))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    row = [0] * (len(other) + 1)
    for word in one:
        left = 0
        for at, against in enumerate(other, 1):
            above, row[at], left = (
                row[at],
                (left + 1 if word == against else max(row[at], row[at - 1])),
                row[at],
            )
            left = above
    return row[-1]


def _grams(cut: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(cut[at : at + n]) for at in range(len(cut) - n + 1))


def _f1(hits: int, answered: int, expected: int) -> float:
    return 2 * hits / (answered + expected) if answered + expected else 0.0


@cache
def _jieba() -> Any:
    import jieba

    jieba.setLogLevel(60)
    return jieba
