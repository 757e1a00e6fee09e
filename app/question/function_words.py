"""Words that questions are made of, whatever they are about. Pure."""

from retrieval.tokens import stem


def words_in(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


QUESTION_WORDS = words_in(
    "about according all any bit both chip datasheet document each field give given hold it manual many "
    "much must name number please refer reference register say show some tell type use using value which "
    "寄存器 字段 参考手册 数据手册 手册 芯片 根据 关于 以及 或者 哪里 为什么 能否 哪几 哪几位 一位 几位 位 "
    "什么 请 问 请问 怎样 计算 给出 值 数值"
)
"""Words that a question is made of, whatever it is about."""
ASKING = frozenset(stem(word) for word in QUESTION_WORDS) | words_in(
    "s accord comput calculat happen becom maximum minimum typical max min typ highest lowest "
    "发生 最大 最小 典型 最大值 最小值 典型值 最高 最低"
)
"""Words as they are compared that a question is not about either: that they are nowhere says nothing."""
AMOUNT = frozenset(map(stem, words_in("size capacity count amount total"))) | words_in(
    "容量 大小 多大 多少 几个 个数 数量 总数 几种 支持"
)
"""Words that ask how much there is of a thing, and are none themselves."""
