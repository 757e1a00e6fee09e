"""How well words describe a fact: weighted overlap of words, for questions that give no name. Pure.

Words weigh by how rare they are among the candidates (inverse document frequency), so that "enable"
in a list of five hundred enable bits decides nothing and "HSE" decides all.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

Item = TypeVar("Item")

_WORD = re.compile(r"[A-Za-z]+(?:[0-9]+)?|[0-9]+(?:\.[0-9]+)?|[一-鿿]+|[%Ωµμ°]")
_SPACED_NUMBER = re.compile(r"\b([A-Z]{2,6}) (\d{1,2})\b")
_HYPHENED = re.compile(r"([A-Za-z]{2,})-([A-Za-z]{2,})")
_NUMBERED = re.compile(r"([a-z]{2,})\d+")
"""ADC 1 and ADC1 are the same; ADC is near."""
_CONTEXT = 0.5
"""What a word of the context counts, against one of the description itself."""
_CLOSE = 0.92
"""Share of the best score at which a further fact is shown beside the best one."""
_STOP = frozenset(
    _WORD.findall(
        "a an and are at be by for from in is it of on or the this that to what which how many much does do"
        " value please tell me about has have with when chip rw ro wo rwa"
    )
)


def words(text: str) -> tuple[str, ...]:
    """English words without their endings, numbers, and pairs of neighbouring Chinese characters."""
    found: list[str] = []
    joined = _HYPHENED.sub(r"\1\2 \1 \2", _SPACED_NUMBER.sub(r"\1 \2 \1\2", text.replace("_", " ")))
    for token in _WORD.findall(joined):
        if "一" <= token[0] <= "鿿":
            found += [token[i : i + 2] for i in range(max(1, len(token) - 1))]
        elif (word := _stem(token.lower())) not in _STOP:
            found.append(word)
            if numbered := _NUMBERED.fullmatch(word):
                found.append(numbered.group(1))
    return tuple(found)


def best(
    asked: str,
    items: Sequence[Item],
    describe: Callable[[Item], str],
    least: float = 0.5,
    context: Callable[[Item], str] = lambda _: "",
    bonus: Callable[[Item], float] = lambda _: 0.0,
) -> list[tuple[float, Item]]:
    """Items whose description covers the asked words, best first.

    Words of the `context` count less than those of the description; `bonus` adds what else speaks for an
    item that shares words with the question.
    """
    bags = [bag(describe(item)) for item in items]
    rarity = _rarity(bags)
    wanted = bag(asked)
    shared = (
        (_score(wanted, own, bag(context(item)), rarity), item) for own, item in zip(bags, items, strict=True)
    )
    scored = [(score + bonus(item), item) for score, item in shared if score]
    return sorted((pair for pair in scored if pair[0] >= least), key=lambda pair: -pair[0])


def closest(scored: Sequence[tuple[float, Item]]) -> list[Item]:
    """Of items that `best` has found the best, and those that come close to it."""
    return [item for score, item in scored if score >= scored[0][0] * _CLOSE]


@lru_cache(maxsize=1 << 15)
def bag(text: str) -> frozenset[str]:
    """The words of a text, each once; remembered, because the same facts are looked through often."""
    return frozenset(words(text))


def _stem(word: str) -> str:
    """Plural and verb endings off, which is all that headings and questions differ in."""
    for ending, least in (("ing", 6), ("ies", 5), ("es", 5), ("ed", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word.removesuffix("e") if len(word) > 4 else word


def _rarity(bags: Iterable[frozenset[str]]) -> Callable[[str], float]:
    counts: Counter[str] = Counter()
    total = 0
    for bag in bags:
        counts.update(bag)
        total += 1
    return lambda word: math.log(1 + total / (0.5 + counts[word]))


def _score(
    wanted: frozenset[str], own: frozenset[str], context: frozenset[str], rarity: Callable[[str], float]
) -> float:
    """Harmonic mean of how much of the question is covered (twice) and how much of the description."""
    shared = sum(map(rarity, wanted & own))
    around = _CONTEXT * sum(map(rarity, (wanted & context) - own))
    if not shared and not around:
        return 0.0
    recall = (shared + around) / sum(map(rarity, wanted))
    precision = (shared + around) / (sum(map(rarity, own)) + around)
    return 5 * precision * recall / (4 * precision + recall)
