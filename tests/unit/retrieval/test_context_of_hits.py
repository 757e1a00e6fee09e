"""Hits made ready for a reader or a language model."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.context import build_context, fold, merge, places_first, spread, tokens_of, within
from retrieval.types import Hit, Passage

MakeHit = Callable[..., Hit]


@pytest.fixture(scope="session")
def hit(passage: Callable[..., Passage]) -> MakeHit:
    def make(text: str, score: float = 1.0, **fields: object) -> Hit:
        return Hit(passage(text, **fields), score)

    return make


def test_other_pages_come_forward(hit: MakeHit) -> None:
    hits = (hit("a", 1.0, page=1), hit("b", 0.95, page=1), hit("c", 0.9, page=2))
    assert [found.passage.page for found in spread(hits)] == [1, 2, 1]


@pytest.mark.parametrize("nowhere", [(0.0, 0.0, 0.0, 0.0), (0.0, 90.0, 1.0, 92.0)])
def test_in_text_formats_sections_take_turns(
    hit: MakeHit, nowhere: tuple[float, float, float, float]
) -> None:
    hits = (
        hit("a", 1.0, box=nowhere, section="One"),
        hit("b", 0.95, box=nowhere, section="One"),
        hit("c", 0.9, box=nowhere, section="Two"),
    )
    assert [found.passage.text for found in spread(hits)] == ["a", "c", "b"]


def test_each_page_comes_once_before_any_comes_again(hit: MakeHit) -> None:
    hits = (hit("a", page=1), hit("b", page=1), hit("c", page=2), hit("d", page=1))
    assert [found.passage.text for found in places_first(hits)] == ["a", "c", "b", "d"]


def test_passages_of_one_text_without_pages_are_places_of_their_own(hit: MakeHit) -> None:
    line = (0.0, 4.0, 1.0, 5.0)
    hits = (hit("a", box=line, section="One"), hit("b", box=line, section="One"), hit("c", page=2))
    assert places_first(hits) == hits


def test_what_another_revision_repeats_is_folded(hit: MakeHit) -> None:
    old = hit("The reset value is 0x83 after power on", version_id="old")
    new = hit("the reset value is 0x83  after power on", version_id="new")
    other = hit("The reset value is 0x84 after a brown-out", version_id="new")
    assert fold((new, old, other)) == (new, other)


def test_a_row_inside_its_table_is_not_said_twice(hit: MakeHit) -> None:
    table = hit("Bit | Name\n3 | HSION\n4 | HSIRDY", 0.8)
    row = hit("3 | HSION", 1.0)
    elsewhere = hit("3 | HSION", 0.5, page=2)
    assert merge((row, table, elsewhere)) == (table, elsewhere)


def test_the_budget_holds(hit: MakeHit) -> None:
    hits = (hit("long " * 100), hit("short", page=2))
    assert within(hits, 60) == hits[1:]
    assert build_context(hits, 10_000) == hits


@given(texts=st.lists(st.text(max_size=40), max_size=6), budget=st.integers(0, 100))
def test_a_context_never_exceeds_its_budget(hit: MakeHit, texts: list[str], budget: int) -> None:
    hits = [hit(text, page=page) for page, text in enumerate(texts)]
    assert sum(tokens_of(found.passage.text) for found in build_context(hits, budget)) <= budget


def test_chinese_needs_more_tokens_a_character() -> None:
    assert tokens_of("时钟控制寄存器") > tokens_of("clockco")
