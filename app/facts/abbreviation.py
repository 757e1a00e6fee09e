"""Whether a field's name abbreviates a description: PVDE and "Power Voltage Detector Enable". Pure.

Register designers make names from the first letters of words, a few letters of each (PLLSRC, IOPARST).
So a name can be found by a description that the manual never prints.
"""

import re
from functools import cache

_WORD = re.compile(r"[a-z]+|[0-9]+")
_PREFIX = re.compile(r"^(?:rb|r8|r16|r32|b)_")
_WHOLE = re.compile(r"[a-z]+[0-9]*")
_FEWEST_PARTS = 2
_SHORTEST = 3
"""Letters of a name below which anything would fit."""


def abbreviates(name: str, description: str) -> float:
    """Share of the description's words that the whole name is made of, in their order; 0 if it is not."""
    letters = re.sub(r"[^a-z0-9]", "", _PREFIX.sub("", name.lower()))
    words = tuple(_WORD.findall(description.lower()))[:16]
    if len(letters) < _SHORTEST or not words or not set(letters) <= set(description.lower()):
        return 0.0
    if not any(word[0] == letters[0] for word in words):
        return 0.0
    used = _most_words(letters, words)
    return used / len(words) if used > 1 else 0.0


def parts_abbreviate(name: str, description: str) -> float:
    """Share of the parts of a compound name (RTC, WAKE of RB_SLP_RTC_WAKE) that abbreviate a word."""
    parts = [part for part in _PREFIX.sub("", name.lower()).split("_") if part]
    words = _WHOLE.findall(description.lower())
    if len(parts) < _FEWEST_PARTS:
        return 0.0
    return sum(any(_abbreviates_word(part, word) for word in words) for part in parts) / len(parts)


def _abbreviates_word(part: str, word: str) -> bool:
    """`wake` of waking, `slp` of sleep, `en` of enable, `uart1` of uart1."""
    if part == word or (len(part) > _SHORTEST and word.startswith(part[:-1])):
        return True
    if len(part) < 2 or part[0] != word[0] or part[-1].isdigit():
        return False
    return _prefixes(part, 0, word)[-1:] == [len(part)]


def _most_words(letters: str, words: tuple[str, ...]) -> int:
    """The most words that can give letters to the name, each from its first letter on; 0 if none spell it."""

    @cache
    def spell(at: int, word: int) -> int:
        if at == len(letters):
            return 0
        if word == len(words):
            return _IMPOSSIBLE
        best = spell(at, word + 1)
        for taken in _prefixes(letters, at, words[word]):
            best = max(best, 1 + spell(at + taken, word + 1))
        return best

    found = spell(0, 0)
    return max(found, 0)


_IMPOSSIBLE = -100


def _prefixes(letters: str, at: int, word: str) -> list[int]:
    """How many letters of the name the word can give: its first, then later ones of it in their order."""
    if at >= len(letters) or letters[at] != word[0]:
        return []
    counts, place = [1], 0
    while at + counts[-1] < len(letters):
        place = word.find(letters[at + counts[-1]], place + 1)
        if place < 0:
            break
        counts.append(counts[-1] + 1)
    return counts
