"""The page's own Markdown and event-stream readers, called in the browser they are written for."""

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.integration.web.conftest import run_double
from tests.integration.web.web_double import Script

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all: what is called here leaves nothing behind."""
    with run_double(Script()) as address:
        page = browser.new_page()
        page.goto(address)
        page.evaluate(MODULE)
        yield page
        page.close()


MODULE = """() => {
    window.module = (name) => import(new URL(name, document.querySelector("script[type=module]").src));
}"""
"""The files stand under an address made of their content."""

RENDER = """async (source) => {
    const { renderInto } = await module("markdown.js");
    const { parseBlocks, resolved } = await module("markdown-blocks.js");
    const { shown, links } = resolved(parseBlocks(source));
    const box = document.createElement("div");
    renderInto(box, shown, () => {}, links);
    return box.innerHTML;
}"""

CASES = [
    ("R32_RCC_CTLR and GPIOx_CFGLR", "<p>R32_RCC_CTLR and GPIOx_CFGLR</p>"),
    ("at 0xb0 + 8*n*2", "<p>at 0xb0 + 8*n*2</p>"),
    ("这是**重要**的", "<p>这是<strong>重要</strong>的</p>"),
    (
        "*a* _b_ ~~c~~ **d *e* f**",
        "<p><em>a</em> <em>b</em> <del>c</del> <strong>d <em>e</em> f</strong></p>",
    ),
    (r"\*no\* \_no\_ \<b> a\\b", r"<p>*no* _no_ &lt;b&gt; a\b</p>"),
    ("`` a`b `` and `c", "<p><code>a`b</code> and `c</p>"),
    ("one  \ntwo\nthree", "<p>one<br>two three</p>"),
    ("# Top\n## Next", "<h3>Top</h3><h4>Next</h4>"),
    ("> a\n> > b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"),
    ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
    ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
    ("- a\n\n  more\n- b", "<ul><li><p>a</p><p>more</p></li><li>b</li></ul>"),
    ("text\n- a", "<p>text</p><ul><li>a</li></ul>"),
    ("---", "<hr>"),
    ("```c\nint *a; // <b>\n", '<pre><code data-language="c">int *a; // &lt;b&gt;\n</code></pre>'),
    ("~~~\n```\n~~~\nx", "<pre><code>```</code></pre><p>x</p>"),
    ("a | b\nc", "<p>a | b c</p>"),
    ("<https://a.example/x_y_z>", '<p><a href="https://a.example/x_y_z"'),
    ("see https://a.example/b_c.", "https://a.example/b_c</a>.</p>"),
    ("[a [b] c](https://a.example)", ">a [b] c</a></p>"),
    ("[a](http://a.example)", "<p><span>a</span></p>"),
    ("![alt](https://a.example/x.png)", ">alt</a></p>"),
    ("[a] (b) [c", "<p>[a] (b) [c</p>"),
    ("DATA[1] [2]\n\n[1]: https://a.example\n[7]: text", "<p>DATA[1] [2]</p><p>[7]: text</p>"),
    ("**a** [1].\n\n[1]: https://a.example", 'a</strong> <a href="https://a.example/"'),
    (
        "[[1]](https://a.example)\n\n[1]: /v1",
        '<a href="https://a.example/" target="_blank" rel="noopener noreferrer">[1]</a>',
    ),
    ("- a `[1]` [1]\n\n[1]: https://a.example", ">[1]</a></li></ul>"),
]


def render(page: Page, source: str) -> str:
    html: str = page.evaluate(RENDER, source)
    return html


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_markdown_is_drawn_as_written(page: Page, source: str, expected: str) -> None:
    assert expected in render(page, source)


def test_a_table_keeps_its_shape(page: Page) -> None:
    source = "| Bits | Name |\n|--:|:-:|\n| 3:0 | `a|b` |\n| x \\| y |\n| 1 | 2 | 3 |"
    html = render(page, source)
    assert (
        '<th class="align-right" scope="col">Bits</th><th class="align-center" scope="col">Name</th>' in html
    )
    assert '<td class="align-right">3:0</td><td class="align-center"><code>a|b</code></td>' in html
    assert '<td class="align-right">x | y</td><td class="align-center"></td>' in html
    assert '<td class="align-right">1</td><td class="align-center">2</td></tr>' in html


GROWING = """async (pieces) => {
    const { renderInto } = await module("markdown.js");
    const { parseBlocks, resolved } = await module("markdown-blocks.js");
    const box = document.createElement("div");
    for (const end of pieces.keys()) {
        const { shown, links } = resolved(parseBlocks(pieces.slice(0, end + 1).join("")));
        renderInto(box, shown, () => {}, links);
    }
    return box.innerHTML;
}"""


def test_markers_become_links_when_their_definitions_arrive(page: Page) -> None:
    html = page.evaluate(
        GROWING, ["It is 1. [1]", "\n\n- [1] a.pdf", "\n\n[1]: /v1/versions/a/pag", "es/2.png"]
    )
    assert html.count('<a class="cite"') == 2
    assert ">[1]</a></p>" in html


FRAGMENTS = [
    *"<>&\"'`*_[]()!|#-~\\\n",
    *("```", "**", "~~", "||", "---", "> ", "1. ", "\n\n", "    ", "\x00", "\u202e", "寄存器", "RCC_CTLR"),
    *("<img src=x onerror=hit()>", "<script>", "</script>", "&lt;", "&#60;"),
    *("javascript:", "data:text/html,", "https://a.example", "http://", "//x"),
    *("/v1/versions/a/pages/1.png", "?highlight=1,2,3,4"),
]
ALLOWED = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
]

CHECK = """async ([sources, allowed]) => {
    const { renderInto } = await module("markdown.js");
    const { parseBlocks } = await module("markdown-blocks.js");
    const bad = [];
    for (const source of sources) {
        const box = document.createElement("div");
        renderInto(box, parseBlocks(source), () => {});
        for (const node of box.querySelectorAll("*")) {
            const names = node.getAttributeNames().filter((name) => name.startsWith("on") || name === "src");
            if (!allowed.includes(node.localName) || names.length) bad.push([source, node.outerHTML]);
            const url = node.localName === "a" ? new URL(node.href) : null;
            const safe = url === null || url.origin === location.origin || url.protocol === "https:";
            if (!safe) bad.push([source, node.href]);
        }
    }
    return bad;
}"""


def test_no_mixture_of_marks_makes_anything_but_harmless_nodes(page: Page) -> None:
    chance = random.Random(8150)  # noqa: S311 - the same mixtures every time
    sources = ["".join(chance.choices(FRAGMENTS, k=chance.randrange(1, 40))) for _ in range(1500)]
    assert page.evaluate(CHECK, [sources, ALLOWED]) == []


@pytest.mark.parametrize(
    "mark", ["[", "*", "`", "> ", "- ", "| ", "[a](", "**a", "![", "<https://", "_a *b "]
)
def test_no_repeated_mark_takes_long(page: Page, mark: str) -> None:
    started = time.monotonic()
    render(page, mark * (20_000 // len(mark)))
    assert time.monotonic() - started < 3


def test_blocks_that_stay_keep_their_nodes(page: Page) -> None:
    """A selection in an answer survives while the answer grows."""
    kept = page.evaluate(
        """async () => {
            const { renderInto } = await module("markdown.js");
            const { parseBlocks } = await module("markdown-blocks.js");
            const box = document.createElement("div");
            renderInto(box, parseBlocks("one\\n\\ntw"), () => {});
            const [first, second] = box.children;
            renderInto(box, parseBlocks("one\\n\\ntwo\\n\\nthree"), () => {});
            return [box.children[0] === first, box.children[1] === second, box.textContent];
        }"""
    )
    assert kept == [True, False, "onetwothree"]


def events(page: Page, pieces: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        """async (pieces) => {
            const { EventParser } = await module("sse.js");
            const parser = new EventParser();
            return pieces.flatMap((piece) => parser.feed(piece));
        }""",
        pieces,
    )
    return found


def test_events_are_read_however_they_are_cut(page: Page) -> None:
    stream = ": hi\n\nevent: x\ndata: a\ndata:b\n\ndata: c\r\n\r\nid: 7\n\ndata: d\n\ndata: unfinished"
    expected = [
        {"type": "x", "data": "a\nb"},
        {"type": "message", "data": "c"},
        {"type": "message", "data": "d"},
    ]
    assert events(page, [stream]) == expected
    assert events(page, list(stream)) == expected
