"""A conversation as a Markdown file."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.conversations.markdown import as_markdown, without_tags
from app.models import Conversation, Turn

WHEN = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
CITATION = {
    "marker": 1,
    "document": "ZX90_V1.5.pdf",
    "revision": "V1.5",
    "page": 12,
    "section": "Clocks › <b>CLK</b>",
    "url": "http://x/v1/versions/new/pages/12.png?highlight=1,2,3,4",
}
RENDERER = MarkdownIt("commonmark")


def turn(question: str = "Reset value?", answer: str = "It is `1`. [[1]](/v1/x)", **more: Any) -> Turn:
    values: dict[str, Any] = {
        "id": "t",
        "state": {},
        "status": "done",
        "error": "",
        "intent": "register",
        "citations": [CITATION],
        "verification": {},
        "abstained": False,
        "degraded": [],
        "details": {},
        "created_at": WHEN,
    }
    return Turn(question=question, answer=answer, **(values | more))


def export(*turns: Turn, title: str = "A title") -> str:
    return as_markdown(Conversation(title=title, created_at=WHEN), turns)


def tags(markdown: str) -> list[str]:
    """Raw HTML that a reader of the file would meet, and pictures."""
    return [
        child.type
        for token in RENDERER.parse(markdown)
        for child in [token, *(token.children or ())]
        if child.type in ("html_block", "html_inline", "image")
    ]


def test_a_turn_names_document_revision_and_page_in_a_link() -> None:
    text = export(turn())
    assert "# A title" in text
    assert "> Reset value?" in text
    assert "[ZX90_V1.5.pdf, V1.5, p. 12](http://x/v1/versions/new/pages/12.png?highlight=1,2,3,4)" in text
    assert tags(text) == []


def test_it_speaks_the_language_of_the_turn() -> None:
    text = export(turn(state={"language": "zh"}, status="stopped"))
    assert "第 12 页" in text
    assert "未写完即停止" in text


def test_a_failed_turn_says_so() -> None:
    assert "*The answer is incomplete.* The model went away." in export(
        turn(status="failed", error="The model went away.")
    )


def test_code_in_a_question_keeps_its_indentation_and_stays_inside() -> None:
    question = "Why?\n```c\nif (x)\n    RCC->CTLR = 1;\n```"
    text = export(turn(question))
    assert "````text\n" + question + "\n````" in text


def test_an_answers_code_is_left_as_it_is() -> None:
    answer = "Use `a<b>c`:\n\n```c\n#include <stdio.h>\n```\n\nnot <b>this</b>"
    assert without_tags(answer) == answer.replace("<b>this</b>", r"\<b>this\</b>")


def test_each_answers_markers_lead_to_its_own_sources() -> None:
    text = export(*(turn(answer=f"It is `a [1]`. [1] Or DATA[1].\n\n[1]: http://x/{one}") for one in "ab"))
    page = RENDERER.render(text)
    for one in "ab":
        assert f'<code>a [1]</code>. <a href="http://x/{one}">[1]</a> Or DATA[1].' in page


def test_a_source_is_listed_once_behind_all_of_the_answer() -> None:
    place = "- [1] [ZX90\\_V1.5.pdf, V1.5, p. 12](http://x/v1/versions/new/pages/12.png?highlight=1,2,3,4)"
    section = " — Clocks › \\<b>CLK\\</b>"
    table = "| Bits | Field |\n|---|---|\n| 0 | ON |"
    text = export(turn(answer=f"It is `1`. [1]\n\n{place}{section}\n\n{table}\n\n[1]: http://x/1"))
    assert text.count("p. 12") == 1
    assert text.index("| 0 | ON |") < text.index("**Sources**") < text.index("p. 12")
    quoting = export(turn(answer=f"Nothing.\n\n{place}{section}: the words that come nearest"))
    assert "the words that come nearest" in quoting


def test_a_citation_that_is_none_is_left_out() -> None:
    text = export(turn(citations=[7, {"marker": []}, {"marker": 2, "url": "javascript:alert(1)"}]))
    assert "javascript" not in text


HOSTILE = st.text("<>ab/!`~[]()\n \\*_#&;\"'=", max_size=60)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_becomes_a_tag_or_a_picture(title: str, question: str, section: str) -> None:
    text = export(turn(question or "?", citations=[CITATION | {"section": section}]), title=title)
    assert tags(text) == []
