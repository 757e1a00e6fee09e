"""A question carried into the other language."""

import re

from retrieval.expansion import WEIGHT, expand
from retrieval.glossary import glossary


def test_a_chinese_question_gets_english_terms() -> None:
    found = dict(expand("看门狗的超时时间怎么计算?"))
    assert {"watchdog", "timeout"} <= found.keys()
    assert all(0 < weight <= WEIGHT for weight in found.values())


def test_an_english_question_gets_chinese_terms() -> None:
    found = dict(expand("How are interrupts cleared by the watchdog?"))
    assert {"中断", "看门狗"} <= found.keys()


def test_the_longest_term_wins() -> None:
    found = dict(expand("独立看门狗"))
    assert "independent watchdog" in found
    assert "watchdog" not in found


def test_names_are_left_alone() -> None:
    assert expand("RCC_CTLR") == ()


def test_the_glossary_is_large_and_clean() -> None:
    terms = glossary()
    assert len(terms) >= 400
    chinese = [word for term in terms for word in term.chinese]
    assert len(chinese) == len(set(chinese))
    assert all(re.search(r"[\u4e00-\u9fff]", word) for word in chinese)
    assert all(word == word.strip() and word.isascii() for term in terms for word in term.english)
