"""Facts from a document's structure: each extractor reads what it knows, and their finds are put together."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.facts.records import FactSet, Source
from ingestion.extraction import dma, errata, interrupts, memory, ordering, parameters, pins, registers
from ingestion.fence import STRICT, Fence
from ingestion.matter import Matter, of_block
from ingestion.types import Block, BlockKind, StructuredDocument

Extractor = Callable[[StructuredDocument], FactSet]

EXTRACTORS: tuple[Extractor, ...] = (
    registers.extract,
    parameters.extract,
    pins.extract,
    interrupts.extract,
    dma.extract,
    memory.extract,
    ordering.extract,
    errata.extract,
)


DESCRIPTIONS = frozenset({"svd", "stm32-data"})
"""Kinds of documents that are data."""


def extract(document: StructuredDocument, fence: Fence = STRICT) -> FactSet:
    """All facts of a document, in the order of the extractors. A block that one cannot read costs it that."""
    blocks = tuple(block for block in document.blocks if _may_state(block))
    document = dataclasses.replace(document, blocks=blocks)
    found = join(part for extractor in EXTRACTORS for part in _read(extractor, document, fence))
    found = _described(found) if document.detected.kind in DESCRIPTIONS else found
    return dataclasses.replace(found, warnings=(*found.warnings, *fence.warnings))


def _read(extractor: Extractor, document: StructuredDocument, fence: Fence) -> list[FactSet]:
    def facts(blocks: Sequence[Block]) -> FactSet:
        return extractor(dataclasses.replace(document, blocks=tuple(blocks)))

    kind = extractor.__module__.rpartition(".")[2]
    stage = f"a table or paragraph could not be read for exact facts ({kind}), which search still finds"
    return fence.surviving(stage, facts, document.blocks, lambda block: block.page)


def _may_state(block: Block) -> bool:
    """Contents name registers with pages behind them, and histories name limits that were corrected."""
    return block.kind is BlockKind.HEADING or of_block(block) in (None, Matter.NOTICE)


def _described(found: FactSet) -> FactSet:
    """The same facts, said to be from a register description rather than from a manual's tables."""
    names = [attribute.name for attribute in dataclasses.fields(FactSet) if attribute.name != "warnings"]
    return dataclasses.replace(found, **{name: tuple(map(_as_svd, getattr(found, name))) for name in names})


def _as_svd(fact: Any) -> Any:
    place = dataclasses.replace(fact.provenance, source=Source.SVD)
    return dataclasses.replace(fact, provenance=place)


def join(sets: Iterable[FactSet]) -> FactSet:
    """Several sets of facts as one."""
    found = tuple(sets)
    # Not `from dataclasses import fields`: the module `fields` beside this file would take its name.
    names = [attribute.name for attribute in dataclasses.fields(FactSet)]
    return FactSet(**{name: tuple(fact for one in found for fact in getattr(one, name)) for name in names})
