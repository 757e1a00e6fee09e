"""Builds the blocks of documents that carry their own structure. Used by the readers of text formats."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingestion.types import Block, BlockKind, Box, Cell, Row, Table

NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
"""Until it is known on which line a block stands."""

Grid = Sequence[Sequence[str]]


class BlockBuilder:
    """Collects blocks in reading order and keeps the headings that they stand under."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._path: list[tuple[int, str]] = []

    def heading(self, text: str, level: int) -> None:
        """A heading; those of its own level and below no longer stand above what follows."""
        text = " ".join(text.split())
        if not text:
            return
        self._path = [(depth, title) for depth, title in self._path if depth < level]
        self._path.append((level, text))
        self._blocks.append(
            Block(BlockKind.HEADING, text, 1, NOWHERE, path=self._titles(), level=len(self._path))
        )

    def add(self, kind: BlockKind, text: str) -> None:
        """A block of text; code keeps its white space."""
        text = text.strip("\n").rstrip() if kind is BlockKind.CODE else text.strip()
        if text:
            self._blocks.append(Block(kind, text, 1, NOWHERE, path=self._titles()))

    def table(self, header: Grid, rows: Grid, caption: str = "") -> None:
        """A table of plain texts; short rows are filled up."""
        table = plain_table(header, rows, caption)
        if table is not None:
            text = "\n".join(" | ".join(row.texts) for row in (*table.header, *table.rows))
            self._blocks.append(Block(BlockKind.TABLE, text, 1, NOWHERE, path=self._titles(), table=table))

    def blocks(self) -> tuple[Block, ...]:
        """All blocks so far."""
        return placed(self._blocks)

    def _titles(self) -> tuple[str, ...]:
        return tuple(title for _, title in self._path)


def placed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks and rows each on a line of one endless page: facts find their passage by their place."""
    line = 0
    found: list[Block] = []
    for block in blocks:
        top = line
        rows: list[Row] = []
        for row in block.table.rows if block.table else ():
            line += 1
            rows.append(replace(row, box=(0.0, float(line), 1.0, float(line + 1))))
        line += 1
        box = (0.0, float(top), 1.0, float(line))
        table = replace(block.table, rows=tuple(rows), box=box) if block.table else None
        found.append(replace(block, box=box, table=table))
    return tuple(found)


def plain_table(header: Grid, rows: Grid, caption: str = "") -> Table | None:
    """A table without boxes, or none where there are no cells."""
    width = max((len(row) for row in (*header, *rows)), default=0)
    if width == 0:
        return None

    def row(texts: Sequence[str]) -> Row:
        filled = tuple([_tidy(text) for text in texts] + [""] * (width - len(texts)))
        cells = tuple(Cell(text, NOWHERE, column) for column, text in enumerate(filled))
        return Row(1, NOWHERE, cells, filled)

    return Table(
        page=1,
        box=NOWHERE,
        columns=width,
        header=tuple(row(texts) for texts in header),
        rows=tuple(row(texts) for texts in rows if any(text.strip() for text in texts)),
        caption=_tidy(caption),
    )


def _tidy(text: str) -> str:
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
