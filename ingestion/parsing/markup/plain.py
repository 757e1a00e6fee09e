"""Plain text to blocks: paragraphs by blank lines, numbered or underlined lines as headings."""

import re

from ingestion.parsing.blocks import BlockBuilder
from ingestion.types import Block, BlockKind

_NUMBERED = re.compile(r"^(\d+(?:\.\d+){0,4})\.?\s+\S.{0,100}$")
_CHAPTER = re.compile(r"^(?:chapter|section|appendix|part)\s+\w+\b.{0,100}$|^第.{1,6}[章节篇].{0,60}$", re.I)
_RULE = re.compile(r"^([=\-~#*_])\1{2,}\s*$")
_BULLET = re.compile(r"^\s*(?:[-*+•●■▪]|\(?\d+[.)）、])\s+\S")
_SENTENCE_END = re.compile(r"[.;:,。；：，]$")


def read_text(text: str) -> tuple[Block, ...]:
    """Blocks of a plain text file."""
    builder = BlockBuilder()
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        lines = _take_headings(lines, builder)
        if lines:
            _add(lines, builder)
    return builder.blocks()


def _take_headings(lines: list[str], builder: BlockBuilder) -> list[str]:
    """Headings at the start of a paragraph, added; the lines that remain."""
    if len(lines) >= 2 and _RULE.match(lines[1]) and not _RULE.match(lines[0]):
        builder.heading(lines[0], 1 if lines[1][0] == "=" else 2)
        return lines[2:]
    if len(lines) == 1 and len(lines[0]) <= 120 and not _SENTENCE_END.search(lines[0]):
        line = lines[0].strip()
        if match := _NUMBERED.match(line):
            builder.heading(line, match[1].count(".") + 1)
            return []
        if _CHAPTER.match(line):
            builder.heading(line, 1)
            return []
    return lines


def _add(lines: list[str], builder: BlockBuilder) -> None:
    lines = [line for line in lines if not _RULE.match(line)]
    if not lines:
        return
    indented = all(line.startswith(("    ", "\t")) for line in lines)
    if _BULLET.match(lines[0]):
        builder.add(BlockKind.LIST, "\n".join(line.strip() for line in lines))
    elif indented and len(lines) > 1:
        builder.add(BlockKind.CODE, "\n".join(lines))
    else:
        builder.add(BlockKind.PARAGRAPH, "\n".join(line.strip() for line in lines))
