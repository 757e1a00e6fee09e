"""Markdown to blocks, through markdown-it's tokens (CommonMark and tables; raw HTML gives its text only)."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingestion.parsing.blocks import BlockBuilder
from ingestion.parsing.markup.html import text_of
from ingestion.types import Block, BlockKind


def read_markdown(text: str) -> tuple[Block, ...]:
    """Blocks of a Markdown file."""
    tokens = iter(MarkdownIt("commonmark", {"html": True}).enable("table").parse(_without_front_matter(text)))
    builder = BlockBuilder()
    for token in tokens:
        _take(token, tokens, builder)
    return builder.blocks()


def _without_front_matter(text: str) -> str:
    if text.startswith("---\n"):
        end = text.find("\n---", 4)
        if end != -1:
            return text[end + 4 :]
    return text


def _take(token: Token, tokens: Iterator[Token], builder: BlockBuilder) -> None:
    match token.type:
        case "heading_open":
            builder.heading(_inline(next(tokens)), int(token.tag[1]))
        case "paragraph_open":
            builder.add(BlockKind.PARAGRAPH, _inline(next(tokens)))
        case "bullet_list_open" | "ordered_list_open":
            _take_list(token, tokens, builder)
        case "fence" | "code_block":
            builder.add(BlockKind.CODE, token.content)
        case "html_block":
            builder.add(BlockKind.PARAGRAPH, text_of(token.content))
        case "table_open":
            _take_table(tokens, builder)


def _take_list(opened: Token, tokens: Iterator[Token], builder: BlockBuilder) -> None:
    """One block per list, with its marks; code inside a list is a block of its own."""
    lines: list[str] = []
    stack = [opened]
    for token in tokens:
        if token.type.endswith("_list_open"):
            stack.append(token)
        elif token.type.endswith("_list_close"):
            stack.pop()
            if not stack:
                break
        elif token.type == "list_item_open":
            mark = f"{token.info}." if token.info else "-"
            lines.append("  " * (len(stack) - 1) + mark)
        elif token.type == "inline" and lines:
            bare = lines[-1].strip() in ("-",) or lines[-1].strip().rstrip(".").isdigit()
            text = _inline(token)
            lines[-1:] = [f"{lines[-1]} {text}"] if bare else [lines[-1], text]
        elif token.type in ("fence", "code_block"):
            builder.add(BlockKind.LIST, "\n".join(lines))
            lines = []
            builder.add(BlockKind.CODE, token.content)
        elif token.type == "inline":
            lines.append(_inline(token))
    builder.add(BlockKind.LIST, "\n".join(lines))


def _take_table(tokens: Iterator[Token], builder: BlockBuilder) -> None:
    header: list[list[str]] = []
    rows: list[list[str]] = []
    in_head = True
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tbody_open":
            in_head = False
        elif token.type == "tr_open":
            (header if in_head else rows).append([])
        elif token.type == "inline":
            (header if in_head else rows)[-1].append(_inline(token))
    builder.table(header, rows)


def _inline(token: Token) -> str:
    """Text of an inline token without its markup."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "image":
            parts.append(_inline(child))
        elif child.type == "html_inline" and child.content.lower().startswith("<br"):
            parts.append("\n")
    return "".join(parts)
