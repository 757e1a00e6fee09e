"""Manual text in Markdown answers: shown as printed, never markup."""

from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.core.markdown import definitions, escape, inline, link, marker, quote, unmarked, with_definitions

COMMONMARK = MarkdownIt("commonmark")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(markdown: str) -> _Tags:
    reader = _Tags()
    reader.feed(COMMONMARK.render(markdown))
    reader.close()
    return reader


@pytest.mark.parametrize(
    "text", ["RCC_CTLR", "[3:0]", "bit [7:7]", "0x4002_1000", "typ. 0.5 µA", "R/W", "a-b", "5 > 3"]
)
def test_what_is_no_markup_stays_as_printed(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](http://evil/a.png)",
        "[click](javascript:alert(1))",
        "[a]: http://evil",
        "# heading",
        "1. item",
        "- item",
        "*bold* **b** _i_ `c`",
        "&lt;b&gt;",
        "---",
        "a\n===",
        "> quote",
        "~~~\ncode",
        "\\<b>",
    ],
)
def test_markup_of_a_manual_is_shown_not_obeyed(text: str) -> None:
    page = rendered(escape(text))
    assert set(page.tags) <= {"p"}
    assert page.text.split() == text.split()


PRINTABLE = st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]) | st.just(" "), max_size=80)


@given(PRINTABLE)
def test_one_line_of_any_text_is_one_paragraph_of_it(text: str) -> None:
    page = rendered(f"x {inline(text)} y")
    assert set(page.tags) <= {"p"}
    assert unescape(page.text).split() == f"x {text} y".split()


@given(st.lists(PRINTABLE, max_size=5))
def test_a_quotation_stays_one_quotation(lines: list[str]) -> None:
    page = rendered(quote("\n".join(["first", *lines])))
    assert page.tags.count("blockquote") == 1
    assert set(page.tags) <= {"blockquote", "p", "br"}


@given(PRINTABLE, PRINTABLE)
def test_a_link_is_one_link(text: str, path: str) -> None:
    page = rendered(f"{link('x' + text, 'http://127.0.0.1/' + path)}")
    assert page.tags == ["p", "a"]


@given(PRINTABLE, st.integers(1, 999), PRINTABLE)
def test_a_marker_is_a_link_and_an_index_of_a_manual_is_none(text: str, number: int, path: str) -> None:
    said = f"x {inline(f'{text} DATA[{number}] [{number}]')} {marker(number)}"
    page = rendered(with_definitions(said, [(number, f"http://127.0.0.1/{path}")]))
    assert page.tags == ["p", "a"]
    assert unescape(page.text).split() == f"x {text} DATA[{number}] [{number}] {number}".split()


def test_only_numbers_that_stand_alone_are_defined() -> None:
    text = "It is 1. [2]\n\n- [1] [a.pdf](http://h/1)\n- [2] [b.pdf](http://h/2)"
    assert definitions(text, [(1, "http://h/1"), (2, "http://h/2")]) == "[2]: http://h/2"
    assert definitions("DATA[1] [3:0]", [(1, "http://h/1")]) == ""
    assert definitions("It is 1. [1] [2]", [(1, "/1"), (2, "/2")]) == "[1]: /1\n[2]: /2"
    assert unmarked("It is 1. [1] [2]\n\n[1]: /1\n[2]: /2").strip() == "It is 1."
    text = with_definitions("`DATA[1]` or DATA[1], DATA[2]. [1]", [(1, "http://h/1")])
    assert text == "`DATA[1]` or DATA\\[1], DATA[2]. [1]\n\n[1]: http://h/1"


@given(PRINTABLE, st.integers(1, 99))
def test_an_answer_is_read_without_its_citations(text: str, number: int) -> None:
    said = f"x {inline(text)}. {marker(number)}"
    ended = f"{said}\n\n{definitions(said, [(number, 'http://h/v1/p.png?highlight=72,500')])}"
    assert unmarked(ended).strip() == f"x {inline(text)}."
    assert unmarked(f"It is 1. [[{number}]](http://h/1) [7]") == "It is 1. [7]"


def test_writing_direction_cannot_be_turned() -> None:
    assert escape("a\u202eb\u2066c\x00d") == "abcd"
