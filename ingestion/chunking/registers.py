"""A register's description to passages: heading, offset line, bit picture and bit table together. Pure."""

import re
from collections.abc import Iterator, Sequence

from ingestion.chunking.pieces import (
    LIMIT,
    TARGET,
    Draft,
    around,
    defined_names,
    heading_names,
    sentences,
    weight,
)
from ingestion.chunking.tables import (
    columns_of,
    field_names,
    header_line,
    is_bit_table,
    row_groups,
    row_names,
    row_text,
)
from ingestion.types import BitDiagram, Block, BlockKind, ChunkKind

_HEADING = re.compile(r"\bregisters?\b|寄存器", re.I)
_LONGEST_INTRODUCTION = 400
"""Weight of the lines before the bit table that every part of a long description repeats."""


def is_register(blocks: Sequence[Block]) -> bool:
    """Whether a section describes one register: a bit picture or a bit table under a name."""
    pictures = any(block.diagram is not None for block in blocks)
    bits = any(block.table is not None and is_bit_table(block.table) for block in blocks)
    heading = next((block.text for block in blocks if block.kind is BlockKind.HEADING), "")
    if not heading:
        return False
    return (pictures or bits) and bool(heading_names(heading) or _HEADING.search(heading))


def register_drafts(blocks: Sequence[Block]) -> Iterator[Draft]:
    """One passage where it fits on a page, else several that all begin with the register's name."""
    heading = next(block for block in blocks if block.kind is BlockKind.HEADING)
    builder = _Register(heading)
    for block in blocks:
        if block is heading:
            continue
        if block.diagram is not None:
            builder.add(block, diagram_text(block.diagram), diagram_names(block.diagram))
        elif block.table is not None:
            builder.add_table(block)
        else:
            for piece in sentences(block.text, TARGET):
                builder.add(block, piece, defined_names(block))
    yield from builder.finish()


class _Register:
    """Collects the passages of one register."""

    def __init__(self, heading: Block) -> None:
        self._heading = heading
        self._names = list(heading_names(heading.text))
        self._introduction: list[str] = []
        self._described = False
        self._drafts: list[Draft] = []
        self._open(heading.page, heading.box)

    def add(self, block: Block, text: str, names: Sequence[str] = ()) -> None:
        """A paragraph or picture; lines before the first picture or table introduce every part."""
        self._described = self._described or block.kind in (BlockKind.DIAGRAM, BlockKind.TABLE)
        if not self._described and weight("\n".join([*self._introduction, text])) <= _LONGEST_INTRODUCTION:
            self._introduction.append(text)
        self._make_room(weight(text), block.page)
        self._take(text, names, block)

    def add_table(self, block: Block) -> None:
        """The rows in groups that fit; a group never reaches over a page break."""
        self._described = True
        table = block.table
        assert table is not None  # noqa: S101  # the caller asked for it
        columns = columns_of(table)
        head = [text for text in (table.caption, header_line(table)) if text]
        room = LIMIT - sum(map(weight, (self._heading.text, *self._introduction, *head)))
        groups = list(row_groups(table, max(room, TARGET // 2)))
        for group in groups:
            text = "\n".join([*head, *map(row_text, group)])
            self._make_room(weight(text), group[0].page)
            names = [name for row in group for name in row_names(row, columns, fields=True)]
            self._take(text, names, block, around([row.box for row in group]))
        for note in table.footnotes:
            self._make_room(weight(note), self._drafts[-1].page)
            self._drafts[-1].parts.append(note)

    def finish(self) -> list[Draft]:
        """The passages, without one that holds only what the next one repeats."""
        return [draft for draft in self._drafts if len(draft.parts) > 1] or self._drafts

    def _make_room(self, size: int, page: int) -> None:
        draft = self._drafts[-1]
        full = weight(draft.text) + size > LIMIT and len(draft.parts) > 1
        if page != draft.page or full:
            self._open(page, None)

    def _open(self, page: int, box: tuple[float, float, float, float] | None) -> None:
        first = not self._drafts
        parts = [self._heading.text] if first else [self._heading.text, *self._introduction]
        place = box if box is not None else (0.0, 0.0, 0.0, 0.0)
        self._drafts.append(
            Draft(ChunkKind.REGISTER, self._heading.path, page, place, parts, list(self._names))
        )

    def _take(
        self,
        text: str,
        names: Sequence[str],
        block: Block,
        box: tuple[float, float, float, float] | None = None,
    ) -> None:
        draft = self._drafts[-1]
        place = box or block.box
        draft.box = place if not any(draft.box) else around([draft.box, place])
        draft.parts.append(text)
        draft.names += names


def diagram_text(diagram: BitDiagram) -> str:
    """A bit picture in words: every field with its bits, and its reset value where one is drawn."""
    fields = []
    for field in diagram.fields:
        bits = f"[{field.msb}:{field.lsb}]" if field.msb != field.lsb else f"[{field.msb}]"
        name = re.sub(r"\[[^\]]*\]$", "", field.name)
        fields.append(f"{name}{bits}" + (f" reset {field.reset}" if field.reset else ""))
    return ", ".join(fields)


def diagram_names(diagram: BitDiagram) -> tuple[str, ...]:
    """Names of a bit picture's fields."""
    return tuple(name for field in diagram.fields for name in field_names(field.name))
