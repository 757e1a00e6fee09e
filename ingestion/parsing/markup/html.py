"""HTML to blocks, through lxml. Scripts, styles and page furniture are left out; nothing is fetched."""

import re
from typing import cast

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from ingestion.parsing.blocks import BlockBuilder
from ingestion.types import Block, BlockKind

_SKIPPED = {"script", "style", "nav", "header", "footer", "aside", "form", "noscript", "template", "iframe",
            "svg", "head", "button", "select", "object", "audio", "video", "canvas"}  # fmt: skip
_CONTAINERS = {"html", "body", "div", "section", "article", "main", "blockquote", "figure", "details", "dl",
               "center", "fieldset", "address", "hgroup"}  # fmt: skip
_BREAKING = {"br", "p", "li", "div", "tr"}
_HEADING = re.compile(r"^h([1-6])$")
_DEEPEST = 200
"""Nested elements followed; deeper ones give their text only."""


def read_html(text: str) -> tuple[Block, ...]:
    """Blocks of an HTML page."""
    builder = BlockBuilder()
    root = _parse(text)
    if root is not None:
        title = root.find(".//title")
        if root.find(".//h1") is None and title is not None and title.text:
            builder.heading(title.text, 1)
        _walk(root, builder, 0)
    return builder.blocks()


def text_of(text: str) -> str:
    """The bare text of a piece of HTML."""
    root = _parse(text)
    return "" if root is None else _text(root)


def _parse(text: str) -> HtmlElement | None:
    # The parser refuses str with an encoding declaration, so it gets bytes and is told what they are.
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return cast(
            HtmlElement, lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        )
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing in it
        return None


def _walk(element: HtmlElement, builder: BlockBuilder, depth: int) -> None:
    """Blocks of an element's children; text between them is a paragraph."""
    loose: list[str] = [element.text or ""]

    def flush() -> None:
        builder.add(BlockKind.PARAGRAPH, _squeezed("".join(loose)))
        loose.clear()

    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _SKIPPED:
            pass
        elif _is_block(tag):
            flush()
            _take(child, tag, builder, depth)
        else:
            loose.append("\n" if tag == "br" else _text(child))
        loose.append(child.tail or "")
    flush()


def _is_block(tag: str) -> bool:
    return (
        tag in _CONTAINERS
        or tag in {"p", "pre", "ul", "ol", "table", "dt", "dd", "figcaption"}
        or _HEADING.match(tag) is not None
    )


def _take(element: HtmlElement, tag: str, builder: BlockBuilder, depth: int) -> None:
    if match := _HEADING.match(tag):
        builder.heading(_text(element).strip("¶# \n"), int(match[1]))
    elif tag == "pre":
        builder.add(BlockKind.CODE, element.text_content())
    elif tag in ("ul", "ol"):
        items = [f"- {_squeezed(_text(item))}" for item in element.iter("li")]
        builder.add(BlockKind.LIST, "\n".join(items))
    elif tag == "table":
        _take_table(element, builder)
    elif tag == "figcaption":
        builder.add(BlockKind.CAPTION, _text(element))
    elif tag in _CONTAINERS and depth < _DEEPEST:
        _walk(element, builder, depth + 1)
    else:
        builder.add(BlockKind.PARAGRAPH, _text(element))


def _take_table(element: HtmlElement, builder: BlockBuilder) -> None:
    header: list[list[str]] = []
    rows: list[list[str]] = []
    open_cells: dict[int, tuple[int, str]] = {}
    for tr in element.iter("tr"):
        cells = [cell for cell in tr if cell.tag in ("td", "th")]
        row = _spanned(cells, open_cells)
        heads = all(cell.tag == "th" for cell in cells) and bool(cells)
        (header if heads and not rows else rows).append(row)
    caption = element.find("caption")
    builder.table(header, rows, "" if caption is None else _text(caption))


def _spanned(cells: list[HtmlElement], open_cells: dict[int, tuple[int, str]]) -> list[str]:
    """One row's texts, with merged cells repeated; `open_cells` are those that reach down from above."""
    row: list[str] = []
    from_above = dict(open_cells)
    open_cells.clear()

    def fill() -> None:
        while len(row) in from_above:
            left, text = from_above.pop(len(row))
            if left > 1:
                open_cells[len(row)] = (left - 1, text)
            row.append(text)

    for cell in cells:
        fill()
        text = _text(cell)
        for _ in range(_span(cell, "colspan")):
            if (down := _span(cell, "rowspan")) > 1:
                open_cells[len(row)] = (down - 1, text)
            row.append(text)
    fill()
    return row


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), 100) if value.isdigit() and int(value) > 0 else 1


def _text(element: HtmlElement) -> str:
    parts: list[str] = []
    skipped = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            skipped += tag in _SKIPPED
            if not skipped:
                parts += ["\n" if tag in _BREAKING else "", node.text or ""]
        else:
            skipped -= tag in _SKIPPED
            if node is not element and not skipped:
                parts.append(node.tail or "")
    return _squeezed("".join(parts))


def _squeezed(text: str) -> str:
    """White space as a browser shows it, but with the line breaks that markup made."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
