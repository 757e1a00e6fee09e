"""Documents that a question tells by the year that they print."""

import pytest

from app.search.revisions import asks_difference, named_year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("According to the 2017 datasheet, what is VIL?", "2017"),
        ("in the manual of March 2017, what is it?", "2017"),
        ("根据 2023 年的 参考手册,复位值?", "2023"),
        ("根据2025年数据手册", "2025"),
        ("is the 2000 kHz limit in the manual", ""),
        ("what happened in 2023", ""),
        ("the 1990 points of the manual", ""),
    ],
)
def test_years(text: str, year: str) -> None:
    found, rest = named_year(text)
    assert found == year
    assert not year or year not in rest


def test_a_comparator_is_no_comparison() -> None:
    assert asks_difference("What differs between V1.2 and V1.5?")
    assert asks_difference("ADC 有哪些变化")
    assert not asks_difference("Does the output compare mode work? 比较器如何使用?")
