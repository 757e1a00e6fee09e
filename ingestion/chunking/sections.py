"""A section's running text to passages of about one size, cut between paragraphs and pages. Pure."""

from collections.abc import Iterator, Sequence

from ingestion.chunking.pieces import LIMIT, TARGET, Draft, around, defined_names, sentences, weight
from ingestion.chunking.registers import diagram_names, diagram_text
from ingestion.types import Block, BlockKind, ChunkKind

_LONG_CODE = 700
"""Weight from which a listing is a passage of its own."""
_FIGURE_WORDS = 400
"""Characters kept of the labels in a figure."""


def section_drafts(blocks: Sequence[Block], whole: bool) -> Iterator[Draft]:
    """Passages of one section without its tables. `whole` keeps code with the text, as in an FAQ."""
    heading = blocks[0] if blocks and blocks[0].kind is BlockKind.HEADING else None
    builder = _Section(heading)
    for block in blocks:
        if block is heading or block.table is not None:
            continue
        if block.diagram is not None:
            builder.add(block, diagram_text(block.diagram), diagram_names(block.diagram))
        elif block.kind is BlockKind.CODE:
            builder.add_code(block, whole)
        elif block.kind is BlockKind.FIGURE:
            builder.add(block, block.text[:_FIGURE_WORDS])
        else:
            for piece in sentences(block.text):
                builder.add(block, piece, defined_names(block))
    yield from builder.drafts


class _Section:
    """Collects the passages of one section; each begins with its heading."""

    def __init__(self, heading: Block | None) -> None:
        self._heading = heading
        self._names = list(defined_names(heading)) if heading else []
        self.drafts: list[Draft] = []
        """The passages; a heading with no text beneath it is none, its words stand in the paths below it."""

    def add(self, block: Block, text: str, names: Sequence[str] = ()) -> None:
        """A piece of text that is never cut."""
        if not text.strip():
            return
        draft = self.drafts[-1] if self.drafts and self.drafts[-1].kind is ChunkKind.SECTION else None
        if draft is None or draft.page != block.page or self._is_full(draft, text):
            draft = self._open(block, ChunkKind.SECTION)
        else:
            draft.box = around([draft.box, block.box])
        draft.parts.append(text)
        draft.names += names

    def add_code(self, block: Block, whole: bool) -> None:
        """A listing: with the text around it when short, else by itself, cut between lines."""
        if whole or weight(block.text) < _LONG_CODE:
            for piece in _line_groups(block.text):
                self.add(block, piece)
            return
        for piece in _line_groups(block.text):
            self._open(block, ChunkKind.CODE).parts.append(piece)

    def _is_full(self, draft: Draft, text: str) -> bool:
        used, more = weight(draft.text), weight(text)
        return used + more > LIMIT or (used >= TARGET and more > LIMIT - TARGET) or used >= LIMIT - 200

    def _open(self, block: Block, kind: ChunkKind) -> Draft:
        heading = self._heading
        parts = [heading.text] if heading else []
        with_heading = heading is not None and not self.drafts and heading.page == block.page
        boxes = [heading.box, block.box] if heading and with_heading else [block.box]
        draft = Draft(kind, block.path, block.page, around(boxes), parts, list(self._names))
        self.drafts.append(draft)
        return draft


def _line_groups(text: str) -> Iterator[str]:
    group: list[str] = []
    used = 0
    for line in text.split("\n"):
        size = weight(line) + 1
        if group and used + size > TARGET:
            yield "\n".join(group)
            group, used = [], 0
        group.append(line)
        used += size
    if group:
        yield "\n".join(group)
