"""The chunk step: a structured document to the passages that are searched and cited."""

from collections.abc import Iterator, Sequence
from functools import partial

from ingestion.chunking.pieces import Draft, finished
from ingestion.chunking.registers import is_register, register_drafts
from ingestion.chunking.sections import section_drafts
from ingestion.chunking.tables import row_drafts, table_drafts
from ingestion.fence import STRICT, Fence, Stage
from ingestion.types import Block, BlockKind, Chunk, StructuredDocument

__all__ = ["chunk"]


def chunk(document: StructuredDocument, version_id: str, fence: Fence = STRICT) -> tuple[Chunk, ...]:
    """All passages in reading order: sections, registers, tables, and each table's rows."""
    whole = document.detected.kind == "faq"
    drafts = (
        draft
        for section in _sections(document.blocks)
        for part in fence.surviving(Stage.CHUNKS, partial(_drafts, whole=whole), section, _page)
        for draft in part
    )
    return tuple(finished((draft for draft in drafts if draft.text.strip()), version_id))


def _page(block: Block) -> int:
    return block.page


def _sections(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Each heading with what stands under it up to the next heading."""
    section: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING and section:
            yield section
            section = []
        section.append(block)
    if section:
        yield section


def _drafts(section: Sequence[Block], whole: bool) -> list[Draft]:
    register = is_register(section)
    drafts = list(register_drafts(section) if register else section_drafts(section, whole))
    for block in section:
        if block.table is not None:
            if not register:
                drafts += table_drafts(block, block.table)
            drafts += row_drafts(block, block.table, register)
    return drafts
