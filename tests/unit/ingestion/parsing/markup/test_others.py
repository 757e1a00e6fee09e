"""Markdown, HTML and plain text to blocks."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.parsing.markup.html import read_html
from ingestion.parsing.markup.markdown import read_markdown
from ingestion.parsing.markup.plain import read_text
from ingestion.types import Block, BlockKind

Reader = Callable[[str], tuple[Block, ...]]


def outline(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in blocks]


def test_markdown() -> None:
    text = """\
---
title: x
---
# Timer

Counts *up* to `ARR`,
then wraps.

- one
  - two

1. first

```c
TIM->CR = 1;
```

| Bit | Name |
|-----|------|
| 0   | EN   |

<div>Raw <b>text</b></div>
"""
    blocks = read_markdown(text)
    assert outline(blocks) == [
        ("heading", "Timer"),
        ("paragraph", "Counts up to ARR,\nthen wraps."),
        ("list", "- one\n  - two"),
        ("list", "1. first"),
        ("code", "TIM->CR = 1;"),
        ("table", "Bit | Name\n0 | EN"),
        ("paragraph", "Raw text"),
    ]
    assert blocks[-1].path == ("Timer",)


def test_markdown_headings_nest() -> None:
    blocks = read_markdown("# A\n## B\n### C\n## D\ntext\n")
    assert blocks[-1].path == ("A", "D")
    assert [block.level for block in blocks if block.level] == [1, 2, 3, 2]


def test_html() -> None:
    text = """\
<!DOCTYPE html><html><head><title>Manual</title><script>evil()</script></head>
<body><nav>menu</nav><h1>Clock<a>¶</a></h1><p>The clock<br>runs.</p>loose text
<ul><li>one</li><li>two</li></ul><pre>x = 1;
  y</pre>
<table><caption>Table 1</caption><tr><th>Bit</th><th colspan=2>Name</th></tr>
<tr><td rowspan=2>0</td><td>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>
<style>p {}</style></body></html>"""
    blocks = read_html(text)
    assert outline(blocks)[:5] == [
        ("heading", "Clock"),
        ("paragraph", "The clock\nruns."),
        ("paragraph", "loose text"),
        ("list", "- one\n- two"),
        ("code", "x = 1;\n  y"),
    ]
    table = blocks[5].table
    assert table is not None
    assert table.caption == "Table 1"
    assert [row.texts for row in table.header] == [("Bit", "Name", "Name")]
    assert [row.texts for row in table.rows] == [("0", "A", "B"), ("0", "C", "D")]
    assert len(blocks) == 6


def test_html_title_serves_where_no_heading_is() -> None:
    assert read_html("<html><head><title>T</title></head><body><p>x</p></body></html>")[0].text == "T"


def test_deep_html_is_read() -> None:
    blocks = read_html("<html><body>" + "<div>" * 5000 + "deep" + "</div>" * 5000)
    assert all("<" not in block.text for block in blocks)


def test_plain_text() -> None:
    text = """\
Release notes
=============

1.2 Clock tree

The PLL multiplies
by four.

- first
- second

    int x;
    int y;
"""
    assert outline(read_text(text)) == [
        ("heading", "Release notes"),
        ("heading", "1.2 Clock tree"),
        ("paragraph", "The PLL multiplies\nby four."),
        ("list", "- first\n- second"),
        ("code", "    int x;\n    int y;"),
    ]


@pytest.mark.parametrize("reader", [read_markdown, read_html, read_text])
@settings(deadline=None, max_examples=80)
@given(text=st.text(alphabet="ab<>/#*`|-=1. \n&;!", max_size=200))
def test_no_text_crashes_a_reader(reader: Reader, text: str) -> None:
    blocks = reader(text)
    assert all(block.text.strip() or block.kind is BlockKind.TABLE for block in blocks)
