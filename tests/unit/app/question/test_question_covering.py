"""How much of a question a text speaks of."""

import pytest

from app.question.covering import Concept, Concepts, concepts_of, term_of

FAULT = ("clock security system", ("时钟安全系统",))


def share(question: dict[str, float], text: str, *terms: tuple[str, tuple[str, ...]]) -> float:
    return concepts_of(question, terms).coverage(frozenset(text.split()), foreign=True)


def test_a_term_of_several_words_is_one_concept() -> None:
    words = {"clock": 1.0, "security": 3.0, "system": 1.0, "patent": 5.0}
    term, other = concepts_of(words, [FAULT])
    assert term.weight == pytest.approx(3**0.5)
    assert (other.weight, other.translations) == (5.0, ())
    assert len(concepts_of(words, ())) == 4


def test_words_inside_a_chinese_word_are_part_of_it() -> None:
    words = dict.fromkeys(("中断控制器", "控制器", "控制", "中断", "人脸"), 2.0)
    whole, other = concepts_of(words, ())
    assert whole.own.held({"中断"}) == pytest.approx(0.4)
    assert whole.own.held({"中断", "控制器"}) == 1.0
    assert other.own.length == 2


def test_a_translation_of_many_words_counts_for_the_one_that_it_translates() -> None:
    words = {"watchdog": 2.0, "bluetooth": 2.0, "headset": 2.0}
    watchdog = ("watchdog", ("看门狗",))
    assert share(words, "看门狗 看门 独立", watchdog) == pytest.approx(1 / 3)
    assert share(words, "watchdog 看门狗", watchdog) == pytest.approx(1 / 3)
    assert concepts_of(words, [watchdog]).coverage(frozenset({"看门狗"}), foreign=False) == 0.0


def test_a_part_of_a_translation_counts_in_part() -> None:
    words = {"clock": 1.0, "security": 1.0, "system": 1.0}
    assert share(words, "时钟 系统", FAULT) == pytest.approx(2 / 3)
    assert share(words, "clock security system", FAULT) == 1.0


def test_of_no_words_nothing_is_held() -> None:
    assert Concepts().coverage(frozenset({"word"}), foreign=True) == 0.0
    assert Concepts((Concept(1.0, term_of("the"), ()),)).coverage(frozenset({"word"}), foreign=True) == 0.0
