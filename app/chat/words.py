"""The words of a question or a passage that carry its meaning, as lexical search cuts them. Pure."""

import re
from functools import lru_cache

from app.chat.intent import Reading, Want
from retrieval.expansion import expand, translations
from retrieval.tokens import stem, tokens


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


QUESTION_WORDS = _words(
    "about according all any bit both chip datasheet document each field give given hold it manual many "
    "much must name number please refer reference register say show some tell type use using which "
    "寄存器 字段 参考手册 数据手册 手册 芯片 根据 关于 以及 或者 哪里 为什么 能否 哪几 哪几位 一位 几位 位 "
    "什么 请 问 请问 怎样 计算 给出"
)
"""Words that a question is made of, whatever it is about."""
WANTED_WORDS = {
    Want.ADDRESS: _words("address 地址"),
    Want.OFFSET: _words("address offset 偏移 地址 偏移地址"),
    Want.RESET: _words("reset valu value default 复位 复位值 值 默认值"),
    Want.BITS: _words("position 位置 位于"),
    Want.NUMBER: _words("valu value 值 多少"),
}
"""Words that say what kind of value is asked for; whether a unit holds one is looked at apart."""
ASKING = frozenset(stem(word) for word in QUESTION_WORDS) | _words(
    "s accord comput calculat happen becom maximum minimum typical max min typ highest lowest "
    "发生 最大 最小 典型 最大值 最小值 典型值 最高 最低"
)
"""Words as they are compared that a question is not about either: that they are nowhere says nothing."""
QUOTED = re.compile(r"[\"“”「『]([^\"“”」』]{4,})[\"“”」』]")

_BETWEEN = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


@lru_cache(maxsize=8192)
def terms(text: str) -> frozenset[str]:
    """All words of a text, once each."""
    return frozenset(tokens(text))


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
