"""The chunk step: a structured document to the passages that are searched and cited."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from ingestion.chunking.pieces import Draft, finished
from ingestion.chunking.registers import is_register, register_drafts
from ingestion.chunking.sections import section_drafts
from ingestion.chunking.tables import row_drafts, table_drafts
from ingestion.fence import STRICT, Fence, Stage
from ingestion.matter import Matter, of_path, of_table, of_text
from ingestion.types import Block, BlockKind, Chunk, ChunkKind, StructuredDocument

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
    above = of_path(section[0].path) if section else None
    drafts = [
        _marked(draft, above or (None if register else of_text(draft.text)))
        for draft in (register_drafts(section) if register else section_drafts(section, whole))
    ]
    for block in section:
        if block.table is not None:
            matter = above or of_table(block.table)
            if not register:
                drafts += [_marked(draft, matter) for draft in table_drafts(block, block.table)]
            drafts += [_marked(draft, matter) for draft in row_drafts(block, block.table, register)]
    return drafts


def _marked(draft: Draft, matter: Matter | None) -> Draft:
    """A passage about the document itself says so in its kind."""
    return draft if matter is None else replace(draft, kind=ChunkKind(matter.value))
