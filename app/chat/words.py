"""The words of a question or a passage that carry its meaning, as lexical search cuts them. Pure."""

import re
from functools import lru_cache

from app.chat.intent import Reading, Want
from app.question.function_words import QUESTION_WORDS, words_in
from retrieval.expansion import expand, translations
from retrieval.tokens import tokens

WANTED_WORDS = {
    Want.ADDRESS: words_in("address 地址"),
    Want.OFFSET: words_in("address offset 偏移 地址 偏移地址"),
    Want.RESET: words_in("reset valu value default 复位 复位值 值 默认值"),
    Want.BITS: words_in("position 位置 位于"),
    Want.NUMBER: words_in("valu value 值 多少"),
}
"""Words that say what kind of value is asked for; whether a unit holds one is looked at apart."""
QUOTED = re.compile(r"[\"“”「『]([^\"“”」』]{4,})[\"“”」』]")

_BETWEEN = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


def asked_terms(reading: Reading) -> tuple[dict[str, float], dict[str, float]]:
    """The words that a question is about, and those of the other language, each with its weight.

    Of a quoted description only its own words count.
    """
    text, dropped = _asked(reading)
    own = {word: 1.0 for word in tokens(text) if word not in dropped}
    return own, {word: weight for word, weight in translated(text) if word not in own}


def asked_translations(reading: Reading) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The glossary's terms in those words, with the other language's words for each."""
    return translations(_asked(reading)[0])


def _asked(reading: Reading) -> tuple[str, frozenset[str]]:
    """The text that a question is about, and the words of it that say nothing of that."""
    quoted = QUOTED.search(reading.question)
    if quoted:
        return quoted[1], frozenset()
    return reading.question, QUESTION_WORDS | WANTED_WORDS.get(reading.want, frozenset())


@lru_cache(maxsize=512)
def translated(text: str) -> tuple[tuple[str, float], ...]:
    """The question's words in the other language, with weights below those of its own."""
    found: dict[str, float] = {}
    for phrase, weight in expand(text):
        for word in tokens(phrase):
            if word not in QUESTION_WORDS:
                found[word] = max(weight, found.get(word, 0.0))
    return tuple(found.items())


@lru_cache(maxsize=8192)
def squeezed(text: str) -> str:
    """Only letters and digits of a text: names are compared across line breaks and subscripts."""
    return _BETWEEN.sub("", text.lower())
