"""Carries a question into the other language: the glossary's terms for the terms that it uses.

Pure rules over the glossary. What comes out goes into the sparse query with a lower weight.
"""

import re
from functools import cache

from retrieval.glossary import glossary

WEIGHT = 0.6
"""Of an expanded term beside a word of the question itself: a translation may miss what is meant."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def expand(text: str) -> tuple[tuple[str, float], ...]:
    """Terms of the other language with their weights; alternatives of one term share its weight."""
    found: dict[str, float] = {}
    for _, alternatives in translations(text):
        for alternative in alternatives:
            weight = WEIGHT / len(alternatives) ** 0.5
            found[alternative] = max(weight, found.get(alternative, 0.0))
    return tuple(found.items())


def translations(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The glossary's terms in a text, each with the other language's words for it."""
    return tuple((phrase, _translations()[phrase]) for phrase in _phrases_in(text))


def _phrases_in(text: str) -> tuple[str, ...]:
    """The longest terms that the text holds, without the shorter ones inside them."""
    pattern = _chinese_pattern() if _CHINESE.search(text) else _english_pattern()
    return tuple(dict.fromkeys(match.group().lower() for match in pattern.finditer(text)))


@cache
def _translations() -> dict[str, tuple[str, ...]]:
    """Each term in lower case to the other language's words for it."""
    table: dict[str, list[str]] = {}
    for term in glossary():
        for chinese in term.chinese:
            table.setdefault(chinese.lower(), []).extend(term.english)
        for english in term.english:
            for form in (english.lower(), _plural(english.lower())):
                table.setdefault(form, []).append(term.chinese[0])
    return {phrase: tuple(dict.fromkeys(words)) for phrase, words in table.items()}


def _plural(phrase: str) -> str:
    return f"{phrase[:-1]}ies" if phrase.endswith("y") else f"{phrase}s"


@cache
def _chinese_pattern() -> re.Pattern[str]:
    phrases = (phrase for phrase in _translations() if _CHINESE.search(phrase))
    return re.compile(
        "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True)), re.IGNORECASE
    )


@cache
def _english_pattern() -> re.Pattern[str]:
    phrases = (phrase for phrase in _translations() if not _CHINESE.search(phrase))
    joined = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{joined})(?![A-Za-z0-9_])", re.IGNORECASE)
