"""What a hardware data file connects, row by row, with the place of each: input of the graph. Pure."""

from collections.abc import Iterator

from app.graph.building import Joined
from ingestion.indexing import Places
from ingestion.types import Block, StructuredDocument
from retrieval.graph_store import EdgeKind

HEADER = ("Of", "Connection", "With", "Value")
KINDS = {kind.value: kind for kind in EdgeKind}


def connections(document: StructuredDocument, places: Places) -> list[Joined]:
    """The rows of all tables of connections in a data file."""
    if document.detected.kind != "stm32-data":
        return []
    return [one for block in document.blocks for one in _of_block(block, places)]


def _of_block(block: Block, places: Places) -> Iterator[Joined]:
    table = block.table
    if table is None or not table.header or table.header[0].texts != HEADER:
        return
    for row in table.rows:
        source, kind, target, value = row.texts
        if kind in KINDS:
            passage = places.at(row.page, row.box)
            quote = " | ".join(text for text in row.texts if text)
            yield Joined(KINDS[kind], source, target, value, row.page, row.box, passage, quote)
