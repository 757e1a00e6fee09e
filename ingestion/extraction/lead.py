"""Lines between a table's caption and its first row: its register's address, its reset value. Pure.

A caption is part of its table, so such lines come before it and after the register before. They are the
table's own if they stand closer to it than to what is above them.
"""

from ingestion.extraction.stated import address_in, offset_in, reset_in
from ingestion.types import Block, BlockKind

LINES = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST})
_CLOSE = 16.0
"""Points between lines of one list, and between the last and the table."""


class Lead:
    """The lines since the last table, drawing or heading."""

    def __init__(self) -> None:
        self._texts: list[Block] = []
        self._before: Block | None = None

    def take(self, block: Block) -> None:
        """Goes on with the next block."""
        if block.kind in LINES:
            self._texts.append(block)
        else:
            self._texts, self._before = [], block

    def of(self, block: Block) -> list[Block]:
        """The lines that belong to a table with a caption; none for any other block."""
        if block.table is None or not block.table.caption:
            return []
        own = self._texts[self._first(block) :]
        stated = [one for one in own if _states_place(one.text)]
        return own[own.index(stated[0]) :] if stated else []

    def places(self, block: Block) -> bool:
        """Whether lines above a table say where its register is."""
        return bool(self.of(block))

    def _first(self, block: Block) -> int:
        """Where the run of lines begins that reaches down to a table without a wide gap."""
        run = [*self._texts, block]
        for index in range(len(run) - 1, 0, -1):
            if not _touches(run[index - 1], run[index]):
                return index
        return len(run) if self._before is not None and _touches(self._before, run[0]) else 0


def _touches(above: Block, below: Block) -> bool:
    gap = below.box[1] - above.box[3]
    overlap = min(above.box[2], below.box[2]) - max(above.box[0], below.box[0])
    return above.page == below.page and -_CLOSE < gap <= _CLOSE and overlap > 0


def _states_place(text: str) -> bool:
    lines = text.split("\n")
    return any(address_in(one) is not None or offset_in(one) is not None or reset_in(one) for one in lines)
