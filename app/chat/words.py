"""The words of a question or a passage that carry its meaning, as lexical search cuts them. Pure."""

import re
from functools import lru_cache

from retrieval.expansion import expand
from retrieval.tokens import tokens

QUESTION_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        about according address all any bit both chip datasheet document each field give given hold it
        manual many much must name number offset please position refer reference register reset say show
        some tell type use using valu value which
        寄存器 字段 地址 偏移 偏移地址 复位值 复位 值 参考手册 数据手册 手册 芯片 根据 关于 以及 或者
        哪里 为什么 能否 哪几 哪几位 一位 几位 位 什么 请 问 请问 怎样 计算 给出
        """,
    )
)
"""Words that a question is made of, whatever it is about; what they ask for is `Reading.want`."""


@lru_cache(maxsize=4096)
def terms(text: str) -> tuple[str, ...]:
    """The words that matter, once each."""
    return tuple(dict.fromkeys(word for word in tokens(text) if word not in QUESTION_WORDS))


@lru_cache(maxsize=512)
def translated(text: str) -> tuple[tuple[str, float], ...]:
    """The question's words in the other language, with weights below those of its own."""
    found: dict[str, float] = {}
    for phrase, weight in expand(text):
        for word in terms(phrase):
            found[word] = max(weight, found.get(word, 0.0))
    return tuple(found.items())


def squeezed(text: str) -> str:
    """Only letters and digits of a text: names are compared across line breaks and subscripts."""
    return re.sub(r"[^0-9a-z\u3400-\u9fff]+", "", text.lower())
